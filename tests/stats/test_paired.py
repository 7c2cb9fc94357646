"""Two sides on the same tasks, beside scipy and statsmodels."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.stats import binomtest, permutation_test
from statsmodels.stats.contingency_tables import mcnemar

from pytest_codearena.stats import paired
from pytest_codearena.stats.paired import error_with_more_epochs, mean_difference, sign_flip

rates = st.integers(1, 5).flatmap(lambda m: st.integers(0, m).map(lambda solved: Fraction(solved, m)))
differences = st.builds(lambda new, old: new - old, rates, rates)
suites = st.lists(differences, min_size=1, max_size=10)


@given(st.integers(0, 70), st.integers(0, 70), st.integers(0, 9))
def test_one_epoch_is_mcnemars_exact_test(lost: int, gained: int, same: int) -> None:
    suite = [Fraction(-1)] * lost + [Fraction(1)] * gained + [Fraction(0)] * same
    found = sign_flip(suite).p
    if lost + gained:
        assert found == pytest.approx(binomtest(gained, lost + gained, alternative="less").pvalue, rel=1e-9)
    two_sided = min(1.0, 2 * min(found, sign_flip([-each for each in suite]).p))
    assert two_sided == pytest.approx(
        mcnemar([[same, lost], [gained, 0]], exact=True).pvalue if lost + gained else 1.0, rel=1e-9
    )


@given(suites)
@hypothesis_settings(max_examples=40, deadline=None)
def test_it_counts_every_choice_of_signs(suite: list[Fraction]) -> None:
    sums = [sum(sign * each for sign, each in zip(signs, suite, strict=True)) for signs in product((-1, 1), repeat=len(suite))]
    assert sign_flip(suite).p == sum(each <= sum(suite) for each in sums) / len(sums)


def test_it_is_the_permutation_test_of_scipy() -> None:
    suite = [Fraction(number, 5) for number in (-3, -2, 1, 0, -4, 2, -1, -1, 3, -5, 1)]
    scipy = permutation_test(
        (np.array([float(each) for each in suite]),), np.mean, permutation_type="samples", alternative="less", n_resamples=10**5
    )
    assert sign_flip(suite).p == pytest.approx(scipy.pvalue)


@given(suites)
@hypothesis_settings(deadline=None)
def test_agreement_speaks_against_a_drop(suite: list[Fraction]) -> None:
    before = sign_flip(suite).p
    assert sign_flip([*suite, Fraction(0)]).p == before, "a task on which both agree says nothing of the direction"
    for place, each in enumerate(suite):
        if each < 0:
            assert sign_flip([*suite[:place], Fraction(0), *suite[place + 1 :]]).p >= before


@given(suites, st.randoms(use_true_random=False))
@hypothesis_settings(deadline=None)
def test_order_does_not_matter_and_the_two_sides_share_the_rest(suite: list[Fraction], draw: random.Random) -> None:
    mixed = draw.sample(suite, len(suite))
    assert sign_flip(mixed) == sign_flip(suite)
    assert mean_difference(mixed, 3.0) == mean_difference(suite, 3.0)
    assert sign_flip(suite).p + sign_flip([-each for each in suite]).p >= 1


def test_where_signs_are_too_many_to_count_they_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(5)
    suite = [Fraction(draw.randint(0, 7), 7) - Fraction(draw.randint(0, 10), 10) for _ in range(60)]
    exact = sign_flip(suite)
    monkeypatch.setattr(paired, "_EXACT_BITS", 0)
    drawn = sign_flip(suite)
    assert (exact.draws, drawn.draws) == (0, paired.DRAWS)
    assert drawn.p == pytest.approx(exact.p, abs=4 * math.sqrt(exact.p * (1 - exact.p) / paired.DRAWS))
    assert drawn == sign_flip(suite[::-1]), "the seed, and nothing else, makes the draws"


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 60), st.sampled_from([0.05, 0.025]))
def test_one_epoch_is_the_interval_of_bonett_and_price(lost: int, gained: int, same: int, level: float) -> None:
    tasks = lost + gained + same
    found = mean_difference([Fraction(-1)] * lost + [Fraction(1)] * gained + [Fraction(0)] * same, 1).interval(level)
    up, down, z = (
        (gained + 1) / (tasks + 2),
        (lost + 1) / (tasks + 2),
        1.6448536269514722 if level == 0.05 else 1.959963984540054,
    )
    half = z * math.sqrt((up + down - (up - down) ** 2) / (tasks + 2))
    assert (found.low, found.high) == pytest.approx((max(-1, up - down - half), min(1, up - down + half)))


@given(suites, st.floats(1, 20), st.floats(0.001, 0.5))
def test_an_interval_holds_the_mean_and_is_mirrored(suite: list[Fraction], epochs: float, level: float) -> None:
    difference = mean_difference(suite, epochs)
    found = difference.interval(level)
    assert -1 <= found.low <= difference.mean <= found.high <= 1
    assert difference.error > 0
    other = mean_difference([-each for each in suite], epochs)
    assert (other.interval(level).low, other.interval(level).high) == pytest.approx((-found.high, -found.low))
    assert other.detectable(level) == difference.detectable(level)


def test_more_epochs_take_away_chance_and_nothing_else() -> None:
    difference = mean_difference([Fraction(each, 5) for each in (1, -2, 0, 3, -1, 0, 0, 1)], 5)
    total = difference.error**2 * 8
    assert error_with_more_epochs(difference, total, 4) == pytest.approx(difference.error / 2)
    assert error_with_more_epochs(difference, 0, 4) == pytest.approx(difference.error)
    assert error_with_more_epochs(difference, total / 2, 10**9) == pytest.approx(difference.error / math.sqrt(2))
