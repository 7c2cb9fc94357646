"""Many grades for many tasks, side by side: hands out the work, to threads of this process or to any executor."""

from __future__ import annotations

import atexit
import threading
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from ..errors import UsageError
from ..records import Execution, Grade, RecordedExample, Task, VisibleCall, Weights
from ..trying import VISIBLE_LIMIT_S, VisibleRun
from .backends import backend_of
from .elsewhere import forget, run_elsewhere
from .graders import MAX_IDLE_GRADERS, Graders, GraderSettings
from .reward import Judgement


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
        backend: Executor | str = "local",
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
            backend: where it is graded: ``local``, ``ray``, ``ray:ADDRESS``, or an executor of your own. That one sets how much is
                done at the same time, outlives the pool, and each of its processes keeps graders of its own.

        Raises UsageError for a back end that there is not, and SandboxError where it can't be reached.
        """
        if workers < 1:
            raise UsageError(f"workers: expected at least 1, got {workers}")
        self._tasks = {task.name: task for task in tasks}
        self._settings = GraderSettings(
            sandbox=sandbox,
            seed=seed,
            live_search=live_search,
            shrink=shrink,
            max_idle_graders=max_idle_graders,
            recorded_share=recorded_share,
            weights=weights,
        )
        self._graders = Graders(self._settings)
        self._name = uuid.uuid4().hex
        self._closed = False
        self._owned = isinstance(backend, str)
        self._backend = backend_of(backend, workers, sandbox) if isinstance(backend, str) else backend
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="codearena-grade") if self._backend is None else None

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
        order: dict[str, Any] = {
            "source": source,
            "attempt": attempt,
            "previous": tuple(previous),
            "seed": seed,
            "judgement": judgement,
        }
        if self._threads is not None:
            return self._threads.submit(self.grade, task, **order)
        try:
            found = self._find(task)
        except UsageError as error:
            refused: Future[Grade] = Future()
            refused.set_exception(error)
            return refused
        return self._sent(found, "grade", order)

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
        """Returns the grade of ``source``; the calling thread grades itself, or waits for the back end.

        Args:
            task: the task, or the name of one that the pool was made with.
            source: the candidate's whole module.
            attempt: its number, 1-based, for the step cost.
            previous: sources tried before; the same code again costs extra, whatever its comments and layout.
            seed: of the live search; None draws one.
            judgement: a judge's scores, neutral if None.

        Raises TaskError for the author's mistakes and SandboxError where grading itself failed.
        """
        order = {"source": source, "attempt": attempt, "previous": tuple(previous), "seed": seed, "judgement": judgement}
        grade: Grade = self._done(self._find(task), "grade", order)
        return grade

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
        order = {
            "source": source,
            "seed": seed,
            "first_failure": first_failure,
            "live_search": live_search,
            "replay": replay,
            "live_share": live_share,
            "both_phases": both_phases,
            "timed": timed,
            "growth": growth,
            "weighed": weighed,
            "patience": patience,
        }
        execution: Execution = self._done(task, "execute", order)
        return execution

    def prove(self, task: Task) -> tuple[tuple[str, str], ...]:
        """Returns id and phase of the task's checks, once its reference passed them all. Raises TaskError if not."""
        checks: tuple[tuple[str, str], ...] = self._done(task, "prove", {})
        return checks

    def warm(self, task: Task) -> None:
        """Adds a grader of the task here, on another core than those that there are, which waits for work. Raises as ``prove`` does."""
        self._graders.warm(task)

    def visible_calls(self, task: Task) -> tuple[VisibleCall, ...]:
        """Returns what the visible tests ask of the reference, as far as it is literals. Raises as ``prove`` does."""
        calls: tuple[VisibleCall, ...] = self._done(task, "visible_calls", {})
        return calls

    def examples(self, task: Task) -> dict[str, tuple[RecordedExample, ...]]:
        """Returns the recorded inputs of each property that has any. Raises as ``prove`` does."""
        found: dict[str, tuple[RecordedExample, ...]] = self._done(task, "examples", {})
        return found

    def trying(self, task: Task) -> VisibleTrial:
        """Returns the way in which an agent may try code for ``task``; nothing is started before it does."""
        return VisibleTrial(self, task)

    def run_visible(self, task: Task, source: str, *, lines: bool = False, limit_s: float = VISIBLE_LIMIT_S) -> VisibleRun:
        """Returns what the visible tests alone say of ``source``, as ``trying.Trial`` says. Raises as ``grade`` does."""
        run: VisibleRun = self._done(task, "run_visible", {"source": source, "lines": lines, "limit_s": limit_s})
        return run

    def answers(self, task: Task, source: str, function: str, calls: Sequence[tuple[Any, ...]]) -> tuple[str, ...]:
        """Returns what a function of ``source`` answers to each call, as ``trying.Trial`` says. Raises SandboxError."""
        found: tuple[str, ...] = self._done(task, "answers", {"source": source, "function": function, "calls": calls})
        return found

    @property
    def remarks(self) -> tuple[str, ...]:
        """What there is to say of the machines of its back end, for people: which are left out, for instance."""
        return tuple(getattr(self._backend, "remarks", ()))

    def close(self) -> None:
        """No grader, candidate or file of this pool is left on this machine after this. Whoever is still grading gets a SandboxError."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        elif self._owned and self._backend is not None:
            self._backend.shutdown(cancel_futures=True)
        self._closed = True
        self._graders.close()
        forget(self._name)

    def _done(self, task: Task, what: str, order: dict[str, Any]) -> Any:
        """What ``Graders`` returns from its method of that name."""
        if self._backend is None:
            return getattr(self._graders, what)(task, **order)
        return self._sent(task, what, order).result()

    def _sent(self, task: Task, what: str, order: dict[str, Any]) -> Future[Any]:
        assert self._backend is not None
        if self._closed:
            raise UsageError("the pool is closed")
        return self._backend.submit(run_elsewhere, self._name, self._settings, task, what, order)

    def _find(self, task: Task | str) -> Task:
        if isinstance(task, Task):
            return task
        found = self._tasks.get(task)
        if found is None:
            raise UsageError(f'no task "{task}" in this pool; it has {", ".join(sorted(self._tasks)) or "none"}')
        return found


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
