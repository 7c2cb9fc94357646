"""What a run has spent so far, in one place for all of its threads and processes."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Spent:
    """Sums over the requests of a run."""

    tokens: int = 0
    """Input and output, stored replies too; reckoned from the length where the provider did not count."""
    paid: float = 0.0
    """In the currency of the prices."""
    unpriced: int = 0
    """Requests that were asked, and whose cost is not known."""
    uncounted: int = 0
    """Replies whose tokens the provider did not count."""
    asked: int = 0
    replayed: int = 0

    def __add__(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Spent)))


class Account:
    """Takes what is spent. With a file, every process that names it has the same account.

    The file is read and written whole under the kernel's lock, which ends with the process that holds it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._spent = Spent()
        self._lock = threading.Lock()

    def add(self, more: Spent) -> None:
        """It is in the account after this."""
        with self._lock, self._opened() as file:
            self._spent = self._read(file) + more
            if file is not None:
                os.pwrite(file, json.dumps(asdict(self._spent)).ljust(_LONGEST).encode(), 0)

    def spent(self) -> Spent:
        """Returns what all processes have spent until now."""
        with self._lock, self._opened() as file:
            return self._read(file)

    @contextmanager
    def _opened(self) -> Iterator[int | None]:
        if self._path is None:
            yield None
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _read(self, file: int | None) -> Spent:
        if file is None:
            return self._spent
        text = os.pread(file, _LONGEST, 0)
        return Spent(**json.loads(text)) if text else Spent()
