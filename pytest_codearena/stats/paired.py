"""Two sides measured on the same tasks: whether they differ, by how much, and what difference could have been seen.

Everything starts from one number for each task: its solve rate on the new side less that on the old side. Tasks, not episodes,
are the unit, so a model that solves other tasks than before, as many as before, is not taken for worse by epochs that agree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from .rates import Interval, normal_quantile

_EXACT_BITS = 10**10
"""Bits that the exact test may move: about a tenth of a second."""

DRAWS = 20_000
"""Random signs that stand for all of them where those are too many."""


@dataclass(frozen=True, slots=True)
class SignFlip:
    """How often chance alone makes a sum as low as the one that was seen."""

    p: float
    draws: int
    """0 if all signs were counted; else how many were drawn."""


def sign_flip(differences: Sequence[Fraction], *, seed: int = 0) -> SignFlip:
    """One-sided p of the paired permutation test: the share of all choices of signs with a sum as low as this one.

    If nothing has changed, each difference might as well have had the other sign. With one epoch on each side every
    difference is -1, 0 or 1, and this is McNemar's exact test. Sources: R. A. Fisher, "The design of experiments" (1935),
    section 21; Q. McNemar, Psychometrika 12 (1947), 153-157. The test is exact for equal numbers of epochs on both sides, and
    holds nearly for others.

    All 2ⁿ sums are counted at once: the number of ways to each sum is a digit of one large integer, and a difference adds to
    it a copy of itself, shifted. Where that integer grows too large, signs are drawn from ``seed``.
    """
    scale = math.lcm(*(difference.denominator for difference in differences))
    whole = [int(difference * scale) for difference in differences if difference]
    if not whole:
        return SignFlip(1.0, 0)
    unit = math.gcd(*whole)
    steps = sorted(abs(number) // unit for number in whole)
    gained = sum(number for number in whole if number > 0) // unit
    if (sum(steps) + 1) * (len(steps) + 1) * len(steps) > _EXACT_BITS:
        return SignFlip(_drawn(steps, gained, Random(seed)), DRAWS)
    width = len(steps) + 1  # bits of a digit: no count exceeds 2**len(steps)
    ways = 1
    for step in steps:
        ways += ways << (step * width)
    as_low = ways & ((1 << (gained + 1) * width) - 1)
    return SignFlip(as_low % ((1 << width) - 1) / (1 << len(steps)), 0)  # the remainder is the sum of the digits


def _drawn(steps: Sequence[int], gained: int, random: Random) -> float:
    """Counting the case that was seen, as one that chance made, keeps the test from promising too much."""
    bits = [1 << place for place in range(len(steps))]
    as_low = 0
    for _ in range(DRAWS):
        signs = random.getrandbits(len(steps))
        as_low += sum(step for step, bit in zip(steps, bits, strict=True) if signs & bit) <= gained
    return (as_low + 1) / (DRAWS + 1)


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference over the tasks, and how far chance may have moved it."""

    mean: float
    centre: float
    """Of the interval: ``mean`` drawn a little towards 0."""
    error: float
    """Standard error; never 0."""
    tasks: int
    epochs: float

    def interval(self, level: float) -> Interval:
        """The mean lies above the low end, and below the high end, with probability 1 - ``level`` each."""
        half = normal_quantile(1 - level) * self.error
        return Interval(max(-1.0, min(self.centre - half, self.mean)), min(1.0, max(self.centre + half, self.mean)))

    def detectable(self, level: float, *, power: float = 0.8, error: float | None = None, factor: float = 1.0) -> float:
        """The drop δ that a test at ``level`` finds with this power, with the ``error`` that ``factor`` times the epochs leave.

        δ = z₁₋ₗₑᵥₑₗ √(v/n + δ²/n) + z_power √(v/n), where v is the variance that was seen plus at most δ(1-δ)/epochs that
        the drop itself adds: a task that was always solved has no spread before, and some after. Source: R. J. Connor, "Sample
        size for testing differences in proportions for the paired-sample design", Biometrics 43 (1987), 207-211.
        """
        before = (self.error if error is None else error) ** 2
        sure, found = normal_quantile(1 - level), normal_quantile(power)
        drop = 0.0
        for _ in range(30):
            after = before + drop * (1 - drop) / (self.epochs * factor * self.tasks)
            drop = min(1.0, sure * math.sqrt(after + drop * drop / self.tasks) + found * math.sqrt(after))
        return drop


def mean_difference(differences: Sequence[Fraction], epochs: float) -> Difference:
    """The mean of the differences, with the error of an interval that holds for few tasks and for no differences at all.

    Added are one imaginary episode that got better and one that got worse, ``epochs`` of which make a task. With one epoch
    this is the interval of D. G. Bonett and R. M. Price, "Adjusted Wald confidence interval for a difference of binomial
    proportions based on paired data", J. Educational and Behavioral Statistics 37 (2012), 479-488. A bootstrap over tasks is
    not used: where no task differs its interval is the point 0, and with 10 to 20 tasks it covers too rarely.
    """
    extra = 2 / epochs
    weight = len(differences) + extra
    numbers = [float(each) for each in differences]
    total = math.fsum(numbers)
    centre = total / weight
    variance = (math.fsum(each * each for each in numbers) + extra) / weight - centre * centre
    return Difference(total / len(numbers), centre, math.sqrt(variance / weight), len(numbers), epochs)


def error_with_more_epochs(difference: Difference, noise: float, factor: float) -> float:
    """The standard error that so many times the epochs would leave: the part of chance within tasks shrinks, the rest stays.

    ``noise`` is the variance of a task's difference that comes from the few epochs, as a mean over the tasks.
    """
    variance = difference.error**2 * difference.tasks
    chance = min(noise, variance)
    return math.sqrt((variance - chance + chance / factor) / difference.tasks)
