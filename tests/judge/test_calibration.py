"""A judge has to rank code of known worth before a score of it counts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena import GradingPool, Task
from pytest_codearena.judge.calibration import MOST_P, calibrate, chance_of
from pytest_codearena.judge.judge import Judge
from pytest_codearena.records import Calibration

from ..agents.fake_openai import error, serving
from .stub import NAMES, Taste, by_chance, candidate_in, constant, inverted, judging, ranked_task, sane


@pytest.fixture(scope="module")
def pool() -> Iterator[GradingPool]:
    with GradingPool(seed=1, shrink=False) as made:
        yield made


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> list[Task]:
    return [ranked_task(tmp_path_factory.mktemp("tasks"), name) for name in NAMES]


def calibrated(taste: Taste, tasks: list[Task], pool: GradingPool, *, seed: int = 1) -> Calibration:
    with judging(taste) as server:
        judge = Judge(f"{server.url}#m", samples=1)
        try:
            return calibrate(judge, tasks, pool, seed=seed)
        finally:
            judge.close()


class TestChance:
    """The test itself, against what can be counted by hand."""

    def test_one_task_in_the_right_order(self) -> None:
        right = [(2, 1.0), (1, 0.5), (1, 0.6), (0, 0.1)]
        assert chance_of([right]) == pytest.approx(1 / 12)  # 4 places for the reference times 3 for the buggy code
        assert chance_of([right, right]) == pytest.approx(1 / 144)

    def test_the_wrong_order_and_no_order(self) -> None:
        assert chance_of([[(2, 0.0), (1, 0.5), (0, 1.0)]]) == pytest.approx(1)
        assert chance_of([[(2, 0.5), (1, 0.5), (0, 0.5)]]) == pytest.approx(1)
        assert chance_of([]) == pytest.approx(1)

    @given(st.lists(st.tuples(st.sampled_from([2, 1, 1, 0]), st.integers(0, 4).map(float)), max_size=5))
    def test_agrees_with_counting_all_orders(self, stratum: list[tuple[int, float]]) -> None:
        def agreement(levels: tuple[int, ...]) -> int:
            pairs = itertools.combinations(zip(levels, [score for _, score in stratum], strict=True), 2)
            return sum((a > c) * ((b > d) - (b < d)) + (a < c) * ((b < d) - (b > d)) for (a, b), (c, d) in pairs)

        orders = list(itertools.permutations([level for level, _ in stratum]))
        observed = agreement(tuple(level for level, _ in stratum))
        assert chance_of([stratum]) == pytest.approx(sum(agreement(order) >= observed for order in orders) / len(orders))


class TestTastes:
    def test_a_sane_judge_counts(self, tasks: list[Task], pool: GradingPool) -> None:
        found = calibrated(sane, tasks, pool)
        assert (found.passed, found.failed, found.reason) == (True, False, "")
        assert found.p_value is not None and found.p_value < 0.01
        assert [probe.kind for probe in found.probes if probe.task == "fare"] == ["reference", "mutant", "mutant", "buggy"]
        assert (found.tokens.input, found.tokens.output) == (100 * len(found.probes), 10 * len(found.probes))

    def test_one_that_overlooks_small_mistakes_counts_too(self, tasks: list[Task], pool: GradingPool) -> None:
        assert calibrated(lambda title, code: min(0.9, round(sane(title, code), 1)), tasks, pool).passed

    @pytest.mark.parametrize("taste", [constant, inverted])
    def test_constant_and_inverted_do_not(self, taste: Taste, tasks: list[Task], pool: GradingPool) -> None:
        found = calibrated(taste, tasks, pool)
        assert (found.passed, found.failed) == (False, False)
        assert "better than chance" in found.reason

    def test_one_that_sees_no_small_mistake_does_not(self, tasks: list[Task], pool: GradingPool) -> None:
        """However well it tells the buggy code from the rest."""
        found = calibrated(lambda title, code: float(sane(title, code) > 0.5), tasks, pool)
        assert found.p_value is not None and found.p_value <= MOST_P
        assert (found.passed, found.reason) == (False, "it does not rank the reference above code that fails few checks")

    def test_chance_does_not(self, tasks: list[Task], pool: GradingPool) -> None:
        """In one run of twenty at most, by the level of the test."""
        passed = [calibrated(by_chance(f"salt {number}"), tasks, pool).passed for number in range(10)]
        assert sum(passed) <= 1

    def test_one_task_is_enough_if_it_has_mutants(self, tasks: list[Task], pool: GradingPool) -> None:
        found = calibrated(sane, tasks[:1], pool)
        assert found.passed and found.p_value is not None and found.p_value <= MOST_P
        assert len(found.probes) == 8
        assert not calibrated(constant, tasks[:1], pool).passed

    def test_a_judge_that_fails_is_told_from_one_without_taste(self, tasks: list[Task], pool: GradingPool) -> None:
        with serving(error(401, "no")) as server:
            judge = Judge(f"{server.url}#m", samples=1)
            found = calibrate(judge, tasks, pool, seed=1)
            judge.close()
        assert (found.passed, found.failed) == (False, True)
        assert "401" in found.reason
        assert {probe.correctness for probe in found.probes} == {None}

    def test_no_task_at_all(self, pool: GradingPool) -> None:
        found = calibrated(sane, [], pool)
        assert not found.passed and "too few probes" in found.reason


def test_the_choice_is_the_same_whatever_the_order(tasks: list[Task], pool: GradingPool) -> None:
    seen = []
    for order in (tasks, tasks[::-1]):
        with judging(sane) as server:
            judge = Judge(f"{server.url}#m", samples=1)
            calibrate(judge, order, pool, seed=3)
            judge.close()
            seen.append(sorted(candidate_in(request) for request in server.requests))
    assert seen[0] == seen[1]


def test_neither_reference_nor_hidden_tests_are_named_as_such(tasks: list[Task], pool: GradingPool) -> None:
    """The reference is judged like any candidate: nothing says which one it is."""
    with judging(sane) as server:
        judge = Judge(f"{server.url}#m", samples=1)
        calibrate(judge, tasks, pool, seed=1)
        judge.close()
        asked = [request.json["messages"][-1]["content"] for request in server.requests]
    for each in asked:
        assert "reference" not in each
        assert "test_agrees" not in each
    assert Path("/tmp").as_posix() not in "".join(asked)
