"""What the page's agents remember from earlier runs, if the server was given a memory."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Sequence
from pathlib import Path

from ...memory.entries import Entry, entry_of
from ...memory.store import append, entries_of
from ...records import Episode, Remembered


class Notebook:
    """The file of a memory, as the page reads it and adds to it; without a file it stays empty."""

    def __init__(self, path: Path | None, agents: Sequence[str]) -> None:
        """Reads the file, which is there after this. Raises UsageError for one that can't be used."""
        self.path = path
        self._agents = frozenset(agents)
        self._lock = threading.Lock()
        self._entries: tuple[Entry, ...] = ()
        if path is not None:
            self._read(path)

    def recall(self, digest: str, agent: str) -> Remembered | None:
        """Returns what is remembered of the agent on this version of a task; None if there is nothing."""
        found = (each.remembered for each in self._entries if (each.digest, each.agent) == (digest, agent))
        return next(found, None) if agent in self._agents else None

    def keep(self, episode: Episode) -> None:
        """What the episode leaves is in the file after this, if there is one. Raises UsageError if it can't be written."""
        entry = entry_of(episode, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))
        if self.path is not None and entry is not None:
            with self._lock:
                append(self.path, entry)
                self._read(self.path)

    def entries(self) -> tuple[Entry, ...]:
        """Returns all entries, the latest first."""
        return self._entries

    def _read(self, path: Path) -> None:
        self._entries = tuple(sorted(entries_of(path), key=lambda entry: entry.date, reverse=True))
