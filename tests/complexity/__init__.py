"""Growth, read from the source and measured: functions whose growth is known, and what is said of them."""
