"""Statistics: numbers in, numbers out. ``episodes`` says what they mean for a run; the other rooms know no record of this package."""
