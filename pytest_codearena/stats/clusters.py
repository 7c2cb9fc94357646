"""Intervals of shares and means over episodes that come in clusters: the epochs of one task are no independent trials.

A task that is easy is solved in every epoch. Counting each epoch as a trial of its own would therefore promise more than the
run knows. Here the task is the unit: the spread between tasks makes the interval, and epochs make it narrower only as far as
they agree less with each other than with other tasks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from .rates import Interval, normal_quantile, wilson

_NEARLY_NORMAL = 10_000
"""Degrees of freedom from which Student's t is taken for normal; its 97.5% quantile differs by 0.0003."""


def clustered_rate(clusters: Sequence[Sequence[bool]], *, level: float = 0.95) -> Interval | None:
    """Interval of the share of successes; None if there are no clusters. With one trial in each it is Wilson's.

    Wilson's interval for as many independent trials as would leave the same standard error, corrected for the few clusters
    that this error was estimated from: ``n / deff * (t_{n-1} / t_{C-1})²`` for n trials in C clusters. Where all trials or
    none succeed, the error says nothing, and each cluster counts as one trial. Sources: E. L. Korn and B. I. Graubard,
    "Confidence intervals for proportions with small expected number of positive counts estimated from survey data", Survey
    Methodology 24 (1998), 193-201; N. Dean and M. Pagano, "Evaluating confidence interval methods for binomial proportions
    in clustered surveys", J. Survey Statistics and Methodology 3 (2015), 484-503, who found Wilson's among the best.
    """
    filled = [cluster for cluster in clusters if cluster]
    if not filled:
        return None
    trials, count = sum(map(len, filled)), len(filled)
    successes = sum(map(sum, filled))
    if count == trials:
        return wilson(successes, trials, level=level)
    share = successes / trials
    if count == 1 or successes in (0, trials):
        return wilson(share * count, count, level=level)
    inflation = clustered_error(filled) ** 2 / (share * (1 - share) / (trials - 1))
    upper = (1 + level) / 2
    few = (student_quantile(upper, trials - 1) / student_quantile(upper, count - 1)) ** 2
    effective = trials / max(1.0, inflation) * few
    return wilson(share * effective, effective, level=level)


def clustered_mean(clusters: Sequence[Sequence[float]], *, level: float = 0.95) -> Interval | None:
    """Interval of the mean of values in [0, 1]; it holds the mean and lies in [0, 1]. None if there are not two clusters.

    Mean plus and minus ``t_{C-1}`` clustered standard errors, cut to [0, 1]. Source: E. Miller, "Adding error bars to evals",
    arXiv:2411.00640 (2024), equation 4, with the correction C/(C-1) and Student's t for suites of few tasks.
    """
    filled = [cluster for cluster in clusters if cluster]
    if len(filled) < 2:
        return None
    mean = math.fsum(map(math.fsum, filled)) / sum(map(len, filled))
    half = student_quantile((1 + level) / 2, len(filled) - 1) * clustered_error(filled)
    return Interval(max(0.0, mean - half), min(1.0, mean + half))


def clustered_error(clusters: Sequence[Sequence[float]]) -> float:
    """Standard error of the mean over all values of two or more clusters, robust to any dependence within a cluster.

    ``√(C/(C-1) Σ_c (Σ_i (x_ci - x̄))²) / n``.
    """
    count, values = len(clusters), sum(map(len, clusters))
    mean = math.fsum(map(math.fsum, clusters)) / values
    squares = math.fsum((math.fsum(cluster) - mean * len(cluster)) ** 2 for cluster in clusters)
    return math.sqrt(squares * count / (count - 1)) / values


@cache
def student_quantile(probability: float, freedom: int) -> float:
    """The value that Student's t with so many degrees of freedom stays below with a probability of 0.5 or more.

    By bisection on the distribution's finite series (M. Abramowitz and I. A. Stegun, "Handbook of mathematical functions",
    26.7.3 and 26.7.4); the standard library has none.
    """
    if freedom < 1 or not 0.5 <= probability < 1:
        raise ValueError(f"expected 0.5 <= probability < 1 and freedom >= 1, got {probability} and {freedom}")
    if freedom >= _NEARLY_NORMAL:
        return normal_quantile(probability)
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        low, high = (angle, high) if _within(angle, freedom) < 2 * probability - 1 else (low, angle)
    return math.sqrt(freedom) * math.tan(low)


def _within(angle: float, freedom: int) -> float:
    """The chance that abs(t) is at most √freedom tan(angle)."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for divisor in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine * cosine * (divisor - 1) / divisor
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
