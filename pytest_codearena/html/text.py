"""Text from anywhere, made fit for a page: every character of it can be seen, and none changes how the others are shown."""

from __future__ import annotations

import re

_UNUSUAL = re.compile(r"[^\n\t -~]")


def harmless(text: str) -> str:
    r"""``text`` with controls, lone surrogates, invisible and direction-changing characters shown as escapes, e.g. ``\u202e``.

    Line breaks and tabs stay. It is no escaping of markup: the templates do that.
    """
    return _UNUSUAL.sub(_seen, text)


def _seen(match: re.Match[str]) -> str:
    character = match[0]
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def cut(text: str, characters: int) -> str:
    """``text``, or so many characters of it and how many more there are."""
    more = len(text) - characters
    return text if more <= 0 else f"{text[:characters]}\n… {more:,} more characters, all in the report"


def number(value: float | None) -> str:
    """A score or a ratio as a table shows it."""
    return "–" if value is None else f"{value:.2f}"


def percent(value: float | None) -> str:
    """A share as a table shows it."""
    return "–" if value is None else f"{value:.0%}"


def duration(seconds: float) -> str:
    """A time as people say it: ``0.4 s``, ``3 min 20 s``, ``2 h 05 min``."""
    if seconds < 99.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min"
