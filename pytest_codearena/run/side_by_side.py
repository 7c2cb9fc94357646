"""Episodes side by side: threads are at the items that pytest will come to, and pytest reports them in its own order.

A thread waits for its model most of the time. Grading takes turns, as many at a time as there are cores.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future

import pytest

from ..agents.programs import end_programs
from ..collect import Repair
from ..episode import Grading
from ..records import Attempt, Episode, Grade, Outcome, Task, Verdict
from ..trees import alone_with_trees
from .thread_output import Output, own_output, routed

PATIENCE_S = 2.0
"""How long a run that is stopped waits for what is under way."""
_LOOK_S = 0.1
"""How often a thread that may not begin anything looks again."""


class Stopped(Exception):
    """The run was stopped before the episode ended, which counts as not run."""


class _Run:
    """One item's episode: waiting, under way, or ended."""

    def __init__(self, item: Repair) -> None:
        self.item = item
        self.episode: Future[Episode] = Future()
        self.output = Output()
        self.duration_s = 0.0


class SideBySide:
    """A plugin of pytest's, if episodes run side by side at all."""

    def __init__(
        self,
        config: pytest.Config,
        threads: int,
        *,
        run: Callable[[Repair], Episode],
        before: Callable[[list[Repair]], None],
        failed: Callable[[], int],
    ) -> None:
        """Nothing runs before the first episode is asked for.

        Args:
            config: pytest's own.
            threads: episodes at the same time.
            run: runs the episode of an item.
            before: does what has to be done in pytest's thread before threads run the episodes of these items.
            failed: how many failures pytest knows of that are no episodes.
        """
        self._threads = threads
        self._run = run
        self._before = before
        self._failed = failed
        option = config.option
        self._most_failures: int = 1 if getattr(option, "stepwise", False) else getattr(option, "maxfail", 0)
        self._failed_here = 0
        self._working: list[threading.Thread] = []
        self._waiting: deque[_Run] = deque()
        self._runs: dict[Repair, _Run] = {}
        self._asked: _Run | None = None
        self._durations: dict[Repair, float] = {}
        self._stopped = False
        self._turn = threading.Condition()
        self._news: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._cores = threading.BoundedSemaphore(len(os.sched_getaffinity(0)))
        if threads > 1:
            config.pluginmanager.register(self, "codearena-side-by-side")

    # --- in pytest's thread

    def episode(self, item: Repair) -> Episode:
        """Returns the item's episode, when it has ended; raises what it raised. Meanwhile others go on."""
        if self._threads == 1:
            return self._run(item)
        if not self._working:
            self._begin(item)
        run = self._wanted(item)
        while not (run.episode.done() and self._news.empty()):
            with routed():
                news = self._news.get()
            news()
        self._durations[item] = run.duration_s
        run.output.say()
        return run.episode.result()

    def _begin(self, first: Repair) -> None:
        items = first.session.items
        ahead = [item for item in items[items.index(first) :] if isinstance(item, Repair) and not _may_be_skipped(item)]
        self._before(ahead)
        self._waiting += [self._runs.setdefault(item, _Run(item)) for item in ahead]
        for number in range(self._threads):
            thread = threading.Thread(target=self._work, name=f"codearena-episode-{number}", daemon=True)
            self._working.append(thread)
            thread.start()

    def _wanted(self, item: Repair) -> _Run:
        """The item's run, which is the next one to begin unless it has begun. Whoever asks again gets a new one."""
        with self._turn:
            run = self._runs.pop(item, None)
            if run is None:
                run = _Run(item)
                self._waiting.appendleft(run)
            self._asked = run
            self._turn.notify_all()
        return run

    def stop(self) -> None:
        """No episode runs after this but one that waits for its model's reply, which nobody will look at."""
        with self._turn:
            self._stopped = True
            self._waiting.clear()
            self._turn.notify_all()
        self._join(PATIENCE_S)
        if self._working:
            end_programs()
            self._join(PATIENCE_S / 4)
        self._working.clear()

    def _join(self, patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        for thread in self._working:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._working = [thread for thread in self._working if thread.is_alive()]

    # --- in the threads

    def _work(self) -> None:
        while (run := self._next()) is not None:
            started = time.monotonic()
            with run.output.kept():
                try:
                    episode = self._run(run.item)
                except BaseException as error:  # noqa: BLE001 - it is raised where pytest asks for the episode
                    self._end(run, started, failed=True)
                    run.episode.set_exception(error)
                else:
                    self._end(run, started, failed=episode.outcome not in (Outcome.SOLVED, Outcome.BUDGET))
                    run.episode.set_result(episode)
            self._news.put(_nothing)

    def _next(self) -> _Run | None:
        with self._turn:
            while not self._stopped:
                if self._waiting and (self._waiting[0] is self._asked or not self._enough()):
                    return self._waiting.popleft()
                self._turn.wait(_LOOK_S)
        return None

    def _enough(self) -> bool:
        """True if pytest will stop when it comes to what has failed so far: nothing is begun that it would not come to."""
        return bool(self._most_failures) and self._failed() + self._failed_here >= self._most_failures

    def _end(self, run: _Run, started: float, *, failed: bool) -> None:
        run.duration_s = time.monotonic() - started
        with self._turn:
            self._failed_here += failed

    def in_pytest(self, call: Callable[[], None]) -> None:
        """The call is made in pytest's thread: now if this is it, else as soon as it waits for an episode."""
        if own_output() is None:
            call()
        else:
            self._news.put(call)

    def go_on(self, attempt: Attempt | None = None) -> None:
        """Raises Stopped in an episode that would ask its agent now, before or after an attempt, if the run was stopped."""
        if self._stopped and (attempt is None or attempt.grade.verdict is not Verdict.RESOLVED):
            raise Stopped

    def in_turns(self, grading: Grading) -> Grading:
        """Returns ``grading``, done as many times at once as there are cores."""

        def graded(task: Task, source: str, number: int, previous: tuple[str, ...]) -> Grade:
            with self._cores:
                return grading(task, source, number, previous)

        return graded if self._threads > 1 else grading

    # --- pytest's hooks

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, object, object]:
        """What other threads print is not the item's."""
        with routed():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """What other threads print is not the item's."""
        with routed():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        """What other threads print is not the item's."""
        with routed():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """An episode took as long as it took, not as long as pytest waited for it. Pytest parses the test of a failure."""
        with alone_with_trees():
            report = yield
        if report.when == "setup" and isinstance(item, Repair):
            report.duration = self._durations.pop(item, report.duration)
        return report


def _may_be_skipped(item: Repair) -> bool:
    """Pytest tells only when it comes to the item; until then nothing is begun."""
    return any(item.iter_markers("skip")) or any(item.iter_markers("skipif"))


def _nothing() -> None:
    """Wakes pytest's thread."""
