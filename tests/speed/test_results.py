"""What the timed function may return: results are compared when the process that made them is gone."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Task
from pytest_codearena.errors import TaskError

from .timed import timed_task

WORKLOAD = "def workload(size, rng):\n    return ([rng.randrange(1000) for _ in range(size)],)\n"
SIZES = (500, 1000, 2000, 4000)
CLASS = "class Sum:\n    def __init__(self, total):\n        self.total = total\n    def __eq__(self, other):\n        return True\n\n"
PLAIN = CLASS + "def work(values):\n    return sum(values)\n"
OBJECT = CLASS + "def work(values):\n    return Sum(sum(values))\n"


def task_of(folder: Path, reference: str, workload: str = WORKLOAD) -> Task:
    return timed_task(folder / "work", "work", reference, workload, SIZES)


def test_deep_results_are_compared(tmp_path: Path) -> None:
    chain = "def work(values):\n    rest = None\n    for value in values:\n        rest = (value, rest)\n    return rest\n"
    task = task_of(tmp_path, chain)
    with GradingPool(live_search=False, seed=1) as pool:
        right = pool.grade(task, chain).measurement
        wrong = pool.grade(task, chain.replace("None", "()")).measurement
    assert right is not None and right.ratio < 2
    assert wrong is not None and wrong.ratio == math.inf and "wrong" in wrong.note


def test_what_a_generator_yields_is_computed_in_its_time(tmp_path: Path) -> None:
    reference = "def work(values):\n    for value in values:\n        yield value * value\n"
    slow = "def work(values):\n    for value in values:\n        for _ in range(100): value * value\n        yield value * value\n"
    task = task_of(tmp_path, reference)
    with GradingPool(live_search=False, seed=1) as pool:
        fast, late = (pool.grade(task, source).measurement for source in (reference, slow))
    assert fast is not None and fast.ratio < 2
    assert late is not None and late.ratio > 4


def test_an_object_of_a_candidate_is_no_answer(tmp_path: Path) -> None:
    task = task_of(tmp_path, PLAIN)
    with GradingPool(live_search=False, seed=1) as pool:
        measurement = pool.grade(task, OBJECT).measurement
    assert measurement is not None and measurement.ratio == math.inf
    assert "no plain value" in measurement.note


@pytest.mark.parametrize(
    ("reference", "workload", "said"),
    [
        (OBJECT, WORKLOAD, "reference.py: on the workload of size 500 it returned an object that is no plain value"),
        (PLAIN, WORKLOAD.replace("([", "[").replace("],)", "]"), "workload.py: workload: expected a tuple of arguments, got list"),
        (PLAIN, WORKLOAD.replace("size)],", "sice)],"), "workload.py: at size 500 it raised NameError"),
        (PLAIN.replace("sum(values)", "values[0][1]"), WORKLOAD, "reference.py: on the workload of size 500 it raised TypeError"),
    ],
    ids=["object", "no tuple", "raises", "reference raises"],
)
def test_an_author_is_told_before_the_first_attempt(tmp_path: Path, reference: str, workload: str, said: str) -> None:
    with GradingPool(live_search=False, seed=1) as pool, pytest.raises(TaskError, match=r"mend it|write `return") as raised:
        pool.prove(task_of(tmp_path, reference, workload))
    assert said in str(raised.value)
