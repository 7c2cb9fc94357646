"""Examines one task, point by point, and says what its author has to mend."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace

from ..records import Task
from .category import category_problems
from .costs import limit_problems, margin_of, workload_problems
from .description import description_problems
from .findings import Findings
from .leaks import leak_problems
from .overfitting import table_problems, vacuity_problems, vacuous_properties
from .runs import Runs, passes
from .steadiness import steadiness


def examine(task: Task, *, depth: str, path: str, shown: str, sandbox: str, seed: int | None = None) -> Findings:
    """Returns all that is wrong with the task.

    Args:
        task: what is examined.
        depth: ``full`` or ``quick``; quick asks only whether reference, buggy code and a table of the visible tests come out right.
        path: its folder, as findings name it.
        shown: its folder, as problems name it.
        sandbox: ``strict`` or ``weak``.
        seed: of all that is drawn; None takes one from the reference, so that the same task is always examined alike.

    Raises TaskError if the reference does not pass, SandboxError where grading itself failed.
    """
    started_s = time.monotonic()
    drawn = int.from_bytes(hashlib.sha256(task.reference.encode()).digest()[:4]) if seed is None else seed
    runs = Runs(task, sandbox=sandbox, seed=drawn)
    try:
        buggy = runs.timed(task.buggy) if task.efficiency is not None and passes(runs.buggy) else runs.buggy
        problems = [*category_problems(task, buggy, shown=shown), *table_problems(runs, shown=shown)]
        found = Findings(task.name, path, depth) if depth == "quick" else _in_full(runs, path=path, shown=shown)
    finally:
        runs.close()
    return replace(
        found,
        problems=(*problems, *found.problems),
        margin=margin_of(task, runs.reference),
        seconds=time.monotonic() - started_s,
    )


def _in_full(runs: Runs, *, path: str, shown: str) -> Findings:
    """Returns what all the further points came to."""
    from .mutation import mutation  # libcst takes a quarter of a second to import

    task = runs.task
    mutants = mutation(runs, shown=shown)
    vacuous = vacuous_properties(runs)
    steady = steadiness(runs, shown=shown)
    measurement = runs.timed(task.reference).measurement if task.efficiency is not None else None
    problems = [
        *mutants.problems,
        *vacuity_problems(vacuous, shown=shown),
        *steady.problems,
        *description_problems(task, shown=shown),
        *leak_problems(runs.pool.examples(task), shown=shown),
        *workload_problems(task, measurement, shown=shown),
        *limit_problems(task, runs.reference, shown=shown),
    ]
    return Findings(
        task=task.name,
        path=path,
        depth="full",
        problems=tuple(problems),
        mutants=mutants.tried,
        left_out=mutants.left_out,
        equivalent=mutants.equivalent,
        survivors=mutants.survivors,
        vacuous=vacuous,
        flickering=steady.flickering,
    )
