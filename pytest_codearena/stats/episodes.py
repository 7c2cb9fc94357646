"""What the episodes of a run say about an agent, beyond a list of results.

Episodes whose outcome says nothing about the model (an agent's network, a broken task) count neither above nor below the line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence

from ..records import Episode, Outcome
from .clusters import clustered_mean, clustered_rate
from .rates import Interval, pass_all, pass_at


def solved_at(episodes: Iterable[Episode], k: int) -> float | None:
    """Share of the judged episodes that were solved within their first ``k`` attempts; None if none was judged.

    An episode ends with the attempt that solves it, so the attempts that were made are the attempts it took. The share never
    falls as ``k`` grows, and from the most attempts allowed onwards it is the solve rate.
    """
    if k < 1:
        raise ValueError(f"k is the number of attempts that count, 1 or more, not {k}")
    judged = [episode for episode in episodes if episode.outcome.judges_the_model]
    solved = [episode for episode in judged if episode.outcome is Outcome.SOLVED]
    return sum(len(episode.attempts) <= k for episode in solved) / len(judged) if judged else None


def solve_rate_interval(episodes: Iterable[Episode]) -> Interval | None:
    """95% interval of the share of judged episodes that were solved, clustered by task; None if none was judged."""
    return clustered_rate([[e.outcome is Outcome.SOLVED for e in group] for group in _by_task(episodes)])


def reward_interval(episodes: Iterable[Episode]) -> Interval | None:
    """95% interval of the mean reward of judged episodes, clustered by task; None if there are not two tasks."""
    rewards = [[episode.reward for episode in group] for group in _by_task(episodes)]
    return clustered_mean([[reward for reward in group if reward is not None] for group in rewards])


def pass_at_each(episodes: Iterable[Episode]) -> tuple[float, ...]:
    """pass@k for k = 1, 2, … to the most epochs of a task: the chance that one of k epochs of a task solves it.

    The mean over the tasks that have k judged epochs, of each agent for itself.
    """
    return _over_epochs(episodes, pass_at)


def pass_all_each(episodes: Iterable[Episode]) -> tuple[float, ...]:
    """pass^k for k = 1, 2, … to the most epochs of a task: the chance that every one of k epochs of a task solves it."""
    return _over_epochs(episodes, pass_all)


def _over_epochs(episodes: Iterable[Episode], estimate: Callable[[int, int, int], float]) -> tuple[float, ...]:
    counts = [(len(group), sum(e.outcome is Outcome.SOLVED for e in group)) for group in _by_task(episodes, "agent")]
    most = max((trials for trials, _ in counts), default=0)
    means = []
    for k in range(1, most + 1):
        each = [estimate(trials, solved, k) for trials, solved in counts if trials >= k]
        means.append(math.fsum(each) / len(each))
    return tuple(means)


def _by_task(episodes: Iterable[Episode], *more: str) -> Sequence[Sequence[Episode]]:
    """The judged episodes of each task, that is of each digest; with ``more`` fields, of each combination."""
    groups: dict[Hashable, list[Episode]] = {}
    for episode in episodes:
        if episode.outcome.judges_the_model:
            key = (episode.digest, *(getattr(episode, field) for field in more))
            groups.setdefault(key, []).append(episode)
    return list(groups.values())
