"""Measures what a grade costs, beside other ways to judge the same code; see README.md. Not part of the package."""
