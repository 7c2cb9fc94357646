"""The page that a run of pytest writes: whether it can be, before the run, and the page itself after it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import UsageError
from ..records import Report

_OPTION = "--codearena-html"


def check_page(page: Path, reports: Iterable[Path]) -> None:
    """Raises UsageError if the page can't be made here, or would write over one of the reports."""
    from ..html.writing import require_jinja2

    require_jinja2(_OPTION)
    if page.resolve() in [path.resolve() for path in reports]:
        raise UsageError(f"{_OPTION}={page}: is the file of --codearena-report; name another one")


def write_page(page: Path, report: Report, root: Path, name: str) -> None:
    """Writes the page of the report called ``name``, whose tasks lie below ``root``. Raises UsageError if that can't be done."""
    from ..html.report_page import write_report_page

    write_report_page(page, report, root=root, name=name)
