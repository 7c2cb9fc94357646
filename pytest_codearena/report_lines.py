"""Episodes as lines of JSON, each with the settings of its run: written while the run goes on, and read by one that resumes it.

A line is written whole, at once, and is on the disk before the next episode counts. Whoever is killed leaves at most one line
without its end.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UsageError
from .records import Calibration, Episode, Settings
from .report import (
    calibration_from_json,
    calibration_to_json,
    episode_from_json,
    episode_to_json,
    in_order,
    parse_json,
    settings_from_json,
    settings_to_json,
)

LINES_VERSION = 1
"""Raised by one whenever a reader of the previous version would misread a line."""


@dataclass(frozen=True, slots=True)
class RunOfLine:
    """What a line says of the run that it was written by."""

    plugin_version: str
    settings: Settings
    isolated: bool
    """True if a layer of the sandbox held that isolates candidates."""


@dataclass(frozen=True, slots=True)
class Line:
    """An episode that has ended, or what a judge's calibration came to."""

    run: RunOfLine
    episode: Episode | None = None
    calibration: Calibration | None = None


def line_to_text(line: Line) -> str:
    """Returns the line in ASCII, without its end; ``lines_of`` is the inverse."""
    said: dict[str, object] = episode_to_json(line.episode) if line.episode is not None else {}
    if line.calibration is not None:
        said["judge_calibration"] = calibration_to_json(line.calibration)
    run = {
        "lines_version": LINES_VERSION,
        "plugin_version": line.run.plugin_version,
        "isolated": line.run.isolated,
        "settings": settings_to_json(line.run.settings),
    }
    return json.dumps({**said, "run": run}, ensure_ascii=True, allow_nan=False)


def lines_of(path: Path) -> tuple[list[Line], bool]:
    """Returns the lines of a file, and whether the last one was cut short, which is left out.

    Raises UsageError for a file that can't be read, and for a line that is something else.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}; name a file that a run has left") from error
    whole, _, torn = data.rpartition(b"\n")
    texts = whole.split(b"\n") if whole else []
    return [_line(text, f"{path}:{number}") for number, text in enumerate(texts, 1)], bool(torn)


def _line(text: bytes, where: str) -> Line:
    try:
        data = parse_json(text.decode("ascii", "backslashreplace"), where)
        said: dict[str, Any] = data if isinstance(data, dict) else {}
        run = said.get("run")
        if not isinstance(run, dict) or run.get("lines_version") != LINES_VERSION:
            raise UsageError(f"{where}: is no line of this version")
        settings = settings_from_json(run.get("settings"), f"{where}: run.settings")
        of = RunOfLine(str(run.get("plugin_version")), settings, run.get("isolated") is True)
        episode = episode_from_json(said, where) if "task" in said else None
        calibration = calibration_from_json(said["judge_calibration"]) if "judge_calibration" in said else None
    except UsageError as error:
        raise UsageError(f"{error}; delete the line, or the file, and what it says is run anew") from error
    return Line(of, episode, calibration)


class EpisodeLog:
    """A file of lines that this process alone adds to. Any number of threads may."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made if need be, and takes away a last line that was cut short.

        Raises UsageError if that can't be done, or if another process adds to it.
        """
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
            try:
                self._there = self._opened()
            except BaseException:
                os.close(self._file)
                raise
        except BlockingIOError:
            raise UsageError(f"{path}: another run is writing it; give this one another --codearena-report") from None
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error}; name a report in a folder that you may write to") from error

    def _opened(self) -> set[bytes]:
        """The file is locked and ends with a whole line after this; returns its lines."""
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            raise OSError("it exists and is not a file")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with open(os.dup(self._file), "rb") as stream:
            stream.seek(0)
            data = stream.read()
        whole = data.rpartition(b"\n")[0]
        os.ftruncate(self._file, len(whole) + bool(whole))
        return set(whole.split(b"\n"))

    def add(self, line: Line) -> None:
        """The line is on the disk after this, once; does nothing after ``close``.

        Raises UsageError if it can't be written; nothing of it is in the file then.
        """
        text = line_to_text(line).encode("ascii")
        with self._lock:
            if self._file < 0 or text in self._there:
                return
            try:
                size = os.fstat(self._file).st_size
                if os.write(self._file, text + b"\n") != len(text) + 1:
                    os.ftruncate(self._file, size)
                    raise OSError("no space is left")
                os.fsync(self._file)
            except OSError as error:
                raise UsageError(
                    f"cannot write {self.path}: {error}; an episode will be missing when this run is resumed"
                ) from error
            self._there.add(text)

    def close(self, *, delete: bool) -> None:
        """Nothing is added after this; the file is gone if it is to be deleted, or if it holds nothing. May be called twice."""
        with self._lock:
            if self._file < 0:
                return
            if delete or not os.fstat(self._file).st_size:
                self.path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = -1


def text_of_lines(episodes: Sequence[Episode], run: RunOfLine) -> str:
    """Returns the episodes as the text of a file of lines, in the order of a report."""
    return "".join(line_to_text(Line(run, episode)) + "\n" for episode in in_order(episodes))
