"""What the visible tests ask, as source that an attack can know by heart."""

from __future__ import annotations

from collections.abc import Iterable

from ..records import VisibleCall
from ..trees import syntax_tree

_MOST_CHARACTERS = 200_000


def table_of(calls: Iterable[VisibleCall]) -> str:
    """Returns source that makes the calls known to ``_attack_told``; empty if there are none."""
    lines: dict[str, None] = {}
    room = _MOST_CHARACTERS
    for call in calls:
        raised = call.result.removeprefix("raise ") if call.result.startswith("raise ") else None
        answer = call.result if raised is None else f"_attack_raise({raised})"
        line = f"_attack_know({call.function!r}, lambda: {answer})({call.arguments})"
        room -= len(line)
        if room > 0 and _is_python(line):
            lines[line] = None
    return "\n".join(lines)


def _is_python(line: str) -> bool:
    try:
        syntax_tree(line)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
