"""What one run of pytest has beside its items: its files, its money, its order, its threads."""
