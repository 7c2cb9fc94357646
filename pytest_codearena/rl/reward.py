"""What a step is rewarded with, given what its attempt and those before it were worth."""

from __future__ import annotations

MODES = ("delta", "absolute", "terminal")
"""The ways in which a step may be rewarded."""


def step_reward(mode: str, *, best_before: float, score: float, done: bool) -> float:
    """Returns the reward of one step.

    ``delta`` is what the step adds to the best score: over an episode it sums up to the best score, so failing more often
    never pays. ``absolute`` is the score itself. ``terminal`` is 0 until the episode is done, and then the best score.

    Args:
        mode: one of ``MODES``.
        best_before: highest score of the attempts before, 0.0 if there were none.
        score: reward of this attempt as the report has it, in [0, 1].
        done: whether this step ended the episode.
    """
    best = max(best_before, score)
    if mode == "absolute":
        return score
    if mode == "terminal":
        return best if done else 0.0
    return round(best - best_before, 6)
