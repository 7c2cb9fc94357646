"""Intervals over epochs of tasks, beside scipy and statsmodels, and how often they hold."""

from __future__ import annotations

import random

import numpy as np
import pytest
import statsmodels.api
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from pytest_codearena.stats.clusters import clustered_error, clustered_mean, clustered_rate, student_quantile
from pytest_codearena.stats.rates import Interval, wilson

suites = st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=12)
scored = st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=6), min_size=2, max_size=12)


@pytest.mark.parametrize("freedom", [*range(1, 40), 199, 200, 4_000, 9_999, 10_000, 10**6])
def test_student_is_that_of_scipy(freedom: int) -> None:
    for probability in (0.5, 0.9, 0.975, 0.9995):
        assert student_quantile(probability, freedom) == pytest.approx(t.ppf(probability, freedom), abs=1e-3, rel=1e-9)


@given(scored)
def test_the_error_is_that_of_statsmodels(suite: list[list[float]]) -> None:
    values = np.array([value for task in suite for value in task])
    task = np.array([place for place, task in enumerate(suite) for _ in task])
    model = statsmodels.api.OLS(values, np.ones(len(values)))
    if len(values) > len(suite):
        assert clustered_error(suite) == pytest.approx(
            model.fit(cov_type="cluster", cov_kwds={"groups": task}).bse[0], abs=1e-9
        )


@given(suites)
def test_a_rate_lies_in_its_interval(suite: list[list[bool]]) -> None:
    share = sum(map(sum, suite)) / sum(map(len, suite))
    found = clustered_rate(suite)
    assert found is not None
    assert 0 <= found.low <= share <= found.high <= 1
    assert found.low < found.high
    backwards = clustered_rate([task[::-1] for task in suite[::-1]])
    assert backwards is not None
    assert (found.low, found.high) == pytest.approx((backwards.low, backwards.high))


@given(suites)
def test_epochs_never_count_for_more_than_trials(suite: list[list[bool]]) -> None:
    solved, trials = sum(map(sum, suite)), sum(map(len, suite))
    found, bold = clustered_rate(suite), wilson(solved, trials)
    assert found is not None
    assert found.low <= bold.low + 1e-12
    assert bold.high <= found.high + 1e-12


@given(scored)
def test_a_mean_lies_in_its_interval(suite: list[list[float]]) -> None:
    mean = sum(map(sum, suite)) / sum(map(len, suite))
    found = clustered_mean(suite)
    assert found is not None
    assert 0 <= found.low <= mean + 1e-12
    assert mean - 1e-12 <= found.high <= 1


def test_one_epoch_is_plain() -> None:
    assert clustered_rate([[True], [False], [True]]) == wilson(2, 3)
    found, values = clustered_mean([[0.2], [0.4], [0.9]]), np.array([0.2, 0.4, 0.9])
    assert found is not None
    expected = t.interval(0.95, 2, values.mean(), values.std(ddof=1) / 3**0.5)
    assert (found.low, found.high) == pytest.approx((max(0, expected[0]), min(1, expected[1])))


def test_epochs_that_always_agree_are_worth_one() -> None:
    alike = clustered_rate([[True] * 5] * 6 + [[False] * 5] * 4)
    once = wilson(6, 10)
    assert alike is not None
    assert alike.low < once.low < once.high < alike.high, "and less than one, for the few tasks that this was learnt from"
    assert clustered_rate([[True] * 5] * 10) == wilson(10, 10)
    assert clustered_rate([[True, False]]) == wilson(0.5, 1)


def test_nothing_is_no_interval() -> None:
    assert clustered_rate([]) is clustered_rate([[]]) is None
    assert clustered_mean([]) is clustered_mean([[0.5, 0.7]]) is None


@pytest.mark.parametrize(("tasks", "epochs"), [(10, 5), (40, 5), (40, 2)])
def test_intervals_hold_as_often_as_they_promise(tasks: int, epochs: int) -> None:
    """400 suites whose tasks differ as Beta(1, 1): 95% would be 380; as independent trials the epochs would hold in 290 to 340."""
    draw = random.Random(f"{tasks} {epochs}")
    held = bold = 0
    for _ in range(400):
        chances = [draw.random() for _ in range(tasks)]
        suite = [[draw.random() < chance for _ in range(epochs)] for chance in chances]
        found = clustered_rate(suite) or Interval(0, 0)
        naive = wilson(sum(map(sum, suite)), tasks * epochs)
        held += found.low <= 0.5 <= found.high
        bold += naive.low <= 0.5 <= naive.high
    assert held >= 366, "two standard errors below 380"
    assert bold < held
