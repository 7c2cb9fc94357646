"""What models cost: prices that the user gives, and an account that all processes of a run share."""
