"""``codearena html``: a report as a page; and what all commands that write pages ask before."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import UsageError
from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name, help="show a report as a page", description="Writes a page that shows all of REPORT; it can be opened from disk."
    )
    parser.add_argument("report", type=Path, metavar="REPORT", help="a report that --codearena-report wrote")
    parser.add_argument("--out", type=Path, default=Path("report.html"), metavar="PATH", help="default: report.html")
    add_root(parser)
    parser.set_defaults(run=_run)


def add_root(parser: Any) -> None:
    """The parser knows where paths of tasks begin after this."""
    parser.add_argument(
        "--root", type=Path, default=Path(), metavar="DIR", help="where the paths of the tasks begin (default: here)"
    )


def check_page(option: str, page: Path, reports: Sequence[Path]) -> None:
    """Raises UsageError if no page can be made here, or if it would write over one of the reports; ``option`` names it."""
    from ..html.writing import require_jinja2

    require_jinja2(option)
    if any(page.resolve() == report.resolve() for report in reports):
        raise UsageError(f"{option} {page}: would write over the report; name another file")


def _run(parsed: argparse.Namespace) -> int:
    from ..html.report_page import write_report_page
    from ..report import read_report

    check_page("--out", parsed.out, (parsed.report,))
    written = write_report_page(parsed.out, read_report(parsed.report), root=parsed.root, name=parsed.report.name)
    say("\n".join(map(str, written)))
    return 0
