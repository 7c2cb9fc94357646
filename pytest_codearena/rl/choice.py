"""Which task an episode is about: the one that was named, one of a kind, or the one that the curriculum has come to."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from ..curriculum import CurriculumState, advance, move, move_line, nearest_first
from ..errors import UsageError
from ..records import DIFFICULTIES, CurriculumRules, Task
from .refused import INVALID, UNKNOWN, Refused

AUTO = "auto"
SPLIT = "train"
_MOST_NAMED = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The task of an episode."""

    task: Task
    level: str | None = None
    """The curriculum's level that it was chosen for; None if the curriculum was not asked."""


class TaskChoice:
    """Chooses tasks for all sessions of a server, which learn together: there is one curriculum."""

    def __init__(self, tasks: Sequence[Task], rules: CurriculumRules | None = None) -> None:
        """Raises UsageError if there is no task, or if two have the same name."""
        self.tasks = tuple(sorted(tasks, key=lambda task: task.name))
        self._by_name = {task.name: task for task in self.tasks}
        if not self.tasks:
            raise UsageError("no tasks: name folders that hold a task.toml, at any depth")
        for one, other in zip(self.tasks, self.tasks[1:], strict=False):
            if one.name == other.name:
                raise UsageError(f'two tasks are named "{one.name}": {one.path} and {other.path}; rename one of them')
        self._state = CurriculumState(rules=rules or CurriculumRules())
        self._ended = 0
        self._turns: dict[tuple[str, ...], list[Task]] = {}
        self._lock = threading.Lock()

    @property
    def level(self) -> str:
        """The level that the curriculum has come to."""
        return self._state.level

    def choose(
        self,
        *,
        task_id: str | None = None,
        category: str | None = None,
        difficulty: str | None = None,
        split: str | None = None,
        index: int | None = None,
        seed: int | None = None,
    ) -> Chosen:
        """Returns the task that is asked for. Raises Refused if there is none.

        Without a name or index it is one of those that the category and difficulty leave: drawn with the seed, or else each in its
        turn, so that all of them come equally often.
        """
        if split not in (None, SPLIT):
            raise Refused(UNKNOWN, f'split: there is no split "{split}"; the only one is "{SPLIT}"')
        if index is not None:
            if task_id is not None:
                raise Refused(INVALID, "task_id, index: both name a task; give one of them")
            if index >= len(self.tasks):
                raise Refused(UNKNOWN, f"index: expected less than {len(self.tasks)}, got {index}")
            task_id = self.tasks[index].name
        if task_id is not None and (task_id != AUTO or AUTO in self._by_name):
            return Chosen(self._named(task_id, category, difficulty))
        return self._one_of(category, AUTO if task_id == AUTO else difficulty, seed)

    def _named(self, name: str, category: str | None, difficulty: str | None) -> Task:
        task = self._by_name.get(name)
        if task is None:
            raise Refused(UNKNOWN, f'task_id: there is no task "{name}"; there are {_some([each.name for each in self.tasks])}')
        if category not in (None, task.category) or difficulty not in (None, task.difficulty):
            raise Refused(INVALID, f"task_id: {name} is {task.category}, {task.difficulty}; leave category and difficulty out")
        return task

    def _one_of(self, category: str | None, difficulty: str | None, seed: int | None) -> Chosen:
        left = [task for task in self.tasks if category in (None, task.category)]
        if not left:
            known = _some(sorted({task.category for task in self.tasks}))
            raise Refused(UNKNOWN, f'category: there is no task of category "{category}"; there are {known}')
        level = None
        if difficulty == AUTO:
            level = self.level
            left = next(found for each in nearest_first(level) if (found := _of_level(left, each)))
        elif difficulty is not None:
            left = _of_level(left, difficulty)
            if not left:
                known = ", ".join(DIFFICULTIES)
                raise Refused(
                    UNKNOWN, f'difficulty: there is no such task of difficulty "{difficulty}"; expected {known} or {AUTO}'
                )
        if seed is not None:
            return Chosen(random.Random(seed).choice(left), level)
        return Chosen(self._next_of(left), level)

    def _next_of(self, tasks: list[Task]) -> Task:
        """Each task once, in random order, before any of them comes again."""
        key = tuple(task.name for task in tasks)
        with self._lock:
            if not self._turns.get(key):
                self._turns[key] = random.sample(tasks, len(tasks))
            return self._turns[key].pop()

    def earned(self, chosen: Chosen, reward: float) -> None:
        """Tells the curriculum what an episode ended with; it counts if the level is still the one that it was chosen for."""
        with self._lock:
            if chosen.level is None or chosen.level != self._state.level:
                return
            self._ended += 1
            made = move(self._state, reward, self._ended)
            self._state = advance(self._state, reward)
        if made is not None:
            _log.warning("%s", move_line(made, self._state.rules.window))


def _of_level(tasks: list[Task], difficulty: str) -> list[Task]:
    return [task for task in tasks if task.difficulty == difficulty]


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
