"""Many grades for many tasks: warm graders by task, a bounded number of them, side by side."""

from __future__ import annotations

import ast
import atexit
import threading
import weakref
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from ..errors import UsageError
from ..records import Execution, Grade, RecordedExample, Task, VisibleCall, Weights
from ..trees import syntax_tree
from ..trying import VISIBLE_LIMIT_S, VisibleRun
from .answers import Answers
from .client import Grader, choose_core
from .reward import Judgement, grade_execution

MAX_IDLE_GRADERS = 8
_ANSWER_S = 0.1
_ANSWERS_S = 0.5
"""CPU seconds of one call that an agent asks for, and of all calls of one source."""


class GradingPool:
    """Grades candidates, ``workers`` at a time. Use it as a context manager, or close it."""

    def __init__(
        self,
        tasks: Iterable[Task] = (),
        workers: int = 1,
        *,
        sandbox: str = "strict",
        seed: int | None = None,
        live_search: bool = True,
        shrink: bool = True,
        max_idle_graders: int = MAX_IDLE_GRADERS,
        weights: Weights | None = None,
        recorded_share: float = 1.0,
    ) -> None:
        """Makes a pool; graders start when they are first needed.

        Args:
            tasks: those that ``submit`` will take by name; others can be given as Task.
            workers: grades done at the same time; more than there are cores gains nothing.
            sandbox: ``strict`` or ``weak``.
            seed: of the recorded inputs of every task; None draws a new one for every grader.
            live_search: whether Hypothesis searches beyond the recorded inputs (for training: False).
            shrink: whether a counterexample is made small, which takes longer.
            max_idle_graders: idle graders beyond this are retired, the longest idle first.
            weights: of the reward's components.
            recorded_share: part of a property's examples that is drawn on the reference and recorded.
        """
        if workers < 1:
            raise UsageError(f"workers: expected at least 1, got {workers}")
        self._tasks = {task.name: task for task in tasks}
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="codearena-grade")
        self._sandbox = sandbox
        self._seed = seed
        self._live = live_search
        self._shrink = shrink
        self._max_idle = max_idle_graders
        self._weights = weights
        self._recorded_share = recorded_share
        self._idle: OrderedDict[int, tuple[str, Grader]] = OrderedDict()
        self._lent: weakref.WeakSet[Grader] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._answers: Answers | None = None
        self._asking = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def submit(
        self,
        task: Task | str,
        source: str,
        *,
        attempt: int = 1,
        previous: Sequence[str] = (),
        seed: int | None = None,
        judgement: Judgement | None = None,
    ) -> Future[Grade]:
        """Returns the future of a grade; it raises as ``grade`` does."""
        return self._executor.submit(
            self.grade, task, source, attempt=attempt, previous=previous, seed=seed, judgement=judgement
        )

    def grade(
        self,
        task: Task | str,
        source: str,
        *,
        attempt: int = 1,
        previous: Sequence[str] = (),
        seed: int | None = None,
        judgement: Judgement | None = None,
    ) -> Grade:
        """Returns the grade of ``source``, in the calling thread.

        Args:
            task: the task, or the name of one that the pool was made with.
            source: the candidate's whole module.
            attempt: its number, 1-based, for the step cost.
            previous: sources tried before; the same code again costs extra, whatever its comments and layout.
            seed: of the live search; None draws one.
            judgement: a judge's scores, neutral if None.

        Raises TaskError for the author's mistakes and SandboxError where grading itself failed.
        """
        found = self._find(task)
        execution = self.execute(found, source, seed=seed)
        return grade_execution(
            found,
            execution,
            attempt=attempt,
            repeated=is_repeated(source, previous),
            weights=self._weights,
            judgement=judgement,
        )

    def execute(
        self,
        task: Task,
        source: str,
        *,
        seed: int | None = None,
        first_failure: bool = False,
        live_search: bool | None = None,
        replay: bool = True,
        live_share: float = 0.0,
        both_phases: bool = False,
        timed: bool = True,
        growth: bool = True,
        weighed: bool = False,
        patience: float = 0.0,
    ) -> Execution:
        """Returns what came out of running ``source``, ungraded.

        Args:
            task: what it is run for.
            source: the candidate's whole module.
            seed: of the live search; None draws one.
            first_failure: stop at the first check that fails.
            live_search: whether Hypothesis searches beyond the recorded inputs; the pool's own setting if None.
            replay: try recorded inputs.
            live_share: part of a property's examples that Hypothesis draws; 0.0 for a quarter after recorded inputs, else all.
            both_phases: run the properties although a unit test failed.
            timed: measure the workload, if there is one and all checks pass.
            growth: say what its time grows like, too.
            weighed: look at how much memory it takes.
            patience: a test may take so many times as long as with the reference, at least 0.3 s; 0.0 for what the task allows.
        """
        grader = self._take(task)
        try:
            execution = grader.run(
                source,
                seed=seed,
                live=self._live if live_search is None else live_search,
                shrink=self._shrink,
                first_failure=first_failure,
                replay=replay,
                live_share=live_share,
                both_phases=both_phases,
                timed=timed,
                growth=growth,
                weighed=weighed,
                patience=patience,
            )
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
            idle = [each for digest, each in self._idle.values() if digest == task.digest]
            here = Counter(grader.core for grader in (*idle, *self._lent) if grader.task.digest == task.digest)
        grader = self._make(task, here)
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

    def trying(self, task: Task) -> VisibleTrial:
        """Returns the way in which an agent may try code for ``task``; nothing is started before it does."""
        return VisibleTrial(self, task)

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
                self._answers = Answers(self._sandbox)
            found = self._answers.ask(source, function, calls, timeout_s=_ANSWER_S, budget_s=_ANSWERS_S, support=task.support)
        return tuple(answer.text or answer.ended or (answer.raised and f"raised {answer.raised}") for answer in found)

    def close(self) -> None:
        """No grader, candidate or file of this pool is left after this. Whoever is still grading gets a SandboxError."""
        self._executor.shutdown(cancel_futures=True)
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

    def _find(self, task: Task | str) -> Task:
        if isinstance(task, Task):
            return task
        found = self._tasks.get(task)
        if found is None:
            raise UsageError(f'no task "{task}" in this pool; it has {", ".join(sorted(self._tasks)) or "none"}')
        return found

    def _take(self, task: Task) -> Grader:
        with self._lock:
            if self._closed:
                raise UsageError("the pool is closed")
            busy = Counter(grader.core for grader in self._lent)
            fit = [each for digest, each in reversed(self._idle.values()) if digest == task.digest and each.task.name == task.name]
            grader = min(fit, key=lambda each: busy[each.core], default=None)  # of several the one that was used last: it is warm
            if grader is not None:
                del self._idle[id(grader)]
                self._lent.add(grader)
                return grader
        return self._make(task, busy)

    def _make(self, task: Task, busy: Counter[int]) -> Grader:
        """A new grader, lent, on one of the cores that are least busy."""
        core = choose_core(busy)
        made = Grader(task, sandbox=self._sandbox, seed=self._seed, core=core, recorded_share=self._recorded_share)
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
                while len(self._idle) > self._max_idle:
                    _, (_, oldest) = self._idle.popitem(last=False)
                    retired.append(oldest)
        for each in retired:
            each.close()


class VisibleTrial:
    """Tries sources for one task, by a pool; see ``trying.Trial``."""

    def __init__(self, pool: GradingPool, task: Task) -> None:
        self._pool = pool
        self._task = task

    def run(self, source: str, *, lines: bool = False, limit_s: float = VISIBLE_LIMIT_S) -> VisibleRun:
        """Returns what the visible tests say of ``source``."""
        return self._pool.run_visible(self._task, source, lines=lines, limit_s=limit_s)

    def answers(self, source: str, function: str, calls: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        """Returns what the function of ``source`` answers to each call."""
        return self._pool.answers(self._task, source, function, calls)


def is_repeated(source: str, previous: Sequence[str]) -> bool:
    """True if ``source`` is, but for comments and layout, one of the sources tried before."""
    return bool(previous) and _essence(source) in {_essence(each) for each in previous}


def _essence(source: str) -> str:
    try:
        return ast.dump(syntax_tree(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


_default: list[GradingPool] = []
_default_lock = threading.Lock()


def _default_pool() -> GradingPool:
    with _default_lock:
        if not _default:
            _default.append(GradingPool())
            atexit.register(_default[0].close)
    return _default[0]


def trying(task: Task) -> VisibleTrial:
    """Returns the way in which an agent may try code for ``task``, by the pool of ``grade``."""
    return _default_pool().trying(task)


def grade(
    task: Task,
    source: str,
    *,
    attempt: int = 1,
    previous: Sequence[str] = (),
    seed: int | None = None,
    judge: Judgement | None = None,
) -> Grade:
    """Returns the grade of one candidate, from a pool that is kept warm until the program ends.

    ``judge`` holds a judge's scores by component; see ``GradingPool.grade`` for the other arguments and the errors.
    """
    return _default_pool().grade(task, source, attempt=attempt, previous=previous, seed=seed, judgement=judge)
