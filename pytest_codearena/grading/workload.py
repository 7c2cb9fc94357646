"""Measures a candidate's CPU time on the task's workload against the reference's, and what both grow like with the size."""

from __future__ import annotations

import math
import time
import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import TaskError
from .arguments import Arguments
from .batch import Batch, Bench, Broken, Overrun
from .growth import GrowthFit, fit
from .ledger import WORKLOAD, Ledger
from .pairs import Pair, blurred, interval, ratio, run_ratios, suspect
from .rounds import Rounds
from .sides import Inputs, Side, alike

_RATIO_BUDGET_S = 0.9
"""CPU seconds, of all processes together, after which no further pair is measured."""
_SUSPECT_BUDGET_S = 4.0
"""The same where work seems to be hidden: a few pairs on a busy machine say so of honest code too, many don't."""
_GROWTH_BUDGET_S = 1.25
_FEWEST_PAIRS, _MIN_PAIRS, _SURE_PAIRS, _MAX_PAIRS = 3, 7, 25, 60
"""At least so many whatever they cost; so many before the ratio may be taken for settled, and where work seems to be hidden
or could well be; at most so many."""
_CLEARLY_FAST, _CLEARLY_SLOW = 1.25, 3.25
"""Ratios up to which the efficiency score is 1, and beyond which it is 0, whatever further pairs say."""
_CLOSE_ENOUGH = 0.08
"""Width of the interval for the ratio at which further pairs would not change the score noticeably."""
_SHOWING = 4
"""A call that takes this many times as long as the message that starts it is timed by itself."""
_HOPELESS, _HOPELESS_S = 4 * _CLEARLY_SLOW, 0.4
"""A run that takes so many times as long as the reference's, and so many seconds, is not waited for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Result of a measurement."""

    ratio: float
    """Candidate's time over the reference's at the largest size; inf if it is no fair answer."""
    points: list[list[float]]
    """Size, seconds of the candidate, seconds of the reference; of one call."""
    note: str
    """Why the ratio is inf; empty if it is not."""
    growth: GrowthFit
    reference_growth: GrowthFit

    def atoms(self) -> dict[str, Any]:
        """Returns the fields of ``Measurement`` as they travel to the client; the ratio is None if it is infinite."""
        return {
            "ratio": self.ratio if math.isfinite(self.ratio) else None,
            "points": self.points,
            "note": self.note,
            "growth": self.growth.growth.value,
            "exponent": self.growth.exponent,
            "confidence": self.growth.confidence,
            "reference_growth": self.reference_growth.growth.value,
            "reference_exponent": self.reference_growth.exponent,
        }


def no_cost(note: str) -> Cost:
    """Returns the cost of code about which only ``note`` is known."""
    return Cost(math.inf, [], note, fit([]), fit([]))


def prove(bench: Bench, config: dict[str, Any], workload: types.ModuleType) -> None:
    """The reference gives plain values on the smallest workload. Raises TaskError if not."""
    size: int = config["sizes"][0]
    make = getattr(workload, "workload", None)
    if not callable(make):
        raise TaskError("workload.py: workload: expected `def workload(size, rng) -> tuple`; write it")
    try:
        bench.run(config["reference"], Inputs(make, 0).drawn(size, 0, 1))
    except Broken as broken:
        raise TaskError(_of_reference(size, broken)) from None


def _of_reference(size: int, broken: Broken) -> str:
    return f"reference.py: on the workload of size {size} it {broken}; mend it, or workload.py"


class _Unfair(Exception):
    """The candidate did not answer, or not rightly; the text is for the agent."""


class Meter:
    """Runs candidate and reference on the same inputs; every run in a process that has seen nothing else."""

    def __init__(self, bench: Bench, config: dict[str, Any], workload: types.ModuleType, ledger: Ledger) -> None:
        self._bench = bench
        self._sizes: list[int] = config["sizes"]
        self._make = workload.workload
        self._ledger = ledger
        self._reference = Side(config["reference"])
        self._candidate = Side("")
        self._inputs = Inputs(self._make, 0)
        self._started_s = time.process_time()

    def measure(self, source: str, seed: int, *, growth: bool = True) -> Cost:
        """Returns the cost of ``source``. A wrong answer, an exception or a time-out is an infinite ratio. Call it once.

        Without ``growth`` each size is timed once, the largest one as often as the ratio takes.
        Raises TaskError if the reference fails on the workload.
        """
        self._inputs = Inputs(self._make, seed)
        self._candidate.text = source
        cost, note = math.inf, ""
        try:
            for size in self._sizes:
                self._look(size)
            cost = self._ratio()
        except _Unfair as unfair:
            note = str(unfair)
        mine, theirs = self._candidate, self._reference
        if growth and mine.looks:
            rounds = Rounds(self._bench, self._inputs, (mine, theirs), self._ledger, lambda: _GROWTH_BUDGET_S - self._spent_s())
            rounds.follow(self._sizes)
        points = [[size, mine.seconds(size), theirs.seconds(size)] for size in self._sizes if size in mine.looks]
        return Cost(cost, points, note, mine.growth(self._sizes), theirs.growth(self._sizes))

    def _look(self, size: int) -> None:
        """Both have been looked at with that size after this. Raises _Unfair."""
        self._candidate.looks[size] = self._pair(size, 0, 1).mine

    def _ratio(self) -> float:
        """Returns the candidate's cost over the reference's at the largest size, from as many pairs as it takes."""
        size = self._sizes[-1]
        mine, theirs = self._candidate.looks[size], self._reference.looks[size]
        # Where one call shows, a run is one call: what it keeps for a second one gains nothing.
        shows = theirs.run_s > _SHOWING * theirs.empty_s
        count = 1 if shows else self._inputs.count(size, self._candidate, self._reference)
        pairs = [Pair(mine, theirs)] if count == 1 else []
        while not pairs or not self._settled(pairs):
            pairs.append(self._pair(size, len(pairs), count))
        return ratio(pairs, self._bench.handing_over_s)

    def _settled(self, pairs: Sequence[Pair]) -> bool:
        ratios = run_ratios(pairs)
        suspected = suspect(pairs)
        next_s = pairs[-1].mine.run_s + pairs[-1].theirs.run_s
        spent = self._spent_s() + next_s > (_SUSPECT_BUDGET_S if suspected else _RATIO_BUDGET_S)
        # What takes long meets the machine's quicker and slower moments alike.
        far = 1.25 if spent else 3 if len(pairs) == 1 else 1.5
        if len(pairs) < _MIN_PAIRS and min(ratios) > far * _CLEARLY_SLOW:
            return True
        if len(pairs) >= _FEWEST_PAIRS and spent:
            return True
        if len(pairs) < (_SURE_PAIRS if suspected or blurred(pairs) else _MIN_PAIRS):
            return False
        low, high = interval(ratios)
        clear = high <= _CLEARLY_FAST or low >= _CLEARLY_SLOW or high - low <= _CLOSE_ENOUGH
        return clear or len(pairs) >= _MAX_PAIRS

    def _pair(self, size: int, number: int, count: int) -> Pair:
        """Returns what both did on the same inputs, at the same time where that may be. Raises _Unfair."""
        self._ledger.stage(WORKLOAD)
        inputs = self._inputs.drawn(size, number, count)
        try:
            mine, theirs = self._together(inputs) or self._in_turns(size, number, inputs)
        except Broken as broken:
            raise TaskError(_of_reference(size, broken)) from None
        self._reference.looks.setdefault(size, theirs)  # the first pair is of one call
        if isinstance(mine, Overrun):
            raise _Unfair(
                f"on the workload of size {size} your code was stopped after {self._limit_s(theirs):.2g} s of CPU time; "
                f"a good solution takes {self._reference.looks[size].run_s * 1000:.2g} ms"
            )
        if isinstance(mine, Broken):
            raise _Unfair(f"on the workload of size {size} your code {mine}")
        if not all(map(alike, mine.values, theirs.values)):
            raise _Unfair(f"the answer for the workload of size {size} is wrong")
        return Pair(mine, theirs)

    def _together(self, inputs: Arguments) -> tuple[Batch | Broken, Batch] | None:
        """Returns what became of the candidate, and the reference's batch; None where only one at a time says something."""
        if not self._bench.side_by_side or inputs.packed is None:  # what is no plain value may be an object that both speak to
            return None
        try:
            return self._bench.together(self._candidate.text, self._reference.text, inputs, self._limit_s)
        except Broken:
            return None  # the reference's own fault, or the doing of the one beside it

    def _in_turns(self, size: int, number: int, inputs: Arguments) -> tuple[Batch | Broken, Batch]:
        """Returns the same; now the one is first, now the other. Raises Broken if the reference does not answer."""
        look = self._reference.looks.get(size)
        first = None if look and number % 2 == 0 else self._bench.run(self._reference.text, inputs)
        limit_s = self._limit_s(first) if first else len(inputs) * self._limit_s(self._reference.looks[size])
        mine: Batch | Broken
        try:
            mine = self._bench.run(self._candidate.text, inputs, limit_s=limit_s)
        except Broken as broken:
            mine = broken
        return mine, first or self._bench.run(self._reference.text, inputs)

    @staticmethod
    def _limit_s(theirs: Batch) -> float:
        return max(_HOPELESS_S, _HOPELESS * theirs.run_s) + 2 * theirs.rest_s

    def _spent_s(self) -> float:
        return time.process_time() - self._started_s + self._bench.spent_s
