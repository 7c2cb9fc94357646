"""Figures into files and into pages: the same rows give the same bytes, whenever and wherever they are drawn."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import UsageError
from .attempts import GROWTH_CLASSES, METHODS, REWARD_BY_EXPONENT, REWARD_BY_METHOD
from .canvas import QUIET, STYLE, Kind, NothingToDraw
from .groups import DIFFICULTY_MATRIX, REWARD_BY_CATEGORY
from .rows import Source
from .runs import CUMULATIVE_REWARD, REWARD_OVER_STEPS, SOLVED_AT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURES: tuple[Kind, ...] = (
    REWARD_OVER_STEPS,
    REWARD_BY_CATEGORY,
    DIFFICULTY_MATRIX,
    GROWTH_CLASSES,
    REWARD_BY_METHOD,
    CUMULATIVE_REWARD,
    METHODS,
    SOLVED_AT,
    REWARD_BY_EXPONENT,
)
"""All figures, in the order in which they are drawn."""

FORMATS = ("svg", "png")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure that was drawn."""

    kind: Kind
    data: bytes
    said: str
    """What there is to see, or why there is nothing."""
    empty: bool


def has_matplotlib() -> bool:
    """True if figures can be drawn here; matplotlib is not loaded by asking."""
    from importlib.util import find_spec

    return find_spec("matplotlib") is not None


def require_matplotlib(option: str) -> None:
    """Raises UsageError that names the extra if figures can't be drawn here."""
    if not has_matplotlib():
        raise UsageError(f'{option}: needs matplotlib, which is not installed; run pip install "pytest-codearena[plot]"')


def draw(kind: Kind, source: Source, form: str = "svg", *, transparent: bool = False) -> Drawn:
    """The figure as a file of that format. Where there is nothing to draw, it says so in one sentence."""
    with _style():
        figure = _canvas(kind)
        try:
            said, empty = kind.draw(figure, source), False
        except NothingToDraw as reason:
            said, empty = f"Not drawn: {reason}.", True
            figure = _canvas(kind)
            figure.text(0.5, 0.5, said, ha="center", va="center", color=QUIET, wrap=True)
        return Drawn(kind, _saved(figure, form, transparent=transparent), said, empty)


def _canvas(kind: Kind) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(kind.width, kind.height), layout="constrained")


@contextmanager
def _style() -> Iterator[None]:
    """Matplotlib's own defaults and ours, whatever the user's matplotlibrc says; letters that no font has are drawn as boxes."""
    import matplotlib

    with warnings.catch_warnings(), matplotlib.rc_context():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        cast(Any, matplotlib.rcParams).update(STYLE)
        yield


def _saved(figure: Figure, form: str, *, transparent: bool) -> bytes:
    stream = io.BytesIO()
    nothing = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}[form]
    figure.savefig(stream, format=form, metadata=nothing, transparent=transparent)
    return stream.getvalue()


def write_figures(folder: Path, source: Source, forms: Sequence[str] = FORMATS) -> list[tuple[Drawn, list[Path]]]:
    """Returns each figure and its files in ``folder``; raises UsageError if they can't be written there."""
    written = []
    for kind in FIGURES:
        drawn, paths = None, []
        for form in forms:
            drawn = draw(kind, source, form)
            paths.append(folder / f"{kind.name}.{form}")
            try:
                folder.mkdir(parents=True, exist_ok=True)
                paths[-1].write_bytes(drawn.data)
            except OSError as error:
                raise UsageError(f"cannot write the figure {paths[-1]}: {error}; name a folder that you may write to") from error
        if drawn is not None:
            written.append((drawn, paths))
    return written
