"""Sums and swings in the log of an oven."""


def windows(readings: list[int], length: int) -> list[tuple[int, int]]:
    """Return sum and swing of each run of `length` readings."""
    if length < 1:
        raise ValueError("a run has at least one reading")
    found = []
    for begin in range(len(readings) - length + 1):
        run = readings[begin : begin + length]
        found.append((sum(run), max(run) - min(run)))
    return found
