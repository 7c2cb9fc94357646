"""When the next request to an endpoint may begin, in one place for all of a run's threads and processes.

Providers count requests by the minute. Whoever waits for his turn beforehand is not refused, and pays for no retry.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

_LONGEST = 1 << 16


class Pace:
    """Gives out turns. With a file, every process of this machine that names it waits in the same line."""

    def __init__(
        self,
        per_minute: float,
        path: Path | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``per_minute`` is how many requests to one endpoint may begin in a minute, evenly spread."""
        self._spacing_s = 60.0 / per_minute
        self._path = path
        self._clock = clock  # of the machine, so it is the same in all processes
        self._sleep = sleep
        self._next_s: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, endpoint: str) -> None:
        """It is the caller's turn to send one request to the endpoint after this."""
        left_s = self._turn_s(endpoint) - self._clock()
        if left_s > 0:
            self._sleep(left_s)

    def _turn_s(self, endpoint: str) -> float:
        with self._lock:
            if self._path is None:
                return self._taken(self._next_s, endpoint)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                text = os.pread(file, _LONGEST, 0)
                turns: dict[str, float] = json.loads(text) if text else {}
                turn_s = self._taken(turns, endpoint)
                os.pwrite(file, json.dumps(turns).ljust(len(text)).encode(), 0)
                return turn_s
            finally:
                os.close(file)

    def _taken(self, turns: dict[str, float], endpoint: str) -> float:
        turn_s = max(self._clock(), turns.get(endpoint, 0.0))
        turns[endpoint] = turn_s + self._spacing_s
        return turn_s
