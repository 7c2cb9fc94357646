"""Reports, statistics and what is shown of them."""
