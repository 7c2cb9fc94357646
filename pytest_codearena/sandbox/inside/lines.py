"""Which lines of a candidate run, for whoever looks for a mistake in it. What it says is the candidate's word."""

from __future__ import annotations

import sys
from typing import Any

_MOST_EVENTS = 50_000


class TooMany(BaseException):
    """Ends code that does not end while its lines are noted; no ``except Exception`` of it catches this."""


class Lines:
    """Notes the lines of one file that run in this thread."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._seen: set[int] = set()
        self._left = _MOST_EVENTS

    def start(self) -> None:
        """Functions that are called after this are followed."""
        self._left = _MOST_EVENTS
        sys.settrace(self._follow)

    def take(self) -> list[int]:
        """Returns the lines that ran since the last time, in order; goes on with none."""
        found = sorted(self._seen)
        self._seen.clear()
        self.start()
        return found

    def _follow(self, frame: Any, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != self._file:
            return None
        self._seen.add(frame.f_lineno)
        self._left -= 1
        if self._left < 0:
            raise TooMany(f"more than {_MOST_EVENTS} lines")
        return self._follow
