"""The reward as OpenEnv's rubrics: one for each component, by its name, under one that gives the step its reward."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from openenv.core.rubrics import Rubric

from ..records import Weights
from .reward import step_reward

COMPONENTS = tuple(each.name for each in fields(Weights) if not each.name.endswith("_cost"))
"""Names of the reward's components, as everywhere: ``compile``, ``tests``, ``efficiency``, …"""


class ComponentRubric(Rubric):
    """The value of one component of the reward, as it was graded."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def forward(self, action: Any, observation: Any) -> float:
        """Returns the value in [0, 1]."""
        return float(observation.components[self._name])


class RepairRubric(Rubric):
    """The reward of a step; its children have the components' names, so ``named_rubrics`` says what it is made of."""

    def __init__(self, mode: str) -> None:
        """``mode`` is one of ``reward.MODES``."""
        super().__init__()
        self._mode = mode
        self._best = 0.0
        for name in COMPONENTS:
            setattr(self, name, ComponentRubric(name))

    def forward(self, action: Any, observation: Any) -> float:
        """Returns the reward of this step, and keeps the best score for the next one."""
        for child in self.children():
            child(action, observation)
        score = float(observation.metadata["absolute_reward"])
        reward = step_reward(self._mode, best_before=self._best, score=score, done=observation.done)
        self._best = max(self._best, score)
        return reward

    def reset(self) -> None:
        """A new episode begins: nothing was achieved so far."""
        self._best = 0.0
        for rubric in (self, *self.rubrics()):
            rubric.last_score = None

    def state_dict(self) -> dict[str, Any]:
        """Returns the way in which steps are rewarded."""
        return {"mode": self._mode}
