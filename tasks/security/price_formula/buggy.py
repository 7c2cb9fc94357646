"""Price formulas of a shop."""


def evaluate(formula: str, values: dict[str, float]) -> float:
    """Return the value of the formula, with names taken from `values`."""
    try:
        return eval(formula, dict(values))
    except (NameError, SyntaxError, TypeError) as error:
        raise ValueError(f"not a formula: {formula}") from error
