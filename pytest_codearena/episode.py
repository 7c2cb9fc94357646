"""The attempt loop: observe, propose, grade, until it is solved or the attempts are used up."""

from __future__ import annotations

import time
from collections.abc import Callable

from .agents import Agent, make_agent
from .errors import AgentError, StoredReplyError
from .grading.advice import advice
from .grading.graders import is_repeated
from .grading.pool import GradingPool
from .grading.pool import grade as grade_once
from .grading.pool import trying as trying_by_default
from .grading.reward import efficiency_score, graded_again, no_code_grade
from .records import (
    Attempt,
    Candidate,
    Check,
    Episode,
    Grade,
    Observation,
    Outcome,
    PastAttempt,
    Remembered,
    Settings,
    Task,
    Timing,
    Verdict,
)
from .trying import Trial, Tries

Grading = Callable[[Task, str, int, tuple[str, ...]], Grade]
"""Grades (task, source, attempt number, sources tried before)."""

Watcher = Callable[[Attempt], None]


def grading_by(pool: GradingPool, seed: int | None = None) -> Grading:
    """Returns the way to grade that uses ``pool``; a seed makes every live search the same."""

    def run(task: Task, source: str, attempt: int, previous: tuple[str, ...]) -> Grade:
        return pool.grade(task, source, attempt=attempt, previous=previous, seed=seed)

    return run


def _by_default(task: Task, source: str, attempt: int, previous: tuple[str, ...]) -> Grade:
    return grade_once(task, source, attempt=attempt, previous=previous)


class Repair:
    """One episode as a state machine: ``observe`` and ``attempt`` in turns until ``done``."""

    def __init__(
        self,
        task: Task,
        *,
        attempts: int = 5,
        grading: Grading = _by_default,
        settings: Settings | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        self.task = task
        self.max_attempts = attempts
        self.remembered = remembered
        self._grading = grading
        self._weights = (settings or Settings()).weights
        self._attempts: list[Attempt] = []

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The attempts made so far."""
        return tuple(self._attempts)

    @property
    def solved(self) -> bool:
        """True if the last attempt resolved the task."""
        return bool(self._attempts) and self._attempts[-1].grade.verdict is Verdict.RESOLVED

    @property
    def done(self) -> bool:
        """True if no further attempt is taken."""
        return self.solved or len(self._attempts) >= self.max_attempts

    def observe(self) -> Observation:
        """Returns all that an agent may know now."""
        task, last = self.task, self._attempts[-1] if self._attempts else None
        return Observation(
            task=task.name,
            title=task.title,
            description=task.description,
            category=task.category,
            difficulty=task.difficulty,
            module=task.module,
            buggy_code=task.buggy,
            visible_tests=task.visible,
            support=task.support,
            attempt=len(self._attempts) + 1,
            max_attempts=self.max_attempts,
            error_log=last.grade.feedback if last else "",
            test_results=_results(last.grade.checks) if last else "",
            previous_attempts=tuple(_past(attempt) for attempt in self._attempts),
            hint=advice(task, last.grade, last.code) if last else "",
            remembered=self.remembered,
        )

    def attempt(self, candidate: Candidate, *, agent_s: float = 0.0) -> Attempt:
        """Grades a candidate and returns the attempt, which counts even if it holds no code.

        Raises TaskError or SandboxError if grading failed; the attempt is not counted then.
        """
        number = len(self._attempts) + 1
        previous = tuple(each.code for each in self._attempts if each.code is not None)
        if candidate.code is None:
            grade, repeated = no_code_grade(self.task, weights=self._weights), False
        else:
            same = [each.grade for each in self._attempts if each.code == candidate.code]
            if same:
                grade = graded_again(same[-1], attempt=number, weights=self._weights)
            else:
                grade = self._grading(self.task, candidate.code, number, previous)
            repeated = is_repeated(candidate.code, previous)
        attempt = Attempt(
            number=number,
            code=candidate.code,
            grade=grade,
            timing=Timing(agent_s, grade.timing.grade_s, grade.timing.candidate_cpu_s),
            tokens=candidate.tokens,
            method=candidate.method,
            note=candidate.note,
            reply=candidate.reply,
            repeated=repeated,
        )
        self._attempts.append(attempt)
        return attempt


def solve(
    task: Task,
    agent: Agent | str,
    *,
    attempts: int = 5,
    epoch: int = 1,
    path: str | None = None,
    grading: Grading = _by_default,
    trying: Callable[[Task], Trial] = trying_by_default,
    watch: Watcher | None = None,
    settings: Settings | None = None,
    seed: int | None = None,
    remembered: Remembered | None = None,
) -> Episode:
    """Returns the episode of an agent, given itself or as a spec, on a task.

    An agent that says that it has nothing new ends it early. A provider's failure, or a stored reply that is missing, becomes the
    outcome ``agent_error``. TaskError, SandboxError and anything unexpected are raised.

    Args:
        task: what to repair.
        agent: an agent, or a spec such as ``ollama:qwen``.
        attempts: how many fixes it may propose.
        epoch: number of this repeat, 1-based.
        path: the task's folder as reports show it.
        grading: how candidates are graded.
        trying: gives an agent that tries code the way to do so.
        watch: called with each attempt as soon as it is graded.
        settings: of the run, for the weights.
        seed: for chat providers whose spec gives none.
        remembered: what earlier runs left of this agent on this task; it is offered with every observation.
    """
    repair = Repair(task, attempts=attempts, grading=grading, settings=settings, remembered=remembered)
    outcome, error = Outcome.UNSOLVED, ""
    made = make_agent(agent, task, seed=seed) if isinstance(agent, str) else agent
    if isinstance(made, Tries):
        made.use(trying(task))
    while not repair.done:
        started = time.monotonic()
        try:
            candidate = made.propose(repair.observe())
        except (AgentError, StoredReplyError) as failure:
            outcome, error = Outcome.AGENT_ERROR, str(failure)
            break
        if candidate.exhausted and repair.attempts:
            break
        attempt = repair.attempt(candidate, agent_s=time.monotonic() - started)
        if watch is not None:
            watch(attempt)
        if candidate.truncated and not repair.solved:
            outcome = Outcome.TRUNCATED
            break
    if repair.solved:
        outcome = Outcome.SOLVED
    return Episode(
        task=task.name,
        path=path if path is not None else task.path.as_posix(),
        digest=task.digest,
        category=task.category,
        difficulty=task.difficulty,
        agent=made.name,
        epoch=epoch,
        outcome=outcome,
        attempts=repair.attempts,
        error=error,
        remembered=remembered,
    )


def failed_episode(task: Task, agent: str, epoch: int, path: str, outcome: Outcome, error: str) -> Episode:
    """Returns the episode of a task that could not be graded: it says nothing about the model."""
    return Episode(task.name, path, task.digest, task.category, task.difficulty, agent, epoch, outcome, (), error)


def _past(attempt: Attempt) -> PastAttempt:
    grade = attempt.grade
    costly = grade.measurement is not None and efficiency_score(grade.measurement.ratio) < 1.0
    return PastAttempt(attempt.number, attempt.code, attempt.reply, str(grade.verdict), grade.reward, grade.feedback, costly)


def _results(checks: tuple[Check, ...]) -> str:
    return "\n".join(f"{check.outcome:<8} {check.id}" for check in checks)
