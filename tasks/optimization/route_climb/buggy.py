"""Climbing metres between points of a route."""


def climbs(heights: list[int], legs: list[tuple[int, int]]) -> list[int]:
    """Return the metres climbed on every leg (from point, to point)."""
    ascents = [max(0, there - here) for here, there in zip(heights, heights[1:])]
    descents = [max(0, here - there) for here, there in zip(heights, heights[1:])]
    metres = []
    for begin, end in legs:
        steps = ascents[begin:end] if begin <= end else descents[end:begin]
        climbed = 0
        for step in steps:
            climbed += step
        metres.append(climbed)
    return metres
