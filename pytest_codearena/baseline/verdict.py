"""Whether an agent got worse: pass, regressed or inconclusive, and how sure that is.

- ``regressed``: it solves fewer, and chance alone would do that in 5% of runs at most.
- ``pass``: not so, and a drop of the margin (10 points) or more can be excluded with 95% confidence.
- ``inconclusive``: neither; or too many episodes say nothing about the model.

So ``pass`` is never said for want of data. Several agents share the 5%: each is tested at its part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ..stats.paired import Difference, error_with_more_epochs, mean_difference, sign_flip
from ..stats.rates import Interval
from .pairing import AgentPair, Side, TaskPair

LEVEL = 0.05
"""How often equal agents may be called regressed; also how often a drop of the margin may pass."""

MARGIN = 0.10
"""The drop in the solve rate that ``pass`` excludes, unless a setting says otherwise."""

MOST_LOST = 0.10
"""Share of the pairs of episodes that may say nothing about the model."""

POWER = 0.8
"""How often a drop of the smallest size that counts as detectable is found."""

_MORE_EPOCHS = (2, 5)


class Finding(StrEnum):
    """The verdict on an agent."""

    PASS = "pass"  # noqa: S105  # a word, not a password
    REGRESSED = "regressed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Foresight:
    """The drop that would be detectable with more epochs."""

    factor: int
    """Times as many epochs as now, on both sides."""
    drop: float
    at_best: bool
    """True where one epoch can't tell chance from a lasting difference between tasks."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One agent against its baseline. Rates and differences are means over the tasks; a drop is negative."""

    pair: AgentPair
    tasks: tuple[TaskPair, ...]
    """Those that count: with a judged episode on both sides."""
    lost: float
    """Share of the pairs of episodes that say nothing about the model."""
    old_rate: float
    new_rate: float
    difference: float
    interval: Interval | None
    """The difference lies above its low end, and below its high end, with probability 1 - ``level`` each."""
    p_worse: float
    """How often chance alone would bring a drop of this size or more, if nothing had changed."""
    p_better: float
    """The same for a gain."""
    test: str
    """By which test: ``exact McNemar``, ``exact sign-flip permutation``, or with how many draws."""
    level: float
    margin: float
    detectable: float | None
    """The smallest drop that this comparison finds with a power of 0.8, 1.0 if it finds none; None without tasks."""
    more_epochs: tuple[Foresight, ...]
    worse: tuple[TaskPair, ...]
    """Tasks that flipped: solved in at least half of the epochs less than before; the largest change first."""
    better: tuple[TaskPair, ...]
    old_reward: float | None
    new_reward: float | None
    verdict: Finding
    reason: str
    """One sentence."""


def compare(pairs: Sequence[AgentPair], *, margin: float = MARGIN, tests: int = 0) -> tuple[Comparison, ...]:
    """Each pair judged; ``tests`` is how many share the level, at least the pairs themselves."""
    return tuple(_compare(each, margin, LEVEL / max(tests, len(pairs))) for each in pairs)


def overall(comparisons: Iterable[Comparison]) -> Finding:
    """The worst verdict: regressed if any is, else inconclusive if any is."""
    found = {comparison.verdict for comparison in comparisons}
    return next((each for each in (Finding.REGRESSED, Finding.INCONCLUSIVE) if each in found), Finding.PASS)


def _compare(pair: AgentPair, margin: float, level: float) -> Comparison:
    tasks = tuple(each for each in pair.tasks if each.old.judged and each.new.judged)
    lost = math.fsum(each.lost for each in pair.tasks) / len(pair.tasks)
    gaps = [each.difference for each in tasks]
    down, up = sign_flip(gaps), sign_flip([-gap for gap in gaps])
    spread = mean_difference(gaps, _epochs(tasks)) if tasks else None
    interval = spread.interval(level) if spread else None
    detectable = spread.detectable(level, power=POWER) if spread else None
    verdict, reason = _judge(tasks, lost, down.p, spread, level, margin)
    return Comparison(
        pair=pair,
        tasks=tasks,
        lost=lost,
        old_rate=_mean([each.old.solved / each.old.judged for each in tasks]) or 0.0,
        new_rate=_mean([each.new.solved / each.new.judged for each in tasks]) or 0.0,
        difference=spread.mean if spread else 0.0,
        interval=interval,
        p_worse=down.p,
        p_better=up.p,
        test=_test_name(tasks, down.draws),
        level=level,
        margin=margin,
        detectable=detectable,
        more_epochs=_foresee(tasks, spread, level) if spread else (),
        worse=_flips(tasks, -1),
        better=_flips(tasks, 1),
        old_reward=_mean_reward(each.old for each in tasks),
        new_reward=_mean_reward(each.new for each in tasks),
        verdict=verdict,
        reason=reason,
    )


def _judge(
    tasks: Sequence[TaskPair], lost: float, p: float, spread: Difference | None, level: float, margin: float
) -> tuple[Finding, str]:
    if lost > MOST_LOST or spread is None:
        said = f"{lost:.0%} of the pairs of episodes say nothing about the model (at most {MOST_LOST:.0%} may)"
        return Finding.INCONCLUSIVE, f"{said}; mend what is listed as not judged, and run again"
    low = spread.interval(level).low
    confidence = f"{100 * (1 - level):.3g}% confidence"
    if p <= level:
        return (
            Finding.REGRESSED,
            f"it solves {points(-spread.mean)} fewer on {len(tasks)} tasks, which chance would do with p = {p:.2g}",
        )
    if low > -margin:
        drop = f"any drop is smaller than {points(-low)}" if low < 0 else "it solves more"
        return Finding.PASS, f"{drop}, with {confidence} (margin {points(margin)})"
    detectable = spread.detectable(level, power=POWER)
    shown = f"show drops of {points(detectable)} or more" if detectable < 1 else "show only the largest drops"
    return Finding.INCONCLUSIVE, (
        f"no drop is shown (p = {p:.2g}), but one of up to {points(-low)} can't be excluded (margin {points(margin)}); "
        f"{len(tasks)} tasks like these {shown}: take more epochs or more tasks"
    )


def points(share: float) -> str:
    """A difference of rates as people say it: percentage points, ``12 points``."""
    number = f"{100 * share:.0f}" if abs(share) >= 0.0995 else f"{100 * share:.1f}".removesuffix(".0")
    return f"{number} point" if number in ("1", "-1") else f"{number} points"


def _epochs(tasks: Sequence[TaskPair]) -> float:
    """Epochs of a task: the harmonic mean over sides and tasks, since that is how they bear on the error."""
    inverse = math.fsum(1 / each.old.judged + 1 / each.new.judged for each in tasks) / (2 * len(tasks))
    return 1 / inverse


def _test_name(tasks: Sequence[TaskPair], draws: int) -> str:
    if all(side.judged == 1 for each in tasks for side in (each.old, each.new)):
        return "exact McNemar"
    return f"sign-flip permutation, {draws:,} draws" if draws else "exact sign-flip permutation"


def _foresee(tasks: Sequence[TaskPair], spread: Difference, level: float) -> tuple[Foresight, ...]:
    noise = [_noise(each.old) + _noise(each.new) for each in tasks if min(each.old.judged, each.new.judged) > 1]
    known = math.fsum(noise) / len(noise) if noise else math.inf
    foreseen = []
    for factor in _MORE_EPOCHS:
        error = error_with_more_epochs(spread, known, factor)
        foreseen.append(Foresight(factor, spread.detectable(level, power=POWER, error=error, factor=factor), not noise))
    return tuple(foreseen)


def _noise(side: Side) -> float:
    """Unbiased variance of the solve rate that the chance within a task makes, for two epochs or more."""
    rate = side.solved / side.judged
    return rate * (1 - rate) / (side.judged - 1)


def _flips(tasks: Sequence[TaskPair], sign: int) -> tuple[TaskPair, ...]:
    flipped = [each for each in tasks if sign * each.difference >= Fraction(1, 2)]
    return tuple(sorted(flipped, key=lambda each: (-abs(each.difference), each.task, each.digest)))


def _mean_reward(sides: Iterable[Side]) -> float | None:
    return _mean([math.fsum(side.rewards) / len(side.rewards) for side in sides if side.rewards])


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
