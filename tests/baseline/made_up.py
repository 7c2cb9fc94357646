"""Runs in which it is told, for each task, what became of it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pytest_codearena.baseline.pairing import AgentPair, Run, Side, TaskPair
from pytest_codearena.records import Episode, Layer, Outcome, Report, Settings, Verdict

from ..report import made_up

LANDLOCK = Layer("landlock", True, True, "ABI 7")


def episode(task: str, what: str, epoch: int, agent: str, digest: str = "") -> Episode:
    """``s``: solved at once, ``S``: at the second attempt, ``u``: unsolved, ``t``: truncated, ``e``: no network, ``b``: no budget."""
    failed = made_up.attempt(1, Verdict.FAILED, 0.4, made_up.checks(2, 2))
    good = made_up.attempt(1, Verdict.RESOLVED, 0.89, made_up.checks(4, 0))
    made = {"s": (good,), "S": (failed, replace(good, number=2)), "u": (failed, replace(failed, number=2)), "t": (failed,)}
    outcome = {"s": "solved", "S": "solved", "u": "unsolved", "t": "truncated", "e": "agent_error", "b": "budget"}[what]
    error = "no network" if what in "eb" else ""
    found = made_up.episode(task, "logic", Outcome(outcome), *made.get(what, ()), agent=agent, epoch=epoch, error=error)
    return replace(found, digest=digest) if digest else found


def report(tasks: Mapping[str, str], *more: Episode, agent: str = "ollama:qwen", sandbox: Any = (LANDLOCK,), **settings: Any) -> Report:
    """A letter for each epoch of each task."""
    episodes = [episode(task, what, epoch, agent) for task, letters in tasks.items() for epoch, what in enumerate(letters, 1)]
    agents = dict.fromkeys([agent, *(each.agent for each in more)])
    return Report("0.1.0", "2026-11-22T12:00:00+00:00", Settings(agents=tuple(agents), **settings), sandbox, (*episodes, *more))


def run(name: str, tasks: Mapping[str, str], *more: Episode, **how: Any) -> Run:
    """The same under a name."""
    return Run(name, report(tasks, *more, **how))


def side(solved: int, judged: int, unjudged: int = 0) -> Side:
    """So many episodes of one task."""
    return Side(solved, judged, unjudged, (1,) * judged, (0.5,) * judged, 0)


def agent_pair(old: Sequence[Side], new: Sequence[Side]) -> AgentPair:
    """An agent on these tasks."""
    tasks = [TaskPair(f"t{i}", f"{i:032x}", a, b) for i, (a, b) in enumerate(zip(old, new, strict=True))]
    return AgentPair("old.json", "new.json", "a", "a", tuple(tasks), 0)


def drawn(chances: Sequence[float], epochs: int, draw: random.Random) -> list[Side]:
    """What a model with these chances to solve the tasks comes to."""
    return [side(sum(draw.random() < chance for _ in range(epochs)), epochs) for chance in chances]
