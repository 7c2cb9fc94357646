"""How long a test may take: CPU seconds by the kernel's clock of the candidate, and a guard against one that sleeps."""

from __future__ import annotations

import math
import os
import time

from ..sandbox.cells import Cell

WALL_FACTOR = 3.0
"""Wall time of a test is capped at this many times its CPU time."""
_PATIENCE_FACTOR = 10.0
"""That cap may be exceeded so many times on a machine that others keep busy."""


class TestClock:
    """Runs for one test of one candidate at a time."""

    __test__ = False  # pytest: not a class of tests

    def __init__(self, cell: Cell, timeout_s: float) -> None:
        """Starts at once; ``timeout_s`` are CPU seconds."""
        self._cell = cell
        self.timeout_s = timeout_s
        """CPU seconds; three times as much wall time."""
        self.cpu_limit_s = math.inf
        """Ends a test earlier, if it is lower; the wall time stays that of ``timeout_s``."""
        self._schedules = _schedule(os.getpid()), _schedule(cell.pid)
        self.start()

    def start(self) -> None:
        """The present test begins."""
        self._cpu_from = self._cell.cpu_s()
        self._wall_from = time.monotonic()
        self._busy_from = self._busy_s()

    def spent_s(self) -> float:
        """Returns the CPU seconds that the candidate has used for the present test."""
        return self._cell.cpu_s() - self._cpu_from

    def excess(self) -> str:
        """Returns what the present test took too much of, to follow "your code"; empty while it did not."""
        limit_s = min(self.timeout_s, self.cpu_limit_s)
        if self.spent_s() > limit_s:
            return f"took longer than {limit_s:g} s of CPU time"
        return self.overdue()

    def overdue(self) -> str:
        """Returns for how long the present test was not done; waiting for a processor that others keep busy does not count."""
        wall_s = time.monotonic() - self._wall_from
        limit_s = WALL_FACTOR * self.timeout_s
        if wall_s <= limit_s:
            return ""
        slept_s = wall_s - (self._busy_s() - self._busy_from)
        return f"was not done after {limit_s:g} s" if slept_s > limit_s or wall_s > _PATIENCE_FACTOR * limit_s else ""

    def close(self) -> None:
        """Call it when the candidate is gone."""
        for schedule in self._schedules:
            if schedule >= 0:
                os.close(schedule)
        self._schedules = (-1, -1)

    def _busy_s(self) -> float:
        """Seconds that this process and the candidate have run or waited for their turn, together: they take turns."""
        return sum(map(_scheduled_s, self._schedules))


def _schedule(pid: int) -> int:
    """Returns a descriptor for ``_scheduled_s``; -1 where the kernel does not tell."""
    try:
        return os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return -1


def _scheduled_s(schedule: int) -> float:
    """Seconds that a process has run or waited on a run queue, by proc(5) ``schedstat``."""
    try:
        run_ns, wait_ns, _ = os.pread(schedule, 100, 0).split()
    except (OSError, ValueError):
        return 0.0
    return (int(run_ns) + int(wait_ns)) / 1e9
