"""Where a fork has got to, in memory that it shares with the grader: survives the fork, and costs no system call."""

from __future__ import annotations

import mmap

OUTCOMES = ("passed", "failed", "skipped", "xfailed", "timeout", "out_of_memory", "crashed", "not_run")
IMPORT, TESTS, WORKLOAD = 1, 2, 3
_STARTED = 1
_FIRST_OUTCOME = 2


class Ledger:
    """One byte for the stage, one for a clock that ticks with every step, one for each check."""

    def __init__(self, checks: int) -> None:
        """Makes a ledger for a fork that runs ``checks`` checks; it is shared with forks made after this."""
        self._bytes = mmap.mmap(-1, checks + 2)
        self._count = checks

    def stage(self, stage: int) -> None:
        """The fork imports a candidate, runs tests, or measures."""
        self._bytes[0] = stage
        self._tick()

    def started(self, check: int) -> None:
        """The check with this index runs now."""
        self._bytes[0] = TESTS
        self._bytes[check + 2] = _STARTED
        self._tick()

    def ended(self, check: int, outcome: str) -> None:
        """The check with this index came out so."""
        self._bytes[check + 2] = _FIRST_OUTCOME + OUTCOMES.index(outcome)
        self._tick()

    def _tick(self) -> None:
        self._bytes[1] = (self._bytes[1] + 1) % 256

    def state(self) -> bytes:
        """Returns all of it; two equal states mean that nothing went on in between."""
        return bytes(self._bytes[:])

    def read(self) -> tuple[int, list[str]]:
        """Returns the stage, and for each check its outcome, ``started`` or an empty text."""
        state = self.state()
        words = ["", "started", *OUTCOMES]
        return state[0], [words[value] for value in state[2:]]

    def close(self) -> None:
        """Gives the memory back."""
        self._bytes.close()
