"""How the reference behaves towards the tests, seen while it is proved: the measure of what a candidate may do.

Three things are kept: what the visible tests ask and are answered, of which class each function's results
are, and which functions change what they are given.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from numbers import Number
from typing import Any

from ..records import VisibleCall

_MAX_CALLS = 500
_MAX_TEXT = 2000


class Conduct:
    """Takes notes while ``watching``; answers questions afterwards."""

    def __init__(self) -> None:
        self.watching = False
        self.calls: list[VisibleCall] = []
        """Calls of functions with plain arguments, in order; one with an empty function stands for any other request."""
        self._returned: dict[str, set[str]] = {}
        self._changing: set[tuple[str, str]] = set()
        self._deciding: set[tuple[str, str]] = set()

    # --- notes

    def asked(self, op: str, values: Sequence[Any], named: dict[str, Any] | None) -> None:
        """A test asks the candidate for something."""
        if len(self.calls) >= _MAX_CALLS:
            return
        texts = [literal(value) for value in values[1:]]
        texts += [text and f"{name}={text}" for name, value in (named or {}).items() for text in [literal(value)]]
        plain = op == "named" and None not in texts
        self.calls.append(VisibleCall(values[0], ", ".join(map(str, texts)), "") if plain else _SOMETHING_ELSE)

    def answered(self, before: int, outcome: Any, *, raised: bool = False) -> None:
        """The request that was number ``before`` came to this result or exception."""
        if before >= len(self.calls) or not self.calls[before].function:
            return
        call = self.calls[before]
        if raised:
            arguments = [literal(value) for value in outcome.args]
            text = None if None in arguments else f"raise {type(outcome).__name__}({', '.join(map(str, arguments))})"
        else:
            text = literal(outcome)
        self.calls[before] = VisibleCall(call.function, call.arguments, text or "")

    def returned(self, path: str, kind: str) -> None:
        """A function returned an object of this class of the reference, or anything else if it is empty."""
        self._returned.setdefault(path, set()).add(kind)

    def changed(self, doings: set[tuple[str, str]]) -> None:
        """An object that came by the first call was changed in the second one; they are the same for an argument."""
        self._changing |= doings

    def decided(self, kind: str, value: object) -> None:
        """An object of this class of the reference was compared, or calculated with, such a plain value."""
        self._deciding.add((kind, _sort(value)))

    # --- answers

    def returns(self, path: str, kind: str) -> bool:
        """True if the reference returned such an object there, or was never asked."""
        return kind in self._returned.get(path, {kind})

    def decides(self, kind: str, value: object) -> bool:
        """True if an object of this class of the reference was compared, or calculated with, such a plain value."""
        return (kind, _sort(value)) in self._deciding

    def changes(self, doings: set[tuple[str, str]]) -> bool:
        """True if the reference was seen to do all of this."""
        return doings <= self._changing

    def visible(self) -> list[VisibleCall]:
        """The calls whose arguments and outcome are literals."""
        return [call for call in dict.fromkeys(self.calls) if call.function and call.result]


_SOMETHING_ELSE = VisibleCall("", "", "")


def _sort(value: object) -> str:
    return "number" if isinstance(value, Number) else type(value).__name__


def literal(value: Any) -> str | None:
    """Returns the Python source of a plain value; None if it has none."""
    if not _plain(value, 8):
        return None
    text = repr(value)
    try:
        return text if len(text) <= _MAX_TEXT and ast.literal_eval(text) == value else None
    except ValueError:  # inf and nan
        return None


def _plain(value: Any, depth: int) -> bool:
    cls = type(value)
    if cls in (type(None), bool, int, float, complex, str, bytes):
        return cls is not int or abs(value) < 10**100
    if depth and cls in (list, tuple, set):
        return all(_plain(item, depth - 1) for item in value)
    return bool(depth) and cls is dict and all(_plain(item, depth - 1) for pair in value.items() for item in pair)
