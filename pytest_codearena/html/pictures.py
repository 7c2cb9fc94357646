"""The main figures of a report as pictures within its page, where matplotlib is installed."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from ..figures.attempts import REWARD_BY_EXPONENT, REWARD_BY_METHOD
from ..figures.drawing import draw, has_matplotlib
from ..figures.groups import DIFFICULTY_MATRIX, REWARD_BY_CATEGORY
from ..figures.rows import Source, rows_of
from ..figures.runs import SOLVED_AT
from ..records import Report

_SHOWN = (SOLVED_AT, REWARD_BY_CATEGORY, DIFFICULTY_MATRIX, REWARD_BY_METHOD, REWARD_BY_EXPONENT)


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as an image: nothing in it acts, whatever names it shows."""

    title: str
    said: str
    data: str
    """As a data URL."""
    width: int
    height: int
    wide: bool


def pictures(report: Report) -> list[Picture]:
    """The figures that this report gives something to draw for."""
    rows = rows_of(report, read_code=False)
    if not rows or not has_matplotlib():
        return []
    source = Source(tuple(rows), report.settings.attempts, "episode")
    drawn = [draw(kind, source, transparent=True) for kind in _SHOWN]
    return [
        Picture(
            each.kind.title,
            each.said,
            f"data:image/svg+xml;base64,{base64.b64encode(each.data).decode()}",
            round(100 * each.kind.width),
            round(100 * each.kind.height),
            each.kind.width > 7,
        )
        for each in drawn
        if not each.empty
    ]


def no_pictures() -> str:
    """Why there are none; empty if there may be some."""
    return "" if has_matplotlib() else 'Figures need matplotlib: pip install "pytest-codearena[plot]".'
