"""Times both sides at every size, in rounds, to see what they grow like. No score depends on it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from contextlib import suppress

from .batch import Batch, Bench, Broken
from .ledger import WORKLOAD, Ledger
from .reading import keeps_answers
from .sides import RUN_S, TRAVEL_S, Inputs, Side

_ROUNDS = (3, 6)
"""At least and at most so many times of each size, to see what they grow like."""
_ENOUGH = 0.8
"""Part of the budget after which no further round is begun."""
_PARTS = (2, 4, 8)
_SMALLEST, _SMALL_SHARE, _SMALL_S = 5, 0.2, 0.06
"""The smallest size below the task's own; what the task's smallest may take for others below it to be looked at: this
part of what is left, or so many seconds, as a candidate that was stopped leaves nothing and has too few sizes to tell."""
_CALLS_TOGETHER, _SHORT_S, _CALL_S = 3000, 0.01, 60e-6
"""At most so many calls on the same arguments make up a run, and so long a one if most of them are shorter than the last of these."""
_COUNTED = 8
"""At most so many calls have their steps counted."""
_VISIBLE, _VISIBLE_ALONE = 2.5, 6
"""A run of several calls, or of one, that takes less than this many empty ones says nothing about growth."""
_COLD_S = 0.001
"""The first call of a process touches memory for the first time, which shows in calls that are shorter than this."""
_UNSEEN_S = 15e-6
"""A call that is shorter is lost in the unrest of the message that starts it."""
_PATIENCE = 3.0
_PATIENCE_S = 0.05
"""A run may take so many times as long as expected, and so much longer."""
_SEEN = 4
"""So many empty messages are enough to tell one call from eight."""
_TRIED, _MOST = 8, 0.35
"""Calls by which it is seen whether the later ones find an answer of the first, and the part of their cost that they must have."""
_TRAVEL_LONG_S = 4 * TRAVEL_S
"""What it may cost to send the arguments of a call that is shorter."""


class Rounds:
    """Follows both sides over the sizes at which they were looked at, and over smaller ones."""

    def __init__(
        self, bench: Bench, inputs: Inputs, sides: tuple[Side, Side], ledger: Ledger, left_s: Callable[[], float]
    ) -> None:
        """``left_s`` returns the CPU seconds that may still be spent; whatever it says, the first round is finished."""
        self._bench = bench
        self._inputs = inputs
        self._sides = sides
        self._ledger = ledger
        self._left_s = left_s
        self._again: dict[int, bool] = {}
        """By side: whether one process can make a call on the same arguments twice, and do the same."""
        self._call_s: dict[int, dict[int, float]] = {}
        """By side and size: about how long a call takes."""

    def follow(self, sizes: list[int]) -> None:
        """Every side has its rounds and its steps after this; ``sizes`` are the task's own."""
        self._look_at_smaller(sizes)
        whole_s = self._left_s()
        for side in self._sides:
            self._estimate(side)
            self._count_steps(side)
        for number in range(_ROUNDS[1]):
            for side in self._sides:
                side.rounds.append({})
            # Up and down in turns: a machine that slows down or speeds up meanwhile would bend the curve.
            for size in sorted(set().union(*(side.looks for side in self._sides)), reverse=number % 2 == 1):
                for side in self._sides:
                    left_s = self._left_s()
                    if number and left_s < 0:
                        return
                    look = side.looks.get(size)
                    cheap = look and look.run_s + look.rest_s < left_s and look.rest_s < max(look.run_s, _TRAVEL_LONG_S)
                    if look and (cheap or not number):
                        self._time(side, size, number)
            if number + 1 >= _ROUNDS[0] and self._left_s() < (1 - _ENOUGH) * whole_s:
                return

    def _look_at_smaller(self, sizes: list[int]) -> None:
        """Looks at sizes below the task's own too, where both answer: there caches don't bend the curve."""
        least_s = sum(min(look.run_s for look in side.looks.values()) for side in self._sides)
        for size in {sizes[0] // part for part in _PARTS}:
            with suppress(Exception):  # the author did not choose these sizes
                if size >= _SMALLEST and least_s < max(_SMALL_S, _SMALL_SHARE * self._left_s()):
                    looks = [self._bench.run(side.text, self._inputs.drawn(size, 0, 1)) for side in self._sides]
                    for side, look in zip(self._sides, looks, strict=True):
                        side.looks[size] = look

    def _estimate(self, side: Side) -> None:
        """It is known of a side about how long its calls take, and whether they can be made again, after this.

        The first call of a process touches memory for the first time; what is short is known by further ones.
        """
        self._call_s[id(side)] = calls_s = {size: max(0.0, look.run_s - look.empty_s) for size, look in side.looks.items()}
        short = [size for size, look in sorted(side.looks.items()) if look.run_s < _COLD_S and look.rest_s < _TRAVEL_LONG_S]
        self._again[id(side)] = again = bool(short) and self._computes_again(side, short[-1])
        for size in short:
            times = math.ceil(RUN_S / max(calls_s[size], _UNSEEN_S)) if again else 1
            with suppress(Broken):
                batch = self._run(side, size, 0, 1, times)
                calls_s[size] = max(0.0, batch.run_s - batch.empty_s) / times
                if times == 1:
                    side.looks[size] = batch

    def _computes_again(self, side: Side, size: int) -> bool:
        """True if later calls on the same arguments take as long as the first: no answer is kept, and nothing is used up.

        Where calls are too short to be seen, it is told from the source whether it keeps answers.
        """
        empty_s = self._empty_s()
        with suppress(Broken):
            once = self._run(side, size, 0, 1, 1)
            count = 1 if once.run_s > _SEEN * empty_s else self._inputs.count(size, side)
            first = once if count == 1 else self._run(side, size, 0, count, 1)
            if first.run_s > _SEEN * empty_s:
                together = self._run(side, size, 0, count, _TRIED)
                return together.run_s - empty_s > _MOST * _TRIED * (first.run_s - empty_s)
        return not keeps_answers(side.text)

    def _count_steps(self, side: Side) -> None:
        sizes = [size for size, look in sorted(side.looks.items()) if look.run_s < RUN_S and look.rest_s < 2 * TRAVEL_S]
        for size in sorted({sizes[0], sizes[-1]}) if sizes else ():
            self._ledger.stage(WORKLOAD)
            count = max(1, min(_COUNTED, int(TRAVEL_S / side.looks[size].rest_s)))
            with suppress(Broken):
                lines, items = self._bench.counts(side.text, self._inputs.drawn(size, 0, count))
                side.steps[size], side.sorted_items[size] = lines / count, items / count

    def _time(self, side: Side, size: int, number: int) -> None:
        """Adds one time to the side's present round; a size that can't be timed is left out."""
        again = self._again[id(side)]
        count, repeats = self._inputs.count(size, side, same=again), 1
        if again:
            call_s = self._call_s[id(side)]
            wanted_s = _SHORT_S if statistics.median(call_s.values()) < _CALL_S else RUN_S
            repeats = max(1, min(_CALLS_TOGETHER, math.ceil(wanted_s / max(call_s[size], 1e-7))) // count)
        batch = side.looks[size]  # of one call, and the first of its inputs
        if number or count * repeats > 1:
            try:
                batch = self._run(side, size, number, count, repeats)
            except Broken:
                return
        empty_s = self._empty_s()
        if batch.run_s > (_VISIBLE if count * repeats > 1 else _VISIBLE_ALONE) * empty_s:
            side.rounds[-1][size] = (batch.run_s - empty_s) / (count * repeats)

    def _empty_s(self) -> float:
        """Returns what a message without a call takes, as the reference's processes know it."""
        return statistics.median(look.empty_s for look in self._sides[1].looks.values())

    def _run(self, side: Side, size: int, number: int, count: int, repeats: int) -> Batch:
        """Returns a batch of a process that has touched what it needs. Raises Broken, also if it takes surprisingly long."""
        self._ledger.stage(WORKLOAD)
        look = side.looks[size]
        limit_s = _PATIENCE * (look.run_s * count * repeats + look.rest_s * count) + _PATIENCE_S
        least = self._inputs.drawn(min(side.looks), 0, 1) if look.run_s < _COLD_S else None
        inputs = self._inputs.drawn(size, number, count)
        return self._bench.run(side.text, inputs, rounds=repeats, warm_up=least, limit_s=limit_s)
