"""Figures of what runs found out, fit for a paper: rows from reports and tables of training, drawn by matplotlib."""
