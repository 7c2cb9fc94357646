"""A task as an environment of gymnasium: an observation is texts, an action is the text of a proposed fix.

It needs the extra ``pytest-codearena[gym]``.
"""

from __future__ import annotations

import string
from typing import Any, ClassVar

import gymnasium
from gymnasium import spaces

from ..episode import Repair, grading_by
from ..errors import UsageError
from ..records import Attempt
from .arena import Arena
from .choice import Chosen
from .proposed import LONGEST_FIX, proposed
from .reward import step_reward

_OPTIONS = ("task_id", "category", "difficulty")
_TEXTS = ("title", "description", "category", "difficulty", "module", "buggy_code", "error_log", "test_results", "hint")
"""Parts of an observation that are texts, by their names."""


class AnyText(spaces.Text):
    """All texts up to a length, whatever their characters; gymnasium's own space has to be told each of them."""

    def __init__(self, max_length: int = LONGEST_FIX) -> None:
        """Samples are made of printable ASCII."""
        super().__init__(max_length, min_length=0, charset=string.printable)

    def contains(self, x: Any) -> bool:
        """Returns whether it is a text that is not too long."""
        return isinstance(x, str) and len(x) <= self.max_length


class RepairEnv(gymnasium.Env[dict[str, Any], str]):
    """One episode is one task: ``reset`` gives the bug, ``step`` grades a fix. What it is paid for is a setting of the arena.

    What an agent may see is in the observation. ``info`` holds ``attempt`` (steps made) and ``max_attempts``; after a step also
    ``verdict``, ``components``, ``weights``, ``absolute_reward`` and ``best_reward``. A fix that resolves the task terminates the
    episode; the last attempt truncates it.
    """

    metadata: ClassVar[dict[str, Any]] = {"render_modes": []}

    def __init__(self, arena: Arena) -> None:
        """The arena's graders serve any number of environments in this process; whoever made it closes it."""
        self.action_space = AnyText()
        parts: dict[str, spaces.Space[Any]] = {name: AnyText() for name in (*_TEXTS, "task_id", "support", "verdict")}
        parts["visible_tests"] = spaces.Sequence(spaces.Dict({"name": AnyText(), "text": AnyText()}))
        parts["previous_attempts"] = spaces.Sequence(AnyText())
        self.observation_space = spaces.Dict(parts)
        self._arena = arena
        self._chosen: Chosen | None = None
        self._repair: Repair | None = None

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Returns the first observation of a new episode, and its ``info``.

        Args:
            seed: of this environment: the same one chooses the same tasks from now on.
            options: ``task_id`` names the task; ``category`` and ``difficulty`` leave some to choose from, ``"auto"`` asks the curriculum.

        Raises UsageError for other options, Refused if there is no such task.
        """
        super().reset(seed=seed)
        asked = options or {}
        if unknown := sorted(set(asked) - set(_OPTIONS)):
            raise UsageError(f"options: {unknown[0]}: there is no such option; expected {', '.join(_OPTIONS)}")
        self._chosen = self._arena.choice.choose(**asked, seed=int(self.np_random.integers(2**31)))
        self._repair = Repair(self._chosen.task, attempts=self._arena.settings.attempts, grading=grading_by(self._arena.pool))
        return _observed(self._repair), _known(self._repair)

    def step(self, action: str) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Returns observation, reward, terminated, truncated and ``info`` of a proposed fix.

        Raises ResetNeeded if no episode is under way, UsageError for what is no text, and TaskError or SandboxError if grading failed:
        that says nothing about the fix, and no attempt is counted.
        """
        repair, chosen = self._repair, self._chosen
        if repair is None or chosen is None or repair.done:
            raise gymnasium.error.ResetNeeded("no episode is under way: none has begun, or it is done; reset first")
        if not self.action_space.contains(action):
            raise UsageError(f"action: expected the text of a module, of at most {LONGEST_FIX} characters")
        before = _best(repair.attempts)
        score = repair.attempt(proposed(str(action), repair.task)).grade.reward
        reward = step_reward(self._arena.settings.reward, best_before=before, score=score, done=repair.done)
        if repair.done:
            self._arena.choice.earned(chosen, score)
        return _observed(repair), reward, repair.solved, repair.done and not repair.solved, _known(repair)


def _observed(repair: Repair) -> dict[str, Any]:
    seen = repair.observe()
    return {name: getattr(seen, name) for name in _TEXTS} | {
        "task_id": seen.task,
        "support": seen.support or "",
        "verdict": str(repair.attempts[-1].grade.verdict) if repair.attempts else "",
        "visible_tests": tuple({"name": file.name, "text": file.text} for file in seen.visible_tests),
        "previous_attempts": tuple(past.code if past.code is not None else past.reply for past in seen.previous_attempts),
    }


def _known(repair: Repair) -> dict[str, Any]:
    counted: dict[str, Any] = {"attempt": len(repair.attempts), "max_attempts": repair.max_attempts}
    if not repair.attempts:
        return counted
    grade = repair.attempts[-1].grade
    return counted | {
        "verdict": str(grade.verdict),
        "components": {name: component.value for name, component in grade.components.items()},
        "weights": {name: component.weight for name, component in grade.components.items()},
        "absolute_reward": grade.reward,
        "best_reward": _best(repair.attempts),
    }


def _best(attempts: tuple[Attempt, ...]) -> float:
    return max((attempt.grade.reward for attempt in attempts), default=0.0)
