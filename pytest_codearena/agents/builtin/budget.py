"""What a search may cost."""

from __future__ import annotations

import time

from ...trying import VisibleRun

_RUN_S = 0.007
"""What one run of the visible tests is reckoned to cost, for the agent and the grader together."""
_ENDED_S = 0.06
"""What a test that goes on for too long is reckoned to cost beside that."""


class Budget:
    """Reckons what a search costs.

    Runs are counted and not timed, so that a search ends at the same place each time; where they cost more than reckoned, the clock
    ends it.
    """

    def __init__(self, cpu_s: float) -> None:
        self._limit_s = cpu_s
        self._reckoned_s = 0.0
        self.measured_s = 0.0
        """CPU seconds of this thread and of the graders, as far as they were told."""
        self._from_s = time.thread_time()

    @property
    def is_left(self) -> bool:
        """True if there may be another run."""
        return self.is_below(1.0)

    def is_below(self, share: float) -> bool:
        """True as long as no more than this share is used up."""
        return self._reckoned_s < share * self._limit_s and self.measured_s < share * self._limit_s

    def spend(self, run: VisibleRun) -> None:
        """Counts a run of the visible tests, and what this thread did since the last one."""
        ended = sum(check.outcome in ("timeout", "crashed", "out_of_memory") for check in run.checks)
        self._reckoned_s += _RUN_S + _ENDED_S * ended
        self._count(run.cpu_s)

    def spend_answers(self) -> None:
        """Counts the calls of one source."""
        self._reckoned_s += _RUN_S
        self._count(_RUN_S)

    def resume(self) -> None:
        """What this thread did meanwhile was no part of the search."""
        self._from_s = time.thread_time()

    def _count(self, cpu_s: float) -> None:
        now_s = time.thread_time()
        self.measured_s += cpu_s + now_s - self._from_s
        self._from_s = now_s
