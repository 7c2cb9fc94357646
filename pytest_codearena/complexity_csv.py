"""A table of attempts that grows from run to run: what each fix costs, beside what it earned.

Any number of processes may append to one file: a row is there whole, once, or not at all.
"""

from __future__ import annotations

import csv
import datetime
import fcntl
import io
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from .errors import UsageError
from .grading.advice import analysis_of
from .printable import cell
from .records import Attempt, Growth, Measurement, Task

COLUMNS = (
    "task", "digest", "agent", "epoch", "attempt", "reward", "verdict", "static_growth", "problem", "measured_exponent",
    "measured_growth", "confidence", "cost_ratio", "method", "finished",
)  # fmt: skip


def row_of(task: Task, agent: str, epoch: int, attempt: Attempt) -> list[str]:
    """Returns the attempt's cells in the order of ``COLUMNS``, empty where nothing was measured; it was finished now."""
    analysis = analysis_of(task, attempt.code) if attempt.code is not None else None
    return [
        cell(task.name),
        task.digest,
        cell(agent),
        str(epoch),
        str(attempt.number),
        str(attempt.grade.reward),
        attempt.grade.verdict.value,
        analysis.growth.value if analysis else "",
        analysis.problem if analysis else "",
        *_measured(attempt.grade.measurement),
        cell(attempt.method),
        datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    ]


def _measured(measurement: Measurement | None) -> list[str]:
    if measurement is None:
        return [""] * 4
    growth = [str(measurement.exponent), measurement.growth.value, str(measurement.confidence)]
    if not measurement.exponent and measurement.growth is Growth.UNKNOWN:
        growth = [""] * 3  # no two sizes of it could be timed
    return [*growth, str(measurement.ratio)]


def append(path: Path, row: Sequence[str] | None = None) -> None:
    """Adds the row, if there is one, to the file, which begins with the header after this; makes the folders of ``path``.

    Raises UsageError for a file with another header, or one that can't be written. Nothing has changed in it then.
    """
    header = _line(COLUMNS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError("it exists and is not a file")
            fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed
            size = os.fstat(file).st_size
            before = os.pread(file, len(header) + 1, 0)
            if size and before.split(b"\n")[0].rstrip(b"\r") != header.rstrip(b"\n"):
                raise UsageError(f"--codearena-complexity: {path} begins with another header; name a new file")
            whole = not size or os.pread(file, 1, size - 1) == b"\n"  # else whoever wrote last was cut short
            _write(file, size, (b"" if size else header) + (b"" if whole else b"\n") + (_line(row) if row else b""))
        finally:
            os.close(file)
    except OSError as error:
        raise UsageError(f"--codearena-complexity: cannot write {path}: {error}; name a file that you may write to") from error


def _write(file: int, size: int, data: bytes) -> None:
    if os.write(file, data) != len(data):
        os.ftruncate(file, size)
        raise OSError("no space is left")


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()
