"""Shares of successes among independent trials: their intervals, and what repeats of a task say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Interval:
    """What a number may be, by the chance that was in its measurement."""

    low: float
    high: float


@cache
def normal_quantile(probability: float) -> float:
    """The value that a standard normal variable stays below with this probability."""
    from statistics import NormalDist

    return NormalDist().inv_cdf(probability)


def wilson(successes: float, trials: float, *, level: float = 0.95) -> Interval:
    """Wilson's score interval of a share; it holds the share, lies in [0, 1], and is never a point.

    ``(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)``. Source: E. B. Wilson, "Probable inference, the law of succession,
    and statistical inference", JASA 22 (1927), 209-212. Chosen because p ± z √(p(1-p)/n) is far too narrow for the few dozen
    tasks that a suite has, and of no width where all or none are solved. ``trials`` need not be whole.
    """
    if not 0 <= successes <= trials or trials <= 0:
        raise ValueError(f"expected at least one trial and no more successes than trials, got {successes} of {trials}")
    share = successes / trials
    z = normal_quantile((1 + level) / 2)
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale
    return Interval(max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share)))


def pass_at(trials: int, successes: int, k: int) -> float:
    """pass@k: the chance that at least one of ``k`` trials succeeds, estimated without bias from ``trials`` >= ``k``.

    ``1 - C(n-c, k) / C(n, k)``. Source: M. Chen et al., "Evaluating large language models trained on code",
    arXiv:2107.03374 (2021), equation 1.
    """
    _check(trials, successes, k)
    return 1 - math.comb(trials - successes, k) / math.comb(trials, k)


def pass_all(trials: int, successes: int, k: int) -> float:
    """pass^k: the chance that all of ``k`` trials succeed, estimated without bias from ``trials`` >= ``k``.

    ``C(c, k) / C(n, k)``. Source: S. Yao et al., "τ-bench", arXiv:2406.12045 (2024), section 3.
    """
    _check(trials, successes, k)
    return math.comb(successes, k) / math.comb(trials, k)


def _check(trials: int, successes: int, k: int) -> None:
    if not (1 <= k <= trials and 0 <= successes <= trials):
        raise ValueError(f"expected 1 <= k <= trials and 0 <= successes <= trials, got k {k}, {successes} of {trials}")
