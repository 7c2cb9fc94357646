"""Tasks as environments of gymnasium, through gymnasium's own wrappers and checker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gymnasium", reason='needs pip install -e ".[gym]"')

import gymnasium
from gymnasium.utils.env_checker import check_env

from pytest_codearena import Task, TaskError, UsageError, load_task
from pytest_codearena.rl.arena import Arena
from pytest_codearena.rl.gym import RepairEnv
from pytest_codearena.rl.proposed import LONGEST_FIX
from pytest_codearena.rl.refused import Refused
from pytest_codearena.rl.settings import ServerSettings

from .made_up import SECRET, buggy, overfit, resolved, write_task


@pytest.fixture(scope="module")
def arena(tasks: tuple[Task, ...]) -> Iterator[Arena]:
    made = Arena(tasks, ServerSettings(workers=1))
    yield made
    made.close()


@pytest.fixture
def env(arena: Arena) -> RepairEnv:
    return RepairEnv(arena)


def test_gymnasiums_checker_finds_nothing(arena: Arena) -> None:
    """Under a name, so that it tries to close and to render too; its warnings are errors here."""
    gymnasium.register("codearena/Repair-v0", entry_point=lambda: RepairEnv(arena))
    try:
        with gymnasium.make("codearena/Repair-v0") as made:
            check_env(made.unwrapped)
    finally:
        del gymnasium.registry["codearena/Repair-v0"]


def test_an_episode_from_reset_to_resolved(env: RepairEnv) -> None:
    seen, told = env.reset(seed=1, options={"task_id": "half"})
    assert (seen["buggy_code"], seen["verdict"], told) == (buggy(2), "", {"attempt": 0, "max_attempts": 5})
    assert [test["name"] for test in seen["visible_tests"]] == ["test_unit.py"]
    rewards = []
    for fix, verdict in ((buggy(2), "failed"), (overfit(2), "overfit"), (f"Here:\n```python\n{resolved(2)}```", "resolved")):
        seen, reward, terminated, truncated, told = env.step(fix)
        rewards.append(reward)
        assert seen in env.observation_space
        assert (seen["verdict"], told["verdict"], terminated, truncated) == (verdict, verdict, verdict == "resolved", False)
        assert told["components"].keys() == told["weights"].keys() >= {"compile", "tests", "efficiency"}
    assert sum(rewards) == pytest.approx(told["best_reward"], abs=1e-5)
    assert told["best_reward"] == told["absolute_reward"] > 0.8
    assert seen["previous_attempts"] == (buggy(2), overfit(2), resolved(2))
    with pytest.raises(gymnasium.error.ResetNeeded, match="reset first"):
        env.step(resolved(2))


def test_the_last_attempt_truncates(tasks: tuple[Task, ...]) -> None:
    arena = Arena(tasks, ServerSettings(workers=1, attempts=2, reward="terminal"))
    try:
        env = RepairEnv(arena)
        env.reset(options={"task_id": "third"})
        assert env.step(overfit(3))[1:4] == (0.0, False, False)
        _, reward, terminated, truncated, told = env.step("def part(")
        assert (terminated, truncated, told["verdict"]) == (False, True, "syntax_error")
        assert reward == told["best_reward"] > told["absolute_reward"]
    finally:
        arena.close()


def test_a_seed_chooses_the_same_tasks(env: RepairEnv) -> None:
    def chosen(seed: int) -> list[str]:
        return [env.reset(seed=seed)[0]["task_id"], *(env.reset()[0]["task_id"] for _ in range(9))]

    assert chosen(5) == chosen(5)
    assert len(set(chosen(5))) > 1
    assert {env.reset(options={"category": "security"})[0]["task_id"] for _ in range(5)} == {"fourth"}


def test_any_text_is_an_action_and_all_that_is_seen_is_in_the_space(env: RepairEnv) -> None:
    env.reset(options={"task_id": "half"})
    for text, verdict in (("", "no_code"), ("text = '\ud800'", "syntax_error"), ("x = '\N{SNOWMAN}'", "failed")):
        assert text in env.action_space
        seen, *_, told = env.step(text)
        assert seen in env.observation_space
        assert told["verdict"] == verdict
    for wrong in (3, None, "x" * (LONGEST_FIX + 1)):
        assert wrong not in env.action_space
        with pytest.raises(UsageError, match="expected the text of a module"):
            env.step(wrong)  # type: ignore[arg-type]


def test_what_is_not_there_is_refused(env: RepairEnv) -> None:
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step("x")
    with pytest.raises(Refused, match='no task "quarter"'):
        env.reset(options={"task_id": "quarter"})
    with pytest.raises(UsageError, match="taskid: there is no such option; expected task_id, category, difficulty"):
        env.reset(options={"taskid": "half"})


def test_nothing_hidden_is_seen(env: RepairEnv, tasks: tuple[Task, ...]) -> None:
    told: list[Any] = [env.reset(options={"task_id": "half"})]
    told += [env.step(fix) for fix in (buggy(2), overfit(2), "import reference", "def part(number):\n    return 1 / 0\n", "x")]
    text = json.dumps(told)
    assert SECRET not in text
    assert "int(number / 2)" not in text
    assert tasks[0].path.parent.as_posix() not in text


def test_a_broken_task_is_an_error_and_never_a_reward(tmp_path: Path) -> None:
    place = write_task(tmp_path, "fifth", 5, difficulty="easy")
    (place / "reference.py").write_text(buggy(5))
    arena = Arena([load_task(place)], ServerSettings(workers=1))
    try:
        env = RepairEnv(arena)
        env.reset()
        with pytest.raises(TaskError):
            env.step(resolved(5))
    finally:
        arena.close()
