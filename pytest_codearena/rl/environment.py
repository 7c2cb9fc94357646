"""One session: an episode of repair as an OpenEnv environment."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from typing import Any

from openenv.core.env_server.interfaces import Environment
from openenv.core.env_server.types import EnvironmentMetadata
from pydantic import ValidationError

from .. import __version__
from ..episode import Repair
from ..errors import SandboxError, TaskError
from ..records import Attempt, Candidate, Grade, Task
from .arena import Arena
from .choice import SPLIT, Chosen
from .models import RepairAction, RepairObservation, RepairState, ResetParameters, problems, sendable
from .proposed import proposed
from .refused import BUSY, CONFLICT, FAULT, INVALID, Refused, not_graded
from .rubric import RepairRubric

_log = logging.getLogger(__name__)


class RepairEnvironment(Environment[RepairAction, RepairObservation, RepairState]):
    """A session of its own; what is dear to make (graders) belongs to the arena, which all sessions share."""

    SUPPORTS_CONCURRENT_SESSIONS = True

    def __init__(self, arena: Arena) -> None:
        super().__init__(rubric=RepairRubric(arena.settings.reward))
        self._arena = arena
        self._episode_id = ""
        self._chosen: Chosen | None = None
        self._repair: Repair | None = None
        self._pending: tuple[str, Future[Grade]] | None = None
        self._wait_s = arena.settings.step_timeout_s
        self._turn = threading.Lock()

    # --- the episode

    def reset(self, seed: int | None = None, episode_id: str | None = None, **asked: Any) -> RepairObservation:
        """Returns the first observation of a new episode, of the task that is asked for. Raises Refused if there is none."""
        given = {name: value for name, value in (("seed", seed), ("episode_id", episode_id)) if value is not None}
        try:
            wanted = ResetParameters.model_validate(asked | given)
        except ValidationError as error:
            raise Refused(INVALID, f"reset: {problems(error.errors())}") from None
        with self._alone():
            chosen = self._arena.choice.choose(**wanted.model_dump(exclude={"episode_id"}))
            self._forget()
            self._reset_rubric()
            self._episode_id = wanted.episode_id or uuid.uuid4().hex
            self._chosen = chosen
            self._repair = Repair(chosen.task, attempts=self._arena.settings.attempts, grading=self._grade)
            return _observation(self._repair, self._episode_id)

    def step(self, action: RepairAction, timeout_s: float | None = None, **_: Any) -> RepairObservation:
        """Returns what became of the proposed fix. Raises Refused if no attempt was made, or if it is not graded in time."""
        with self._alone():
            repair, chosen = self._repair, self._chosen
            if repair is None or chosen is None:
                raise Refused(CONFLICT, "no episode has begun in this session, or it was idle for too long; reset first")
            if repair.done:
                raise Refused(CONFLICT, f"the episode is done ({repair.attempts[-1].grade.verdict}); reset begins another one")
            self._wait_s = min(timeout_s or self._arena.settings.step_timeout_s, self._arena.settings.step_timeout_s)
            attempt = self._attempt(repair, proposed(action.proposed_fix, repair.task))
            observation = _observation(repair, self._episode_id)
            observation.reward = self._apply_rubric(action, observation)
            if repair.done:
                self._arena.choice.earned(chosen, attempt.grade.reward)
            return observation

    @property
    def state(self) -> RepairState:
        """Where the episode stands, as far as the agent may know."""
        repair = self._repair
        if repair is None:
            return RepairState()
        attempts = repair.attempts
        return RepairState(
            episode_id=self._episode_id,
            step_count=len(attempts),
            task_id=repair.task.name,
            category=repair.task.category,
            difficulty=repair.task.difficulty,
            max_attempts=repair.max_attempts,
            verdict=str(attempts[-1].grade.verdict) if attempts else "",
            best_reward=_best(attempts),
            done=repair.done,
            solved=repair.solved,
        )

    def close(self) -> None:
        """The episode is forgotten; another one may begin, for OpenEnv closes idle sessions whose socket lives on."""
        self._forget()
        self._repair = self._chosen = None

    # --- what there is

    def get_metadata(self) -> EnvironmentMetadata:
        """Returns what ``/metadata`` says."""
        count = len(self._arena.choice.tasks)
        return EnvironmentMetadata(
            name="codearena",
            description=f"Repair Python modules: {count} task{'s' * (count > 1)}, graded by hidden tests on what the code computes.",
            version=__version__,
            author="pytest-codearena",
        )

    def list_splits(self) -> list[str]:
        """Returns the only split."""
        return [SPLIT]

    def num_tasks(self, split: str) -> int:
        """Returns how many tasks there are. Raises IndexError for a split that does not exist."""
        return len(self._tasks(split))

    def list_tasks(self, split: str) -> list[dict[str, Any]]:
        """Returns what may be known of each task. Raises IndexError for a split that does not exist."""
        return [_listed(task, place) for place, task in enumerate(self._tasks(split))]

    def get_task(self, split: str, index: int) -> dict[str, Any]:
        """Returns what may be known of one task. Raises IndexError if there is none at that place."""
        tasks = self._tasks(split)
        if not 0 <= index < len(tasks):
            raise IndexError(index)
        return _listed(tasks[index], index)

    def get_task_range(self, split: str, start: int | None = None, stop: int | None = None) -> list[dict[str, Any]]:
        """Returns what may be known of the tasks in ``[start, stop)``, as slices have it."""
        return self.list_tasks(split)[start:stop]

    def _tasks(self, split: str) -> tuple[Task, ...]:
        if split != SPLIT:
            raise IndexError(split)  # the one exception that OpenEnv's routes answer with 400
        return self._arena.choice.tasks

    # --- grading

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two requests for one episode at the same time would count attempts that neither of them saw.

        OpenEnv tells clients the text of any exception, and those of others may name files of this machine.
        """
        if not self._turn.acquire(blocking=False):
            raise Refused(CONFLICT, "a step of this episode is under way; wait for its answer")
        try:
            yield
        except Refused:
            raise
        except Exception as error:
            _log.exception("a session failed")
            raise Refused(FAULT, "the server failed, which says nothing about the fix; its log has more") from error
        finally:
            self._turn.release()

    def _attempt(self, repair: Repair, candidate: Candidate) -> Attempt:
        try:
            return repair.attempt(candidate)
        except (TaskError, SandboxError) as error:
            raise not_graded(repair.task.name, error) from None

    def _grade(self, task: Task, source: str, attempt: int, previous: tuple[str, ...]) -> Grade:
        """What is not graded in time goes on, and whoever proposes the same code again gets that grade."""
        if self._pending is None or self._pending[0] != source:
            self._forget()
            self._pending = source, self._arena.pool.submit(task, source, attempt=attempt, previous=previous)
        future = self._pending[1]
        if not wait([future], self._wait_s).done:
            raise Refused(
                BUSY,
                f"not graded within {self._wait_s:g} s: no attempt is counted; propose the same fix again to get its grade",
            )
        self._pending = None
        return future.result()

    def _forget(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            pending[1].cancel()


def _observation(repair: Repair, episode_id: str) -> RepairObservation:
    seen = repair.observe()
    last = repair.attempts[-1].grade if repair.attempts else None
    metadata: dict[str, Any] = {
        "episode_id": episode_id,
        "attempt": len(repair.attempts),
        "max_attempts": repair.max_attempts,
    }
    if last is not None:
        weights = {name: component.weight for name, component in last.components.items()}
        metadata |= {"absolute_reward": last.reward, "best_reward": _best(repair.attempts), "weights": weights}
    return RepairObservation(
        done=repair.done,
        metadata=metadata,
        task_id=seen.task,
        title=seen.title,
        description=seen.description,
        category=seen.category,
        difficulty=seen.difficulty,
        module=seen.module,
        buggy_code=seen.buggy_code,
        visible_tests={file.name: file.text for file in seen.visible_tests},
        support=seen.support,
        verdict=str(last.verdict) if last else "",
        error_log=sendable(seen.error_log),
        test_results=sendable(seen.test_results),
        hint=sendable(seen.hint),
        components={name: component.value for name, component in last.components.items()} if last else {},
        previous_attempts=[sendable(past.code if past.code is not None else past.reply) for past in seen.previous_attempts],
    )


def _best(attempts: tuple[Attempt, ...]) -> float:
    return max((attempt.grade.reward for attempt in attempts), default=0.0)


def _listed(task: Task, index: int) -> dict[str, Any]:
    return {
        "id": task.name,
        "task_id": task.name,
        "index": index,
        "split": SPLIT,
        "title": task.title,
        "category": task.category,
        "difficulty": task.difficulty,
    }
