"""Whether verdicts depend on chance: reference and buggy code, run again and again with other seeds."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import TaskError
from ..records import Check, Execution
from .runs import Runs

SEEDS = 20
"""With so many seeds each of the two is run; with the last one by a grader that collected and recorded anew."""
_OF_REFERENCE = 0.05
"""Share of a property's examples in each of its runs: each example has to pass, whichever run it is in."""
_OF_BUGGY, _GRADE = 0.1, 10
"""The same, of which some have to fail in each grade; a grade draws as many inputs as so many of these runs."""

_UNKNOWN = ("not_run", "timeout")
"""Outcomes that say nothing about chance: slow code may meet our own impatience, or not."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Which checks flicker."""

    flickering: tuple[str, ...]
    """Ids of checks."""
    problems: tuple[str, ...]


def steadiness(runs: Runs, *, shown: str) -> Steadiness:
    """Returns which checks come out now this way and now that way; by whose chance is not known."""
    task = runs.task
    *seeds, last = range(runs.seed + 1, runs.seed + SEEDS)
    of_reference = [runs.reference, *(runs.searched(task.reference, seed, share=_OF_REFERENCE) for seed in seeds)]
    of_buggy = [runs.buggy, *(runs.searched(task.buggy, seed, share=_OF_BUGGY) for seed in seeds if runs.buggy.compiled)]
    problems = []
    try:
        again = runs.anew(last)
    except TaskError as error:
        first = str(error).partition("\n")[0]
        problems.append(f"{first} (this was with another seed; before, it passed: so a verdict depends on chance)")
    else:
        again.close()
        of_reference.append(again.reference)
        of_buggy.append(again.buggy)
    flickering: dict[str, None] = {}
    for whose, executions, patience in (("the reference", of_reference, 1), ("buggy.py", of_buggy, _GRADE)):
        for check, passed in _outcomes(executions).items():
            if _flickers(passed, patience if check.phase == "property" else 1):
                flickering[check.id] = None
                problems.append(_problem(shown, check.id, whose, passed))
    return Steadiness(tuple(flickering), tuple(problems))


def _problem(shown: str, check: str, whose: str, passed: list[bool]) -> str:
    file, _, function = check.partition("::")
    return (
        f"{shown}/{file}: {function}: {whose} passes it with {sum(passed)} of {len(passed)} seeds, so a verdict depends on chance; draw "
        "inputs that show every time what is wrong, and take clocks, randomness and hidden state out of the test"
    )


def _outcomes(executions: list[Execution]) -> dict[Check, list[bool]]:
    """Returns whether each check passed, run by run, where it was run."""
    found: dict[str, tuple[Check, list[bool]]] = {}
    for execution in executions:
        for check in execution.checks:
            if check.counts and check.outcome not in _UNKNOWN:
                found.setdefault(check.id, (check, []))[1].append(check.passed)
    return dict(found.values())


def _flickers(passed: list[bool], patience: int) -> bool:
    """True if it fails in some runs, but not within every ``patience`` runs in a row."""
    if all(passed) or not any(passed):
        return False
    longest = run = 0
    for good in passed + passed[: patience - 1]:
        run = run + 1 if good else 0
        longest = max(longest, run)
    return longest >= patience
