"""Command lines of backups."""

import re
import shlex
from os import PathLike, fspath


class Backup:
    """A backup whose command line is put together step by step."""

    def __init__(self, source: str | PathLike[str], target: str | PathLike[str]) -> None:
        self._source = fspath(source)
        self._target = fspath(target)
        self._patterns: list[str] = []
        self._kilobytes = 0
        self._days = 0
        self._dry = False

    def exclude(self, pattern: str) -> "Backup":
        """Leave out what fits the pattern."""
        if pattern not in self._patterns:
            self._patterns.append(pattern)
        return self

    def limit(self, kilobytes: int | str) -> "Backup":
        """Send no more than so many kilobytes in a second."""
        self._kilobytes = _positive(kilobytes)
        return self

    def keep(self, days: int | str) -> "Backup":
        """Remove backups that are older than so many days."""
        self._days = _positive(days)
        return self

    def dry_run(self) -> "Backup":
        """Only say what would be done."""
        self._dry = True
        return self

    def __len__(self) -> int:
        return len(self._patterns)

    def command(self) -> str:
        """Return the command line."""
        words = ["rsync", "-a"]
        if self._dry:
            words.append("--dry-run")
        if self._kilobytes:
            words.append(f"--bwlimit={self._kilobytes}")
        words += [f"--exclude={pattern}" for pattern in self._patterns]
        line = shlex.join([*words, "--", self._source, self._target])
        if self._days:
            line += " && " + shlex.join(["prune", self._target, f"--days={self._days}"])
        return line


def _positive(number: int | str) -> int:
    if not re.fullmatch("0*[1-9][0-9]*", str(number)):
        raise ValueError(f"not a positive number: {number}")
    return int(number)
