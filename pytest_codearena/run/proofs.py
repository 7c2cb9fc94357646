"""Whether the tasks of a run are in order: each is proved once, and some before their turn comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from ..errors import TaskError
from ..grading.packages import packages_of
from ..grading.pool import GradingPool
from ..grading.reward import verdict_of
from ..records import Execution, Task, Verdict

_AHEAD = 2
"""Tasks that are proved while another one is being repaired."""


class Proofs:
    """Any number of threads may ask; close it."""

    def __init__(
        self,
        queue: Callable[[], Sequence[Task]],
        pool: Callable[[], GradingPool],
        seed: int | None,
        *,
        side_by_side: Callable[[Task], bool],
    ) -> None:
        """``queue`` says which tasks there are, in their order; ``pool`` runs their code.

        A task that is graded ``side_by_side`` gets a second grader while its models are waited for.
        """
        self._queue = queue
        self._pool = pool
        self._seed = seed
        self._side_by_side = side_by_side
        self._made: dict[str, Future[Execution]] = {}
        self._warmed: set[str] = set()
        self._closed = False
        self._asking = threading.Lock()
        self._ahead = ThreadPoolExecutor(_AHEAD, thread_name_prefix="codearena-ahead")

    def check(self, task: Task, shown: str) -> None:
        """Raises TaskError unless the reference passes every test and the buggy code does not. ``shown`` is the task's path."""
        if verdict_of(task, self._prove(task)) is Verdict.RESOLVED:
            raise TaskError(
                f"{shown}/buggy.py: passes every test, so there is nothing to repair; add a test that fails on it, "
                "or, if it is only slow, an [efficiency] table"
            )
        with self._asking:
            if not self._closed and task.digest not in self._warmed and self._side_by_side(task):
                self._warmed.add(task.digest)
                self._ahead.submit(self._pool().warm, task)  # if it fails, so does the grade that would have used it

    def _prove(self, task: Task) -> Execution:
        """What became of the task's buggy code, run up to its first failing check."""
        with self._asking:
            for each in (task, *self._next_after(task)):
                if each.digest not in self._made:
                    packages_of(each)  # parsed here, or a thread would do it while pytest imports and parses in this one
                    self._made[each.digest] = self._ahead.submit(self._try_buggy, each, self._pool())
        return self._made[task.digest].result()

    def _try_buggy(self, task: Task, pool: GradingPool) -> Execution:
        return pool.execute(task, task.buggy, seed=self._seed, first_failure=True)

    def _next_after(self, task: Task) -> Sequence[Task]:
        """The tasks whose turn comes next: proving a task takes a second, for which another core is idle."""
        queue = self._queue()
        digests = [each.digest for each in queue]
        place = digests.index(task.digest) if task.digest in digests else len(digests)
        return queue[place + 1 : place + 1 + _AHEAD]

    def close(self) -> None:
        """Nothing is proved after this."""
        with self._asking:
            self._closed = True
        self._ahead.shutdown(cancel_futures=True)
