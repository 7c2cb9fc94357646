"""How rewards go along a run: one by one, summed up, and within how many attempts tasks are solved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..stats.clusters import clustered_rate
from .canvas import Kind, NothingToDraw, colour, ended, label, legend, marker, series_of, whole_numbers
from .rows import Row, Source

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_POINTS = 2000
"""Rewards that are drawn one by one; of more, only the rolling mean is drawn."""


def rolling(values: Sequence[float], window: int) -> list[float]:
    """The mean of each value and those before it, ``window`` in all, or as many as there are."""
    means, total = [], 0.0
    for index, value in enumerate(values):
        total += value - (values[index - window] if index >= window else 0.0)
        means.append(total / min(index + 1, window))
    return means


def window_for(count: int) -> int:
    """A tenth of what there is, from 5 to 100."""
    return max(5, min(100, count // 10))


def _in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(ended(rows), key=lambda row: row.step)


def _reward_over_steps(figure: Figure, source: Source) -> str:
    series = {name: _in_order(rows) for name, rows in series_of(source.rows).items()}
    if not series:
        raise NothingToDraw("no attempt was graded")
    axes = figure.add_subplot()
    said = []
    for index, (name, rows) in enumerate(series.items()):
        steps, rewards = [row.step for row in rows], [row.reward for row in rows]
        window = window_for(len(rows))
        few = len(rows) < 2
        if len(rows) <= MOST_POINTS:
            axes.plot(steps, rewards, marker(index), color=colour(index), ms=5 if few else 3, alpha=1 if few else 0.35, mec="none")
        axes.plot(steps, rolling(rewards, window), color=colour(index), label=f"{label(name)} (mean of {window})")
        said.append(f"{label(name)} ends at a rolling mean of {rolling(rewards, window)[-1]:.2f}")
    axes.set(xlabel=source.unit, ylabel="reward", ylim=(-0.03, 1.03))
    whole_numbers(axes.xaxis)
    legend(axes, [*series])
    return "; ".join(said)


def _cumulative_reward(figure: Figure, source: Source) -> str:
    series = {name: _in_order(rows) for name, rows in series_of(source.rows).items()}
    if not series:
        raise NothingToDraw("no attempt was graded")
    axes = figure.add_subplot()
    said = []
    for index, (name, rows) in enumerate(series.items()):
        sums, total = [], 0.0
        for row in rows:
            total += row.reward
            sums.append(total)
        steps = [row.step for row in rows]
        axes.plot(steps, sums, marker(index) if len(rows) < 2 else "-", color=colour(index), label=label(name))
        axes.annotate(f"{total:.1f}", (steps[-1], total), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
        said.append(f"{label(name)} earns {total:.1f} in {len(rows)}")
    axes.set(xlabel=source.unit, ylabel="sum of rewards")
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    whole_numbers(axes.xaxis)
    legend(axes, [*series])
    return "; ".join(said)


def _solved_at(figure: Figure, source: Source) -> str:
    series = {name: ended(rows) for name, rows in series_of(source.rows).items() if any(row.resolved is not None for row in rows)}
    if not series:
        raise NothingToDraw("the tables do not say what was solved")
    axes = figure.add_subplot()
    marks = range(1, min(source.attempts, 20) + 1)
    said = []
    for index, (name, rows) in enumerate(series.items()):
        rates, low, high = [], [], []
        for k in marks:
            by_task: dict[object, list[bool]] = {}
            for place, row in enumerate(rows):
                by_task.setdefault(row.task or place, []).append(bool(row.resolved) and row.attempt <= k)
            rate = math.fsum(sum(group) for group in by_task.values()) / len(rows)
            interval = clustered_rate([*by_task.values()])
            rates.append(rate)
            low.append(rate - (interval.low if interval else rate))
            high.append((interval.high if interval else rate) - rate)
        shift = 0.06 * (index - (len(series) - 1) / 2)
        places = [k + shift for k in marks]
        axes.errorbar(
            places, rates, [low, high], color=colour(index), marker=marker(index), ms=5, capsize=2.5, elinewidth=0.9, label=label(name)
        )
        said.append(f"{label(name)} solves {rates[0]:.0%} at once, {rates[-1]:.0%} within {marks[-1]}")
    axes.set(xlabel="attempts", ylabel="solved, 95% interval", ylim=(-0.03, 1.03), xlim=(0.6, marks[-1] + 0.4))
    axes.set_xticks(list(marks))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    legend(axes, [*series])
    return "; ".join(said)


REWARD_OVER_STEPS = Kind("reward_over_steps", "Reward along the run, with its rolling mean", _reward_over_steps)
CUMULATIVE_REWARD = Kind("cumulative_reward", "Cumulative reward", _cumulative_reward)
SOLVED_AT = Kind("solved_at", "Solved within k attempts, with 95% intervals", _solved_at)
