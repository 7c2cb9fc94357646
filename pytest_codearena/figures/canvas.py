"""What all figures share: colours, type, sizes, and names from anywhere made fit for a label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..printable import shorten, visible
from .rows import Row, Source

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

COLOURS = ("#1b6aa5", "#d1751b", "#2c8a5b", "#a8488f", "#7a6a4f", "#c23b3b", "#4aa3b8", "#8a8a1f")
"""Of the series, in their order; told apart by those who see no red or no green, too."""
MARKERS = "osD^vPX*"
INK, QUIET, LINE = "#26251f", "#6b675e", "#d9d5ca"
MOST_NAMES = 12
"""Names on one axis; what is rarer is put together."""

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "path.simplify": True,
    "savefig.dpi": 200,
    "svg.fonttype": "path",
    "svg.hashsalt": "codearena",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": QUIET,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8,
    "ytick.color": QUIET,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8,
}
"""Settings under which a figure is drawn and saved; nothing of the user's own style reaches it."""


class NothingToDraw(Exception):
    """The rows hold nothing of what the figure shows; the text says what is missing."""


Draw = Callable[["Figure", Source], str]
"""Draws on the figure, and returns in one sentence what there is to see. Raises NothingToDraw."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure that can be drawn."""

    name: str
    """Of its file."""
    title: str
    draw: Draw
    width: float = 6.4
    """Inches."""
    height: float = 3.6


def label(name: str, columns: int = 30) -> str:
    """A name as a label: on one line, not too long, and never one that matplotlib would hide."""
    shown = shorten(visible(name), columns, middle=True) or "none"
    return f" {shown}" if shown.startswith("_") else shown


def series_of(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each series, in alphabetical order: the same agents have the same colours in all figures of a run."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.series, []).append(row)
    return dict(sorted(found.items()))


def ended(rows: Iterable[Row]) -> list[Row]:
    """The attempts that ended their episodes."""
    return [row for row in rows if row.last]


def colour(index: int) -> str:
    """Of the series with this place."""
    return COLOURS[index % len(COLOURS)]


def marker(index: int) -> str:
    """Of the series with this place."""
    return MARKERS[index % len(MARKERS)]


def clusters(rows: Iterable[Row]) -> list[list[float]]:
    """Rewards by task; where the task is not known each stands for itself."""
    groups: dict[object, list[float]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(row.task or index, []).append(row.reward)
    return list(groups.values())


def legend(axes: Axes, names: Sequence[str], **how: Any) -> None:
    """A legend above the axes, if there are two names or more."""
    if len(names) > 1:
        columns = 1 if max(map(len, names)) > 40 else min(3, len(names))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, borderaxespad=0.2, handlelength=1.6, **how)


def whole_numbers(axis: Axis) -> None:
    """Ticks at whole numbers only."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))


def commonest(names: Iterable[str]) -> list[str]:
    """The names by how often they occur, the most frequent first; equally frequent ones in alphabetical order."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))
