"""Warm graders of this process: one for each task and for each thread that grades for it, and not too many that are idle."""

from __future__ import annotations

import ast
import threading
import weakref
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError
from ..records import Execution, Grade, RecordedExample, Task, VisibleCall, Weights
from ..trees import syntax_tree
from ..trying import VISIBLE_LIMIT_S, VisibleRun
from .answers import Answers
from .client import Grader
from .cores import choose_core, crowded
from .reward import Judgement, grade_execution

MAX_IDLE_GRADERS = 8
_ANSWER_S = 0.1
_ANSWERS_S = 0.5
"""CPU seconds of one call that an agent asks for, and of all calls of one source."""


@dataclass(frozen=True, slots=True)
class GraderSettings:
    """How graders are made and asked; see ``GradingPool`` for each."""

    sandbox: str = "strict"
    seed: int | None = None
    live_search: bool = True
    shrink: bool = True
    max_idle_graders: int = MAX_IDLE_GRADERS
    recorded_share: float = 1.0
    weights: Weights | None = None


class Graders:
    """Grades in the calling thread, of which there may be any number. Close it."""

    def __init__(self, settings: GraderSettings) -> None:
        """No grader starts before it is needed."""
        self._settings = settings
        self._idle: OrderedDict[int, tuple[str, Grader]] = OrderedDict()
        self._lent: weakref.WeakSet[Grader] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._answers: Answers | None = None
        self._asking = threading.Lock()
        self._closed = False

    @property
    def idle(self) -> tuple[Grader, ...]:
        """Those that wait for a candidate, the longest idle first."""
        with self._lock:
            return tuple(grader for _, grader in self._idle.values())

    def grade(
        self,
        task: Task,
        source: str,
        *,
        attempt: int,
        previous: Sequence[str],
        seed: int | None,
        judgement: Judgement | None,
    ) -> Grade:
        """Returns the grade of ``source``, as ``GradingPool.grade`` says."""
        execution = self.execute(task, source, seed=seed)
        return grade_execution(
            task,
            execution,
            attempt=attempt,
            repeated=is_repeated(source, previous),
            weights=self._settings.weights,
            judgement=judgement,
        )

    def execute(self, task: Task, source: str, *, live_search: bool | None = None, **order: Any) -> Execution:
        """Returns what came out of running ``source``, as ``GradingPool.execute`` says."""
        live = self._settings.live_search if live_search is None else live_search
        grader = self._take(task)
        try:
            execution = grader.run(source, live=live, shrink=self._settings.shrink, **order)
        except BaseException:
            grader.close()
            raise
        self._give_back(grader)
        return execution

    def prove(self, task: Task) -> tuple[tuple[str, str], ...]:
        """Returns id and phase of the task's checks, once its reference passed them all. Raises TaskError if not."""
        grader = self._take(task)
        checks = grader.ready()
        self._give_back(grader)
        return checks

    def warm(self, task: Task) -> None:
        """Adds a grader of the task, on another core than those that there are, which waits for work. Raises as ``prove`` does."""
        with self._lock:
            there = [grader for _, grader in self._idle.values()] + list(self._lent)
        grader = self._make(task, Counter(each.core for each in there if each.task.digest == task.digest))
        grader.ready()
        self._give_back(grader)

    def visible_calls(self, task: Task) -> tuple[VisibleCall, ...]:
        """Returns what the visible tests ask of the reference, as far as it is literals. Raises as ``prove`` does."""
        grader = self._take(task)
        grader.ready()
        self._give_back(grader)
        return grader.visible_calls

    def examples(self, task: Task) -> dict[str, tuple[RecordedExample, ...]]:
        """Returns the recorded inputs of each property that has any. Raises as ``prove`` does."""
        grader = self._take(task)
        found = grader.examples()
        self._give_back(grader)
        return found

    def run_visible(self, task: Task, source: str, *, lines: bool = False, limit_s: float = VISIBLE_LIMIT_S) -> VisibleRun:
        """Returns what the visible tests alone say of ``source``, as ``trying.Trial`` says. Raises as ``grade`` does."""
        grader = self._take(task)
        try:
            run = grader.run_visible(source, lines=lines, limit_s=limit_s)
        except BaseException:
            grader.close()
            raise
        self._give_back(grader)
        return run

    def answers(self, task: Task, source: str, function: str, calls: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        """Returns what a function of ``source`` answers to each call, as ``trying.Trial`` says. Raises SandboxError."""
        with self._asking:
            if self._answers is None:
                self._answers = Answers(self._settings.sandbox)
            found = self._answers.ask(source, function, calls, timeout_s=_ANSWER_S, budget_s=_ANSWERS_S, support=task.support)
        return tuple(answer.text or answer.ended or (answer.raised and f"raised {answer.raised}") for answer in found)

    def close(self) -> None:
        """No grader, candidate or file of these is left after this. Whoever is still grading gets a SandboxError."""
        with self._lock:
            self._closed = True
            graders = [grader for _, grader in self._idle.values()]
            self._idle.clear()
            lent = list(self._lent)
        for grader in lent:
            grader.kill()
        for grader in (*graders, *lent):
            grader.close()
        with self._asking:
            if self._answers is not None:
                self._answers.close()

    def _take(self, task: Task) -> Grader:
        """A grader of the task, lent: one that waits on a core that is least busy, or is moved there, or a new one."""
        with self._lock:
            if self._closed:
                raise UsageError("the pool is closed")
            busy = Counter(grader.core for grader in self._lent)
            fit = [each for digest, each in reversed(self._idle.values()) if digest == task.digest and each.task.name == task.name]
            # Of several on cores that are as busy the one that was used last: it is warm.
            grader = min(fit, key=lambda each: busy[each.core], default=None)
            if grader is not None:
                if crowded(grader.core, busy):
                    grader.move(choose_core(busy))
                del self._idle[id(grader)]
                self._lent.add(grader)
                return grader
        return self._make(task, busy)

    def _make(self, task: Task, busy: Counter[int]) -> Grader:
        """A new grader, lent, on one of the cores that are least busy."""
        core = choose_core(busy)
        settings = self._settings
        made = Grader(task, sandbox=settings.sandbox, seed=settings.seed, core=core, recorded_share=settings.recorded_share)
        with self._lock:
            self._lent.add(made)
            closed = self._closed
        if closed:
            made.close()
            raise UsageError("the pool is closed")
        return made

    def _give_back(self, grader: Grader) -> None:
        retired: list[Grader] = []
        with self._lock:
            self._lent.discard(grader)
            if self._closed:
                retired.append(grader)
            else:
                self._idle[id(grader)] = (grader.task.digest, grader)
                while len(self._idle) > self._settings.max_idle_graders:
                    _, (_, oldest) = self._idle.popitem(last=False)
                    retired.append(oldest)
        for each in retired:
            each.close()


def is_repeated(source: str, previous: Sequence[str]) -> bool:
    """True if ``source`` is, but for comments and layout, one of the sources tried before."""
    return bool(previous) and _essence(source) in {_essence(each) for each in previous}


def _essence(source: str) -> str:
    try:
        return ast.dump(syntax_tree(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())
