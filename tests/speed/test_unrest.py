"""Work beside the timed runs, told from a machine that has two speeds: its processor shares a core with somebody else's work."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pytest_codearena.grading.batch import Batch
from pytest_codearena.grading.pairs import Pair, hides

RUN_S, BEFORE_S = 0.8e-3, 8.5e-3
"""A quick function of long lists: taking them takes ten times as long as its run."""
SLOWER, SHARE = 1.7, 0.4
TRIES, PAIRS = 300, 25


def speeds_of(rng: random.Random, stays: float) -> Iterator[float]:
    """Yields by what each process in turn is slower; the next one meets the same speed with that probability at least."""
    slow = rng.random() < SHARE
    while True:
        slow = slow if rng.random() < stays else rng.random() < SHARE
        yield (SLOWER if slow else 1.0) * rng.gauss(1, 0.03)


def charged(stays: float, hidden_s: float) -> int:
    """Returns in how many of the tries a candidate that works so long before it is called is found to."""
    found = 0
    for seed in range(TRIES):
        speeds = speeds_of(random.Random(seed), stays)
        pairs = []
        for number in range(PAIRS):
            sides = [batch(next(speeds), more_s) for more_s in ((0.0, hidden_s) if number % 2 else (hidden_s, 0.0))]
            pairs.append(Pair(*(reversed(sides) if number % 2 else sides)))
        found += hides(pairs)
    return found


def batch(slower: float, hidden_s: float) -> Batch:
    run_s = RUN_S if not hidden_s else RUN_S / 8
    return Batch([], run_s * slower, 0.04e-3 * slower, 0.15e-3 * slower, (BEFORE_S + hidden_s) * slower, 0.2e-3 * slower)


@pytest.mark.parametrize("stays", [0.0, 0.5, 0.8, 0.95])
def test_honest_code_is_not_taken_for_hiding_work(stays: float) -> None:
    assert charged(stays, 0.0) <= 0.02 * TRIES


@pytest.mark.parametrize("stays", [0.0, 0.5, 0.8, 0.95])
def test_seven_hidden_runs_are_seen(stays: float) -> None:
    assert charged(stays, 7 * RUN_S) >= 0.95 * TRIES
