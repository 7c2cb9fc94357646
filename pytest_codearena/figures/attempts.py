"""What single attempts are: how they grow, who made them, and what they earn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from ..records import Growth
from .canvas import (
    INK,
    LINE,
    MOST_NAMES,
    QUIET,
    Kind,
    NothingToDraw,
    colour,
    commonest,
    label,
    legend,
    marker,
    series_of,
    whole_numbers,
)
from .rows import Row, Source

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_POINTS = 100
"""Attempts of one method that are drawn one by one; of more, a sample is. The box stands for all of them."""

_REST = "all others"


def _growth_classes(figure: Figure, source: Source) -> str:
    rows = [row for row in source.rows if row.growth]
    if not rows:
        raise NothingToDraw("no growth is known: a table of training steps holds none")
    series = series_of(rows)
    classes = [growth.value for growth in Growth]
    axes = figure.add_subplot()
    width = 0.8 / len(series)
    said = []
    for index, (agent, own) in enumerate(series.items()):
        counts = [sum(row.growth == name for row in own) for name in classes]
        places = [place + (index + 0.5) * width - 0.4 for place in range(len(classes))]
        drawn = axes.bar(places, counts, width * 0.94, color=colour(index), label=label(agent))
        axes.bar_label(drawn, [str(count) if count else "" for count in counts], fontsize=7, padding=1.5, color=INK)
        most = max(zip(counts, classes, strict=True), key=lambda pair: pair[0])
        said.append(f"most of the {len(own)} attempts of {label(agent)} are {most[1]} ({most[0]})")
    axes.set_xticks(range(len(classes)), classes)
    axes.set(ylabel="attempts", xlabel="growth of the time, as measured or else as the source says")
    whole_numbers(axes.yaxis)
    axes.grid(visible=False, axis="x")
    legend(axes, [*series])
    return "; ".join(said)


def _by_method(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The most frequent methods, and all others together at the end."""
    names = commonest(row.method for row in rows)
    kept = names if len(names) <= MOST_NAMES else names[: MOST_NAMES - 1]
    groups = {name: [row for row in rows if row.method == name] for name in kept}
    if rest := [row for row in rows if row.method not in groups]:
        groups[_REST] = rest
    return groups


def _reward_by_method(figure: Figure, source: Source) -> str:
    rows = [row for row in source.rows if row.method]
    if not rows:
        raise NothingToDraw("no method is known: a table of training steps holds none")
    groups = _by_method(rows)
    axes = figure.add_subplot()
    places = range(len(groups))
    axes.boxplot(
        [[row.reward for row in own] for own in groups.values()],
        positions=list(places),
        orientation="horizontal",
        widths=0.55,
        showfliers=False,
        boxprops={"color": QUIET},
        whiskerprops={"color": QUIET},
        capprops={"color": QUIET},
        medianprops={"color": INK, "linewidth": 1.6},
    )
    draw = Random(0)
    for place, own in zip(places, groups.values(), strict=True):
        shown = own if len(own) <= MOST_POINTS else draw.sample(own, MOST_POINTS)
        heights = [place + draw.uniform(-0.17, 0.17) for _ in shown]
        axes.plot([row.reward for row in shown], heights, "o", color=colour(0), ms=3.5, alpha=0.55, mec="none", zorder=3)
    axes.set_yticks(list(places), [f"{label(name)} ({len(own)})" for name, own in groups.items()])
    axes.set_ylim(len(groups) - 0.4, -0.6)
    axes.set(xlabel="reward of an attempt; box: quartiles, line: median", xlim=(-0.02, 1.02))
    axes.grid(visible=False, axis="y")
    return "; ".join(f"{label(name)}: median {_median([row.reward for row in own]):.2f} of {len(own)}" for name, own in groups.items())


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _methods(figure: Figure, source: Source) -> str:
    rows = [row for row in source.rows if row.method and row.resolved is not None]
    if not rows:
        raise NothingToDraw("no method is known: a table of training steps holds none")
    axes = figure.add_subplot()
    said, points = [], []
    for name, own in _by_method(rows).items():
        share = sum(bool(row.resolved) for row in own) / len(own)
        mean = math.fsum(row.reward for row in own) / len(own)
        points.append((share, mean, len(own), label(name)))
        said.append(f"{label(name)} resolves {share:.0%} of {len(own)} attempts, mean reward {mean:.2f}")
    most = max(count for _, _, count, _ in points)
    axes.scatter(
        [share for share, *_ in points],
        [mean for _, mean, *_ in points],
        s=[30 + 370 * count / most for _, _, count, _ in points],
        color=colour(0),
        alpha=0.45,
        edgecolor=colour(0),
    )
    for place, (share, mean, _, name) in _apart(points):
        left = share > 0.6
        axes.annotate(
            name,
            (share, mean),
            xytext=(-14 if left else 14, place),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            fontsize=8,
            arrowprops={"arrowstyle": "-", "color": LINE, "shrinkA": 0, "shrinkB": 0} if place else None,
        )
    axes.set(xlabel="attempts that resolve their task", ylabel="mean reward", xlim=(-0.06, 1.06), ylim=(-0.04, 1.04))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return "; ".join(said)


def _apart(points: Sequence[tuple[float, float, int, str]]) -> list[tuple[float, tuple[float, float, int, str]]]:
    """Each point with how far its name is moved up or down, in points of type, so that the names of neighbours don't meet."""
    height, line = 222.0, 12.5  # of the axes, and of a line
    moved: list[tuple[float, tuple[float, float, int, str]]] = []
    for point in sorted(points, key=lambda p: (p[1], p[3])):
        share, mean = point[:2]
        beside = [shift + p[1] * height for shift, p in moved if abs(p[0] - share) < 0.45 and (p[0] > 0.6) == (share > 0.6)]
        shift = max([mean * height, *(place + line for place in beside)]) - mean * height
        moved.append((shift if shift > 0.5 else 0.0, point))
    return moved


def _reward_by_exponent(figure: Figure, source: Source) -> str:
    rows = [row for row in source.rows if row.exponent is not None]
    if not rows:
        raise NothingToDraw("no growth was measured: no attempt passed all tests of a task with a workload at two sizes")
    axes = figure.add_subplot()
    series = series_of(rows)
    shown = series_of(source.rows)
    for index, agent in enumerate(shown):
        own = series.get(agent, [])
        exponents, rewards = [row.exponent or 0.0 for row in own], [row.reward for row in own]
        axes.plot(exponents, rewards, marker(index), color=colour(index), ms=5.5, alpha=0.7, mec="none", label=label(agent))
    exponents = [row.exponent or 0.0 for row in rows]
    axes.set_xlim(min(0.0, *exponents) - 0.15, max(2.2, *exponents) + 0.15)
    axes.set(xlabel="measured growth exponent (time grows like n to this power)", ylabel="reward of the attempt", ylim=(-0.03, 1.03))
    legend(axes, [*shown])
    fast = [row.reward for row in rows if (row.exponent or 0.0) < 1.5]
    slow = [row.reward for row in rows if (row.exponent or 0.0) >= 1.5]
    parts = [(fast, "below 1.5"), (slow, "1.5 or more")]
    return "; ".join(f"exponent {words}: {len(own)} attempts, mean reward {math.fsum(own) / len(own):.2f}" for own, words in parts if own)


GROWTH_CLASSES = Kind("growth_classes", "Attempts by how their time grows", _growth_classes)
REWARD_BY_METHOD = Kind("reward_by_method", "Reward by fix method", _reward_by_method, height=4.2)
METHODS = Kind("methods", "Fix methods compared", _methods, height=4.2)
REWARD_BY_EXPONENT = Kind("reward_by_exponent", "Reward against measured growth", _reward_by_exponent)
