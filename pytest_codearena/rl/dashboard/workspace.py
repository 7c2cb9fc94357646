"""What one visitor of the page does: one episode at a time, and one thing at a time in it.

What takes long (grading, asking an agent) is done by a thread; the page asks meanwhile how things stand.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from typing import Any

from ...agents import Agent, make_agent
from ...episode import Repair
from ...errors import AgentError, CodeArenaError, SandboxError, StoredReplyError, TaskError
from ...grading.pool import VisibleTrial
from ...records import Attempt, Candidate, Episode, Grade, Outcome, Task
from ...trying import VISIBLE_LIMIT_S, Tries, VisibleRun
from ..arena import Arena
from ..choice import Chosen, TaskChoice
from ..refused import CONFLICT, INVALID, TOO_MANY, UNKNOWN, Refused, not_graded
from .notebook import Notebook

_log = logging.getLogger(__name__)
BY_HAND = "you"
"""Who made the fixes that no agent made."""
_MOST_PAST = 50
"""Episodes of a visitor that the chart goes back to."""


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt of the episode, as the page shows it."""

    attempt: Attempt
    by: str
    """Spec of the agent that made it, or ``BY_HAND``."""
    hint: str
    """What to look at next."""


@dataclass(frozen=True, slots=True)
class Past:
    """An episode of this visitor, for the chart."""

    task: str
    rewards: tuple[float, ...]
    solved: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """How things stand, all of it of one moment."""

    version: int
    """Another number whenever anything has changed."""
    chosen: Chosen | None
    steps: tuple[Step, ...]
    max_attempts: int
    done: bool
    solved: bool
    doing: str
    """What is under way, for people; empty if nothing is."""
    stopping: bool
    """True if agent mode was told to stop, and has not yet."""
    notice: str
    """What went wrong last, or why agent mode ended; empty if there is nothing to say."""
    past: tuple[Past, ...]
    level: str
    """The level of difficulty that this visitor has come to."""


class Turns:
    """Tries sources as ``trying.Trial`` says, a few at a time for all visitors together."""

    def __init__(self, trial: VisibleTrial, places: threading.Semaphore) -> None:
        self._trial = trial
        self._places = places

    def run(self, source: str, *, lines: bool = False, limit_s: float = VISIBLE_LIMIT_S) -> VisibleRun:
        """Returns what the visible tests say of ``source``."""
        with self._places:
            return self._trial.run(source, lines=lines, limit_s=limit_s)

    def answers(self, source: str, function: str, calls: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        """Returns what the function of ``source`` answers to each call."""
        return self._trial.answers(source, function, calls)


class Workspace:
    """Made for a visitor's first episode. May be called from several threads."""

    def __init__(
        self, arena: Arena, notebook: Notebook, places: threading.Semaphore, take: Callable[[], float], clock: Callable[[], float]
    ) -> None:
        """Takes what is shared with other visitors, and ``take``, which counts a run as ``RunLimit.take`` does."""
        self._arena = arena
        self._notebook = notebook
        self._places = places
        self._take = take
        self._clock = clock
        self._choice = TaskChoice(arena.choice.tasks)  # its curriculum is this visitor's own
        self._lock = threading.Lock()
        self._changes = secrets.randbelow(2**32)  # a page never takes this workspace for an earlier one
        self._chosen: Chosen | None = None
        self._repair: Repair | None = None
        self._agents: dict[str, Agent] = {}
        self._steps: tuple[Step, ...] = ()
        self._kept = False
        self._past: tuple[Past, ...] = ()
        self._doing = self._notice = ""
        self._stopping = threading.Event()
        self.touched_s = clock()
        """When the visitor was last heard of."""

    @property
    def is_busy(self) -> bool:
        """True if something is under way."""
        return bool(self._doing)

    @property
    def is_empty(self) -> bool:
        """True if nothing would be lost with it."""
        return not self._doing and not self._steps and not self._past

    def seen(self) -> Seen:
        """Returns how things stand."""
        with self._lock:
            self.touched_s = self._clock()
            repair = self._repair
            return Seen(
                version=self._changes,
                chosen=self._chosen,
                steps=self._steps,
                max_attempts=self._arena.settings.attempts,
                done=repair is not None and repair.done,
                solved=repair is not None and repair.solved,
                doing=self._doing,
                stopping=self._stopping.is_set() and bool(self._doing),
                notice=self._notice,
                past=self._past,
                level=self._choice.level,
            )

    # --- what the visitor asks for

    def begin(self, *, task_id: str | None, category: str | None, difficulty: str | None) -> None:
        """Another episode has begun after this. Raises Refused if there is no such task, or if something is under way."""
        with self._lock:
            if self._doing:
                raise Refused(CONFLICT, f"{self._doing}: wait for it, or stop it, before another episode begins")
            self._chosen = chosen = self._choice.choose(task_id=task_id, category=category, difficulty=difficulty)
            self._repair = Repair(chosen.task, attempts=self._arena.settings.attempts, grading=self._grade)
            self._agents, self._steps, self._kept, self._notice = {}, (), False, ""
            self._changes += 1

    def propose(self, code: str) -> None:
        """The visitor's own fix is being graded after this. Raises Refused if that can't be."""
        if not code.strip():
            raise Refused(INVALID, "the editor is empty: nothing was graded")
        self._start("grading your fix", lambda: self._attempt(Candidate(code, method="by hand"), BY_HAND, 0.0))

    def ask(self, agent: str) -> None:
        """The agent is being asked for one fix, which is graded, after this. Raises Refused if that can't be."""
        self._known(agent)
        self._start(f"asking {agent}", lambda: self._ask(agent))

    def run(self, agent: str) -> None:
        """The agent makes attempt after attempt after this, until the episode is done or it is stopped. Raises Refused as ``ask``."""
        self._known(agent)

        def attempts() -> None:
            while self._ask(agent):
                if self._stopping.is_set():
                    self._say("stopped: agent mode made no further attempt")
                    return

        self._start(f"agent mode: {agent}", attempts)

    def stop(self) -> None:
        """Agent mode makes no further attempt after this; an attempt that is being graded still counts."""
        with self._lock:
            if self._doing:
                self._stopping.set()
                self._changes += 1

    def _known(self, agent: str) -> None:
        if agent not in self._arena.settings.agents:
            raise Refused(UNKNOWN, f'agent: there is no agent "{agent}" on this server; it has {", ".join(self._arena.settings.agents)}')

    # --- on a thread

    def _start(self, doing: str, work: Callable[[], object]) -> None:
        with self._lock:
            if self._repair is None:
                raise Refused(CONFLICT, "no episode has begun; start one first")
            if self._repair.done:
                raise Refused(CONFLICT, "the episode is over; start another one")
            if self._doing:
                raise Refused(CONFLICT, f"{self._doing}: one thing at a time")
            self._doing, self._notice = doing, ""
            self._stopping.clear()
            self._changes += 1
        threading.Thread(target=self._run, args=(work,), name="codearena-page", daemon=True).start()

    def _run(self, work: Callable[[], object]) -> None:
        notice = ""
        try:
            work()
        except (AgentError, StoredReplyError) as error:
            notice = f"the agent failed, which counts as no attempt: {error}"
        except CancelledError:
            notice = "the server is ending"
        except CodeArenaError as error:
            notice = str(error)
        except Exception:  # a mistake of ours: told, logged with its traceback, and the page goes on
            _log.exception("a mistake of pytest-codearena")
            notice = "something went wrong on the server, which says nothing about the fix; its log has more"
        with self._lock:
            self._doing = ""
            self._notice = notice or self._notice
            self._changes += 1

    def _say(self, notice: str) -> None:
        with self._lock:
            self._notice = notice
            self._changes += 1

    def _ask(self, spec: str) -> bool:
        """Makes one attempt of the agent; True if it may make another."""
        repair = self._repair
        assert repair is not None
        agent = self._agent(spec, repair.task)
        remembered = self._notebook.recall(repair.task.digest, spec)
        began_s = time.monotonic()
        candidate = agent.propose(replace(repair.observe(), remembered=remembered))
        if self._stopping.is_set():
            self._say("stopped: what the agent proposed last was not graded")
            return False
        if candidate.exhausted and repair.attempts:
            self._say(f"{spec} has nothing that it did not propose before")
            self._keep(repair)
            return False
        self._attempt(candidate, spec, time.monotonic() - began_s)
        return not repair.done and not candidate.truncated

    def _agent(self, spec: str, task: Task) -> Agent:
        agent = self._agents.get(spec)
        if agent is None:
            agent = self._agents[spec] = make_agent(spec, task)
            if isinstance(agent, Tries):
                agent.use(Turns(self._arena.pool.trying(task), self._places))
        return agent

    def _attempt(self, candidate: Candidate, by: str, agent_s: float) -> None:
        repair, chosen = self._repair, self._chosen
        assert repair is not None and chosen is not None
        wait_s = self._take()
        if wait_s:
            raise Refused(TOO_MANY, too_many(wait_s))
        try:
            attempt = repair.attempt(candidate, agent_s=agent_s)
        except (TaskError, SandboxError) as error:
            raise not_graded(repair.task.name, error) from None
        step = Step(attempt, by, repair.observe().hint)
        with self._lock:
            before = self._past[:-1] if self._steps else self._past
            self._steps = (*self._steps, step)
            rewards = tuple(each.attempt.grade.reward for each in self._steps)
            self._past = (*before, Past(repair.task.name, rewards, repair.solved))[-_MOST_PAST:]
            self._changes += 1
        if repair.done:
            self._choice.earned(chosen, attempt.grade.reward)
            self._keep(repair)

    def _keep(self, repair: Repair) -> None:
        """An episode that one agent made alone is remembered, once."""
        makers = {step.by for step in self._steps}
        if self._kept or len(makers) != 1 or BY_HAND in makers:
            return
        self._kept = True
        task, agent = repair.task, makers.pop()
        outcome = Outcome.SOLVED if repair.solved else Outcome.UNSOLVED
        remembered = self._notebook.recall(task.digest, agent)
        self._notebook.keep(
            Episode(
                task.name, task.name, task.digest, task.category, task.difficulty, agent, 1, outcome, repair.attempts, "", remembered
            )
        )

    def _grade(self, task: Task, source: str, attempt: int, previous: tuple[str, ...]) -> Grade:
        return self._arena.pool.submit(task, source, attempt=attempt, previous=previous).result()


def too_many(wait_s: float) -> str:
    """Returns what somebody is told who has had too much run."""
    return f"that was a lot in one minute: the next run may begin in {max(1, round(wait_s))} s"
