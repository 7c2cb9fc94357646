"""Sums and swings in the log of an oven."""

from collections import deque
from itertools import accumulate


def highest(readings: list[int], length: int) -> list[int]:
    """Return the highest reading of each run of `length` readings."""
    found = []
    candidates: deque[int] = deque()  # indices whose readings fall from left to right
    for index, reading in enumerate(readings):
        while candidates and readings[candidates[-1]] <= reading:
            candidates.pop()
        candidates.append(index)
        if candidates[0] == index - length:
            candidates.popleft()
        if index >= length - 1:
            found.append(readings[candidates[0]])
    return found


def windows(readings: list[int], length: int) -> list[tuple[int, int]]:
    """Return sum and swing of each run of `length` readings."""
    if length < 1:
        raise ValueError("a run has at least one reading")
    totals = list(accumulate(readings, initial=0))
    sums = [after - before for before, after in zip(totals, totals[length:])]
    tops = highest(readings, length)
    bottoms = highest([-reading for reading in readings], length)
    return [(each, top + bottom) for each, top, bottom in zip(sums, tops, bottoms)]
