"""``python -m benchmarks.added``: CPU seconds, of all processes, that measuring a candidate adds to grading it."""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import sys
import tempfile
from pathlib import Path

from pytest_codearena import Task
from pytest_codearena.grading.client import Grader
from pytest_codearena.printable import Column, table_lines
from tests.speed.timed import timed_task

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)
_MOST_S = 1.5
_SIZES = (500, 1000, 2000, 4000)

_NUMBERS = "def workload(size, rng):\n    return ([rng.randrange(size) for _ in range(size)],)\n"
_TASKS = {
    "cheap": "def work(values):\n    return sum(values)\n",
    "usual": (
        "def work(values):\n    seen = {}\n    for value in values:\n        seen[value] = seen.get(value, 0) + 1\n"
        "    return max(seen.values())\n"
    ),
    "20 ms": "def work(values):\n    for _ in range(20):\n        ordered = sorted(values)\n    return ordered\n",
    "100 ms": "def work(values):\n    return sum(value in values for value in range(0, len(values), 2))\n",
}
"""The reference by task."""
_AGAIN = "\n\nonce = work\n\n\ndef work(values):\n    for _ in range({}):\n        once(values)\n    return once(values)\n"
_SQUARE = "\n\nonce = work\n\n\ndef work(values):\n    sum(1 for a in values for b in values{} if a == b)\n    return once(values)\n"
_MORE = {
    "itself": "",
    "twice": _AGAIN.format(1),
    "tenfold": _AGAIN.format(9),
    "square": _SQUARE.format("[::8]"),
    "slow square": _SQUARE.format(""),
    "wrong": "\n\ndel work\n",
}
"""By candidate: what is added to the reference; the last one passes no test, so nothing is measured."""


def main() -> None:
    """Prints the figures; ends with status 1 if a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.added", description=__doc__)
    parser.add_argument("--gradings", type=int, default=5, metavar="N", help="of each candidate (%(default)s)")
    count: int = parser.parse_args().gradings
    rows: list[tuple[str, str, str, float]] = []
    with tempfile.TemporaryDirectory(prefix="codearena-added-") as folder:
        for name, reference in _TASKS.items():
            task = timed_task(Path(folder) / name.replace(" ", "-"), "work", reference, _NUMBERS, _SIZES)
            for kind, more in _MORE.items():
                ratio, added_s = _added_s(task, reference + more, count)
                rows.append((name, kind, ratio, added_s))
    columns = [
        Column("task", [row[0] for row in rows]),
        Column("candidate", [row[1] for row in rows]),
        Column("ratio", [row[2] for row in rows], right=True),
        Column("added CPU s", [f"{row[3]:.2f}" for row in rows], right=True),
    ]
    print("\n".join(table_lines(columns, 128)))
    most_s = max(row[3] for row in rows)
    print(f"most: bar {_MOST_S} s: {most_s:.2f} s")
    sys.exit(most_s > _MOST_S)


def _added_s(task: Task, source: str, count: int) -> tuple[str, float]:
    """Returns the ratio that the last grading found, and the CPU seconds that measuring added to one."""
    ratio, timed_s = _spent_s(task, source, count, timed=True)
    return ratio, (timed_s - _spent_s(task, source, count, timed=False)[1]) / count


def _spent_s(task: Task, source: str, count: int, *, timed: bool) -> tuple[str, float]:
    """Returns the last ratio, and the CPU seconds of a process that grades so many times, with all that come from it."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)  # whatever loses its parent is ours to wait for, and to count
            os.write(writing, _graded(task, source, count, timed).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as answer:
        ratio, spent_s = answer.read().split()
    os.waitpid(pid, 0)
    return ratio, float(spent_s)


def _graded(task: Task, source: str, count: int, timed: bool) -> str:
    ratio = "-"
    grader = Grader(task, seed=1)
    try:
        for _ in range(count):
            measurement = grader.run(source, live=False, timed=timed).measurement
            ratio = f"{measurement.ratio:.2f}" if measurement else "-"
    finally:
        grader.close()
    _end_all()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return f"{ratio} {sum(each.ru_utime + each.ru_stime for each in used)}"


def _end_all() -> None:
    """The process that makes graders has ended after this, and every other one that came from us."""
    from pytest_codearena.grading.client import _MOTHER

    _MOTHER.end()
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
