"""What this process and all that descend from it hold: memory, descriptors, processes, temporary files."""

from __future__ import annotations

import ctypes
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36
_PAGE_MB = os.sysconf("SC_PAGESIZE") / 2**20


@dataclass(frozen=True, slots=True)
class Holdings:
    """At one moment."""

    own_mb: float
    """Resident memory of this process."""
    all_mb: float
    """The sum over all processes; pages that they share count once for each."""
    own_descriptors: int
    other_descriptors: int
    """Of the descendants together, as far as the kernel lets us look."""
    processes: int
    """With this one, and with those that have ended and that nobody has waited for."""
    files: int
    """Files and folders below the temporary folder, and in the graders' own scratch, which only they see there."""


def adopt_orphans() -> None:
    """Descendants whose parent ends become children of this process, so that none is missed."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def holdings(temporary: Path) -> Holdings:
    """Returns what is held now; orphans that have ended are buried before."""
    me = os.getpid()
    for pid, (parent, ended) in _parents().items():
        if parent == me and ended:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
    return holdings_of(me, temporary)


def holdings_of(me: int, temporary: Path) -> Holdings:
    """Returns what another process and its descendants hold now."""
    others = descendants(me)
    return Holdings(
        own_mb=_resident_mb(me),
        all_mb=sum(map(_resident_mb, (me, *others))),
        own_descriptors=_descriptors(me),
        other_descriptors=sum(map(_descriptors, others)),
        processes=1 + len(others),
        files=_entries(temporary) + sum(_scratch(pid, temporary) for pid in others),
    )


def come_to_rest(pid: int, rest_s: float, patience_s: float) -> None:
    """Returns once this process' descendants have been the same for ``rest_s``, or after ``patience_s``."""
    deadline = time.monotonic() + patience_s
    mine, since = descendants(pid), time.monotonic()
    while time.monotonic() < min(since + rest_s, deadline):
        time.sleep(0.02)
        if (now := descendants(pid)) != mine:
            mine, since = now, time.monotonic()


def descendants(pid: int) -> list[int]:
    """Returns all processes that come from this one and are still there, ended ones that nobody has waited for too."""
    parents = _parents()
    found: list[int] = []
    generation = [pid]
    while generation:
        generation = [each for each, (parent, _) in parents.items() if parent in generation]
        found += generation
    return found


def _parents() -> dict[int, tuple[int, bool]]:
    """Parent of each process, and whether it has ended without being waited for."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError):
                state, parent, *_ = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
                found[int(name)] = int(parent), state == "Z"
    return found


def _resident_mb(pid: int) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_MB
    return 0.0


def _descriptors(pid: int) -> int:
    with suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0


def _scratch(pid: int, temporary: Path) -> int:
    """Entries of the scratch of a grader; 0 for other processes, and where it is the folder that everyone sees."""
    with suppress(OSError):
        box, seen = Path(f"/proc/{pid}/cwd").readlink().parent, Path(f"/proc/{pid}/cwd/..")
        if temporary in box.parents and _is_grader(pid) and seen.stat().st_dev != box.stat().st_dev:
            return _entries(seen)
    return 0


def _is_grader(pid: int) -> bool:
    return b"grading.mother" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _entries(folder: Path) -> int:
    return sum(len(folders) + len(files) for _, folders, files in os.walk(folder))


def processor_seconds(pid: int) -> float:
    """CPU seconds that a process and all its living descendants have used, with those of theirs that have been waited for."""
    parents = _parents()
    generation, found = [pid], 0
    while generation:
        for each in generation:
            with suppress(OSError):
                fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
                found += sum(map(int, fields[11:15]))
        generation = [child for child, (parent, _) in parents.items() if parent in generation]
    return found / os.sysconf("SC_CLK_TCK")


def machine_seconds() -> float:
    """CPU seconds that all cores of the machine have been busy since it started, whoever used them.

    Unlike ``processor_seconds`` it misses no process that ended unheard, as candidates do with their own process namespace.
    """
    user, nice, system, _idle, _waiting, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
