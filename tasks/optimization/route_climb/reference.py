"""Climbing metres between points of a route."""

from itertools import accumulate


def climbs(heights: list[int], legs: list[tuple[int, int]]) -> list[int]:
    """Return the metres climbed on every leg (from point, to point)."""
    ascents = [max(0, there - here) for here, there in zip(heights, heights[1:])]
    descents = [max(0, here - there) for here, there in zip(heights, heights[1:])]
    up = list(accumulate(ascents, initial=0))
    down = list(accumulate(descents, initial=0))
    metres = []
    for begin, end in legs:
        if begin <= end:
            metres.append(up[end] - up[begin])
        else:
            metres.append(down[begin] - down[end])
    return metres
