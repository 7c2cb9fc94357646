"""Comparisons as people and programs read them: lines for a terminal, Markdown, JSON.

Names come from files that may have been made by anybody: ``visible`` keeps them from acting on a terminal, and what Markdown
would take for markup stands behind a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from ..printable import Column, table_lines, visible
from .pairing import Side, TaskPair
from .verdict import POWER, Comparison, overall, points

MAX_FLIPS = 40
"""Flipped tasks that are listed for a comparison; the others are counted."""

NOTHING = "-"
"""Stands where there is no number."""

Block = str | list[Column]
"""A paragraph or a table."""


def comparison_lines(comparisons: Sequence[Comparison], *, width: int = 80) -> list[str]:
    """The verdicts as a table, then each comparison with its reason and the tasks that flipped."""
    lines: list[str] = []
    for block in _blocks(comparisons):
        lines += ["", block] if isinstance(block, str) else ["", *table_lines(block, width)]
    return lines[1:]


def comparison_markdown(comparisons: Sequence[Comparison]) -> list[str]:
    """The same for a web page or a comment."""
    lines: list[str] = []
    for block in _blocks(comparisons):
        if isinstance(block, str):
            lines += ["", _escaped(block)]
            continue
        columns = [[_escaped(cell.strip()) for cell in (column.heading, *column.cells)] for column in block]
        heading, *rows = zip(*columns, strict=True)
        rules = ["--:" if column.right else "---" for column in block]
        lines += ["", *(f"| {' | '.join(row)} |" for row in (heading, rules, *rows))]
    return lines[1:]


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|#!~$&@])", r"\\\1", text)


def comparison_json(comparisons: Sequence[Comparison]) -> dict[str, object]:
    """The same for a program: the worst verdict, and all that is known of each comparison."""
    return {"verdict": overall(comparisons).value, "comparisons": [_to_json(each) for each in comparisons]}


def _to_json(comparison: Comparison) -> dict[str, object]:
    data = asdict(replace(comparison, tasks=()))
    pair = data.pop("pair")
    runs = {name: pair[name] for name in ("old_run", "new_run", "old_agent", "new_agent", "left_out")}
    return {**runs, **data, "tasks": len(comparison.tasks)}


def _blocks(comparisons: Sequence[Comparison]) -> list[Block]:
    blocks: list[Block] = [_verdict_table(comparisons)]
    for each in comparisons:
        blocks.append(f"{_title(each)}: {each.verdict}: {each.reason}.")
        blocks.append(_certainty(each))
        if each.worse or each.better:
            blocks.append(_flip_table(each))
        hidden = len(each.worse) + len(each.better) - 2 * MAX_FLIPS
        if hidden > 0 or max(len(each.worse), len(each.better)) > MAX_FLIPS:
            blocks.append(f"… and more tasks that flipped, {len(each.worse)} down and {len(each.better)} up in all")
    return blocks


def _title(each: Comparison) -> str:
    pair = each.pair
    agents = visible(pair.new_agent)
    if pair.old_agent != pair.new_agent:
        agents += f" (baseline: {visible(pair.old_agent)})"
    return f"{visible(pair.new_run)}, {agents}"


def _verdict_table(comparisons: Sequence[Comparison]) -> list[Column]:
    sure = f"{100 * (1 - 2 * comparisons[0].level):.3g}%"
    return [
        Column("run", [visible(each.pair.new_run) for each in comparisons], least=10),
        Column("agent", [visible(each.pair.new_agent) for each in comparisons], least=10, spare=2),
        Column("tasks", [str(len(each.tasks)) for each in comparisons], right=True),
        Column("solved", [f"{each.old_rate:.0%} -> {each.new_rate:.0%}" for each in comparisons], right=True),
        Column(
            "reward", [f"{_number(each.old_reward)} -> {_number(each.new_reward)}" for each in comparisons], right=True, spare=3
        ),
        Column(f"points ({sure})", [_difference(each) for each in comparisons], right=True),
        Column("p", [f"{each.p_worse:.2g}" for each in comparisons], right=True, spare=1),
        Column("verdict", [each.verdict.value for each in comparisons]),
    ]


def _difference(each: Comparison) -> str:
    if each.interval is None:
        return NOTHING
    return f"{100 * each.difference:+.0f} ({100 * each.interval.low:+.0f} to {100 * each.interval.high:+.0f})"


def _certainty(each: Comparison) -> str:
    """What this comparison could see at all."""
    said = [each.test]
    if each.detectable is not None:
        drops = f"drops of {points(each.detectable)} or more in {POWER:.0%} of runs"
        said.append(f"finds {drops if each.detectable < 1 else 'only the largest drops'}")
        best = " at best" if any(more.at_best for more in each.more_epochs) else ""
        said.append("with " + ", ".join(f"{more.factor}x the epochs {points(more.drop)}" for more in each.more_epochs) + best)
    if each.lost:
        said.append(f"{each.lost:.1%} of the pairs of episodes not judged and left out")
    if each.pair.left_out:
        said.append(f"{each.pair.left_out} tasks that only one run has left out")
    return "; ".join(said)


def _flip_table(each: Comparison) -> list[Column]:
    rows = [("worse", task) for task in each.worse[:MAX_FLIPS]] + [("better", task) for task in each.better[:MAX_FLIPS]]
    return [
        Column("", [word for word, _ in rows]),
        Column("task", [visible(task.task) for _, task in rows], least=14),
        Column("solved", [_both(task, lambda side: f"{side.solved}/{side.judged}") for _, task in rows], right=True),
        Column("attempts", [_both(task, _attempts) for _, task in rows], right=True),
        Column("reward", [_both(task, _reward) for _, task in rows], right=True),
    ]


def _both(task: TaskPair, text: Callable[[Side], str]) -> str:
    return f"{text(task.old)} -> {text(task.new)}"


def _attempts(side: Side) -> str:
    few, many = side.attempts[0], side.attempts[-1]
    return str(few) if few == many else f"{few}-{many}"


def _reward(side: Side) -> str:
    return _number(sum(side.rewards) / len(side.rewards) if side.rewards else None)


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"
