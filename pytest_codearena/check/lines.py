"""Findings as people read them: the text of a failure, and the table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from ..printable import Column, shorten, table_lines, visible
from .findings import Findings

_MOST_TOLD = 20
"""Survivors that are listed for one task."""
_NOTHING = "-"
_ROOMY, _VERY_ROOMY = 10, 999
"""Margins beyond which nobody needs to know them so well."""


def failure_text(findings: Findings) -> str:
    """Returns all that the task's author has to mend, a line each, and below it the mutants that no test noticed."""
    lines = list(findings.problems)
    if findings.survivors:
        lines += ["", "no test notices:", *(f"  {each}" for each in findings.survivors)]
    return "\n".join(visible(line) for line in lines)


def summary_lines(all_findings: Sequence[Findings], *, width: int = 80) -> list[str]:
    """Returns one row for each task, and below them the surviving mutants of good tasks; nothing if none was examined."""
    if not all_findings:
        return []
    rows = sorted(all_findings, key=lambda findings: (findings.path, findings.task))
    full = any(each.depth == "full" for each in rows)
    columns = [
        Column("task", [visible(each.task) for each in rows], least=14),
        Column("mutants", [str(each.mutants) for each in rows], right=True),
        Column("killed", [_share(each.kill_rate) for each in rows], right=True),
        Column("alive", [str(len(each.survivors)) for each in rows], right=True, spare=2),
        Column("vacuous", [str(len(each.vacuous)) for each in rows], right=True, spare=3),
        Column("flake", [str(len(each.flickering)) for each in rows], right=True, spare=3),
        Column("margin", [_margin(each.margin) for each in rows], right=True, spare=4),
        Column("time", [f"{each.seconds:.1f}s" for each in rows], right=True, spare=1),
        Column("verdict", [_verdict(each) for each in rows]),
    ]
    only_full = ("mutants", "killed", "alive", "vacuous", "flake")
    lines = table_lines([column for column in columns if full or column.heading not in only_full], width)
    told = [each for each in rows if each.survivors and not each.problems]
    if told:
        lines += ["", "what no test notices, though enough else is noticed; another test, or a mark in task.toml, would settle it:"]
    for each in told:
        survivors = [f"  {each.path or each.task}/{survivor}" for survivor in each.survivors[:_MOST_TOLD]]
        lines += [visible(line) for line in survivors]
        if len(each.survivors) > _MOST_TOLD:
            lines.append(f"  … and {len(each.survivors) - _MOST_TOLD} more of {visible(each.task)}")
    for each in rows:
        if each.left_out:
            tried = each.mutants + each.equivalent
            lines.append(shorten(f"{visible(each.task)}: a sample of {tried} of its {tried + each.left_out} mutants was tried", width))
    return lines


def _verdict(findings: Findings) -> str:
    return f"weak ({len(findings.problems)})" if findings.problems else "good"


def _share(value: float | None) -> str:
    return _NOTHING if value is None else f"{int(value * 100)}%"


def _margin(value: float | None) -> str:
    if value is None:
        return _NOTHING
    return f"{value:.1f}x" if value < _ROOMY else f"{value:.0f}x" if value < _VERY_ROOMY else f">{_VERY_ROOMY}x"
