"""What the grader measures of functions whose growth is known, in the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool
from pytest_codearena.records import Growth
from tests.complexity.functions import FUNCTIONS

from .timed import task_of_known_growth, timed_task

CHOSEN = ("sum_of_ten", "find", "next_greater", "merge_sorted", "unique_by_list", "triples_of_zero", "hanoi")
"""One of each class; the quadratic one hides its work in `in list`."""


@pytest.mark.parametrize("name", CHOSEN)
def test_it_is_measured_or_unknown(name: str, tmp_path: Path) -> None:
    known = next(each for each in FUNCTIONS if each.name == name)
    task = task_of_known_growth(tmp_path, name)
    with GradingPool(live_search=False, seed=1) as pool:
        measurement = pool.grade(task, task.reference).measurement
    assert measurement is not None
    assert measurement.growth in (known.growth, Growth.UNKNOWN)
    assert measurement.reference_growth in (known.growth, Growth.UNKNOWN)
    assert [point.size for point in measurement.points] == list(known.sizes)


@pytest.mark.parametrize("sorting", ["sorted(values[:10])", "first = values[:10]\n    first.sort()"])
def test_a_few_that_are_sorted_are_no_logarithm(sorting: str, tmp_path: Path) -> None:
    source = f"def total(values):\n    result = 0\n    for value in values:\n        result += value\n    {sorting}\n    return result\n"
    workload = "def workload(size, rng):\n    return ([rng.randrange(size) for _ in range(size)],)\n"
    task = timed_task(tmp_path / "total", "total", source, workload, (2000, 4000, 8000, 16000, 32000))
    with GradingPool(live_search=False, seed=1) as pool:
        measurement = pool.grade(task, task.reference).measurement
    assert measurement is not None
    assert measurement.growth in (Growth.LINEAR, Growth.UNKNOWN)


def test_an_agent_is_told_how_both_grow(tmp_path: Path) -> None:
    task = task_of_known_growth(tmp_path, "pair_by_trying")
    slow = task.reference.replace("    return None", "    [a for a in values for b in values for c in range(20)]\n    return None")
    with GradingPool(live_search=False, seed=1) as pool:
        grade = pool.grade(task, slow)
    assert "grows like n^" in grade.feedback and "a good solution like n^" in grade.feedback
    assert "times as long" in grade.feedback
