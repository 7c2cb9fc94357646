"""An agent for examples: it knows the references of the shipped tasks and comes closer to them from attempt to attempt.

What it proposes depends on the task and the attempt alone, so that every run proposes the same: first the buggy code or a
mutant of the reference, later the reference more and more often.
"""

from __future__ import annotations

import random
from pathlib import Path

from pytest_codearena import load_task
from pytest_codearena.check.mutants import mutants_of
from pytest_codearena.records import Candidate, Observation

TASKS = {path.parent.name: path.parent for path in Path("tasks").rglob("task.toml")}
SKILL = {"easy": 0.5, "medium": 0.3, "hard": 0.15}
"""Chance that an attempt is the reference, for each attempt that was made."""


def propose(observation: Observation) -> Candidate:
    """The reference, a mutant of it, or the buggy code with a comment."""
    draw = random.Random(f"{observation.task} {observation.attempt}")
    reference = load_task(TASKS[observation.task]).reference
    if draw.random() < SKILL[observation.difficulty] * observation.attempt:
        return Candidate(reference, method="reference")
    if draw.random() < 0.25:
        return Candidate(f"# attempt {observation.attempt}\n{observation.buggy_code}", method="comment")
    return Candidate(draw.choice(mutants_of(reference)).source, method="mutant")
