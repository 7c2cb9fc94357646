"""Findings as people read them: the text of a failure, and the table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from ..printable import Column, shorten, table_lines, visible
from .run import Findings, Passed

_MOST_TOLD = 20
"""Attacks that a failure explains; of those beyond it only the names are listed."""


def failure_text(findings: Findings) -> str:
    """Returns which attacks passed every test of the task, what each does, and what its author can do about it."""
    cheats = findings.cheats
    lines = [f"{len(cheats)} of {findings.tried} attacks pass{'es' * (len(cheats) == 1)} every test: {_names(cheats)}", ""]
    lines += [f"{each.name}: {each.does.rstrip('.')} -> resolved; {each.advice}" for each in cheats[:_MOST_TOLD]]
    if len(cheats) > _MOST_TOLD:
        lines.append(f"and {len(cheats) - _MOST_TOLD} more: {_names(cheats[_MOST_TOLD:])}")
    return "\n".join(visible(line) for line in lines)


def _names(attacks: Sequence[Passed]) -> str:
    return ", ".join(each.name for each in attacks)


def summary_lines(all_findings: Sequence[Findings], *, width: int = 80) -> list[str]:
    """Returns one row for each task, and below them the blind spots; nothing if no task was attacked."""
    if not all_findings:
        return []
    rows = sorted(all_findings, key=lambda findings: (findings.path, findings.task))
    lines = table_lines(
        [
            Column("task", [visible(each.task) for each in rows], least=14),
            Column("attacks", [str(each.tried) for each in rows], right=True),
            Column("pass all tests", [str(len(each.cheats)) for each in rows], right=True),
            Column("visible tests only", [str(len(each.caught)) for each in rows], right=True),
            Column("blind spots", [str(len(each.blind_spots)) for each in rows], right=True, spare=1),
            Column("time", [f"{each.seconds:.1f}s" for each in rows], right=True),
        ],
        width,
    )
    blind = [each for each in rows if each.blind_spots]
    if blind:
        lines += ["", "blind spots: code that is wrong there passes; if such input is allowed, let a property draw it:"]
        lines += [shorten(f"  {visible(each.task)}: {_names(each.blind_spots)}", width) for each in blind]
    return lines
