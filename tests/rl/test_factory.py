"""Environments for TRL, by the rules that TRL has for them."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_codearena import Task, UsageError, load_task
from pytest_codearena.rl.factory import RepairEnvironment, make_environment_factory
from pytest_codearena.rl.prompts import prompt_rows

from .made_up import SECRET, buggy, overfit, resolved, write_task

Factory = Callable[[], RepairEnvironment]


@pytest.fixture(scope="module")
def local(tasks: tuple[Task, ...]) -> Factory:
    return make_environment_factory(tasks, attempts=3, workers=1, seed=1)


@pytest.fixture(scope="module")
def remote(folder: Path) -> Iterator[Factory]:
    """Environments of a server in another process."""
    pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')
    command = [sys.executable, "-m", "pytest_codearena", "serve", str(folder), "--port", "0", "--attempts", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        address = next(found[1] for line in process.stdout if (found := re.search(r"listening on (http://\S+)", line)))
        yield make_environment_factory(address)
        process.terminate()


@pytest.fixture(params=["local", "remote"])
def factory(request: pytest.FixtureRequest) -> Factory:
    made: Factory = request.getfixturevalue(request.param)
    return made


def test_a_rollout_ends_with_the_fix(factory: Factory) -> None:
    environment = factory()
    environment.reset(task_id="half", prompt="Repair it.")
    assert environment.get_reward() == 0.0
    told = environment.submit_fix(buggy(2))
    assert told.startswith("failed") and "test_some" in told
    before = environment.get_reward()
    assert before is not None and 0 < before < 0.8
    assert environment.submit_fix(overfit(2)).startswith("overfit")
    assert environment.submit_fix(f"```python\n{resolved(2)}```").startswith("resolved")
    after = environment.get_reward()
    assert after is not None and after > 0.8
    with pytest.raises(ValueError, match="the episode is over"):
        environment.submit_fix(resolved(2))


def test_it_ends_after_the_last_attempt_and_its_best_fix_counts(factory: Factory) -> None:
    environment = factory()
    environment.reset(task_id="half", prompt="")
    told = [environment.submit_fix(code) for code in (overfit(2), "", "def part(")]
    assert ["The episode is over" in each for each in told] == [False, False, True]
    best = environment.get_reward()
    assert best is not None and best > 0.4
    environment.reset(task_id="third", prompt="")
    assert environment.get_reward() == 0.0


def test_the_task_is_shown_where_the_prompt_does_not(factory: Factory, tasks: tuple[Task, ...]) -> None:
    environment = factory()
    shown = environment.reset(task_id="half", prompt=[{"role": "user", "content": "Repair a module."}])
    assert buggy(2).strip() in shown and "test_some" in shown and "submit_fix" in shown
    assert SECRET not in shown and f"test_{SECRET[:6]}" not in shown
    row = next(row for row in prompt_rows(tasks) if row["task_id"] == "half")
    short = environment.reset(**row)
    assert "submit_fix" in short and buggy(2).strip() not in short


def test_a_row_without_a_task_is_the_users_mistake(local: Factory) -> None:
    with pytest.raises(UsageError, match='there is no task "quarter"; there are fourth, half, third'):
        local().reset(task_id="quarter")
    with pytest.raises(UsageError, match='no column "task_id"'):
        local().reset(prompt="x")


def test_a_rollout_whose_fix_was_not_graded_is_masked(tmp_path: Path) -> None:
    place = write_task(tmp_path, "fifth", 5, difficulty="easy")
    (place / "reference.py").write_text(buggy(5))
    environment = make_environment_factory([load_task(place)], workers=1)()
    environment.reset(task_id="fifth")
    with pytest.raises(ValueError, match="could not be graded"):
        environment.submit_fix(resolved(5))
    assert environment.get_reward() is None


def test_the_only_tool_is_submit_fix(local: Factory) -> None:
    """TRL makes a tool of every public function of the class."""
    names = [name for name, _ in inspect.getmembers(type(local()), predicate=inspect.isfunction) if not name.startswith("_")]
    assert sorted(names) == ["get_reward", "reset", "submit_fix"]


def test_the_tool_can_be_described_to_a_model(local: Factory) -> None:
    chat = pytest.importorskip("transformers.utils", reason='needs pip install -e ".[train]"')
    described = chat.get_json_schema(local().submit_fix)["function"]
    assert described["name"] == "submit_fix"
    assert described["parameters"]["required"] == ["proposed_fix"]
    assert described["parameters"]["properties"]["proposed_fix"]["type"] == "string"
