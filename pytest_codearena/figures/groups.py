"""Rewards by what the tasks are: category, difficulty, both."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..records import DIFFICULTIES
from ..stats.clusters import clustered_mean
from .canvas import MOST_NAMES, Kind, NothingToDraw, clusters, colour, commonest, ended, label, legend, marker, series_of
from .rows import Source

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _reward_by_category(figure: Figure, source: Source) -> str:
    rows = [row for row in ended(source.rows) if row.category]
    if not rows:
        raise NothingToDraw("no category is known: the tables hold none")
    names = sorted(commonest(row.category for row in rows)[:MOST_NAMES])
    series = series_of(rows)
    axes = figure.add_subplot()
    said: list[str] = []
    for index, (agent, own) in enumerate(series.items()):
        shift = 0.5 * ((index + 0.5) / len(series) - 0.5)
        for place, name in enumerate(names):
            chosen = [row for row in own if row.category == name]
            if not chosen:
                continue
            mean = math.fsum(row.reward for row in chosen) / len(chosen)
            interval = clustered_mean(clusters(chosen))
            y = place + shift
            if interval is not None:
                axes.plot([interval.low, interval.high], [y, y], color=colour(index), linewidth=1.4, solid_capstyle="butt")
            axes.plot([mean], [y], marker(index), color=colour(index), ms=5.5)
            said.append(f"{label(agent)} {mean:.2f} in {label(name)}")
    handles = [_handle(index, agent) for index, agent in enumerate(series)]
    axes.set(xlabel="mean reward, 95% interval by task", xlim=(-0.02, 1.02))
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), [label(name) for name in names])
    axes.grid(visible=False, axis="y")
    legend(axes, [*series], handles=handles)
    return "; ".join(said)


def _handle(index: int, agent: str) -> object:
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour(index), marker=marker(index), ms=5.5, label=label(agent))


def _deviation(rewards: Sequence[float]) -> float:
    mean = math.fsum(rewards) / len(rewards)
    return math.sqrt(math.fsum((reward - mean) ** 2 for reward in rewards) / len(rewards))


_MEASURES: tuple[tuple[str, Callable[[Sequence[float]], float], float, str], ...] = (
    ("mean", lambda rewards: math.fsum(rewards) / len(rewards), 1.0, "Blues"),
    ("maximum", max, 1.0, "Blues"),
    ("standard deviation", _deviation, 0.5, "Oranges"),
)
"""Title, function, and the value and the colours of the scale's end: the darker, the more."""


def _difficulty_matrix(figure: Figure, source: Source) -> str:
    rows = [row for row in ended(source.rows) if row.category and row.difficulty]
    if not rows:
        raise NothingToDraw("no difficulty is known: only reports hold one")
    names = sorted(commonest(row.category for row in rows)[:MOST_NAMES])
    levels = [level for level in DIFFICULTIES if any(row.difficulty == level for row in rows)]
    cells = {
        (name, level): [row.reward for row in rows if row.category == name and row.difficulty == level]
        for name in names
        for level in levels
    }
    panels = figure.subplots(1, len(_MEASURES), sharey=True)
    for axes, (title, measured, most, colours) in zip(panels, _MEASURES, strict=True):
        grid = [[measured(cells[name, level]) if cells[name, level] else math.nan for level in levels] for name in names]
        axes.imshow(grid, cmap=colours, vmin=0, vmax=1.25 * most, aspect="auto")
        for y, name in enumerate(names):
            for x, level in enumerate(levels):
                count = len(cells[name, level])
                dark = count and grid[y][x] > 0.7 * most
                text = f"{grid[y][x]:.2f}\nn={count}" if count else "–"
                axes.text(x, y, text, ha="center", va="center", fontsize=7.5, color="white" if dark else "#1c1c1c")
        axes.set_xticks(range(len(levels)), levels)
        axes.set_yticks(range(len(names)), [label(name) for name in names])
        axes.set_title(title)
        axes.grid(visible=False)
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
    means = {key: math.fsum(rewards) / len(rewards) for key, rewards in cells.items() if rewards}
    return "mean rewards: " + "; ".join(f"{label(name)}, {level} {mean:.2f}" for (name, level), mean in means.items())


REWARD_BY_CATEGORY = Kind("reward_by_category", "Mean reward by category, with 95% intervals", _reward_by_category)
DIFFICULTY_MATRIX = Kind("difficulty_matrix", "Reward by category and difficulty", _difficulty_matrix, width=8.4, height=3.4)
