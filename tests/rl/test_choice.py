"""Which task a reset chooses, and when the curriculum moves on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

pytest.importorskip("openenv", reason='needs pip install -e ".[rl]"')

from pytest_codearena import Task, UsageError
from pytest_codearena.records import CurriculumRules
from pytest_codearena.rl.choice import TaskChoice

QUICK = CurriculumRules(window=2)


def many(tasks: tuple[Task, ...]) -> list[Task]:
    """Four tasks of each of the three."""
    return [replace(task, name=f"{task.name}_{number}") for task in tasks for number in range(4)]


def test_without_a_wish_all_tasks_come_equally_often(tasks: tuple[Task, ...]) -> None:
    choice = TaskChoice(many(tasks))
    assert set(Counter(choice.choose().task.name for _ in range(36)).values()) == {3}
    assert Counter(choice.choose(category="logic").task.difficulty for _ in range(8)) == {"easy": 4, "medium": 4}


def test_a_seed_chooses_the_same_task_again(tasks: tuple[Task, ...]) -> None:
    one, other = TaskChoice(many(tasks)), TaskChoice(many(tasks)[::-1])
    assert [one.choose(seed=n).task for n in range(20)] == [other.choose(seed=n).task for n in range(20)]
    assert len({one.choose(seed=n, difficulty="hard").task.name for n in range(40)}) == 4


@pytest.mark.parametrize("asked", ["difficulty", "task_id"])
def test_the_curriculum_moves_with_what_is_earned(tasks: tuple[Task, ...], asked: str) -> None:
    choice = TaskChoice(many(tasks), QUICK)
    for level, reward in [
        ("easy", 0.9),
        ("easy", 0.9),
        ("medium", 0.8),
        ("medium", 0.8),
        ("hard", 0.1),
        ("hard", 0.1),
        ("medium", 0.5),
    ]:
        chosen = choice.choose(task_id="auto") if asked == "task_id" else choice.choose(difficulty="auto")
        assert (chosen.task.difficulty, choice.level) == (level, level)
        choice.earned(chosen, reward)


def test_only_what_was_chosen_for_the_level_moves_it(tasks: tuple[Task, ...]) -> None:
    choice = TaskChoice(many(tasks), QUICK)
    for _ in range(4):
        choice.earned(choice.choose(difficulty="easy"), 1.0)
    assert choice.level == "easy"
    before = [choice.choose(difficulty="auto") for _ in range(4)]
    for chosen in before:
        choice.earned(chosen, 1.0)
    assert choice.level == "medium"


def test_where_a_level_has_no_task_the_nearest_one_is_taken(tasks: tuple[Task, ...]) -> None:
    choice = TaskChoice(tasks)
    assert choice.choose(difficulty="auto", category="security").task.difficulty == "hard"
    assert choice.choose(difficulty="auto").task.difficulty == "easy"


def test_names_are_unique(tasks: tuple[Task, ...]) -> None:
    with pytest.raises(UsageError, match='two tasks are named "half"'):
        TaskChoice([*tasks, tasks[1]])
    with pytest.raises(UsageError, match=r"task\.toml"):
        TaskChoice([])
