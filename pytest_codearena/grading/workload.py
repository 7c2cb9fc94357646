"""Measures a candidate's CPU time on the task's workload against the reference's, and what both grow like with the size."""

from __future__ import annotations

import math
import random
import statistics
import time
import types
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from ..errors import TaskError
from .batch import Batch, Bench, Broken
from .growth import GrowthFit, fit
from .ledger import WORKLOAD, Ledger
from .twin import hides_logarithms, keeps_answers, sorts, twin

_RATIO_BUDGET_S = 0.95
"""CPU seconds, of all processes together, after which no further pair is measured."""
_GROWTH_BUDGET_S = 1.35
_DRAWS = 4
"""Different inputs of each size."""
_MIN_PAIRS, _MAX_PAIRS = 7, 60
_CLEARLY_FAST, _CLEARLY_SLOW = 1.25, 3.25
"""Ratios up to which the efficiency score is 1, and beyond which it is 0, whatever further pairs say."""
_CLOSE_ENOUGH = 0.08
"""Width of the interval for the ratio at which further pairs would not change the score noticeably."""
_RUN_S = 0.003
"""What a timed run should take: the clock's own unrest, and the message that starts the run, are small beside it."""
_CALL_S = 60e-6
"""A call that is shorter is repeated on the same arguments where only its growth is looked at."""
_TRAVEL_S = 0.006
"""What it may cost to send the arguments of one run."""
_MAX_CALLS = 64
_ROUNDS = (3, 6)
"""At least and at most so many times of each size, to see what they grow like."""
_SHOWING = 4
"""A call that takes this many times as long as the message that starts it is timed by itself."""
_ENOUGH = 0.8
"""Part of the budget after which no further round is begun."""
_PARTS = (2, 4, 8)
_SMALLEST = 5
_CALLS_TOGETHER = 3000
"""Calls on the same arguments that make up a run where single ones are too short."""
_LONGEST_S = 0.3
_COUNTED = 8
"""At most so many calls have their steps counted."""
_VISIBLE, _VISIBLE_ALONE = 2.5, 6
"""A run of several calls, or of one, that takes less than this many empty ones says nothing about growth."""
_BESIDE_SHARE = 0.05
"""A part of the timed run: whoever does more than this beside it is asked what for."""
_LOAD_UNREST = 0.05
"""How much the time of one and the same import varies."""
_BESIDE_LEAST_S = 0.003
"""What a process does beside the timed run is the machine's unrest up to here: on a busy one, the same import varies as much."""


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


class _Unfair(Exception):
    """The candidate did not answer, or not rightly; the text is for the agent."""


@dataclass(slots=True)
class _Side:
    """One of the two that are compared."""

    text: str
    looks: dict[int, Batch] = field(default_factory=dict)
    """By size: one call each, in ascending order."""
    rounds: list[dict[int, float]] = field(default_factory=list)
    """Seconds of one call by size, once in each round."""
    steps: dict[int, float] = field(default_factory=dict)
    """Lines of Python that one call runs through, by size."""

    def growth(self) -> GrowthFit:
        """Returns what its times grow like."""
        return fit(self.rounds, self.steps, hides_logarithms=hides_logarithms(self.text), sorts=sorts(self.text))

    def short(self) -> bool:
        """True if its calls are too short to be seen one by one, at the largest sizes too."""
        net = [look.run_s - look.empty_s for _, look in sorted(self.looks.items())]
        return statistics.median(net) < _CALL_S and min(net[-2:]) < 2 * _CALL_S


class Meter:
    """Runs candidate and reference in turns on the same inputs; every run in a process that has seen nothing else."""

    def __init__(self, bench: Bench, config: dict[str, Any], workload: types.ModuleType, ledger: Ledger) -> None:
        self._bench = bench
        self._sizes: list[int] = config["sizes"]
        self._inputs = workload.workload
        self._ledger = ledger
        self._reference = _Side(config["reference"])
        self._candidate = _Side("")
        self._seed = 0
        self._kept: dict[tuple[int, int], list[Any]] = {}
        self._started_s = time.process_time()

    def measure(self, source: str, seed: int, *, growth: bool = True) -> Cost:
        """Returns the cost of ``source``. A wrong answer, an exception or a time-out is an infinite ratio. Call it once.

        Without ``growth`` each size is timed once, the largest one as often as the ratio takes.
        """
        self._seed = seed
        self._candidate.text = source
        ratio, note = math.inf, ""
        try:
            for size in self._sizes:
                pair = self._pair(size, 0, 1)
                self._candidate.looks[size], self._reference.looks[size] = pair
            ratio = self._ratio()
        except _Unfair as unfair:
            note = str(unfair)
        if growth and self._candidate.looks:
            self._follow()
        points = [[size, *self._seconds(size)] for size in self._sizes if size in self._reference.looks]
        return Cost(ratio, points, note, self._candidate.growth(), self._reference.growth())

    # --- the ratio

    def _ratio(self) -> float:
        """Returns the candidate's cost over the reference's at the largest size, from as many pairs as it takes."""
        size = self._sizes[-1]
        reference = self._reference.looks[size]
        # Where one call shows, a run is one call: what it keeps for a second one gains nothing.
        shows = reference.run_s > _SHOWING * reference.empty_s
        count = 1 if shows else self._count(size, self._candidate, self._reference)
        pairs = [(self._candidate.looks[size], self._reference.looks[size])] if count == 1 else []
        while not self._settled(pairs):
            pairs.append(self._pair(size, len(pairs), count))
        run_s = statistics.median(theirs.run_s for _, theirs in pairs)
        return _centre(_ratios(pairs)) + self._beyond_s(pairs, run_s) / run_s

    def _settled(self, pairs: Sequence[tuple[Batch, Batch]]) -> bool:
        # Work that was moved out of the timed run makes a program look fast, never slow.
        ratios = _ratios(pairs)
        if len(ratios) < _MIN_PAIRS:
            return bool(ratios) and min(ratios) > (3 if len(ratios) == 1 else 1.5) * _CLEARLY_SLOW
        low, high = _interval(ratios)
        clear = high <= _CLEARLY_FAST or low >= _CLEARLY_SLOW or high - low <= _CLOSE_ENOUGH
        return clear or len(ratios) >= _MAX_PAIRS or self._spent_s() > _RATIO_BUDGET_S

    def _beyond_s(self, pairs: Sequence[tuple[Batch, Batch]], run_s: float) -> float:
        """Returns what the candidate does outside of the timed run beyond the reference, and beyond its honest imports."""
        rest_s = [mine.rest_s - theirs.rest_s for mine, theirs in pairs]
        loads_s = [mine.load_s for mine, _ in pairs]
        loaded_s = min(loads_s) - min(theirs.load_s for _, theirs in pairs)  # a busy machine adds to a load, and never takes away
        beyond_s = loaded_s + statistics.median(rest_s)
        if loaded_s + _interval(rest_s)[0] < max(_BESIDE_SHARE * run_s, _BESIDE_LEAST_S):
            return 0.0  # no more than chance
        try:
            idle = twin(self._candidate.text)
            idle_s = [(self._bench.load_s(idle), self._bench.load_s(self._reference.text)) for _ in range(_MIN_PAIRS)]
        except (Broken, SyntaxError, RecursionError):
            return max(0.0, beyond_s)  # it needs something to have run before it imports
        excused_s = min(mine for mine, _ in idle_s) - min(theirs for _, theirs in idle_s)
        unrest_s = _LOAD_UNREST * min(loads_s) + statistics.median(loads_s) - min(loads_s)
        own_s = beyond_s - max(0.0, excused_s) - unrest_s
        return own_s if own_s > _BESIDE_LEAST_S else 0.0

    # --- growth

    def _follow(self) -> None:
        """Times both at every size, in rounds, until there are enough or the budget is spent."""
        self._look_at_smaller()
        sizes = sorted(self._candidate.looks)
        for side in (self._candidate, self._reference):
            self._count_steps(side)
        for number in range(_ROUNDS[1]):
            for side in (self._candidate, self._reference):
                side.rounds.append({})
            for size in sizes:
                for side in (self._candidate, self._reference):
                    left_s = _GROWTH_BUDGET_S - self._spent_s()
                    if number and left_s < 0:
                        return
                    look = side.looks.get(size)
                    cheap = look and look.run_s < left_s and (look.run_s > look.rest_s or look.rest_s < _TRAVEL_S)
                    if look and (cheap or not number):
                        self._time(side, size, number)
            if number + 1 >= _ROUNDS[0] and self._spent_s() > _ENOUGH * _GROWTH_BUDGET_S:
                return

    def _look_at_smaller(self) -> None:
        """Looks at sizes below the task's own too, where both answer: there caches don't bend the curve."""
        for size in {self._sizes[0] // part for part in _PARTS}:
            with suppress(Exception):  # the author did not choose these sizes
                if size >= _SMALLEST:
                    looks = [self._bench.run(side.text, self._drawn(size, 0, 1)) for side in (self._candidate, self._reference)]
                    self._candidate.looks[size], self._reference.looks[size] = looks

    def _count_steps(self, side: _Side) -> None:
        sizes = [size for size, look in sorted(side.looks.items()) if look.run_s < _RUN_S and look.rest_s < 2 * _TRAVEL_S]
        for size in sorted({sizes[0], sizes[-1]}) if sizes else ():
            self._ledger.stage(WORKLOAD)
            count = max(1, min(_COUNTED, int(_TRAVEL_S / side.looks[size].rest_s)))
            with suppress(Broken):
                side.steps[size] = self._bench.steps(side.text, self._drawn(size, 0, count)) / count

    def _time(self, side: _Side, size: int, number: int) -> None:
        """Adds one time to the side's present round; a size that can't be timed is left out."""
        count, repeats = self._count(size, side, same=not keeps_answers(side.text)), 1
        if side.short():
            repeats = max(1, min(_CALLS_TOGETHER, int(_LONGEST_S / max(side.looks[size].run_s, 1e-6))) // count)
        self._ledger.stage(WORKLOAD)
        batch = side.looks[size]  # of one call, and the first of its inputs
        if number or count * repeats > 1:
            try:
                batch = self._bench.run(side.text, self._drawn(size, number, count), repeats)
            except Broken:
                return
        empty_s = statistics.median(look.empty_s for look in self._reference.looks.values())
        if batch.run_s > (_VISIBLE if count * repeats > 1 else _VISIBLE_ALONE) * empty_s:
            side.rounds[-1][size] = (batch.run_s - empty_s) / (count * repeats)

    def _seconds(self, size: int) -> list[float]:
        found = []
        for side in (self._candidate, self._reference):
            times = [times[size] for times in side.rounds if size in times]
            found.append(statistics.median(times) if times else side.looks[size].run_s)
        return found

    # --- runs

    def _pair(self, size: int, number: int, count: int) -> tuple[Batch, Batch]:
        """Returns the batches of candidate and reference on the same inputs. Raises _Unfair if their results differ."""
        order = [self._reference, self._candidate] if number % 2 else [self._candidate, self._reference]
        found: dict[int, Batch] = {}
        for side in order:
            self._ledger.stage(WORKLOAD)
            try:
                found[id(side)] = self._bench.run(side.text, self._drawn(size, number, count))
            except Broken as broken:
                if side is self._reference:
                    raise TaskError(f"workload.py: at size {size} the reference {broken}; mend one of them") from None
                raise _Unfair(f"on the workload of size {size} your code {broken}") from None
        mine, theirs = found[id(self._candidate)], found[id(self._reference)]
        if not all(map(_alike, mine.values, theirs.values)):
            raise _Unfair(f"the answer for the workload of size {size} is wrong")
        return mine, theirs

    def _drawn(self, size: int, number: int, count: int) -> list[Any]:
        """Returns ``count`` inputs, others for every ``number`` up to a few: no process lives to see one twice."""
        kept = self._kept.setdefault((size, number % _DRAWS), [])
        while len(kept) < count:
            drawing = random.Random(f"{self._seed}/{size}/{number % _DRAWS}/{len(kept)}")
            try:
                arguments = self._inputs(size, drawing)
            except Exception as error:
                raise TaskError(f"workload.py: at size {size} it raised {type(error).__name__}: {error}; mend it") from None
            if not isinstance(arguments, (tuple, list)):
                raise TaskError(
                    f"workload.py: workload: expected a tuple of arguments, got {type(arguments).__name__}; write `return (value,)`"
                )
            kept.append(arguments)
        return kept[:count]

    def _count(self, size: int, *sides: _Side, same: bool = False) -> int:
        """Returns how many calls make up a run: one if inputs repeat themselves, unless ``same`` inputs are welcome."""
        looks = [side.looks[size] for side in sides]
        call_s = min(max(look.run_s - look.empty_s, 1e-6) for look in looks)
        slowest_s = max(look.run_s for look in looks)
        wanted = min(_RUN_S / call_s, _TRAVEL_S / max(look.rest_s for look in looks), 4 * _RUN_S / slowest_s, _MAX_CALLS)
        if wanted > 1 and (same or not _alike(*self._drawn(size, 0, 2))):
            return math.ceil(wanted)
        return 1

    def _spent_s(self) -> float:
        return time.process_time() - self._started_s + self._bench.spent_s


def _ratios(pairs: Sequence[tuple[Batch, Batch]]) -> list[float]:
    """The ratio of each pair, less the message that starts a run, as the reference's process knows it."""
    if not pairs:
        return []
    empty_s = min(
        statistics.median(theirs.empty_s for _, theirs in pairs), statistics.median(theirs.run_s for _, theirs in pairs) / 2
    )
    return [max(0.0, mine.run_s - empty_s) / max(theirs.run_s - empty_s, empty_s / 2) for mine, theirs in pairs]


def _centre(values: Sequence[float]) -> float:
    """The median of the means of all pairs of values: as robust as the median for our purpose, and much steadier."""
    return statistics.median([(a + b) / 2 for i, a in enumerate(values) for b in values[i:]])


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """Two of the values between which their true median lies, in 19 of 20 cases."""
    ordered = sorted(values)
    place = max(0, int(len(ordered) / 2 - 0.98 * math.sqrt(len(ordered))))
    return ordered[place], ordered[-1 - place]


def _alike(a: Any, b: Any) -> bool:
    """Equal, but for the last digits of floats, which depend on the order of steps."""
    if type(a) is float and type(b) is float:
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))
    if type(a) is not type(b):
        return bool(a == b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    return bool(a == b)
