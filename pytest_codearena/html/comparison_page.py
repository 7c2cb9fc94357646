"""Two reports side by side: the verdict, what flipped, and what the fixes on both sides look like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..baseline.pairing import Run, Side, TaskPair
from ..baseline.verdict import Comparison, overall
from ..records import Episode, Outcome
from .difference import Difference, difference
from .episode_view import Detail, EpisodeView, episode_view
from .overview import Measure, measure
from .sources import buggy_sources
from .text import number
from .writing import render, write_page

MOST_FLIPS = 100
"""Flipped tasks that are shown whole; the others stand in the table of all tasks."""

_DETAIL = Detail(800, 3, 200, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """One task in the table of all tasks."""

    task: str
    change: str
    """worse, better or same."""
    old_solved: str
    new_solved: str
    old_reward: str
    new_reward: str
    href: str
    """Of its place among the flips; empty if it did not flip."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A task that flipped, with an episode of each side that shows how."""

    key: str
    task: str
    change: str
    old_solved: str
    new_solved: str
    old: EpisodeView | None
    new: EpisodeView | None
    between: Difference | None
    """From the last fix of the old side to that of the new one; None if a side proposed no code."""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """One agent against its baseline."""

    key: str
    run: str
    old_agent: str
    new_agent: str
    finding: str
    tone: str
    reason: str
    tasks: int
    left_out: int
    old_rate: Measure
    new_rate: Measure
    difference: str
    p: str
    test: str
    old_reward: str
    new_reward: str
    flips: tuple[Flip, ...]
    more_flips: int
    rows: tuple[Row, ...]


def write_comparison_page(
    path: Path, old: Run, others: Sequence[Run], comparisons: Sequence[Comparison], *, root: Path
) -> None:
    """Write the page that shows the comparisons of ``old`` with the other runs; raises UsageError if it can't be written."""
    runs = {run.name: run for run in others}
    buggy = buggy_sources([episode for run in (old, *others) for episode in run.report.episodes], root)
    views = [
        _view(f"c{place}", each, old.report.episodes, runs[each.pair.new_run].report.episodes, buggy)
        for place, each in enumerate(comparisons, 1)
    ]
    finding = overall(comparisons).value
    values = {"old": old, "others": others, "comparisons": views, "finding": finding, "tone": _TONES[finding]}
    write_page(path, render("comparison.html", values))


_TONES = {"pass": "good", "inconclusive": "near", "regressed": "bad"}


def _view(
    key: str, each: Comparison, before: Sequence[Episode], after: Sequence[Episode], buggy: dict[str, str]
) -> ComparisonView:
    pair = each.pair
    changes = {task.digest: "worse" for task in each.worse} | {task.digest: "better" for task in each.better}
    flipped = [*each.worse, *each.better]
    places = {task.digest: f"{key}f{place}" for place, task in enumerate(flipped[:MOST_FLIPS], 1)}
    flips = []
    for task in flipped[:MOST_FLIPS]:
        solved_before = changes[task.digest] == "worse"
        one = _example(before, pair.old_agent, task, solved=solved_before)
        two = _example(after, pair.new_agent, task, solved=not solved_before)
        flips.append(_flip(places[task.digest], task, changes[task.digest], one, two, buggy.get(task.digest)))
    sure = f"{100 * (1 - 2 * each.level):.3g}%"
    spread = f", {sure} interval {100 * each.interval.low:+.0f} to {100 * each.interval.high:+.0f}" if each.interval else ""
    return ComparisonView(
        key=key,
        run=pair.new_run,
        old_agent=pair.old_agent,
        new_agent=pair.new_agent,
        finding=each.verdict.value,
        tone=_TONES[each.verdict.value],
        reason=each.reason,
        tasks=len(each.tasks),
        left_out=pair.left_out,
        old_rate=measure(each.old_rate, None, percents=True),
        new_rate=measure(each.new_rate, None, percents=True),
        difference=f"{100 * each.difference:+.0f} points{spread}".replace("-", "−"),
        p=f"{each.p_worse:.2g}",
        test=each.test,
        old_reward=number(each.old_reward),
        new_reward=number(each.new_reward),
        flips=tuple(flips),
        more_flips=len(flipped) - len(flips),
        rows=tuple(_row(task, changes.get(task.digest, "same"), places.get(task.digest, "")) for task in each.tasks),
    )


def _row(task: TaskPair, change: str, key: str) -> Row:
    return Row(
        task.task, change, _solved(task.old), _solved(task.new), _reward(task.old), _reward(task.new), f"#{key}" if key else ""
    )


def _solved(side: Side) -> str:
    return f"{side.solved}/{side.judged}"


def _reward(side: Side) -> str:
    return number(sum(side.rewards) / len(side.rewards) if side.rewards else None)


def _example(episodes: Iterable[Episode], agent: str, task: TaskPair, *, solved: bool) -> Episode | None:
    """An episode of the agent on the task that ended so, or else its first judged one."""
    own = [each for each in episodes if each.agent == agent and each.digest == task.digest and each.outcome.judges_the_model]
    own.sort(key=lambda each: (each.path, each.epoch))
    return next((each for each in own if (each.outcome is Outcome.SOLVED) == solved), own[0] if own else None)


def _flip(key: str, task: TaskPair, change: str, one: Episode | None, two: Episode | None, buggy: str | None) -> Flip:
    codes = [_last_code(each) for each in (one, two)]
    return Flip(
        key=key,
        task=task.task,
        change=change,
        old_solved=_solved(task.old),
        new_solved=_solved(task.new),
        old=_ending(one, f"{key}a", buggy),
        new=_ending(two, f"{key}b", buggy),
        between=difference(codes[0], codes[1], _DETAIL.lines) if codes[0] is not None and codes[1] is not None else None,
    )


def _last_code(episode: Episode | None) -> str | None:
    return next((each.code for each in reversed(episode.attempts) if each.code is not None), None) if episode else None


def _ending(episode: Episode | None, key: str, buggy: str | None) -> EpisodeView | None:
    """The episode with its last attempt only, against the buggy code: how it came there is shown by its own report."""
    return episode_view(replace(episode, attempts=episode.attempts[-1:]), key, buggy, _DETAIL) if episode else None
