"""Climbing metres of the legs of a route."""

from itertools import accumulate


def climbs(heights, legs):
    """Return the metres climbed on every leg (from point, to point)."""
    steps = [max(0, there - here) for here, there in zip(heights, heights[1:])]
    up = list(accumulate(steps, initial=0))
    return [up[end] - up[begin] if begin < end else 0 for begin, end in legs]
