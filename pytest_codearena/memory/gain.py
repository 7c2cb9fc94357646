"""What memory gained: the same agents on the same tasks, without it as remembered and with it now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..records import Episode, Outcome, Unaided


@dataclass(frozen=True, slots=True)
class Means:
    """What a group of episodes came to."""

    first_reward: float
    """Mean over the first attempts."""
    best_reward: float
    """Mean over the best attempt of each episode."""
    solve_rate: float
    solved: int
    """Tasks solved in at least half of their episodes."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What one agent gained."""

    episodes: int
    """Episodes of this run."""
    offered: int
    """Those of them in which something was remembered."""
    tasks: int
    """Tasks that ``before`` and ``now`` are about: with an episode of this run, and one of an earlier run without memory."""
    before: Means | None
    """Of earlier episodes in which nothing was remembered yet; None if there is no such task."""
    now: Means | None
    """Of this run's episodes on the same tasks."""


def gains(episodes: Iterable[Episode]) -> dict[str, Gain]:
    """Returns what each agent gained, by its name; those are left out to whom nothing was offered.

    A task counts once, however many episodes it had before and has now. Episodes that say nothing about the agent are left out.
    """
    by_agent: dict[str, list[Episode]] = {}
    for episode in episodes:
        by_agent.setdefault(episode.agent, []).append(episode)
    found = {agent: _gain(own) for agent, own in sorted(by_agent.items())}
    return {agent: gain for agent, gain in found.items() if gain.offered}


def _gain(episodes: Sequence[Episode]) -> Gain:
    tasks: dict[str, list[Episode]] = {}
    before: dict[str, Unaided] = {}
    for episode in episodes:
        remembered = episode.remembered
        if remembered is not None and remembered.unaided.episodes and episode.attempts and episode.outcome.judges_the_model:
            tasks.setdefault(episode.digest, []).append(episode)
            before[episode.digest] = remembered.unaided
    now = [_together(own) for own in tasks.values()]
    return Gain(
        episodes=len(episodes),
        offered=sum(episode.remembered is not None for episode in episodes),
        tasks=len(tasks),
        before=_means(list(before.values())),
        now=_means(now),
    )


def _together(episodes: Sequence[Episode]) -> Unaided:
    """Means over the episodes of one task, in the form in which earlier ones are remembered."""
    count = len(episodes)
    return Unaided(
        count,
        math.fsum(each.attempts[0].grade.reward for each in episodes) / count,
        math.fsum(each.best_reward or 0.0 for each in episodes) / count,
        sum(each.outcome is Outcome.SOLVED for each in episodes) / count,
    )


def _means(tasks: Sequence[Unaided]) -> Means | None:
    if not tasks:
        return None
    count = len(tasks)
    return Means(
        math.fsum(each.first_reward for each in tasks) / count,
        math.fsum(each.best_reward for each in tasks) / count,
        math.fsum(each.solve_rate for each in tasks) / count,
        sum(each.solve_rate >= 0.5 for each in tasks),
    )
