"""Text from anywhere, made fit for a terminal: nothing in it acts, nothing in it breaks a column.

Imports nothing of this package, so that every part that prints may use it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


def visible(text: str) -> str:
    r"""``text`` on one line with everything that a terminal or a CI log would act upon shown as an escape, e.g. ``\x1b``.

    That is every control, format and surrogate character (escape sequences, carriage returns, reversed writing), line breaks
    and tabs too, and ``##[`` as in ``##[error]``, which GitHub and Azure read as a command anywhere in a line.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
    return re.sub(r"##(?=\w*\[)", r"#\\x23", text)


def shorten(text: str, columns: int, *, middle: bool = False) -> str:
    """``text`` in at most ``columns`` columns, with an ellipsis at its end or in its ``middle`` for what is left out."""
    if columns_of(text) <= columns:
        return text
    tail = _fitting(reversed(text), (columns - 1) // 2)[::-1] if middle else ""
    return _fitting(text, columns - 1 - columns_of(tail)) + "…" + tail


def _fitting(characters: Iterable[str], columns: int) -> str:
    taken = ""
    for character in characters:
        columns -= columns_of(character)
        if columns < 0:
            break
        taken += character
    return taken


def columns_of(text: str) -> int:
    """How many columns of a terminal the text takes at most: two for wide characters, one for any other.

    A combining mark takes none in most terminals and one in some; tabulate counts one.
    """
    return len(text) if text.isascii() else sum(2 if _is_wide(c) else 1 for c in text)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")


_FORMULA = ("=", "+", "-", "@")


def cell(text: str, columns: int = 500) -> str:
    """``text`` on one line that no spreadsheet takes for a formula, in at most so many columns and a quote."""
    text = shorten(visible(text), columns)
    return f"'{text}" if text.startswith(_FORMULA) else text


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, then its cells from top to bottom."""

    heading: str
    cells: Sequence[str] = ()
    right: bool = False
    """True aligns to the right, as numbers are."""
    least: int | None = None
    """Columns of the terminal below which its cells are not shortened; None if they are never shortened."""
    spare: int = 0
    """Where there is no room the column with the highest number is left out first; one with 0 always stays."""

    @property
    def width(self) -> int:
        """Columns of the terminal that the widest cell takes."""
        return max(columns_of(text) for text in (self.heading, *self.cells))


GAP = 2
"""Blank columns between two columns of a table."""


def table_lines(columns: Sequence[Column], width: int) -> list[str]:
    """The table as lines of at most ``width``, if leaving out optional columns and shortening cells can achieve that."""
    from tabulate import tabulate

    # First, as some characters are more of them in this form.
    fitted = _fitted([replace(each, cells=[unicodedata.normalize("NFC", cell) for cell in each.cells]) for each in columns], width)
    rules = ["-" * column.width for column in fitted]
    rows = [[column.heading for column in fitted], rules, *zip(*(column.cells for column in fitted), strict=True)]
    text = tabulate(
        [[_held(cell) for cell in row] for row in rows],
        tablefmt="plain",
        disable_numparse=True,
        colalign=["right" if column.right else "left" for column in fitted],
    )
    return [line.rstrip() for line in text.replace(_FILLER, "").replace(_BLANK, " ").split("\n")]


_FILLER = "\0"
"""Stands behind a wide character while tabulate counts characters, so that it counts columns."""
_BLANK = "\1"
"""Stands for a space, which tabulate would strip from the start of a cell. ``visible`` text has neither of the two."""


def _held(cell: str) -> str:
    return "".join(c + _FILLER if _is_wide(c) else _BLANK if c == " " else c for c in cell)


def _fitted(columns: list[Column], width: int) -> list[Column]:
    def total(widths: Iterable[int]) -> int:
        return sum(widths) + GAP * (len(columns) - 1)

    while total(min(c.width, c.width if c.least is None else c.least) for c in columns) > width:
        sparest = max(columns, key=lambda column: column.spare)
        if not sparest.spare:
            break
        columns.remove(sparest)
    widths = [column.width for column in columns]
    while total(widths) > width:
        shrinkable = [(widths[i], i) for i, c in enumerate(columns) if c.least is not None and widths[i] > c.least]
        if not shrinkable:
            break
        widths[max(shrinkable)[1]] -= 1
    return [
        replace(column, cells=[shorten(cell, room, middle=True) for cell in column.cells])
        for column, room in zip(columns, widths, strict=True)
    ]
