"""Shares, their intervals, and repeats, beside scipy and statsmodels."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from pytest_codearena.stats.rates import normal_quantile, pass_all, pass_at, wilson

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@given(counts, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_wilson_is_that_of_scipy_and_statsmodels(count: tuple[int, int], level: float) -> None:
    trials, solved = count
    found = wilson(solved, trials, level=level)
    scipy = binomtest(solved, trials).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == pytest.approx((scipy.low, scipy.high), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(proportion_confint(solved, trials, 1 - level, "wilson"), abs=1e-12)


@given(counts, st.floats(0.01, 0.999))
def test_wilson_holds_the_share_and_lies_between_0_and_1(count: tuple[int, int], level: float) -> None:
    trials, solved = count
    found, mirrored = wilson(solved, trials, level=level), wilson(trials - solved, trials, level=level)
    assert 0 <= found.low <= solved / trials <= found.high <= 1
    assert found.low < found.high
    assert (1 - found.high, 1 - found.low) == pytest.approx((mirrored.low, mirrored.high))


@given(counts, st.integers(1, 6))
def test_pass_at_and_pass_all_are_the_same_seen_from_both_sides(count: tuple[int, int], k: int) -> None:
    trials, solved = count
    if k <= trials:
        assert pass_at(trials, solved, k) == pytest.approx(1 - pass_all(trials, trials - solved, k))
        assert pass_all(trials, solved, k) <= solved / trials + 1e-12 <= pass_at(trials, solved, k) + 2e-12


@pytest.mark.parametrize(("trials", "solved", "k"), [(10, 3, 1), (10, 3, 5), (5, 5, 2), (6, 0, 3), (4, 2, 4)])
def test_they_are_the_shares_of_all_choices(trials: int, solved: int, k: int) -> None:
    chosen = list(combinations([True] * solved + [False] * (trials - solved), k))
    assert pass_at(trials, solved, k) == pytest.approx(sum(map(any, chosen)) / len(chosen))
    assert pass_all(trials, solved, k) == pytest.approx(sum(map(all, chosen)) / len(chosen))


def test_they_are_unbiased() -> None:
    draw = random.Random(1)
    runs = [sum(draw.random() < 0.6 for _ in range(5)) for _ in range(20_000)]
    assert sum(pass_at(5, solved, 3) for solved in runs) / len(runs) == pytest.approx(1 - 0.4**3, abs=0.01)
    assert sum(pass_all(5, solved, 3) for solved in runs) / len(runs) == pytest.approx(0.6**3, abs=0.01)


def test_what_makes_no_sense_is_refused() -> None:
    for trials, solved, k in ((3, 1, 4), (3, 4, 1), (3, 1, 0)):
        with pytest.raises(ValueError, match="expected 1 <= k"):
            pass_at(trials, solved, k)
    with pytest.raises(ValueError, match="at least one trial"):
        wilson(0, 0)


def test_quantiles_are_not_computed_twice() -> None:
    assert normal_quantile(0.975) is normal_quantile(0.975)
