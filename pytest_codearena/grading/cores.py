"""On which processor a grader and all that it starts take their turns, so that two of them do not share one while another is idle."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_numbers = itertools.count()
_lock = threading.Lock()


def choose_core(busy: Mapping[int, int] | None = None) -> int:
    """Returns the core for a grader, one of those with the fewest ``busy`` graders.

    The graders of this process, and those of xdist's workers beside it, are spread over the cores.
    """
    cores = sorted(os.sched_getaffinity(0))
    if busy:
        least = min(busy.get(core, 0) for core in cores)
        cores = [core for core in cores if busy.get(core, 0) == least]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]
    with _lock:
        number = next(_numbers)
    return cores[(number + (int(worker) if worker.isdigit() else 0)) % len(cores)]


def crowded(core: int, busy: Mapping[int, int]) -> bool:
    """True if another core has fewer ``busy`` graders than this one."""
    return any(busy.get(other, 0) < busy.get(core, 0) for other in os.sched_getaffinity(0))


def move(process: int, core: int) -> None:
    """The process with this descriptor and all that it has started stay on ``core`` from here on; one that has ended does not matter."""
    pid = _pid(process)
    if pid > 0:
        # Parents first: what they start meanwhile comes along.
        for each in _family(pid):
            with suppress(ProcessLookupError):
                os.sched_setaffinity(each, {core})


def _pid(process: int) -> int:
    """Returns its number here, or -1 if it has ended."""
    lines = Path(f"/proc/self/fdinfo/{process}").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pid:")))


def _family(pid: int) -> Iterator[int]:
    """Yields the process, then those that it had started when the caller came back for more, and so on."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):  # it has ended, or the kernel does not tell
        return
    for child in children:
        yield from _family(int(child))
