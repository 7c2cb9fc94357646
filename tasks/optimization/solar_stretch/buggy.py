"""The best run of days of solar roofs."""


def best_stretch(days: list[int]) -> int:
    """Return the largest sum of any run of consecutive days."""
    best = days[0]
    for first in range(len(days)):
        for last in range(first, len(days)):
            total = 0
            for day in range(first, last + 1):
                total += days[day]
            if total > best:
                best = total
    return best


def best_stretches(roofs: list[list[int]]) -> list[int]:
    """Return the best stretch of every roof."""
    return [best_stretch(days) for days in roofs]
