"""A failure's text in two parts, as pytest wants it: all of it where failures are shown, its first line where a reason is.

Of a plain text pytest makes a reason that is cut at the terminal's width, but not where it runs in CI: there a summary of one line
each would be as long as all failures together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pytest


class _Writer(Protocol):
    def line(self, s: str = "", **markup: bool) -> None:
        """Writes a line."""
        ...


@dataclass(frozen=True, slots=True)
class _Place:
    """What pytest calls a crash: where it was, and why."""

    path: str
    lineno: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.lineno}: {self.message}"


class Told:
    """Stands for a text as a report's ``longrepr``."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.reprcrash = _Place(path, 1, next(iter(text.splitlines()), ""))

    def __str__(self) -> str:
        return self.text

    def toterminal(self, tw: _Writer) -> None:
        """Writes the whole text."""
        for line in self.text.splitlines():
            tw.line(line)


def give_reason(report: pytest.TestReport) -> None:
    """The report of a task's failure has a reason of one line after this; no other report is changed.

    Where reports arrive, not where they are made: of what is no text, pytest-xdist brings over only what pytest itself makes.
    """
    path = report.nodeid.partition("::")[0]
    if isinstance(report.longrepr, str) and path.endswith("task.toml"):
        report.longrepr = Told(report.longrepr, path)  # type: ignore[assignment]
