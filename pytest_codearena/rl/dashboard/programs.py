"""Programs that visitors paste, run in the sandbox: a few at a time, each in a confined process of its own."""

from __future__ import annotations

import threading

from ...grading.answers import Answers, ProgramRun
from ..refused import BUSY, Refused

TIMEOUT_S = 5.0
"""CPU seconds of one program; three times as much wall time."""
_PATIENCE_S = 20.0


class Programs:
    """Runs programs for all visitors, at most so many side by side. Close it at the end."""

    def __init__(self, most: int, sandbox: str) -> None:
        self._sandbox = sandbox
        self._places = threading.Semaphore(most)
        self._idle: list[Answers] = []
        self._lock = threading.Lock()
        self._closed = False

    def run(self, source: str) -> ProgramRun:
        """Returns what became of the program. Raises Refused if there is no place for it soon, SandboxError if it can't be isolated."""
        if not self._places.acquire(timeout=_PATIENCE_S):
            raise Refused(BUSY, "too many programs are running now; try again in a moment")
        try:
            with self._lock:
                if self._closed:
                    raise Refused(BUSY, "the server is ending")
                runner = self._idle.pop() if self._idle else Answers(self._sandbox)
            run = runner.run(source, timeout_s=TIMEOUT_S)
            with self._lock:
                closed = self._closed
                if not closed:
                    self._idle.append(runner)
            if closed:
                runner.close()
            return run
        finally:
            self._places.release()

    def close(self) -> None:
        """No idle process is left after this; one that is running ends with its program."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for runner in idle:
            runner.close()
