"""Environments for TRL's ``environment_factory``: a model repairs a task in several turns, by the one tool ``submit_fix``.

TRL makes a tool of every public method of an environment but ``reset`` and ``get_reward``: the classes here have no other one.
It calls tools one after the other, so with one attempt a rollout ``rewards.make_reward_func`` is faster.
"""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..agents.prompt import messages
from ..episode import Repair, grading_by
from ..errors import UsageError
from ..grading.pool import GradingPool
from ..records import Observation, SourceFile, Task
from .prompts import TASK_COLUMN, by_name
from .proposed import proposed

_log = logging.getLogger(__name__)

_DONE = "the episode is over: do not submit another fix"


def make_environment_factory(
    tasks: Iterable[Task] | str,
    *,
    attempts: int = 5,
    workers: int | None = None,
    seed: int | None = None,
    sandbox: str = "strict",
    task_column: str = TASK_COLUMN,
    message_timeout_s: float = 120.0,
) -> Callable[[], RepairEnvironment]:
    """Returns what TRL calls for each environment that it needs; all of them share the graders.

    Args:
        tasks: those that rows of the data set may name; or the address of a running ``codearena serve``, such as
            ``http://127.0.0.1:8000``, which needs the extra ``pytest-codearena[rl]`` and as many sessions as TRL generates at a time.
        attempts: fixes that a rollout may submit; a server has its own setting.
        workers: grades done at the same time; as many as there are cores if None.
        seed: of the recorded inputs of the properties; None draws new ones for each grader.
        sandbox: ``strict`` or ``weak``.
        task_column: the column of the data set that names a row's task.
        message_timeout_s: how long an answer of the server may take.

    Raises UsageError if there are no tasks, or if two have one name.
    """
    if isinstance(tasks, str):
        address = tasks
        return lambda: RepairEnvironment(_Remote(address, message_timeout_s), task_column)
    found = by_name(tasks)
    count = workers if workers is not None else len(os.sched_getaffinity(0))
    pool = GradingPool(found.values(), count, sandbox=sandbox, seed=seed, live_search=False, shrink=False)
    atexit.register(pool.close)
    return lambda: RepairEnvironment(_Local(found, pool, attempts), task_column)


class RepairEnvironment:
    """A rollout on one task; made by what ``make_environment_factory`` returns."""

    def __init__(self, session: _Local | _Remote, task_column: str = TASK_COLUMN) -> None:
        self._session = session
        self._column = task_column
        self._done = True
        self._reward: float | None = 0.0

    def reset(self, **columns: Any) -> str:
        """Begins a rollout on the task of a row; returns what is said after the row's prompt.

        That is how a fix is submitted, and the task itself if the prompt does not show its code.
        Raises UsageError if the row names no task that there is.
        """
        name = columns.get(self._column)
        if not isinstance(name, str):
            raise UsageError(
                f'the data set has no column "{self._column}" that names the task of each row; make it with prompt_rows'
            )
        self._done, self._reward = False, 0.0
        observation = self._session.reset(name)
        how = f"Submit the complete corrected module with the tool submit_fix. You have {observation.max_attempts} attempts."
        if observation.buggy_code.strip() in _words(columns.get("prompt")):
            return f"\n\n{how}"
        return f"\n\n{messages(observation)[-1]['content']}\n\n{how}"

    def submit_fix(self, proposed_fix: str) -> str:
        """Run the tests on a fix, and read what fails.

        Args:
            proposed_fix: The complete corrected Python module, not a diff.

        Returns:
            What became of it.
        """
        if self._done:
            raise ValueError(_DONE)
        try:
            step = self._session.step(str(proposed_fix))
        except Exception as error:
            self._done, self._reward = True, None  # the rollout is masked: it is not the model's fault
            _log.warning("a fix was not graded, so its rollout is masked: %s", error)
            raise ValueError(f"this fix could not be graded; {_DONE}") from error
        self._done, self._reward = step.done, step.best_reward
        return f"{step.text}\n\n{_DONE.capitalize()}." if step.done else step.text

    def get_reward(self) -> float | None:
        """The best reward of the rollout's fixes, 0.0 if there was none, None if one could not be graded: TRL leaves it out then."""
        return self._reward


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    done: bool
    best_reward: float


class _Local:
    """An episode in this process, graded by a pool that all environments share."""

    def __init__(self, tasks: Mapping[str, Task], pool: GradingPool, attempts: int) -> None:
        self._tasks = tasks
        self._grading = grading_by(pool)
        self._attempts = attempts
        self._repair: Repair | None = None

    def reset(self, name: str) -> Observation:
        task = self._tasks.get(name)
        if task is None:
            raise UsageError(f'there is no task "{name}"; there are {", ".join(sorted(self._tasks))}')
        self._repair = Repair(task, attempts=self._attempts, grading=self._grading)
        return self._repair.observe()

    def step(self, fix: str) -> _Step:
        repair = self._repair
        assert repair is not None
        attempt = repair.attempt(proposed(fix, repair.task))
        seen = repair.observe()
        best = max(each.grade.reward for each in repair.attempts)
        return _Step(_told(attempt.grade.verdict, seen.error_log, seen.hint), repair.done, best)


class _Remote:
    """An episode of a server, in a session of its own."""

    def __init__(self, address: str, message_timeout_s: float) -> None:
        from .client import RepairClient

        made = RepairClient(base_url=address, message_timeout_s=message_timeout_s, websocket_ping_interval_s=None)
        self._client = made.sync()

    def reset(self, name: str) -> Observation:
        seen = self._client.reset(task_id=name).observation
        return Observation(
            task=seen.task_id,
            title=seen.title,
            description=seen.description,
            category=seen.category,
            difficulty=seen.difficulty,
            module=seen.module,
            buggy_code=seen.buggy_code,
            visible_tests=tuple(SourceFile(file, text) for file, text in seen.visible_tests.items()),
            support=seen.support,
            attempt=1,
            max_attempts=int(seen.metadata["max_attempts"]),
            error_log="",
            test_results="",
        )

    def step(self, fix: str) -> _Step:
        from .models import RepairAction

        result = self._client.step(RepairAction(proposed_fix=fix))
        seen = result.observation
        return _Step(_told(seen.verdict, seen.error_log, seen.hint), result.done, float(seen.metadata["best_reward"]))


def _told(verdict: str, feedback: str, hint: str) -> str:
    new = [line for line in hint.splitlines() if line.strip() and line not in feedback]
    return "\n\n".join(part for part in (f"{verdict}", feedback.strip(), "\n".join(new)) if part)


def _words(prompt: Any) -> str:
    """All text of a prompt, plain or conversational."""
    if isinstance(prompt, str):
        return prompt
    found = [message.get("content") for message in prompt if isinstance(message, Mapping)] if isinstance(prompt, list) else []
    return "\n".join(text for text in found if isinstance(text, str))
