"""Examines one task, point by point, and says what its author has to mend."""

from __future__ import annotations

import hashlib
import time

from ..grading.pool import GradingPool
from ..records import Task
from .findings import Findings
from .points import buggy_is_wrong
from .runs import Runs


def examine(task: Task, *, depth: str, path: str, shown: str, sandbox: str, seed: int | None = None) -> Findings:
    """Returns all that is wrong with the task.

    Args:
        task: what is examined.
        depth: ``full`` or ``quick``; quick leaves out what costs more than a few runs.
        path: its folder, as findings name it.
        shown: its folder, as problems name it.
        sandbox: ``strict`` or ``weak``.
        seed: of all that is drawn; None takes one from the reference, so that the same task is always examined alike.

    Raises TaskError if the reference does not pass, SandboxError where grading itself failed.
    """
    started_s = time.monotonic()
    drawn = int.from_bytes(hashlib.sha256(task.reference.encode()).digest()[:4]) if seed is None else seed
    with GradingPool(sandbox=sandbox, seed=drawn, shrink=False) as pool:
        runs = Runs(task, pool, seed=drawn)
        problems = buggy_is_wrong(runs, runs.buggy, shown=shown)
        from .mutation import mutation

        mutants = mutation(task, runs, shown=shown)
    return Findings(
        task=task.name,
        path=path,
        depth=depth,
        problems=(*problems, *mutants.problems),
        mutants=mutants.tried,
        left_out=mutants.left_out,
        equivalent=mutants.equivalent,
        survivors=mutants.survivors,
        vacuous=tuple(name for name in runs.properties if name not in runs.bitten),
        seconds=time.monotonic() - started_s,
    )
