"""Mutation adequacy: whether the tests notice the mistakes that a reference could have."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import SandboxError
from ..records import EquivalentMutant, Task
from .mutants import Mutant, mutants_of, sample
from .runs import Runs

MOST_MUTANTS = 120
"""Of a reference with more of them a sample is tried, spread over its lines."""
LEAST_KILL_RATE = 0.9
"""Share of the mutants that the tests have to notice."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What became of the mutants of one reference."""

    tried: int
    """Those that are not marked as equivalent."""
    left_out: int
    """Mutants beyond the sample."""
    equivalent: int
    """Surviving mutants that the author marked."""
    survivors: tuple[str, ...]
    """Those that passed every test and are not marked, a line each."""
    problems: tuple[str, ...]


def mutation(runs: Runs, *, shown: str) -> Mutation:
    """Returns what the tests make of the mutants; ``shown`` is the folder as problems name it."""
    task = runs.task
    found = mutants_of(task.reference)
    # By the reference alone: a test or a mark that is added leaves the sample as it was.
    chosen = sample(found, MOST_MUTANTS, hashlib.sha256(task.reference.encode()).hexdigest())
    survivors = [mutant for mutant in chosen if not _killed(runs, mutant)]
    marked = [mutant for mutant in survivors if any(_fits(mark, mutant) for mark in task.equivalent)]
    left = [mutant for mutant in survivors if mutant not in marked]
    tried = len(chosen) - len(marked)
    problems = [*_too_few(tried, left, shown), *_stale(task, chosen, survivors, shown)]
    return Mutation(tried, len(found) - len(chosen), len(marked), tuple(map(_shown, left)), tuple(problems))


def _killed(runs: Runs, mutant: Mutant) -> bool:
    try:
        return runs.kills(mutant.source)
    except SandboxError as error:
        raise SandboxError(f"mutant {_shown(mutant)}: {error}") from None


def _fits(mark: EquivalentMutant, mutant: Mutant) -> bool:
    return (mark.before, mark.after) == (" ".join(mutant.before.split()), " ".join(mutant.after.split()))


def _too_few(tried: int, survivors: Sequence[Mutant], shown: str) -> list[str]:
    killed = tried - len(survivors)
    if not tried or killed / tried >= LEAST_KILL_RATE:
        return []
    problem = (
        f"{shown}/reference.py: mutants: the tests notice {killed} of {tried} mistakes that were put into the reference "
        f"({int(100 * killed / tried)}%, at least {LEAST_KILL_RATE:.0%} are needed), so a wrong fix may pass; add a test for each of "
        "the lines below, or mark one that changes nothing in task.toml: [[mutants.equivalent]] with before, after, reason"
    )
    return [problem]


def _stale(task: Task, chosen: Sequence[Mutant], survivors: Sequence[Mutant], shown: str) -> list[str]:
    problems = []
    for number, mark in enumerate(task.equivalent, start=1):
        if any(_fits(mark, mutant) for mutant in survivors):
            continue
        killed = any(_fits(mark, mutant) for mutant in chosen)
        why = "a test notices this change" if killed else "no change of the reference that was tried is like this"
        problems.append(
            f"{shown}/task.toml: mutants.equivalent[{number}]: {why} ({mark.before}  ->  {mark.after}); remove the entry, or write "
            "before and after as they are shown"
        )
    return problems


def _shown(mutant: Mutant) -> str:
    return f"reference.py:{mutant.line}: {mutant.before}  ->  {mutant.after}"
