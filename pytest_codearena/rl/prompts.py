"""Rows of a training set: what an agent may see of each task, and which task it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from ..agents.prompt import Message, messages
from ..episode import Repair
from ..errors import UsageError
from ..records import Task

TASK_COLUMN = "task_id"
"""The column by which a reward function knows the task of a row."""


class PromptRow(TypedDict):
    """One row, conversational, as ``datasets.Dataset.from_list`` takes it."""

    prompt: list[Message]
    task_id: str
    """The task's name."""


def prompt_rows(tasks: Iterable[Task]) -> list[PromptRow]:
    """Returns one row for each task: what an agent is told before its first attempt, and the task's name.

    Hidden tests and the reference are in none of them. Raises UsageError if two tasks have one name.
    """
    return [{"prompt": messages(Repair(task).observe()), "task_id": name} for name, task in by_name(tasks).items()]


def by_name(tasks: Iterable[Task]) -> Mapping[str, Task]:
    """Returns the tasks by the names that rows give them. Raises UsageError if there is none, or if two have one name."""
    found: dict[str, Task] = {}
    for task in tasks:
        other = found.setdefault(task.name, task)
        if other is not task:
            raise UsageError(f'tasks: "{task.name}" is the name of {other.path} and of {task.path}; rename one of the folders')
    if not found:
        raise UsageError("tasks: expected at least one, got none; load them with load_task and find_tasks")
    return found
