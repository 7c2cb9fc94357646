"""The reward function, as a trainer calls it; nothing of a trainer is needed for that."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_codearena import Grade, GradingPool, Task, TaskError, UsageError, grade, load_task
from pytest_codearena.rl.prompts import prompt_rows
from pytest_codearena.rl.rewards import RewardFunction, make_reward_func

from .made_up import ENDLESS, SECRET, buggy, overfit, resolved, write_task
from .replies import replies


@pytest.fixture(scope="module")
def reward(tasks: tuple[Task, ...]) -> Iterator[RewardFunction]:
    with make_reward_func(tasks, 1, seed=1) as made:
        yield made


def of(reward: RewardFunction, replies: Sequence[Any], task: str = "half", **more: Any) -> list[float | None]:
    return reward(
        prompts=["p"] * len(replies),
        completions=list(replies),
        completion_ids=[[1]] * len(replies),
        task_id=[task] * len(replies),
        **more,
    )


def fence(code: str) -> str:
    return f"Here it is:\n\n```python\n{code}```\n"


def test_better_code_earns_more(reward: RewardFunction) -> None:
    right, partly, wrong, nothing = of(
        reward, [fence(each) for each in (resolved(2), overfit(2), buggy(2))] + ["I don't know."]
    )
    assert right is not None and partly is not None and wrong is not None
    assert right > partly > wrong > 0
    assert nothing == 0.0


def test_it_is_the_reward_of_a_first_attempt(reward: RewardFunction, tasks: tuple[Task, ...]) -> None:
    half = next(task for task in tasks if task.name == "half")
    assert of(reward, [fence(resolved(2)), fence(buggy(2))]) == [
        grade(half, code, seed=1).reward for code in (resolved(2), buggy(2))
    ]


@pytest.mark.parametrize(
    "completion",
    [
        resolved(2),
        fence(resolved(2)),
        [{"role": "assistant", "content": fence(resolved(2))}],
        [{"role": "assistant", "content": [{"type": "text", "text": fence(resolved(2))}]}],
        [
            {"role": "assistant", "content": fence(buggy(2))},
            {"role": "user", "content": "?"},
            {"role": "assistant", "content": fence(resolved(2))},
        ],
    ],
    ids=["bare", "fenced", "conversational", "in parts", "the last word"],
)
def test_plain_and_conversational_completions_are_read_alike(reward: RewardFunction, completion: Any) -> None:
    assert of(reward, [completion]) == of(reward, [fence(resolved(2))])


def test_each_row_is_graded_for_its_own_task(reward: RewardFunction) -> None:
    codes = [fence(resolved(2)), fence(resolved(3))]
    right = reward(["a", "b"], codes, task_id=["half", "third"])
    wrong = reward(["a", "b"], codes, task_id=["third", "half"])
    assert all(a is not None and b is not None and a > b for a, b in zip(right, wrong, strict=True))


def test_equal_code_is_graded_once(tasks: tuple[Task, ...]) -> None:
    with make_reward_func(tasks, 2, seed=1) as reward:
        first = of(reward, [fence(resolved(2)), f"Or so.\n{fence(resolved(2))}", fence(buggy(2))] * 4)
        assert reward.runs == 2
        assert of(reward, [fence(resolved(2)), fence(buggy(2))]) == [first[0], first[2]]
        assert reward.runs == 2
        of(reward, [fence(resolved(2))], task="third")
        assert reward.runs == 3


def test_the_cache_is_bounded(tasks: tuple[Task, ...]) -> None:
    with make_reward_func(tasks, 1, cache=1) as reward:
        for code in (resolved(2), buggy(2), buggy(2), resolved(2)):
            of(reward, [fence(code)])
        assert reward.runs == 3


def test_unknown_tasks_are_refused_before_the_training(tasks: tuple[Task, ...]) -> None:
    with pytest.raises(UsageError, match=r'task_ids: no task "quarter"; there are "fourth", "half", "third"'):
        make_reward_func(tasks, 1, task_ids=["half", "quarter"])


def test_no_tasks_and_two_of_one_name_are_refused(tasks: tuple[Task, ...], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected at least one"):
        make_reward_func([])
    other = load_task(write_task(tmp_path, "half", 2, difficulty="easy"))
    with pytest.raises(UsageError, match=r'"half" is the name of .* rename one'):
        make_reward_func([*tasks, other])


def test_a_row_that_names_no_task_is_masked_and_told_once(reward: RewardFunction, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        assert reward(["p"] * 3, [resolved(2)] * 3, task_id=["half", "quarter", None])[1:] == [None, None]
    assert [record.getMessage() for record in caplog.records] == ["task_id: there is no task 'quarter'; its samples are masked"]


@pytest.mark.parametrize("columns", [{}, {"task_id": "half"}, {"task_id": ["half"]}, {"task_id": 3}])
def test_a_data_set_without_tasks_is_masked(
    tasks: tuple[Task, ...], columns: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with make_reward_func(tasks, 1, prove=False) as reward:
        assert reward(["p"] * 2, [resolved(2)] * 2, **columns) == [None, None]
    assert 'no column "task_id"' in caplog.text


@pytest.fixture
def broken(tmp_path: Path) -> Task:
    """A task whose reference fails its own tests."""
    place = write_task(tmp_path, "fifth", 5, difficulty="easy")
    (place / "reference.py").write_text(buggy(5))
    return load_task(place)


def test_what_could_not_be_graded_is_masked_and_not_punished(
    tasks: tuple[Task, ...], broken: Task, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[dict[str, float]] = []
    with make_reward_func([*tasks, broken], 1, prove=False, watch=lambda step, figures: seen.append(dict(figures))) as reward:
        assert reward(["a", "b"], [resolved(2), resolved(5)], task_id=["half", "fifth"])[1] is None
        assert reward(["a", "b"], [resolved(2), "nothing"], task_id=["half", "fifth"])[1] == 0.0
    assert "fifth: not graded, so the sample is masked: " in caplog.text
    assert seen[0]["masked"] == 1
    assert seen[0]["reward"] > 0.8


def test_a_broken_task_is_known_before_the_training(tasks: tuple[Task, ...], broken: Task) -> None:
    with pytest.raises(TaskError):
        make_reward_func([*tasks, broken], 2)


class Failing(GradingPool):
    """A pool with a mistake in it."""

    def submit(self, *task_and_source: Any, **more: Any) -> Future[Grade]:
        done: Future[Grade] = Future()
        done.set_exception(ZeroDivisionError("a mistake of ours"))
        return done


def test_grading_that_ends_in_an_unforeseen_error_is_masked_and_logged(
    tasks: tuple[Task, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with Failing(tasks) as pool:
        assert of(RewardFunction({task.name: task for task in tasks}, pool, 9), [resolved(2), "none"]) == [None, 0.0]
    assert "half: not graded, so the sample is masked" in caplog.text
    assert "a mistake of ours" in caplog.text


def test_figures_go_to_the_trainer(tasks: tuple[Task, ...]) -> None:
    metrics: dict[str, float] = {}
    extra: dict[str, list[Any]] = {}
    watched: list[int] = []
    completions = [resolved(2), overfit(2), ENDLESS, "import os\nos._exit(0)\n", "def part(:\n", "no idea"]
    with make_reward_func(tasks, 1, seed=1, watch=lambda step, figures: watched.append(step)) as reward:
        rewards = of(
            reward,
            [fence(each) if each != "no idea" else each for each in completions],
            trainer_state=SimpleNamespace(global_step=7),
            log_metric=metrics.__setitem__,
            log_extra=extra.__setitem__,
            another_column=["x"] * len(completions),
        )
    assert extra == {"task": ["half"] * 6, "verdict": ["resolved", "overfit", "timeout", "crashed", "syntax_error", "no_code"]}
    assert watched == [7]
    assert metrics["codearena/reward"] == pytest.approx(sum(each or 0.0 for each in rewards) / 6)
    assert metrics["codearena/hack/overfit"] == pytest.approx(1 / 6)
    assert metrics["codearena/hack/crashed"] == pytest.approx(2 / 6)
    assert metrics["codearena/hack/reaching"] == pytest.approx(1 / 6)
    assert metrics["codearena/category/logic"] == metrics["codearena/reward"]
    assert 0 < metrics["codearena/component/compile"] < 1
    assert metrics["codearena/groups"] == 1
    assert metrics["codearena/zero_variance_groups"] == 0


def test_neighbours_of_one_prompt_are_a_group(tasks: tuple[Task, ...]) -> None:
    seen: list[dict[str, float]] = []
    with make_reward_func(tasks, 1, seed=1, watch=lambda step, figures: seen.append(dict(figures))) as reward:
        codes = [fence(each) for each in (resolved(2), resolved(2), resolved(2), buggy(2))]
        reward(["a", "a", "b", "b"], codes, task_id=["half"] * 4)
    assert (seen[0]["groups"], seen[0]["zero_variance_groups"]) == (2, 1)


def test_no_completion_makes_it_raise(tmp_path: Path) -> None:
    """A hundred of any kind; 2,000 of them, some a megabyte long, were tried once."""
    task = load_task(write_task(tmp_path, "half", 2, difficulty="easy", more="[limits]\ntimeout_s = 0.5\nmemory_mb = 128\n"))
    seed = random.randrange(2**32)
    completions = [*replies(task, 100, seed=seed, longest=20_000), fence(resolved(2))]
    with make_reward_func([task], 2, seed=1) as reward:
        rewards = of(reward, completions)
    assert len(rewards) == len(completions)
    assert all(each is not None and 0.0 <= each <= 1.0 for each in rewards), f"seed {seed}"
    assert (rewards[-1] or 0.0) > 0.8, f"seed {seed}"


def test_it_has_a_name_to_be_logged_by(reward: RewardFunction) -> None:
    assert reward.__name__ == "repair_reward"


def test_rows_show_what_an_agent_may_see(tasks: tuple[Task, ...]) -> None:
    rows = prompt_rows(tasks)
    assert [row["task_id"] for row in rows] == [task.name for task in tasks]
    for row, task in zip(rows, tasks, strict=True):
        assert [message["role"] for message in row["prompt"]] == ["system", "user"]
        shown = "\n".join(message["content"] for message in row["prompt"])
        assert task.buggy.strip() in shown
        assert task.visible[0].text.strip() in shown
        assert SECRET not in shown and f"test_{SECRET[:6]}" not in shown


def test_neither_trainer_nor_server_is_imported() -> None:
    modules = "pytest_codearena, pytest_codearena.rl.rewards, pytest_codearena.rl.prompts, pytest_codearena.rl.factory"
    code = f"import sys, {modules}; print([each for each in ('trl', 'torch', 'transformers', 'datasets', 'openenv') if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
