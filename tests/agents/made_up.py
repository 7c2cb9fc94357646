"""Observations and tasks for the tests of agents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytest_codearena.records import Observation, PastAttempt, SourceFile, Task

BUGGY = "def add(a, b):\n    return a - b\n"
FIXED = "def add(a, b):\n    return a + b\n"
TESTS = "from candidate import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n"

FIRST = Observation(
    task="sums",
    title="A sum",
    description="add(a, b) returns the sum.\n",
    category="logic",
    difficulty="easy",
    module="candidate",
    buggy_code=BUGGY,
    visible_tests=(SourceFile("test_unit.py", TESTS),),
    support=None,
    attempt=1,
    max_attempts=5,
    error_log="",
    test_results="",
)


def task(buggy: str = BUGGY, reference: str = FIXED) -> Task:
    """A task that was never on disk."""
    return Task(
        name="sums",
        path=Path("/nowhere"),
        digest="0",
        title="A sum",
        description="add(a, b) returns the sum.",
        category="logic",
        difficulty="easy",
        tags=(),
        module="candidate",
        buggy=buggy,
        reference=reference,
        visible=FIRST.visible_tests,
        hidden=(),
    )


def looking_at(buggy: str, *, tests: str = "", category: str = "syntax") -> Observation:
    """The first observation of a task about ``buggy``."""
    return replace(
        FIRST, buggy_code=buggy, category=category, visible_tests=(SourceFile("test_unit.py", tests),) if tests else ()
    )


def after(observation: Observation, code: str | None, verdict: str, feedback: str, *, reply: str = "") -> Observation:
    """What the agent sees once ``code`` came out as ``verdict``."""
    past = PastAttempt(observation.attempt, code, reply, verdict, 0.1, feedback)
    return replace(
        observation,
        attempt=observation.attempt + 1,
        error_log=feedback,
        previous_attempts=(*observation.previous_attempts, past),
    )
