"""What the verdicts are worth: models that are known to be equal, or worse, compared 400 times each. Seeds make it repeatable."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest

from pytest_codearena.baseline.verdict import Comparison, Finding, compare

from . import made_up

RUNS = 400
TASKS = 40
SPREADS = {"even": (1.0, 1.0), "all or nothing": (0.3, 0.3), "mostly solved": (4.0, 1.0)}
"""Beta distributions of how hard tasks are."""


@cache
def simulate(old_epochs: int, new_epochs: int, *, drop: float = 0.0, spread: str = "even") -> list[Comparison]:
    """New tasks, and both models on them, in every run; each chance of the new model is lower by ``drop``, 0 at least."""
    draw = random.Random(f"{drop} {old_epochs} {new_epochs} {spread}")
    found: list[Comparison] = []
    for _ in range(RUNS):
        chances = [draw.betavariate(*SPREADS[spread]) for _ in range(TASKS)]
        old, new = made_up.drawn(chances, old_epochs, draw), made_up.drawn([max(0.0, each - drop) for each in chances], new_epochs, draw)
        found += compare([made_up.agent_pair(old, new)])
    return found


def counted(comparisons: list[Comparison]) -> Counter[Finding]:
    return Counter(comparison.verdict for comparison in comparisons)


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize(("old_epochs", "new_epochs"), [(1, 1), (5, 5), (1, 5)])
def test_equal_models_are_called_regressed_in_5_percent_at_most(old_epochs: int, new_epochs: int, spread: str) -> None:
    found = counted(simulate(old_epochs, new_epochs, spread=spread))
    allowed = 0.05 * RUNS if old_epochs == new_epochs else 0.07 * RUNS  # only nearly exact for other numbers of epochs
    assert found[Finding.REGRESSED] <= allowed, found


def test_a_drop_of_30_points_is_found() -> None:
    """Chances between 0.3 and 1 that each fall by 0.3."""
    found = simulate(5, 5, drop=0.3, spread="mostly solved")
    mean = sum(each.difference for each in found) / RUNS
    assert mean == pytest.approx(-0.3, abs=0.02)
    assert counted(found)[Finding.REGRESSED] >= 0.9 * RUNS


@pytest.mark.parametrize("epochs", [1, 5])
def test_a_drop_of_the_margin_passes_rarely(epochs: int) -> None:
    found = counted(simulate(epochs, epochs, drop=0.1, spread="mostly solved"))
    assert found[Finding.PASS] <= 0.07 * RUNS, found


def test_pass_is_within_reach() -> None:
    found = {epochs: counted(simulate(epochs, epochs)) for epochs in (1, 5)}
    assert found[1][Finding.PASS] < found[5][Finding.PASS]
    assert found[5][Finding.PASS] > 0.7 * RUNS
    assert found[1][Finding.INCONCLUSIVE] > 0.5 * RUNS, "one epoch of 40 tasks says little"


@pytest.mark.parametrize("epochs", [1, 5])
def test_what_is_called_detectable_is_detected(epochs: int) -> None:
    """The power at the size that the comparisons themselves name, which is 0.8 by its meaning."""
    seen = simulate(epochs, epochs, spread="mostly solved")
    drop = sum(each.detectable or 0.0 for each in seen) / RUNS
    found = simulate(epochs, epochs, drop=drop, spread="mostly solved")
    assert 0.74 * RUNS <= counted(found)[Finding.REGRESSED] <= 0.92 * RUNS, drop


def test_what_more_epochs_would_bring_comes_true() -> None:
    at_two = simulate(2, 2)
    at_ten = simulate(10, 10)
    foreseen = sum(each.more_epochs[1].drop for each in at_two) / RUNS
    assert (at_two[0].more_epochs[1].factor, at_two[0].more_epochs[1].at_best) == (5, False)
    assert foreseen == pytest.approx(sum(each.detectable or 0.0 for each in at_ten) / RUNS, rel=0.2)
