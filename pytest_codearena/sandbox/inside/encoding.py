"""Values to rows: one short function for each type that travels."""

from __future__ import annotations

import datetime
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from .rows import (
    ARRAY,
    ARRAY_KINDS,
    ATOMS,
    BUILTIN,
    BUILTIN_IDS,
    BYTEARRAY,
    COMPLEX,
    COUNTER,
    DATETIME,
    DEFAULTDICT,
    DEQUE,
    DICT,
    ENUM,
    FACTORIES,
    FROZENSET,
    INSTANCE,
    LIST,
    MAX_ROWS,
    ORDERED,
    RANGE,
    RECORD,
    REMOTE,
    SCALAR,
    SCALARS,
    SET,
    SINGLETON,
    SLICE,
    TIME,
    TUPLE,
    WireError,
    are_atoms,
    scalar_class,
    state_of,
)

if TYPE_CHECKING:
    from .codec import Codec

__tracebackhide__ = True  # pytest: these frames say nothing to an author


class Encoding:
    """Rows and roots of some values; keeps the values alive as long as their identities matter."""

    def __init__(self, codec: Codec, values: Sequence[Any], known: Sequence[Any]) -> None:
        self._codec = codec
        self._base = len(known)
        self._memo = {id(value): index for index, value in enumerate(known)} if known else {}
        self.objects: list[Any] = []
        """The object of each row, in order."""
        self.references: list[int] = []
        """How often the message refers to each of them."""
        self.table: list[Any] = []
        self._pending: list[int] = []
        self.roots = self._flat(values)
        if self._pending:
            self._drain()

    def row_of(self, value: Any) -> list[Any]:
        """Returns a fresh row for ``value`` itself although it is known: its present content."""
        row = self._row(value)
        self._drain()
        return row

    def _drain(self) -> None:
        while self._pending:
            index = self._pending.pop()
            value = self.objects[index]
            self.table[index] = [LIST, self._flat(value)] if type(value) is list else self._row(value)

    def _ref(self, value: Any) -> Any:
        index = self._memo.get(id(value))
        if index is None:
            position = len(self.objects)
            if position >= MAX_ROWS:
                raise WireError(f"more than {MAX_ROWS} containers in one message")
            index = self._memo[id(value)] = self._base + position
            self.objects.append(value)
            self.references.append(1)
            kind = type(value)
            if (kind is tuple or kind is list) and are_atoms(value):  # most of what travels: done at once
                self.table.append([LIST if kind is list else TUPLE, [*value]])
            else:
                self.table.append(None)
                self._pending.append(position)
        elif index >= self._base:
            self.references[index - self._base] += 1
        return [index]

    def _flat(self, values: Iterable[Any]) -> list[Any]:
        listed = list(values)
        if are_atoms(listed):
            return listed
        return [value if type(value) in ATOMS else self._ref(value) for value in listed]

    def _row(self, value: Any) -> list[Any]:
        writer = _WRITERS.get(type(value))
        if writer is not None:
            return writer(self, value)
        return self._special(value)

    def _special(self, value: Any) -> list[Any]:
        cls = type(value)
        scalar = _scalar_name(cls)
        if scalar is not None:
            return [SCALAR, scalar, SCALARS[scalar][2](value)]
        name = self._codec.names.get(cls)
        if name is not None:
            return self._registered(cls, name, value)
        builtin = BUILTIN_IDS.get(id(value))
        if builtin is not None:
            return [BUILTIN, builtin]
        if value is Ellipsis or value is NotImplemented:
            return [SINGLETON, "Ellipsis" if value is Ellipsis else "NotImplemented"]
        numpy = sys.modules.get("numpy")
        if numpy is not None and hasattr(numpy, "ndarray"):
            if cls is numpy.ndarray and value.dtype.kind in ARRAY_KINDS:
                return [ARRAY, value.dtype.str, list(value.shape), value.tobytes()]
            if issubclass(cls, numpy.generic) and cls.__module__ == "numpy" and value.dtype.kind in ARRAY_KINDS:
                return [ARRAY, value.dtype.str, None, value.tobytes()]
        return [REMOTE, self._codec.send(value)]

    def _registered(self, cls: type, name: str, value: Any) -> list[Any]:
        if issubclass(cls, Enum):
            return [ENUM, name, value.name] if isinstance(value.name, str) else [REMOTE, self._codec.send(value)]
        if issubclass(cls, tuple):
            return [RECORD, name, self._flat(tuple.__iter__(value))]
        state = state_of(value)
        if state is None:
            return [REMOTE, self._codec.send(value)]
        return [INSTANCE, name, list(state), self._flat(state.values())]


def _scalar_name(cls: type) -> str | None:
    name = cls.__name__
    entry = SCALARS.get(name)
    return name if entry is not None and cls.__module__.partition(".")[0] == entry[0] and cls is scalar_class(name) else None


def _write_datetime(encoding: Encoding, x: datetime.datetime) -> list[Any]:
    parts = [x.year, x.month, x.day, x.hour, x.minute, x.second, x.microsecond]
    return [DATETIME, parts, x.fold, encoding._flat([x.tzinfo])]


def _write_time(encoding: Encoding, x: datetime.time) -> list[Any]:
    return [TIME, [x.hour, x.minute, x.second, x.microsecond], x.fold, encoding._flat([x.tzinfo])]


def _write_defaultdict(encoding: Encoding, x: defaultdict[Any, Any]) -> list[Any]:
    factory: Any = x.default_factory
    if factory is not None:
        name = getattr(factory, "__name__", "")
        known = type(name) is str and FACTORIES.get(name) is factory
        factory = name if known else encoding._flat([factory])[0]  # a reference: what is made of it stays where it is
    return [DEFAULTDICT, factory, encoding._flat(x), encoding._flat(x.values())]


_WRITERS: dict[type, Callable[[Encoding, Any], list[Any]]] = {
    list: lambda e, x: [LIST, e._flat(x)],
    tuple: lambda e, x: [TUPLE, e._flat(x)],
    dict: lambda e, x: [DICT, e._flat(x), e._flat(x.values())],
    set: lambda e, x: [SET, e._flat(x)],
    frozenset: lambda e, x: [FROZENSET, e._flat(x)],
    bytearray: lambda e, x: [BYTEARRAY, bytes(x)],
    complex: lambda e, x: [COMPLEX, x.real, x.imag],
    range: lambda e, x: [RANGE, int(x.start), int(x.stop), int(x.step)],
    slice: lambda e, x: [SLICE, e._flat((x.start, x.stop, x.step))],
    deque: lambda e, x: [DEQUE, e._flat(x), x.maxlen],
    defaultdict: _write_defaultdict,
    Counter: lambda e, x: [COUNTER, e._flat(x), e._flat(x.values())],
    OrderedDict: lambda e, x: [ORDERED, e._flat(x), e._flat(x.values())],
    datetime.datetime: _write_datetime,
    datetime.time: _write_time,
}
