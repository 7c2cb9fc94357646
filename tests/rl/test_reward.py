"""What a step is rewarded with, and the rubrics that say what that is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

from pytest_codearena import Task, Weights
from pytest_codearena.rl.arena import Arena
from pytest_codearena.rl.environment import RepairEnvironment
from pytest_codearena.rl.models import RepairAction, RepairObservation
from pytest_codearena.rl.reward import MODES, step_reward
from pytest_codearena.rl.settings import ServerSettings

from .made_up import buggy, overfit, resolved

scores = st.lists(st.floats(0, 1), min_size=1, max_size=10)


def rewards(mode: str, earned: list[float]) -> list[float]:
    """The rewards of an episode whose attempts are worth so much."""
    found, best = [], 0.0
    for number, score in enumerate(earned, 1):
        found.append(step_reward(mode, best_before=best, score=score, done=number == len(earned)))
        best = max(best, score)
    return found


@given(scores)
def test_deltas_sum_up_to_the_best_score(earned: list[float]) -> None:
    found = rewards("delta", earned)
    assert sum(found) == pytest.approx(max(earned), abs=1e-5)
    assert min(found) >= 0


@given(scores)
def test_terminal_pays_the_best_score_once(earned: list[float]) -> None:
    assert rewards("terminal", earned) == [*[0.0] * (len(earned) - 1), max(earned)]


@given(scores)
def test_absolute_is_the_score(earned: list[float]) -> None:
    assert rewards("absolute", earned) == earned


@pytest.mark.parametrize("mode", MODES)
def test_steps_earn_what_the_mode_says(tasks: tuple[Task, ...], mode: str) -> None:
    arena = Arena(tasks, ServerSettings(workers=1, reward=mode))
    try:
        environment = RepairEnvironment(arena)
        for _ in range(2):  # the second episode begins with nothing achieved
            environment.reset(task_id="half")
            seen = [environment.step(RepairAction(proposed_fix=code)) for code in (overfit(2), buggy(2), resolved(2))]
            worth = [each.metadata["absolute_reward"] for each in seen]
            assert worth[1] < worth[0] < worth[2] == pytest.approx(0.87)
            assert [each.reward for each in seen] == pytest.approx(rewards(mode, worth), abs=1e-6)
            assert [each.done for each in seen] == [False, False, True]
            assert [each.metadata["best_reward"] for each in seen] == [worth[0], worth[0], worth[2]]
            _check_rubrics(environment, seen[-1])
    finally:
        arena.close()


def _check_rubrics(environment: RepairEnvironment, last: RepairObservation) -> None:
    rubric = environment.rubric
    assert rubric.last_score == last.reward
    assert {name: each.last_score for name, each in rubric.named_rubrics()} == last.components
    total = sum(last.components[name] * last.metadata["weights"][name] for name in last.components)
    assert total - Weights().step_cost * 3 == pytest.approx(last.metadata["absolute_reward"], abs=1e-5)
