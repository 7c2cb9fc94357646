"""How many slips of the keyboard lie between two words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=16384)
def slips(a: str, b: str) -> int:
    """Letters left out, added, changed, or swapped with their neighbour (optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        earlier, before, row = before, row, [i] + [0] * len(b)
        for j, right in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]


def likeness(written: str, meant: str) -> float | None:
    """Slips between two different words, half a one if only the case differs; None if that is too many to be one word."""
    if written == meant or abs(len(written) - len(meant)) > 2:
        return None
    if written.lower() == meant.lower():
        return 0.5
    if written.strip("_").lower() == meant.strip("_").lower() and written.strip("_"):
        return 0.6
    longest = max(len(written), len(meant))
    allowed = 0 if longest < 2 else 1 if longest < 5 else 2 if longest < 9 else 3
    count = slips(written, meant)
    if count > allowed or count >= longest:
        return None
    if count == 1 and longest <= 2 and sorted(written) != sorted(meant):
        return None  # of two letters one may not be another: i and x, if and of
    return float(count) + (0.0 if written[0] == meant[0] else 0.3)


def nearest(written: str, words: Iterable[str]) -> list[tuple[float, str]]:
    """The words that ``written`` may be meant to be, the likeliest first."""
    found = [(distance, word) for word in set(words) if (distance := likeness(written, word)) is not None]
    return sorted(found)
