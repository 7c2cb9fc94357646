"""What a run finds out about tasks, where they are checked or attacked and not repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..attack.lines import summary_lines as attack_lines
from ..attack.run import Findings, from_line, to_line
from ..check.findings import Findings as CheckFindings
from ..check.findings import from_line as check_from_line
from ..check.findings import to_line as check_to_line
from ..check.lines import summary_lines as check_lines
from ..collect import TaskAttack, TaskCheck

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


class Examined:
    """Findings travel on their reports as lines of JSON: they cross xdist so, and stay out of JUnit."""

    def __init__(self) -> None:
        self._attacks: list[Findings] = []
        self._checks: list[CheckFindings] = []

    def tell(self, item: pytest.Item, report: pytest.TestReport) -> None:
        """The report of a check or of an attack that has ended carries what was found, after this."""
        if isinstance(item, TaskAttack) and item.findings is not None:
            report.codearena_attack = to_line(item.findings)  # type: ignore[attr-defined]
        if isinstance(item, TaskCheck) and item.findings is not None:
            report.codearena_check = check_to_line(item.findings)  # type: ignore[attr-defined]

    def hear(self, report: pytest.TestReport) -> None:
        """Takes findings off a report, if it carries any."""
        if (line := getattr(report, "codearena_attack", None)) is not None:
            self._attacks.append(from_line(line))
        if (line := getattr(report, "codearena_check", None)) is not None:
            self._checks.append(check_from_line(line))

    def print(self, reporter: TerminalReporter, width: int) -> None:
        """The tables of what was found are printed after this."""
        for title, lines in (
            ("codearena attack", attack_lines(self._attacks, width=width) if self._attacks else []),
            ("codearena check", check_lines(self._checks, width=width) if self._checks else []),
        ):
            if lines:
                reporter.write_sep("=", title)
            for line in lines:
                reporter.write_line(line)
