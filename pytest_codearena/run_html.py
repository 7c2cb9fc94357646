"""The page that a run of pytest writes: whether it can be, before the run, and the page itself after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .errors import UsageError
from .options import path_option
from .records import Report

_OPTION = "--codearena-html"


def html_path(config: pytest.Config) -> Path | None:
    """Returns where the page shall be written; None if none was asked for. Raises UsageError if it can't be made here."""
    path = path_option(config, "html")
    if path is not None:
        from .html.writing import require_jinja2

        require_jinja2(_OPTION)
        report = path_option(config, "report")
        if report is not None and report.resolve() == path.resolve():
            raise UsageError(f"{_OPTION}={path}: is the file of --codearena-report; name another one")
    return path


def write_html(path: Path, report: Report, root: Path, report_path: Path | None) -> None:
    """Writes the page. Raises UsageError if that can't be done."""
    from .html.report_page import write_report_page

    write_report_page(path, report, root=root, name=report_path.name if report_path else "")
