"""The project's bars for speed, and whether what was measured meets them. Nothing fails here: a machine may be slow or busy."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from . import micro
from .scenarios import FRESH_PYTEST, OURS, WARM_FORK
from .throughput import Rates


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the figure to hold against it, in one unit."""

    name: str
    limit: float
    figure: float
    unit: str
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the figure meets the bar."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def __str__(self) -> str:
        sense = "at least " if self.at_least else ""
        met = "met" if self.met else "NOT met"
        note = f" ({self.note})" if self.note else ""
        return f"bar {sense}{self.limit:g} {self.unit}: {self.figure:.{_digits(self.figure)}f} {self.unit}, {met}{note}"


def _digits(figure: float) -> int:
    return 1 if abs(figure) >= 10 else 2


def bars(times: Mapping[tuple[str, str], Sequence[float]], small: Mapping[str, Sequence[float]], rates: Rates) -> Iterator[Bar]:
    """Yields every bar of the project, from medians: times by scenario and way, of the small things, and the rates."""

    def ms(letter: str, way: str = OURS) -> float:
        return median(times[letter, way]) * 1e3

    yield Bar("isolation: (i), ours over a warm fork", 15, (ms("i") / ms("i", WARM_FORK) - 1) * 100, "%")
    yield Bar("(a) ours", 10, ms("a"), "ms")
    yield Bar("(c) ours", 35, ms("c"), "ms")
    yield Bar("(d) ours", 15, ms("d"), "ms")
    yield Bar("(a) fresh pytest / ours", 25, ms("a", FRESH_PYTEST) / ms("a"), "x", at_least=True)
    yield Bar("(b) fresh pytest / ours", 4, ms("b", FRESH_PYTEST) / ms("b"), "x", at_least=True)
    yield Bar(micro.CALL, 40, median(small[micro.CALL]) * 1e6, "us")
    yield Bar(micro.INTS_IN, 15, median(small[micro.INTS_IN]) * 1e3, "ms")
    yield Bar(micro.INTS_OUT, 15, median(small[micro.INTS_OUT]) * 1e3, "ms")
    cores = len(os.sched_getaffinity(0))
    for kind, found in rates.items():
        ratio = median(found[2]) / median(found[1])
        note = "" if cores >= 2 else "there is only one core"
        yield Bar(f"2 workers / 1, {kind}", 1.8, ratio, "x", at_least=True, note=note)
