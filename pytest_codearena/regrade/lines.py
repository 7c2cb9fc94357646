"""What people read about attempts that were graded again."""

from __future__ import annotations

from ..printable import Column, shorten, table_lines, visible
from ..report import grouped, totals
from .run import Change, Regraded

MAX_ROWS = 60
"""Changes, and episodes that could not be graded, that are listed; the others are counted."""
LONGEST_ROW = 200
"""Columns of what is said of such an episode."""


def regrade_lines(regraded: Regraded, *, width: int = 80) -> list[str]:
    """The attempts that are graded otherwise now, the agents before and now, and what stands in the way of comparing them."""
    lines = []
    if regraded.changes:
        lines += [*_change_table(regraded.changes[:MAX_ROWS], width), *_more(len(regraded.changes) - MAX_ROWS), ""]
    if regraded.report.episodes:
        lines += [*_agent_table(regraded, width), ""]
    verdicts = sum(change.old.grade.verdict is not change.new.grade.verdict for change in regraded.changes)
    lines.append(
        f"{visible(regraded.name)}: {regraded.attempts} attempts graded again, {verdicts} verdicts changed, "
        f"{len(regraded.changes)} verdicts or rewards"
    )
    for name, old, new in regraded.other_tasks:
        lines.append(f"another version of a task: {visible(name)} was {visible(old[:12])}, is {new[:12]}")
    if regraded.cut:
        lines.append(f"{regraded.cut} later attempts are left out: an earlier one of the same episode is resolved now")
    if regraded.open:
        lines.append(f"{regraded.open} episodes are no longer solved, and ended before the agent's last attempt: it would have gone on")
    if regraded.unjudged:
        lines.append(
            f"the judge's scores of {regraded.unjudged} attempts are left out, neutral 0.5 instead: the task, the rubric or the tests "
            "that pass are others now"
        )
    if regraded.left_out:
        lines.append(f"{len(regraded.left_out)} episodes could not be graded again:")
        rows = [f"  {visible(each.task)}  {visible(each.agent)}  {visible(reason)}" for each, reason in regraded.left_out[:MAX_ROWS]]
        lines += [shorten(row, LONGEST_ROW) for row in rows] + _more(len(regraded.left_out) - MAX_ROWS)
    return lines


def _more(number: int) -> list[str]:
    return [f"… and {number} more"] if number > 0 else []


def _change_table(changes: tuple[Change, ...], width: int) -> list[str]:
    return table_lines(
        [
            Column("task", [visible(change.episode.task) for change in changes], least=12),
            Column("agent", [visible(change.episode.agent) for change in changes], least=10, spare=1),
            Column("epoch", [str(change.episode.epoch) for change in changes], right=True, spare=2),
            Column("attempt", [str(change.new.number) for change in changes], right=True),
            Column("verdict", [_both(change.old.grade.verdict.value, change.new.grade.verdict.value) for change in changes]),
            Column("reward", [_both(f"{change.old.grade.reward:.3f}", f"{change.new.grade.reward:.3f}") for change in changes]),
            Column("moved by", [visible(", ".join(change.moved)) for change in changes], least=10),
        ],
        width,
    )


def _agent_table(regraded: Regraded, width: int) -> list[str]:
    """Before and now, over the episodes that were graded again."""
    gone = {id(episode) for episode, _ in regraded.left_out}
    old = grouped([episode for episode in regraded.old.episodes if id(episode) not in gone], "agent")
    new = grouped(regraded.report.episodes, "agent")
    sums = [(totals(old[agent]), totals(new[agent])) for agent in new]
    return table_lines(
        [
            Column("agent", [visible(agent) for agent in new], least=12),
            Column("solved", [_both(f"{a.solved}/{a.judged}", f"{b.solved}/{b.judged}") for a, b in sums]),
            Column("reward", [_both(_number(a.mean_reward), _number(b.mean_reward)) for a, b in sums]),
        ],
        width,
    )


def _both(before: str, now: str) -> str:
    return now if before == now else f"{before} -> {now}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
