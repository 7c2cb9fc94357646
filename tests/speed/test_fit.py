"""What growth is read from times that are made up, so that it is known."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_codearena.grading.growth import MIN_CONFIDENCE, fit
from pytest_codearena.grading.sides import Side
from pytest_codearena.records import Growth

CURVES: dict[Growth, Callable[[float], float]] = {
    Growth.CONSTANT: lambda n: 1.0,
    Growth.LOGARITHMIC: lambda n: math.log2(n),
    Growth.LINEAR: lambda n: n,
    Growth.LINEARITHMIC: lambda n: n * math.log2(n),
    Growth.QUADRATIC: lambda n: n**2,
    Growth.CUBIC: lambda n: n**3,
    Growth.EXPONENTIAL: lambda n: 2.0**n,
}

growths = st.sampled_from(list(CURVES))
spans = st.builds(
    lambda first, count, factor: sorted({round(first * factor**step) for step in range(count)}),
    st.integers(8, 2000),
    st.integers(5, 9),
    st.sampled_from([1.7, 2.0, 3.0]),
)
"""Sizes of a factor of 8 and more between the smallest and the largest."""


def sizes_for(growth: Growth, sizes: list[int]) -> list[int]:
    return list(range(6, 6 + 2 * len(sizes), 2)) if growth is Growth.EXPONENTIAL else sizes


def made(growth: Growth, sizes: list[int], rounds: int, noise: float, seed: int, unit_s: float = 1e-6) -> list[dict[int, float]]:
    """Times of that growth; each strays by at most ``noise``, and the machine is not equally fast in every round."""
    rng = random.Random(seed)
    speeds = [rng.uniform(0.5, 2.0) for _ in range(rounds)]
    return [
        {size: unit_s * speed * CURVES[growth](size) * (1 + rng.uniform(-noise, noise)) for size in sizes_for(growth, sizes)}
        for speed in speeds
    ]


@given(growths, spans, st.integers(1, 6), st.floats(0, 0.02), st.integers(0, 10**6))
@settings(max_examples=300, deadline=None)
def test_it_is_that_class_or_unknown(growth: Growth, sizes: list[int], rounds: int, noise: float, seed: int) -> None:
    found = fit(made(growth, sizes, rounds, noise, seed))
    assert found.growth in (growth, Growth.UNKNOWN)
    assert 0 <= found.confidence <= 1
    assert found.growth is Growth.UNKNOWN or found.confidence >= MIN_CONFIDENCE


@pytest.mark.parametrize("growth", CURVES)
def test_clear_times_are_not_unknown(growth: Growth) -> None:
    found = fit(made(growth, [250, 500, 1000, 2000, 4000, 8000, 16000], 4, 0.005, 1))
    assert found.growth is growth


@given(growths, spans, st.floats(0, 0.02), st.integers(0, 10**6), st.sampled_from([1e-3, 0.125, 8.0, 1e4]))
@settings(max_examples=100, deadline=None)
def test_a_faster_machine_finds_the_same(growth: Growth, sizes: list[int], noise: float, seed: int, factor: float) -> None:
    slow, fast = (fit(made(growth, sizes, 3, noise, seed, unit_s)) for unit_s in (1e-6, 1e-6 * factor))
    assert slow.growth is fast.growth
    assert slow.exponent == pytest.approx(fast.exponent, abs=1e-6)
    assert slow.confidence == pytest.approx(fast.confidence, abs=1e-6)


@pytest.mark.parametrize(("power", "growth"), [(1, Growth.LINEAR), (2, Growth.QUADRATIC), (3, Growth.CUBIC)])
def test_the_exponent_is_the_slope(power: int, growth: Growth) -> None:
    assert fit(made(growth, [100, 200, 400, 800], 3, 0.0, 1)).exponent == pytest.approx(power, abs=1e-6)


@pytest.mark.parametrize("rounds", [[], [{}], [{1: 1.0}], [{1: 1.0, 2: 2.0, 4: 4.0}]])
def test_too_few_sizes_tell_nothing(rounds: list[dict[int, float]]) -> None:
    found = fit(rounds)
    assert (found.growth, found.confidence) == (Growth.UNKNOWN, 0.0)


def test_times_that_follow_nothing_tell_nothing() -> None:
    rng = random.Random(3)
    times = {size: rng.uniform(1, 50) for size in (100, 200, 400, 800, 1600, 3200)}
    assert fit([times]).growth is Growth.UNKNOWN


@pytest.mark.parametrize(
    ("growth", "steps", "hides", "expected"),
    [
        (Growth.LINEAR, {100: 201.0, 6400: 12801.0}, False, Growth.LINEAR),
        (Growth.LINEARITHMIC, {100: 1400.0, 6400: 6400 * 25.0}, False, Growth.LINEARITHMIC),
        (Growth.CONSTANT, {100: 3.0, 6400: 3.0}, False, Growth.CONSTANT),
        (Growth.LOGARITHMIC, {100: 28.0, 6400: 52.0}, False, Growth.LOGARITHMIC),
    ],
)
def test_steps_decide_about_a_logarithm(growth: Growth, steps: dict[int, float], hides: bool, expected: Growth) -> None:
    times = made(growth, [100, 200, 400, 800, 1600, 3200, 6400], 3, 0.04, 5)
    assert fit(times, steps, hides_logarithms=hides).growth is expected


@pytest.mark.parametrize(
    ("source", "sorted_items", "expected"),
    [
        ("sorted(values[:10])", {100: 10.0, 6400: 10.0}, Growth.LINEAR),
        ("sorted(values)", {100: 100.0, 6400: 6400.0}, Growth.LINEARITHMIC),
        ("numpy.sort(values)", {100: 0.0, 6400: 0.0}, Growth.LINEARITHMIC),
        ("sorted(values[:10]); heapq.heapify(values)", {100: 10.0, 6400: 10.0}, Growth.LINEARITHMIC),
    ],
)
def test_what_is_seen_to_sort_as_much_at_any_size_hides_no_logarithm(
    source: str, sorted_items: dict[int, float], expected: Growth
) -> None:
    side = Side(source)
    sizes = [100, 200, 400, 800, 1600, 3200, 6400]
    side.rounds = made(Growth.LINEARITHMIC, sizes, 3, 0.02, 5)  # as caches bend the times of what is linear
    side.steps, side.sorted_items = {100: 201.0, 6400: 12801.0}, sorted_items
    assert side.growth(sizes).growth is expected


def test_steps_that_grow_faster_rule_slower_classes_out() -> None:
    """Times as of a cubic function whose sizes are small: n^2.5 and n^2 fit them too; its lines don't."""
    sizes = [5, 10, 20, 40, 80]
    times = [{size: 1e-6 * size**2.55 for size in sizes}] * 3
    steps = {5: 2.0 * 125 + 60, 40: 2.0 * 64_000 + 3_200}
    assert fit(times).growth is Growth.UNKNOWN
    assert fit(times, steps).growth is Growth.CUBIC


@given(growths, spans, st.integers(0, 10**6), st.floats(-0.1, 0.1))
@settings(max_examples=100, deadline=None)
def test_steps_of_the_class_itself_never_rule_it_out(growth: Growth, sizes: list[int], seed: int, stray: float) -> None:
    times = made(growth, sizes, 3, 0.01, seed)
    steps = {size: CURVES[growth](size) * (1 + stray * (place % 2)) for place, size in enumerate(sizes_for(growth, sizes))}
    assert fit(times, steps, hides_logarithms=True).growth in (growth, Growth.UNKNOWN)
    alone = fit(times).growth
    assert alone is Growth.UNKNOWN or fit(times, steps).growth is growth
