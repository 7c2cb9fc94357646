"""``codearena plot``: figures of reports and of tables of training."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name,
        help="draw figures of reports and of tables of training",
        description="Draws figures of all that the files hold together: reports, tables that --codearena-complexity wrote, "
        "and CSV files with the columns step,reward[,category].",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="reports (JSON) and tables (CSV)")
    parser.add_argument("--out", type=Path, default=Path("figures"), metavar="DIR", help="default: figures")
    parser.add_argument("--format", dest="forms", action="append", choices=("svg", "png"), help="default: both")
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    from ..figures.drawing import FORMATS, require_matplotlib, write_figures
    from ..figures.rows import read_sources

    require_matplotlib("plot")
    for drawn, paths in write_figures(parsed.out, read_sources(parsed.files), parsed.forms or FORMATS):
        say(f"{', '.join(map(str, paths))}: {drawn.said if drawn.empty else drawn.kind.title}")
    return 0
