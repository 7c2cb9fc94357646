"""Mutable objects that both ends of the wire hold beyond a call: what one end changes in them, the other one sees.

A candidate that keeps a list it was given, or hands out a list that it keeps, shares it with the tests, as
within one process. Both ends hold their copies in the same order; every message brings what changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from enum import Enum
from operator import is_
from sys import getrefcount
from typing import TYPE_CHECKING, Any

from .codec import MUTABLE, state_of

if TYPE_CHECKING:
    from .codec import Encoding

MAX_SHARED = 2000
"""Objects beyond this are not shared but copied: each costs a look with every message."""

_probe = [[]]  # type: ignore[var-annotated]
_HELD_BY_LIST = getrefcount(_probe[0])
"""What ``getrefcount(objects[i])`` says of an object that only the list ``objects`` holds; differs between Pythons."""


class Watch:
    """Remembers the content of the mutables of a message, to tell afterwards which of them changed."""

    def __init__(self, objects: Sequence[Any], first: int) -> None:
        self._before = [
            (index, value, _content(value)) for index, value in enumerate(objects[first:], first) if is_mutable(value)
        ]

    def changed(self) -> list[tuple[int, Any]]:
        """Returns index and object of each mutable whose own content is not what it was, by identity."""
        return [(index, value) for index, value, before in self._before if not _same(before, _content(value))]


class Shared:
    """One end's copies of the objects that both ends hold."""

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self._contents: list[Any] = []
        """What the other end knows of each."""

    def add(self, values: Iterable[Any]) -> None:
        """These are shared from now on; the other end holds the same content."""
        for value in values:
            self.objects.append(value)
            self._contents.append(_content(value))

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
            del self.objects[index], self._contents[index]

    def unused(self) -> list[int]:
        """Returns the indices of objects that nothing but this record holds any more."""
        objects = self.objects
        return [index for index in range(len(objects)) if getrefcount(objects[index]) <= _HELD_BY_LIST]


def counts(objects: Sequence[Any], first: int) -> list[int]:
    """Returns how often each object from ``first`` on is held; compare with ``retained``."""
    return [getrefcount(objects[index]) for index in range(first, len(objects))]


def kept(objects: Sequence[Any], first: int, before: Sequence[int], answer: Encoding, roots: Iterable[Any]) -> list[int]:
    """Returns the indices of the mutables that this end still holds when a call is over.

    Args:
        objects: those of the request, after the shared ones.
        first: how many are shared already.
        before: ``counts`` of the request's objects before the call.
        answer: the encoded answer, whose objects follow.
        roots: objects that are shared, or were changed, whose content is shared with them.
    """
    found = answer.objects
    start = len(objects)
    held = [index for index in range(first, start) if getrefcount(objects[index]) > before[index - first]]
    held += [start + at for at in range(len(found)) if getrefcount(found[at]) > _HELD_BY_LIST + answer.references[at]]
    everything = [*objects, *found]
    pending = [*(everything[index] for index in held), *roots]
    if not pending:
        return []
    places = {id(value): index for index, value in enumerate(everything) if index >= first}
    reached: set[int] = set()
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        place = places.get(id(value))
        if place is not None and is_mutable(value):
            reached.add(place)
        content = _content(value)
        if not isinstance(content, bytes):
            pending += [each for each in content if id(each) in places]
    return sorted(reached) if first + len(reached) <= MAX_SHARED else []


def is_mutable(value: Any) -> bool:
    """True for what travels by value and can change."""
    cls = type(value)
    return cls in MUTABLE or cls.__name__ == "ndarray" or (cls.__module__ == "support" and not isinstance(value, (Enum, tuple)))


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
