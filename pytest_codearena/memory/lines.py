"""What people read of a memory: a line in the header, and what was gained at the end of a run."""

from __future__ import annotations

from collections.abc import Mapping

from ..printable import Column, table_lines, visible
from .gain import Gain, Means

CAUTION = "no measurement of the agents alone"


def header_line(name: str, entries: int) -> str:
    """Returns which file is used, and that this run is no measurement of the agents alone."""
    held = f"{entries} entr{'y' if entries == 1 else 'ies'} of these agents" if entries else "nothing of these agents yet"
    return f"codearena memory: {visible(name)}: {held}; {CAUTION}"


def summary_lines(name: str, gains: Mapping[str, Gain], *, width: int = 80) -> list[str]:
    """Returns what each agent came to without its memory, with it, and the difference; one line if nothing was offered."""
    if not gains:
        return [f"memory: {visible(name)}: nothing was remembered of these tasks before"]
    offered = sum(gain.offered for gain in gains.values())
    episodes = sum(gain.episodes for gain in gains.values())
    rows = [row for agent, gain in gains.items() for row in _rows(agent, gain)]
    lines = [f"memory: {visible(name)}: earlier work was offered in {offered} of {episodes} episodes; {CAUTION}"]
    if not rows:
        return lines
    headings = ("agent", "memory", "tasks solved", "solve rate", "first", "best")
    columns = [
        Column(heading, [row[i] for row in rows], right=i > 1, least=12 if i == 0 else None) for i, heading in enumerate(headings)
    ]
    return ["", *table_lines(columns, width), *lines]


def _rows(agent: str, gain: Gain) -> list[list[str]]:
    before, now = gain.before, gain.now
    if before is None or now is None:
        return []
    return [
        [visible(agent), "before", *_cells(before, gain.tasks)],
        ["", "now", *_cells(now, gain.tasks)],
        [
            "",
            "gained",
            f"{now.solved - before.solved:+}",
            f"{now.solve_rate - before.solve_rate:+.0%}",
            f"{now.first_reward - before.first_reward:+.2f}",
            f"{now.best_reward - before.best_reward:+.2f}",
        ],
    ]


def _cells(means: Means, tasks: int) -> list[str]:
    return [f"{means.solved}/{tasks}", f"{means.solve_rate:.0%}", f"{means.first_reward:.2f}", f"{means.best_reward:.2f}"]
