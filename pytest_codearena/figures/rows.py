"""What figures are drawn from: one row for each attempt, out of a report, a growth table, or a table of training steps."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..complexity import analyse
from ..complexity_csv import COLUMNS
from ..errors import UsageError
from ..records import Attempt, Episode, Growth, Outcome, Report, Verdict
from ..report import read_report


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt, or one training step. A text is empty, and a number None, where the source does not say."""

    series: str
    """Agent; for a table of training steps the name of its file."""
    step: float
    """Training step, or place of the episode among those of its agent, from 1."""
    reward: float
    task: str = ""
    """Digest of the task: what belongs together in an interval."""
    category: str = ""
    difficulty: str = ""
    method: str = ""
    growth: str = ""
    """As measured if that is known, else as the source says."""
    exponent: float | None = None
    """Measured."""
    attempt: int = 1
    last: bool = True
    """True for the attempt that ended its episode."""
    resolved: bool | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """All that the figures are drawn from."""

    rows: tuple[Row, ...]
    attempts: int
    """The most attempts that an episode was allowed, or made."""
    unit: str
    """What is counted along a run: ``episode`` or ``step``."""


def read_sources(paths: Sequence[Path]) -> Source:
    """Returns the rows of all files; raises UsageError that names the file and what is wrong with it."""
    rows: list[Row] = []
    attempts, units = 1, set()
    for path in paths:
        if path.suffix.lower() == ".csv":
            found, unit = _from_csv(path)
            most = max((row.attempt for row in found), default=1)
        else:
            report = read_report(path)
            found, unit, most = rows_of(report), "episode", report.settings.attempts
        rows += _after(found, rows)
        attempts = max(attempts, most)
        units.add(unit)
    return Source(tuple(rows), attempts, "step" if units == {"step"} else "episode")


def _after(found: Iterable[Row], before: Iterable[Row]) -> list[Row]:
    """Episodes of an agent that several reports hold are counted on."""
    ends: dict[str, float] = {}
    for row in before:
        ends[row.series] = max(ends.get(row.series, 0.0), row.step)
    return [replace(row, step=row.step + ends.get(row.series, 0.0)) for row in found]


def rows_of(report: Report, *, read_code: bool = True) -> list[Row]:
    """A row for each attempt of the judged episodes of a report, by agent in the order of epochs and paths.

    With ``read_code`` the source of an attempt says how it grows where that was not measured; it takes a while.
    """
    rows: list[Row] = []
    places: dict[str, int] = {}
    for episode in sorted(report.episodes, key=lambda e: (e.agent, e.epoch, e.path, e.task)):
        if episode.outcome.judges_the_model and episode.attempts:
            places[episode.agent] = places.get(episode.agent, 0) + 1
            rows += [_row(episode, attempt, places[episode.agent], read_code) for attempt in episode.attempts]
    return rows


def _row(episode: Episode, attempt: Attempt, place: int, read_code: bool) -> Row:
    measurement = attempt.grade.measurement
    known = measurement is not None and measurement.growth is not Growth.UNKNOWN
    growth = measurement.growth if measurement is not None and known else _growth_by_source(attempt.code if read_code else None)
    last = attempt is episode.attempts[-1]
    return Row(
        series=episode.agent,
        step=place,
        reward=attempt.grade.reward,
        task=episode.digest,
        category=episode.category,
        difficulty=episode.difficulty,
        method=attempt.method,
        growth=growth.value,
        exponent=measurement.exponent or None if measurement else None,
        attempt=attempt.number,
        last=last,
        resolved=episode.outcome is Outcome.SOLVED if last else attempt.grade.verdict is Verdict.RESOLVED,
    )


def _growth_by_source(code: str | None) -> Growth:
    return Growth.UNKNOWN if code is None else analyse(code).growth


def _from_csv(path: Path) -> tuple[list[Row], str]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            names = tuple(reader.fieldnames or ())
            lines = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read the table {path}: {error}") from error
    if set(COLUMNS) <= set(names):
        return _attempts(path, lines), "episode"
    if {"step", "reward"} <= set(names):
        return [_step(path, place, line) for place, line in enumerate(lines, 2)], "step"
    raise UsageError(
        f"{path}: line 1: expected the columns step,reward[,category], or those that --codearena-complexity writes, got "
        f'"{",".join(names)[:100]}"'
    )


def _step(path: Path, place: int, line: Mapping[str, str | None]) -> Row:
    step, reward = (_number(path, place, line, name) for name in ("step", "reward"))
    return Row(path.stem, step, reward, category=line.get("category") or "")


def _attempts(path: Path, lines: Sequence[Mapping[str, str | None]]) -> list[Row]:
    """A smaller number of the same task, agent and epoch begins another episode: runs may share the file."""
    rows: list[Row] = []
    latest: dict[tuple[str, ...], int] = {}
    places: dict[str, int] = {}
    for place, line in enumerate(lines, 2):
        key = tuple(line[name] or "" for name in ("task", "digest", "agent", "epoch"))
        number = int(_number(path, place, line, "attempt"))
        agent = _plain(key[2])
        before = rows[latest[key]] if key in latest else None
        if before is not None and number > before.attempt:
            rows[latest[key]] = replace(before, last=False)
            step = before.step
        else:
            places[agent] = places.get(agent, 0) + 1
            step = places[agent]
        latest[key] = len(rows)
        rows.append(_grown(path, place, line, agent, step, number))
    return rows


def _grown(path: Path, place: int, line: Mapping[str, str | None], agent: str, step: float, number: int) -> Row:
    measured = line["measured_growth"] or ""
    return Row(
        series=agent,
        step=step,
        reward=_number(path, place, line, "reward"),
        task=line["digest"] or "",
        method=_plain(line["method"] or ""),
        growth=measured if measured not in ("", Growth.UNKNOWN) else line["static_growth"] or Growth.UNKNOWN.value,
        exponent=_number(path, place, line, "measured_exponent") or None if line["measured_exponent"] else None,
        attempt=number,
        resolved=line["verdict"] == Verdict.RESOLVED,
    )


def _plain(name: str) -> str:
    """The table puts a ``'`` before what a spreadsheet would take for a formula."""
    return name[1:] if name[:2] in ("'=", "'+", "'-", "'@") else name


def _number(path: Path, place: int, line: Mapping[str, str | None], name: str) -> float:
    text = line[name]
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f'{path}: line {place}: {name}: expected a number, got "{text}"')
    return value
