"""Runs all attacks on one task, in the sandbox, and says which of them its tests let pass."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass

from ..errors import CodeArenaError, SandboxError
from ..grading.pool import GradingPool
from ..grading.reward import verdict_of
from ..records import Execution, Task, Verdict
from .adapt import Program, programs
from .corpus import BLIND_SPOTS, CONTROLS, FIT, TRICKS
from .tables import table_of


@dataclass(frozen=True, slots=True)
class Passed:
    """An attack that passed every test of a task."""

    name: str
    does: str
    """One line."""
    advice: str
    """What the task's author can do about it; one line."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What came out of attacking one task."""

    task: str
    path: str
    """Folder of the task relative to the run's root, with forward slashes."""
    tried: int
    """Cheats that were tried; blind spots are not counted in it."""
    cheats: tuple[Passed, ...]
    """Those that passed every test, visible and hidden."""
    caught: tuple[str, ...]
    """Names of those that passed the visible tests, and failed a property."""
    blind_spots: tuple[Passed, ...]
    """What is right but for some inputs, and passed every test: no cheat, but nobody looks there."""
    seconds: float


def run_attacks(task: Task, pool: GradingPool, *, path: str = "", seed: int | None = None) -> Findings:
    """Returns what the attacks came to, each run up to its first failing check; what passed was confirmed by a live search.

    Raises TaskError if the reference does not pass its own tests, SandboxError where grading itself failed, and CodeArenaError
    if the attacks can't be fitted to the task.
    """
    started_s = time.monotonic()
    known = table_of(pool.visible_calls(task))
    passed: list[Program] = []
    caught: list[str] = []
    tried = 0
    for program in programs(task, known):
        execution = _run(task, pool, program, seed)
        if program.attack.name == FIT and not execution.imported:
            raise CodeArenaError(f"the attacks can't be fitted to {task.name}: {execution.problem}\nplease report it with the task")
        blind = program.attack.group == BLIND_SPOTS
        tried += not blind
        if verdict_of(task, execution) is Verdict.RESOLVED:
            passed.append(program)
        elif not blind and _passes_visible(execution):
            caught.append(program.attack.name)
    names = {program.attack.name for program in passed}
    # A trick that does no more than a plain attack did passed for the same reason.
    told = [program.attack for program in passed if program.attack.group != TRICKS or not names.intersection(CONTROLS)]
    found = [(attack.group, Passed(attack.name, attack.does, attack.advice)) for attack in told]
    return Findings(
        task=task.name,
        path=path,
        tried=tried,
        cheats=tuple(each for group, each in found if group != BLIND_SPOTS),
        caught=tuple(caught),
        blind_spots=tuple(each for group, each in found if group == BLIND_SPOTS),
        seconds=time.monotonic() - started_s,
    )


def _run(task: Task, pool: GradingPool, program: Program, seed: int | None) -> Execution:
    try:
        execution = pool.execute(task, program.source, seed=seed, first_failure=True, live_search=False)
        if verdict_of(task, execution) is Verdict.RESOLVED:
            execution = pool.execute(task, program.source, seed=seed, first_failure=True, live_search=True)
    except SandboxError as error:
        raise SandboxError(f"attack {program.attack.name}: {error}") from None
    return execution


def _passes_visible(execution: Execution) -> bool:
    units = [check for check in execution.checks if check.phase == "unit" and check.counts]
    properties = [check for check in execution.checks if check.phase == "property" and check.counts]
    return bool(units) and all(check.passed for check in units) and not all(check.passed for check in properties)


def to_line(findings: Findings) -> str:
    """Returns the findings as one line of JSON."""
    return json.dumps(asdict(findings))


def from_line(line: str) -> Findings:
    """Returns the findings that ``to_line`` wrote."""
    read = json.loads(line)
    for name in ("cheats", "blind_spots"):
        read[name] = tuple(Passed(**each) for each in read[name])
    return Findings(**{**read, "caught": tuple(read["caught"])})
