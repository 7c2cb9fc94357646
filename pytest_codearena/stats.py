"""Statistics of episodes: what a run says about an agent, beyond a list of results."""

from __future__ import annotations

from collections.abc import Iterable

from .records import Episode, Outcome


def solved_at(episodes: Iterable[Episode], k: int) -> float | None:
    """Share of the judged episodes that were solved within their first ``k`` attempts; None if none was judged.

    An episode ends with the attempt that solves it, so the attempts that were made are the attempts it took. Episodes
    whose outcome says nothing about the model (an agent's network, a broken task) count neither above nor below the line.
    The share never falls as ``k`` grows, and from the most attempts allowed onwards it is the solve rate.
    """
    if k < 1:
        raise ValueError(f"k is the number of attempts that count, 1 or more, not {k}")
    judged = [episode for episode in episodes if episode.outcome.judges_the_model]
    solved = [episode for episode in judged if episode.outcome is Outcome.SOLVED]
    return sum(len(episode.attempts) <= k for episode in solved) / len(judged) if judged else None
