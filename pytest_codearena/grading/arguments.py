"""The arguments of a batch, and how they travel: plain ones as bytes that an interpreter reads several times as fast as our own.

Only towards the candidate: bytes of a candidate's making are never read so.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_ATOMS = frozenset({type(None), bool, int, float, complex, str, bytes})
_CHANGEABLE = frozenset({list, dict, set})
_UNCHANGEABLE = frozenset({tuple, frozenset})


@dataclass(frozen=True)
class Arguments:
    """Those of some calls of one function."""

    calls: Sequence[Sequence[Any]]

    def __len__(self) -> int:
        """How many calls."""
        return len(self.calls)

    @cached_property
    def packed(self) -> bytes | None:
        """The tuples of arguments for ``marshal``; None if that would not give the same objects again."""
        calls = [tuple(call) for call in self.calls]
        try:
            return marshal.dumps(calls) if _is_plain_tree(calls) else None
        except ValueError:  # nested too deep for it
            return None


def _is_plain_tree(value: Any) -> bool:
    """True for values of the language itself none of which can be changed in two places at once."""
    pending, seen = [value], set()
    while pending:
        container = pending.pop()
        kind = type(container)
        if kind in _CHANGEABLE:
            if id(container) in seen:
                return False
            seen.add(id(container))
        elif kind not in _UNCHANGEABLE:
            return False
        for items in (container, container.values()) if kind is dict else (container,):
            if not _ATOMS.issuperset(map(type, items)):
                pending += [item for item in items if type(item) not in _ATOMS]
    return True
