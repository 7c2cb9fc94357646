"""A program that graded something comes to its end by itself, whether or not it closed its pools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_TASK = Path(__file__).parent / "tasks" / "zoo"


@pytest.mark.parametrize(
    "graded",
    ["grade(task, task.buggy)", "pool = GradingPool(); pool.grade(task, task.buggy)"],
    ids=["the pool behind grade()", "a pool that nobody closes"],
)
def test_the_program_ends(graded: str) -> None:
    code = f"from pytest_codearena import GradingPool, grade, load_task; task = load_task({str(_TASK)!r}); {graded}; print('graded')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "graded\n"
