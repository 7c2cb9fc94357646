"""``codearena compare``: reports beside a baseline."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from .html import add_root, check_page
from .saying import say


def add(name: str, commands: Any) -> None:
    """The command is one of ``commands`` after this."""
    parser = commands.add_parser(
        name,
        help="compare reports with a baseline",
        description="Says of each REPORT whether its agents are worse than in BASELINE: pass, regressed or inconclusive.",
    )
    parser.add_argument("baseline", type=Path, metavar="BASELINE", help="the report of an earlier run")
    parser.add_argument("reports", type=Path, nargs="+", metavar="REPORT", help="reports of later runs")
    parser.add_argument("--common", action="store_true", help="compare the tasks that both have, instead of refusing others")
    parser.add_argument(
        "--margin", default=None, metavar="SHARE", help="drop in the solve rate that pass excludes (default 0.10)"
    )
    parser.add_argument("--format", choices=("text", "md", "json"), default="text", help="default: text")
    parser.add_argument("--gate", action="store_true", help="exit status 10 if an agent regressed")
    parser.add_argument("--strict", action="store_true", help="and 11 if that is inconclusive")
    parser.add_argument(
        "--html", type=Path, metavar="PATH", help="also write a page that shows what flipped, with the fixes side by side"
    )
    add_root(parser)
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    from ..baseline.gate import parse_share, status_of
    from ..baseline.lines import comparison_json, comparison_lines, comparison_markdown
    from ..baseline.pairing import Run, pair
    from ..baseline.reading import read_baseline
    from ..baseline.verdict import MARGIN, compare, overall

    margin = MARGIN if parsed.margin is None else parse_share("--margin", parsed.margin)
    old, *others = [Run(str(path), read_baseline(path)) for path in (parsed.baseline, *parsed.reports)]
    pairs = [each for new in others for each in pair(old, new, common=parsed.common)]
    comparisons = compare(pairs, margin=margin)
    if parsed.html is not None:
        from ..html.comparison_page import write_comparison_page

        check_page("--html", parsed.html, (parsed.baseline, *parsed.reports))
        write_comparison_page(parsed.html, old, others, comparisons, root=parsed.root)
    if parsed.format == "json":
        say(json.dumps(comparison_json(comparisons), indent=1))
    elif parsed.format == "md":
        say("\n".join(comparison_markdown(comparisons)))
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 120)
        say("\n".join(comparison_lines(comparisons, width=width)))
    return status_of(overall(comparisons), strict=parsed.strict) if parsed.gate or parsed.strict else 0
