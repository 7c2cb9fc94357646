"""Command lines of backups."""

import shlex
from os import PathLike


class Backup:
    """A backup whose command line is put together step by step."""

    def __init__(self, source: str | PathLike[str], target: str | PathLike[str]) -> None:
        self._source = source
        self._target = target
        self._patterns = ()
        self._kilobytes = None
        self._days = None
        self._dry = False

    def exclude(self, pattern: str) -> "Backup":
        """Leave out what fits the pattern."""
        if pattern not in self._patterns:
            self._patterns.append(pattern)

    def limit(self, kilobytes: int | str) -> "Backup":
        """Send no more than so many kilobytes in a second."""
        if kilobytes < 1:
            raise ValueError(f"not a positive number: {kilobytes}")
        self._kilobytes = kilobytes

    def keep(self, days: int | str) -> "Backup":
        """Remove backups that are older than so many days."""
        if days < 1:
            raise ValueError(f"not a positive number: {days}")
        self._days = days

    def dry_run() -> "Backup":
        """Only say what would be done."""
        self._dry = True

    def __len__(self) -> int:
        return self._patterns.__len__

    def command(self) -> str:
        """Return the command line."""
        words = ["rsync", "-a"]
        if self._dry:
            words.append("--dry-run")
        if self._kilobytes:
            words.append("--bwlimit=" + self._kilobytes)
        words += ["--exclude=" + pattern for pattern in self._patterns]
        line = shlex.join([*words, "--", self._source, self._target])
        if self._days:
            line += " && " + shlex.join(["prune", self._target, "--days=" + self._days])
        return line
