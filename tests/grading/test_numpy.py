"""Arrays and scalars of numpy travel by value, and an array that both ends hold is shared, where numpy is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool, Verdict, load_task

pytest.importorskip("numpy")


def test_arrays_cross() -> None:
    task = load_task(Path(__file__).parent / "tasks" / "arrays")
    with GradingPool() as pool:
        assert pool.grade(task, task.reference).verdict is Verdict.RESOLVED
        assert pool.grade(task, task.buggy).verdict is Verdict.FAILED
