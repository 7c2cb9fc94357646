"""How often somebody may have something run."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_S = 60.0
_MOST_KEYS = 10_000
"""Of those who were seen longest ago nothing is known any more."""


class RunLimit:
    """So many runs within a minute for each of any number of keys."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._runs: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Returns 0.0 if the run is counted and may begin, else after how many seconds the next one may."""
        with self._lock:
            now = self._clock()
            runs = self._runs.setdefault(key, deque())
            self._runs.move_to_end(key)
            if len(self._runs) > _MOST_KEYS:
                self._runs.popitem(last=False)
            while runs and now - runs[0] >= WINDOW_S:
                runs.popleft()
            if len(runs) >= self.most:
                return WINDOW_S - (now - runs[0])
            runs.append(now)
            return 0.0
