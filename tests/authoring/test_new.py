"""The template: a task that is in order as soon as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Task, UsageError, Verdict, load_task
from pytest_codearena.attack.run import run_attacks
from pytest_codearena.authoring.new import new_task


def written(tmp_path: Path, *, efficiency: bool = False) -> Task:
    """A task from the template."""
    path = new_task("my-task", tmp_path, category="date-and-time", difficulty="hard", efficiency=efficiency)
    assert path == tmp_path / "date-and-time" / "my-task"
    return load_task(path)


def test_it_is_a_good_task(tmp_path: Path) -> None:
    task = written(tmp_path)
    assert (task.title, task.category, task.difficulty, task.efficiency) == ("My task", "date-and-time", "hard", None)
    with GradingPool(seed=1) as pool:
        assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED
        buggy = pool.grade(task, task.buggy)
        assert buggy.verdict is Verdict.FAILED
        assert any(check.phase == "unit" and not check.passed for check in buggy.checks)
        assert run_attacks(task, pool, seed=1).cheats == ()


def test_it_is_timed_if_that_is_asked_for(tmp_path: Path) -> None:
    task = written(tmp_path, efficiency=True)
    assert task.efficiency is not None
    slow = task.reference.replace("return [items[start", "items[:] = [each for each in items for _ in range(9)][::9]\n    return [items[start")
    with GradingPool(seed=1) as pool:
        quick = pool.grade(task, task.reference)
        assert quick.components["efficiency"].value == 1
        assert pool.grade(task, slow).components["efficiency"].value < 1


def test_it_is_written_once(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(UsageError, match="my-task: exists already"):
        written(tmp_path)
