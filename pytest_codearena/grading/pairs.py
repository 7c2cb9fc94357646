"""Candidate and reference on the same inputs, again and again: by how much the one costs more, wherever it works."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean as _mean
from statistics import median as _median
from typing import Any

from .batch import Batch

_BODY_S = 0.002
"""A module may spend so much more than the reference when it is imported: data classes and patterns cost as much."""
_ALIKE_SHARE = 0.02
"""By so much the same steps may differ between two programs."""
_SUSPICION, _CONFIDENCE = 2.0, 3.0
"""Standard errors by which what is done beside the runs has to stand out from the machine's unrest: to be looked at again,
and to be charged."""
_FEW = 4
"""With so many pairs it has to stand out twice as far to be charged: their unrest is known from themselves."""
_MAD_TO_SD = 1.4826
_WEIGHINGS = 7

Weigh = Callable[[list[Any]], float]
"""Returns what it costs a process to hand over some values."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One batch of each, on the same inputs, at the same time or one shortly after the other."""

    mine: Batch
    theirs: Batch


@dataclass(frozen=True, slots=True)
class _Weight:
    """What the candidate's results cost to hand over, in reference's results; equal ones may be made of more objects."""

    ratio: float = 1.0
    error: float = 0.0
    """Standard error of the ratio."""


_SAME = _Weight()


def run_ratios(pairs: Sequence[Pair]) -> list[float]:
    """Returns the ratio of the runs of each pair, less the message that starts a run, as the reference's process knows it."""
    return [mine_s / theirs_s for mine_s, theirs_s in zip(_mine_s(pairs), _theirs_s(pairs), strict=True)]


def ratio(pairs: Sequence[Pair], weigh: Weigh) -> float:
    """Returns the candidate's cost over the reference's; what it hides outside of its timed runs is a part of them.

    It is added pair by pair: if it works at other times in some pairs than in others, each still costs what it costs.
    """
    inside = _centre(run_ratios(pairs))
    if not hides(pairs):
        return inside
    weight = _weighed(pairs[0], weigh)
    if not hides(pairs, weight):
        return inside
    return max(inside, _whole_s(pairs, weight) / _centre(_theirs_s(pairs)))


def suspect(pairs: Sequence[Pair]) -> bool:
    """True if the candidate may have worked outside of its timed runs, so that a few more pairs are worth it."""
    return _hidden_s(pairs, _SAME) > _SUSPICION * _error_s(pairs, _SAME)


def blurred(pairs: Sequence[Pair]) -> bool:
    """True if unrest could cover as much work as the reference's run, so that not to see any says little."""
    return _SUSPICION * _error_s(pairs, _SAME) > _centre(_theirs_s(pairs))


def hides(pairs: Sequence[Pair], weight: _Weight = _SAME) -> bool:
    """True if the candidate did more outside of its timed runs than unrest and such results explain."""
    return _hidden_s(pairs, weight) > _CONFIDENCE * (1 + _FEW / len(pairs)) * _error_s(pairs, weight)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Returns two of the values between which their true median lies, in 19 of 20 cases."""
    ordered = sorted(values)
    place = max(0, int(len(ordered) / 2 - 0.98 * math.sqrt(len(ordered))))
    return ordered[place], ordered[-1 - place]


def _weighed(pair: Pair, weigh: Weigh) -> _Weight:
    """Returns how much heavier the candidate's results are; each is weighed in turn, or a machine that slows down would show."""
    ratios = [weigh(pair.mine.values) / weigh(pair.theirs.values) for _ in range(_WEIGHINGS)]
    middle = _median(ratios)
    error = _MAD_TO_SD * _median([abs(ratio - middle) for ratio in ratios]) / math.sqrt(len(ratios))
    return _Weight(middle, error) if middle > 1 + error else _SAME


def _hidden_s(pairs: Sequence[Pair], weight: _Weight) -> float:
    """Returns by how much all that the candidate did is more than its runs.

    Seconds, no ratios: of those, the ones in which the reference met a quicker moment would weigh more.
    """
    return _whole_s(pairs, weight) - _centre(_mine_s(pairs))


def _whole_s(pairs: Sequence[Pair], weight: _Weight) -> float:
    """Returns what the candidate did, less a message, what the reference does beside its runs, and what such steps may differ by."""
    alike_s = _ALIKE_SHARE * _expected_s(pairs, weight)
    empty_s = _empty_s(pairs)
    return _centre([pair.mine.run_s - empty_s + _beside_s(pair, weight) - alike_s for pair in pairs])


def _beside_s(pair: Pair, weight: _Weight) -> float:
    """Returns what the candidate's process did outside of its run beyond the reference's.

    Both took the same arguments and gave the same results, so honest code differs in two ways only: in what it defines
    when it is imported, and in results that are heavier.
    """
    mine, theirs = pair.mine, pair.theirs
    body_s = max(0.0, mine.body_s - theirs.body_s - _BODY_S)
    return body_s + mine.before_s - theirs.before_s + mine.after_s - weight.ratio * theirs.after_s


def _expected_s(pairs: Sequence[Pair], weight: _Weight) -> float:
    """Returns what an honest candidate would spend beside its run."""
    return _median([pair.theirs.before_s + weight.ratio * pair.theirs.after_s for pair in pairs])


def _error_s(pairs: Sequence[Pair], weight: _Weight) -> float:
    """Returns the standard error of what is done beside the runs, known from the reference alone: nobody else can add to it."""
    rests_s = [pair.theirs.rest_s for pair in pairs]
    # Squares, since a processor that shares its core has two speeds: the middle step may be small though a third are large.
    step_s = math.sqrt(_mean([(b - a) ** 2 for a, b in pairwise(rests_s)])) if len(pairs) > 1 else rests_s[0]
    scale = _expected_s(pairs, weight) / _median(rests_s)
    handing_over_s = weight.error * _median([pair.theirs.after_s for pair in pairs])
    return math.hypot(scale * step_s / math.sqrt(len(pairs)), handing_over_s)


def _empty_s(pairs: Sequence[Pair]) -> float:
    """Returns what the message that starts a run costs, as the reference's process knows it."""
    return min(_median([pair.theirs.empty_s for pair in pairs]), _median([pair.theirs.run_s for pair in pairs]) / 2)


def _mine_s(pairs: Sequence[Pair]) -> list[float]:
    """Returns what each run of the candidate took without the message."""
    empty_s = _empty_s(pairs)
    return [max(0.0, pair.mine.run_s - empty_s) for pair in pairs]


def _theirs_s(pairs: Sequence[Pair]) -> list[float]:
    """Returns what each run of the reference took without the message; never nothing."""
    empty_s = _empty_s(pairs)
    return [max(pair.theirs.run_s - empty_s, empty_s / 2) for pair in pairs]


def _centre(values: Sequence[float]) -> float:
    """The median of the means of all pairs of values: as robust as the median for our purpose, and much steadier."""
    return _median([(a + b) / 2 for i, a in enumerate(values) for b in values[i:]])
