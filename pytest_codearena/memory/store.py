"""The file of a memory: a line for each episode, which any number of processes append to, and which is tidied up now and then.

A line is written whole, at once, under a lock. Whoever is killed while writing leaves at most one line without its end, which
the checksum tells. When lines are put together, the new file takes the place of the old one in one step. Who waits for the
lock meanwhile finds that the name stands for another file by then, and opens that one.

Why not SQLite: it warns of files on NFS itself, and a database of 144 KiB, cut at 148 places, could not be read at 144 of them.
With eight processes that write 1,000 entries each it was no faster.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UsageError
from ..records import Remembered
from .entries import LONGEST_LINE, Entry, from_line, merged, to_line

HEADER = b'{"codearena_memory": 1}\n'
"""The first line; the number is raised when a reader of the version before would misread the file."""
LARGEST_FILE = 256 << 20
"""Bytes; a larger file is refused."""
KEPT_BYTES = 64 << 20
"""When lines are put together, those of the tasks that were met longest ago are left out beyond this."""
MOST_SUPERSEDED = 500
"""Lines that say more of a task that earlier lines are about, beyond which lines are put together."""

Key = tuple[str, str]
"""Digest of a task, and agent."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What was found in a memory's file."""

    entries: dict[Key, Entry] = field(default_factory=dict)
    lines: int = 0
    """Lines that held an entry."""
    damaged: int = 0
    """Lines that did not: cut short, changed, or not of the form."""
    size: int = 0
    """Bytes."""


class Memory:
    """What earlier runs left, as it was when this run began; what this run leaves is for the next one."""

    def __init__(self, path: Path, agents: Iterable[str], contents: Contents) -> None:
        self.path = path
        self.damage = ""
        """What was found wrong with the file, and mended; empty if nothing was."""
        wanted = set(agents)
        self._remembered = {key: each.remembered for key, each in contents.entries.items() if each.agent in wanted}
        if contents.damaged:
            kept = f"{contents.lines} entr{'y was' if contents.lines == 1 else 'ies were'} kept"
            self.damage = (
                f"{path}: {contents.damaged} of {contents.damaged + contents.lines} lines can't be read, as the file was cut short or "
                f"edited; {kept}, and the rest was taken out of the file"
            )

    def __len__(self) -> int:
        return len(self._remembered)

    def recall(self, digest: str, agent: str) -> Remembered | None:
        """Returns what earlier runs left of the agent on this version of a task; None if there is nothing."""
        return self._remembered.get((digest, agent))

    def add(self, entry: Entry) -> None:
        """The entry is in the file after this. Raises UsageError if it can't be written; nothing of it is in the file then."""
        append(self.path, entry)


def open_memory(path: Path, agents: Iterable[str]) -> Memory:
    """Returns the memory of these agents in the file, which is there, in order and tidy after this.

    Raises UsageError for a file that is something else, or that can't be read and written.
    """
    path = Path(os.path.realpath(path))
    with _locked(path) as file:
        contents = _contents(path, file)
        superseded = contents.lines - len(contents.entries)
        if contents.damaged or superseded > max(MOST_SUPERSEDED, len(contents.entries)) or contents.size > KEPT_BYTES:
            _replace(path, file, contents.entries.values())
        elif not contents.size:
            _write(file, 0, HEADER)
    return Memory(path, agents, contents)


def entries_of(path: Path) -> tuple[Entry, ...]:
    """Returns all that is in the file, which is there after this, in the order of its lines. Raises UsageError as ``open_memory`` does."""
    path = Path(os.path.realpath(path))
    with _locked(path) as file:
        contents = _contents(path, file)
        if not contents.size:
            _write(file, 0, HEADER)
    return tuple(contents.entries.values())


def append(path: Path, entry: Entry) -> None:
    """The entry is in the file after this, which is put together if it has grown large. Raises UsageError if that can't be done."""
    line = to_line(entry)
    with _locked(path) as file:
        size = os.fstat(file).st_size
        begins = os.pread(file, len(HEADER), 0)
        if begins != HEADER:
            if not HEADER.startswith(begins):
                raise _foreign(path)
            os.ftruncate(file, 0)  # it was cut inside the header
            _write(file, 0, HEADER + line)
            return
        whole = os.pread(file, 1, size - 1) == b"\n"  # else whoever wrote last was killed
        _write(file, size, line if whole else b"\n" + line)
    if size > 2 * KEPT_BYTES:
        compact(path)


def compact(path: Path) -> None:
    """The file says the same in as few lines as possible after this. Raises UsageError if that can't be done."""
    with _locked(path) as file:
        _replace(path, file, _contents(path, file).entries.values())


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Opens the file, made if need be, for one who is alone with it until this ends. Any OSError inside is a UsageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _open_locked(path)
        try:
            yield file
        finally:
            os.close(file)
    except OSError as error:
        raise UsageError(f"memory {path}: cannot be used: {error}; name a file that you may read and write") from error


def _open_locked(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError("it exists and is not a file")
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still_at(path, file):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)  # while this one waited for the lock, lines were put together in another file


def _is_still_at(path: Path, file: int) -> bool:
    """Asks by opening the name once more: that is what NFS looks up anew, whatever it knew of the folder."""
    try:
        now = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return os.path.sameopenfile(now, file)
    finally:
        os.close(now)


def _contents(path: Path, file: int) -> Contents:
    size = os.fstat(file).st_size
    if size > LARGEST_FILE:
        raise UsageError(f"memory {path}: is larger than {LARGEST_FILE >> 20} MiB; name a new file")
    with open(os.dup(file), "rb") as stream:
        stream.seek(0)
        begins = stream.readline(len(HEADER) + 1)
        if begins != HEADER:
            if not HEADER.startswith(begins):
                raise _foreign(path)
            return Contents(damaged=bool(begins), size=size)
        entries: dict[Key, Entry] = {}
        lines = damaged = 0
        for line in iter(lambda: stream.readline(LONGEST_LINE), b""):
            entry = from_line(line)
            if entry is None:
                damaged += line.endswith(b"\n") or stream.tell() == size  # once for a line, however long it is
                continue
            lines += 1
            key = entry.digest, entry.agent
            entries[key] = merged(entries[key], entry) if key in entries else entry
        return Contents(entries, lines, damaged, size)


def _foreign(path: Path) -> UsageError:
    return UsageError(f"memory {path}: the first line is not that of a memory of this version; name a new file")


def _replace(path: Path, file: int, entries: Iterable[Entry]) -> None:
    """Another file with these entries has the name after this; whoever is killed before has changed nothing."""
    room = KEPT_BYTES
    kept = []
    for entry in sorted(entries, key=lambda entry: entry.date, reverse=True):
        line = to_line(entry)
        room -= len(line)
        if room < 0:
            break
        kept.append(line)
    temporary = path.with_name(f".{path.name}.compacting")  # of one who was killed, if it is there: the lock is ours
    with suppress(FileNotFoundError):
        temporary.unlink()
    try:
        with open(temporary, "xb") as stream:
            os.fchmod(stream.fileno(), stat.S_IMODE(os.fstat(file).st_mode))
            stream.write(HEADER)
            stream.writelines(reversed(kept))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _write(file: int, size: int, data: bytes) -> None:
    if os.write(file, data) != len(data):
        os.ftruncate(file, size)
        raise OSError("no space is left")
