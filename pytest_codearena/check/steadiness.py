"""Whether verdicts depend on chance: reference and buggy code, run again and again with other seeds."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import TaskError
from ..records import Execution
from .runs import Runs

SEEDS = 20
"""With so many seeds each of the two is run; with the last one by a grader that collected and recorded anew."""
_GRADE = 5
"""A grade draws as many inputs as so many of these runs."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Which checks flicker."""

    flickering: tuple[str, ...]
    """Ids of checks."""
    problems: tuple[str, ...]


def steadiness(runs: Runs, *, shown: str) -> Steadiness:
    """Returns which checks come out now this way and now that way; by whose chance is not known."""
    seeds = range(runs.seed + 1, runs.seed + SEEDS)
    of_reference = [runs.reference, *(runs.searched(runs.task.reference, seed) for seed in seeds[:-1])]
    of_buggy = [runs.buggy, *(runs.searched(runs.task.buggy, seed) for seed in seeds[:-1])] if runs.buggy.compiled else []
    try:
        again = runs.anew(seeds[-1])
    except TaskError as error:
        problem = f"{error.args[0]}\n(with another seed than before, with which it passed: so it depends on chance)"
        return Steadiness((), (problem,))
    try:
        of_reference.append(again.reference)
        if of_buggy:
            of_buggy.append(again.buggy)
    finally:
        again.close()
    flickering: dict[str, None] = {}
    problems = []
    for whose, executions, patience in (("the reference", of_reference, 1), ("buggy.py", of_buggy, _GRADE)):
        for name, passed in _outcomes(executions).items():
            if _flickers(passed, patience if "property" in _phases(executions, name) else 1):
                flickering[name] = None
                file, _, function = name.partition("::")
                problems.append(
                    f"{shown}/{file}: {function}: {whose} passes it with {sum(passed)} of {len(passed)} seeds, so a verdict depends on "
                    "chance; draw inputs that show it every time, and take time, randomness and hidden state out of the test"
                )
    return Steadiness(tuple(flickering), tuple(problems))


def _outcomes(executions: list[Execution]) -> dict[str, list[bool]]:
    """Returns whether each check passed, run by run, where it was run."""
    found: dict[str, list[bool]] = {}
    for execution in executions:
        for check in execution.checks:
            if check.counts and check.outcome != "not_run":
                found.setdefault(check.id, []).append(check.passed)
    return found


def _phases(executions: list[Execution], name: str) -> set[str]:
    return {check.phase for execution in executions for check in execution.checks if check.id == name}


def _flickers(passed: list[bool], patience: int) -> bool:
    """True if it fails in some runs, but not within every ``patience`` runs in a row."""
    if all(passed) or not any(passed):
        return False
    longest = run = 0
    for good in passed + passed[: patience - 1]:
        run = run + 1 if good else 0
        longest = max(longest, run)
    return longest >= patience
