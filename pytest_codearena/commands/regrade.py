"""``codearena regrade``: the attempts of a report graded again, without any model."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name,
        help="grade the attempts of a report again, without any model",
        description="Grades the attempts of REPORT again with the tasks and the grader of today. Exit status: 0 nothing changed, "
        "1 a verdict or a reward changed, 3 nothing changed but not all could be graded.",
    )
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report that --codearena-report wrote")
    parser.add_argument(
        "--tasks", type=Path, action="append", metavar="PATH", help="where its tasks are, repeatable (default: .)"
    )
    parser.add_argument("--out", type=Path, metavar="PATH", help="write the report as it is with the new grades")
    parser.add_argument(
        "--tolerance", metavar="SHARE", help="a reward that speed alone moves by less did not change (default 0.02)"
    )
    parser.add_argument("--sandbox", choices=("strict", "weak"), default="strict", help="default: strict")
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    from ..baseline.gate import parse_share
    from ..regrade.lines import regrade_lines
    from ..regrade.run import TOLERANCE, regrade, status_of
    from ..report import write_report

    if parsed.out is not None and parsed.out.resolve() == parsed.report.resolve():
        raise UsageError(f"--out={parsed.out}: would write over the report that is read; name another file")
    tolerance = TOLERANCE if parsed.tolerance is None else parse_share("--tolerance", parsed.tolerance)
    regraded = regrade(parsed.report, parsed.tasks or [Path()], sandbox=parsed.sandbox, tolerance=tolerance)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    say("\n".join(regrade_lines(regraded, width=width)))
    if parsed.out is not None:
        write_report(parsed.out, regraded.report)
        say(f"report: {parsed.out}")
    return status_of(regraded)
