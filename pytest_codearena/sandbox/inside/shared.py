"""Mutable objects that both ends of the wire hold beyond a call: what one end changes in them, the other one sees.

A candidate that keeps a list it was given, or hands out a list that it keeps, shares it with the tests, as
within one process. Both ends hold their copies in the same order; every message brings what changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from operator import is_
from sys import getrefcount
from typing import TYPE_CHECKING, Any

from .decoding import CHANGEABLE
from .rows import state_of

if TYPE_CHECKING:
    from .encoding import Encoding

MAX_SHARED = 2000
"""Objects beyond this are not shared but copied: each costs a look with every message."""

_probe = [[]]  # type: ignore[var-annotated]
_HELD_BY_LIST = getrefcount(_probe[0])
"""What ``getrefcount(objects[i])`` says of an object that only the list ``objects`` holds; differs between Pythons."""


class Open:
    """A request that is not answered yet: what it brought, as it was then, to tell afterwards what changed in it."""

    def __init__(self, objects: list[Any], table: Sequence[Sequence[Any]]) -> None:
        self.objects = objects
        """Those of the request's own rows."""
        self.shared = False
        self._before = [
            (index, value, _content(value))
            for index, (value, row) in enumerate(zip(objects, table, strict=True))
            if row[0] in CHANGEABLE
        ]

    def changed(self) -> list[tuple[int, Any]]:
        """Returns index and object of each mutable whose own content is not what it was, by identity."""
        return [(index, value) for index, value, before in self._before if not _same(before, _content(value))]

    def held(self, before: Sequence[int]) -> list[Any]:
        """Returns the objects that are held more often than ``before``, which is ``counts`` of them."""
        mine = self.objects
        return [mine[at] for at in range(len(mine)) if getrefcount(mine[at]) > before[at]]

    def share(self, shared: Shared, origin: str) -> None:
        """What it brought is shared from now on: a request inside of this one may bring it back, as itself."""
        if not self.shared and len(shared.objects) + len(self._before) <= MAX_SHARED:
            shared.add([value for _, value, _ in self._before], [before for _, _, before in self._before], origin=origin)
            self.shared = True


class Shared:
    """One end's copies of the objects that both ends hold."""

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self.origins: list[str] = []
        """By which call each came to be shared, as the end that asks calls it."""
        self._contents: list[Any] = []
        """What the other end knows of each."""

    def add(self, values: Sequence[Any], contents: Sequence[Any] | None = None, *, origin: str) -> None:
        """These are shared from now on; the other end knows this content of them, or their present one."""
        self.objects += values
        self.origins += [origin] * len(values)
        self._contents += map(_content, values) if contents is None else contents

    def replace(self, values: Sequence[Any]) -> None:
        """Other copies stand for the objects from now on."""
        self.objects[:] = values
        self._contents[:] = map(_content, values)

    def settle(self) -> None:
        """Both ends hold the same content now."""
        self._contents[:] = map(_content, self.objects)

    def changes(self, encoding: Encoding) -> list[list[Any]]:
        """Returns index and row of each object that this end changed; the other end is taken to know them from now on."""
        found: list[list[Any]] = []
        for index, value in enumerate(self.objects):
            content = _content(value)
            if not _same(self._contents[index], content):
                found.append([index, encoding.row_of(value)])
                self._contents[index] = content
        return found

    def drop(self, indices: Sequence[int]) -> None:
        """These are shared no longer."""
        for index in sorted(indices, reverse=True):
            del self.objects[index], self.origins[index], self._contents[index]

    def unused(self) -> list[int]:
        """Returns the indices of objects that nothing but this record holds any more, and that hold what the other end knows.

        The list in ``stack.items.append(1)`` is held by nobody afterwards, but the other end has to hear of the change.
        """
        objects = self.objects
        return [
            index
            for index in range(len(objects))
            if getrefcount(objects[index]) <= _HELD_BY_LIST and _same(self._contents[index], _content(objects[index]))
        ]


def counts(objects: Sequence[Any]) -> list[int]:
    """Returns how often each object is held; compare with ``kept``."""
    return [getrefcount(objects[index]) for index in range(len(objects))]


def kept(opened: Open, before: Sequence[int], answer: Encoding, known: Sequence[Any], changed: Sequence[Any]) -> list[int]:
    """Returns which of the mutables of a request and its answer this end still holds when the call is over.

    Args:
        opened: the request; if its objects are shared already, only those of the answer count.
        before: ``counts`` of the request's objects before the call.
        answer: the encoded answer.
        known: the objects that are shared.
        changed: objects of which what they hold now is shared with them.

    Returns:
        Places in the shared objects, those of the request and those of the answer, in this order.
    """
    mine, found = opened.objects, answer.objects
    held = [] if opened.shared else opened.held(before)
    held += [found[at] for at in range(len(found)) if getrefcount(found[at]) > _HELD_BY_LIST + answer.references[at]]
    pending = [*held, *changed]
    if not pending:
        return []
    first = len(known)
    rows = enumerate(answer.table, first + len(mine))
    places = {id(found[place - first - len(mine)]): place for place, row in rows if row[0] in CHANGEABLE}
    if not opened.shared:
        places |= {id(value): first + index for index, value, _ in opened._before}
    reached: set[int] = set()
    seen = set(map(id, known)).difference(map(id, changed))
    within = {id(value) for value in (*mine, *found)}
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if id(value) in places:
            reached.add(places[id(value)])
        content = _content(value)
        if not isinstance(content, bytes):
            pending += [each for each in content if id(each) in within]
    return sorted(reached) if first + len(reached) <= MAX_SHARED else []


def _content(value: Any) -> Sequence[Any] | bytes:
    """The objects that ``value`` holds itself, or its bytes."""
    cls = type(value)
    if cls is bytearray:
        return bytes(value)
    if cls is set:
        return sorted(value, key=id)
    if isinstance(value, dict):
        return [*value, *value.values()]
    if cls.__name__ == "ndarray":
        raw: bytes = value.tobytes()
        return raw
    if cls in (list, tuple) or cls in (deque, frozenset):
        return list(value)
    if cls.__module__ != "support":
        return ()
    if isinstance(value, tuple):
        return list(tuple.__iter__(value))
    state = state_of(value)
    return () if state is None else [*state, *state.values()]


def _same(before: Sequence[Any] | bytes, now: Sequence[Any] | bytes) -> bool:
    if isinstance(before, bytes) or isinstance(now, bytes):
        return before == now
    return len(before) == len(now) and all(map(is_, before, now))
