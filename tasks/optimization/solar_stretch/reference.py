"""The best run of days of solar roofs."""


def best_stretch(days: list[int]) -> int:
    """Return the largest sum of any run of consecutive days."""
    best = ending_here = days[0]
    for day in days[1:]:
        ending_here = max(day, ending_here + day)
        best = max(best, ending_here)
    return best


def best_stretches(roofs: list[list[int]]) -> list[int]:
    """Return the best stretch of every roof."""
    return [best_stretch(days) for days in roofs]
