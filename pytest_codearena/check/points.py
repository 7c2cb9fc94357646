"""The points that a task's own files decide: its buggy code."""

from __future__ import annotations

from ..grading.reward import verdict_of
from ..records import Execution, Verdict
from .runs import Runs


def buggy_is_wrong(runs: Runs, buggy: Execution, *, shown: str) -> list[str]:
    """Returns what is wrong if the buggy code needs no repair."""
    if verdict_of(runs.task, buggy) is not Verdict.RESOLVED:
        return []
    problem = (
        f"{shown}/buggy.py: passes every test, so there is nothing to repair; add a test that fails on it, "
        "or, if it is only slow, an [efficiency] table"
    )
    return [problem]
