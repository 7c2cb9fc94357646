"""The two whose times are compared, the inputs that both get, and when two results are the same."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import TaskError
from .arguments import Arguments
from .batch import Batch
from .growth import GrowthFit, fit
from .reading import hides_logarithms, keeps_order, sorts

RUN_S = 0.003
"""What a timed run should take: the clock's own unrest, and the message that starts the run, are small beside it."""
TRAVEL_S = 0.006
"""What it may cost to send the arguments of one run."""
_DRAWS = 4
"""Different inputs of each size."""
_MAX_CALLS = 64
_AS_MUCH = 1.5
"""Inputs are drawn: the same number of items differs by so much."""


@dataclass(slots=True)
class Side:
    """One of the two that are compared."""

    text: str
    looks: dict[int, Batch] = field(default_factory=dict)
    """By size: one call each, in ascending order."""
    rounds: list[dict[int, float]] = field(default_factory=list)
    """Seconds of one call by size, once in each round."""
    steps: dict[int, float] = field(default_factory=dict)
    """Lines of Python that one call runs through, by size."""
    sorted_items: dict[int, float] = field(default_factory=dict)
    """Items of the lists that one call sorts, by size."""

    def growth(self, sizes: Sequence[int]) -> GrowthFit:
        """Returns what its times grow like; where no curve explains all of them, by the task's own ``sizes`` alone.

        A processor learns by heart what is short and often repeated, so that a small size may be too cheap for its curve.
        """
        found = self._fitted(self.rounds)
        if found.confidence:
            return found
        return self._fitted([{size: times[size] for size in sizes if size in times} for times in self.rounds])

    def _fitted(self, rounds: list[dict[int, float]]) -> GrowthFit:
        sorting = keeps_order(self.text) or (sorts(self.text) and not self._sorts_as_much())
        return fit(rounds, self.steps, hides_logarithms=sorting or hides_logarithms(self.text), sorts=sorting)

    def _sorts_as_much(self) -> bool:
        """True if it was seen to sort as many items at its largest size as at its smallest: that is no part of its growth."""
        if len(self.sorted_items) < 2:
            return False
        few, many = self.sorted_items[min(self.sorted_items)], self.sorted_items[max(self.sorted_items)]
        return 0 < many <= _AS_MUCH * few

    def seconds(self, size: int) -> float:
        """Returns the seconds of one call at that size, which it was looked at with."""
        times = [times[size] for times in self.rounds if size in times]
        return statistics.median(times) if times else self.looks[size].run_s


class Inputs:
    """What the author's workload makes, drawn once and the same for both sides."""

    def __init__(self, make: Callable[[int, random.Random], Any], seed: int) -> None:
        self._make = make
        self._seed = seed
        self._kept: dict[tuple[int, int], list[Any]] = {}
        self._drawn: dict[tuple[int, int, int], Arguments] = {}

    def drawn(self, size: int, number: int, count: int) -> Arguments:
        """Returns ``count`` inputs, others for every ``number`` up to a few: no process lives to see one twice."""
        number %= _DRAWS
        drawn = self._drawn.get((size, number, count))
        if drawn is None:
            kept = self._kept.setdefault((size, number), [])
            while len(kept) < count:
                kept.append(self._made(size, random.Random(f"{self._seed}/{size}/{number}/{len(kept)}")))
            drawn = self._drawn[size, number, count] = Arguments(kept[:count])
        return drawn

    def _made(self, size: int, drawing: random.Random) -> Any:
        try:
            arguments = self._make(size, drawing)
        except Exception as error:
            raise TaskError(f"workload.py: at size {size} it raised {type(error).__name__}: {error}; mend it") from None
        if not isinstance(arguments, tuple):
            raise TaskError(
                f"workload.py: workload: expected a tuple of arguments, got {type(arguments).__name__}; write `return (value,)`"
            )
        return arguments

    def count(self, size: int, *sides: Side, same: bool = False) -> int:
        """Returns how many calls make up a run: one if inputs repeat themselves, unless ``same`` inputs are welcome."""
        looks = [side.looks[size] for side in sides]
        call_s = min(max(look.run_s - look.empty_s, 1e-6) for look in looks)
        slowest_s = max(look.run_s for look in looks)
        wanted = min(RUN_S / call_s, TRAVEL_S / max(look.rest_s for look in looks), 4 * RUN_S / slowest_s, _MAX_CALLS)
        if wanted > 1 and (same or not alike(*self.drawn(size, 0, 2).calls)):
            return math.ceil(wanted)
        return 1


def alike(a: Any, b: Any) -> bool:
    """Equal, but for the last digits of floats, which depend on the order of steps; however deep the values are."""
    pending = [(a, b)]
    while pending:
        a, b = pending.pop()
        if type(a) is not type(b):
            if not bool(a == b):
                return False
        elif type(a) is float:
            if not (math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))):
                return False
        elif isinstance(a, (list, tuple)):
            if len(a) != len(b):
                return False
            pending += zip(a, b, strict=True)
        elif isinstance(a, dict):
            if a.keys() != b.keys():
                return False
            pending += ((a[key], b[key]) for key in a)
        elif not bool(a == b):
            return False
    return True
