"""Rows to values. Every row may have been written by a candidate: nothing is built but what is named here."""

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
    BUILTIN,
    BUILTIN_NAMES,
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
    SINGLETONS,
    SLICE,
    TIME,
    TUPLE,
    WireError,
    are_atoms,
    ints,
    scalar_class,
    state_of,
)

if TYPE_CHECKING:
    from .codec import Codec

__tracebackhide__ = True  # pytest: these frames say nothing to an author


class Decoding:
    """Objects of one message. ``values`` are the roots; ``objects`` those of the rows, after ``known``."""

    def __init__(self, codec: Codec, roots: Any, table: Any, known: Sequence[Any]) -> None:
        if not isinstance(table, list) or not isinstance(roots, list) or len(table) > MAX_ROWS:
            raise WireError("a message without table and roots")
        self._codec = codec
        self._base = len(known)
        self._table = table
        self.objects: list[Any] = [*known, *([_UNBUILT] * len(table))] if table else list(known)
        try:
            if table:
                self._build()
            self.values = self._items(roots)
        except WireError:
            raise
        except (TypeError, ValueError, KeyError, IndexError, OverflowError, ArithmeticError, AttributeError, OSError) as error:
            raise WireError(f"malformed: {type(error).__name__}: {error}") from None

    def _build(self) -> None:
        late: list[tuple[int, list[Any]]] = []
        frozen: list[int] = []
        for index, row in enumerate(self._table, self._base):
            if not isinstance(row, list) or not row or type(row[0]) is not int:
                raise WireError("a row without tag")
            if row[0] in (LIST, TUPLE) and type(row[1]) is list and are_atoms(row[1]):
                # A list as it came: nobody else has it, and nothing of the row but its tag is read again.
                self.objects[index] = row[1] if row[0] == LIST else tuple(row[1])
                continue
            shell = _SHELLS.get(row[0])
            if shell is not None:
                self.objects[index] = shell(self, row)
                late.append((index, row))
            else:
                frozen.append(index)
        for index in frozen:
            if self.objects[index] is _UNBUILT:
                self._build_frozen(index)
        # Instances before dicts and sets: those hash their keys, which may be instances.
        late.sort(key=lambda entry: entry[1][0] != INSTANCE)
        for index, row in late:
            self.fill(self.objects[index], row)

    def _build_frozen(self, first: int) -> None:
        stack = [first]
        path: set[int] = set()
        while stack:
            index = stack[-1]
            row = self._table[index - self._base]
            missing = [i for i in self._references(row) if self.objects[i] is _UNBUILT]
            if missing:
                if index in path:
                    raise WireError("a tuple that holds itself")
                path.add(index)
                stack.extend(missing)
                continue
            stack.pop()
            path.discard(index)
            if self.objects[index] is _UNBUILT:
                reader = _READERS.get(row[0])
                if reader is None:
                    raise WireError(f"unknown tag {row[0]}")
                self.objects[index] = reader(self, row)

    def _references(self, row: list[Any]) -> list[int]:
        where = _FROZEN_ITEMS.get(row[0])
        items = row[where] if where is not None else ()
        return [self._index(item) for item in items if type(item) is list]

    def _index(self, reference: Any) -> int:
        if len(reference) != 1 or type(reference[0]) is not int or not 0 <= reference[0] < len(self.objects):
            raise WireError("a reference to nowhere")
        index: int = reference[0]
        return index

    def _items(self, items: Any) -> list[Any]:
        if type(items) is not list:
            raise WireError("items are not a list")
        if are_atoms(items):
            return items
        objects = self.objects
        return [objects[self._index(item)] if type(item) is list else item for item in items]

    def _pairs(self, keys: Any, values: Any) -> Iterable[tuple[Any, Any]]:
        if len(keys) != len(values):
            raise WireError("keys without values")
        return zip(self._items(keys), self._items(values), strict=True)

    def fill(self, target: Any, row: list[Any]) -> None:
        """Gives ``target``, a mutable of the row's type, the content of ``row``. Raises WireError if they differ."""
        tag = row[0]
        expected = _MUTABLE_TAGS.get(tag)
        if expected is not None and type(target) is not expected:
            raise WireError("a change of type")
        if tag in (LIST, DEQUE):
            target.clear()
            target.extend(self._items(row[1]))
        elif tag == SET:
            target.clear()
            target.update(self._items(row[1]))
        elif tag == BYTEARRAY:
            target[:] = _exact(row[1], bytes)
        elif tag in (DICT, COUNTER, ORDERED, DEFAULTDICT):
            target.clear()
            for key, value in self._pairs(*row[-2:]):
                target[key] = value
            if tag == DEFAULTDICT and type(row[1]) is list:
                (factory,) = self._items([row[1]])
                if not callable(factory):
                    raise WireError("a factory that can't be called")
                target.default_factory = factory
        elif tag == INSTANCE:
            self._fill_instance(target, row)
        elif tag == ARRAY and type(target).__name__ == "ndarray":
            target[...] = _read_array(self, row)
        else:
            raise WireError("not a mutable")

    def _fill_instance(self, target: Any, row: list[Any]) -> None:
        if type(target) is not self._codec.classes.get(row[1]):
            raise WireError("a change of type")
        state = dict(self._pairs(row[2], row[3]))
        for name in list(getattr(target, "__dict__", ())):
            if name not in state:
                del target.__dict__[name]
        for name, value in state.items():
            if type(name) is not str:
                raise WireError("an attribute without name")
            if name == "__dict__" or callable(getattr(type(target), name, None)):
                raise WireError(f"an attribute that hides the method {name}")
            object.__setattr__(target, name, value)


_UNBUILT: Any = type("Unbuilt", (), {})()


def _exact(value: Any, cls: type) -> Any:
    if type(value) is not cls:
        raise WireError(f"expected {cls.__name__}")
    return value


def _shell_deque(decoding: Decoding, row: list[Any]) -> deque[Any]:
    maxlen = row[2]
    if maxlen is not None and (type(maxlen) is not int or maxlen < 0):
        raise WireError("a deque of no length")
    return deque(maxlen=maxlen)


def _shell_defaultdict(decoding: Decoding, row: list[Any]) -> defaultdict[Any, Any]:
    return defaultdict(None if row[1] is None or type(row[1]) is list else FACTORIES[row[1]])


def _shell_instance(decoding: Decoding, row: list[Any]) -> Any:
    cls = decoding._codec.classes[row[1]]
    if state_of(object.__new__(cls)) is None or issubclass(cls, (Enum, tuple)):
        raise WireError("not a class of plain instances")
    return object.__new__(cls)


_SHELLS: dict[int, Callable[[Decoding, list[Any]], Any]] = {
    LIST: lambda d, row: [],
    DICT: lambda d, row: {},
    SET: lambda d, row: set(),
    BYTEARRAY: lambda d, row: bytearray(),
    DEQUE: _shell_deque,
    DEFAULTDICT: _shell_defaultdict,
    COUNTER: lambda d, row: Counter(),
    ORDERED: lambda d, row: OrderedDict(),
    INSTANCE: _shell_instance,
}
_MUTABLE_TAGS: dict[int, type] = {
    LIST: list, DICT: dict, SET: set, BYTEARRAY: bytearray, DEQUE: deque,
    DEFAULTDICT: defaultdict, COUNTER: Counter, ORDERED: OrderedDict,
}  # fmt: skip
CHANGEABLE = frozenset({*_MUTABLE_TAGS, INSTANCE, ARRAY})
"""Tags of what travels by value and can change."""
_FROZEN_ITEMS = {TUPLE: 1, FROZENSET: 1, SLICE: 1, RECORD: 2, DATETIME: 3, TIME: 3}


def _read_scalar(decoding: Decoding, row: list[Any]) -> Any:
    name = _exact(row[1], str)
    return SCALARS[name][3](scalar_class(name), row[2])


def _read_range(decoding: Decoding, row: list[Any]) -> range:
    if not ints(row[1:], 3):
        raise WireError("not a range")
    return range(*row[1:])


def _read_slice(decoding: Decoding, row: list[Any]) -> slice:
    start, stop, step = decoding._items(row[1])
    return slice(start, stop, step)


def _read_enum(decoding: Decoding, row: list[Any]) -> Any:
    cls = decoding._codec.classes[row[1]]
    if not issubclass(cls, Enum):
        raise WireError("not an enumeration")
    return cls[row[2]]


def _read_record(decoding: Decoding, row: list[Any]) -> Any:
    cls = decoding._codec.classes[row[1]]
    if not issubclass(cls, tuple):
        raise WireError("not a record")
    return tuple.__new__(cls, decoding._items(row[2]))


def _read_array(decoding: Decoding, row: list[Any]) -> Any:
    numpy: Any = sys.modules.get("numpy")
    if numpy is None:
        raise WireError("an array where nobody uses numpy")
    dtype = numpy.dtype(_exact(row[1], str))
    if dtype.kind not in ARRAY_KINDS or dtype.hasobject:
        raise WireError("not a plain array")
    shape = row[2]
    if shape is None:
        (scalar,) = numpy.frombuffer(_exact(row[3], bytes), dtype=dtype)
        return scalar
    if not ints(shape, len(shape)) or any(size < 0 for size in shape):
        raise WireError("an array of no shape")
    return numpy.frombuffer(_exact(row[3], bytes), dtype=dtype).reshape(shape).copy()


def _read_datetime(decoding: Decoding, row: list[Any]) -> datetime.datetime:
    if not ints(row[1], 7):
        raise WireError("not a datetime")
    (zone,) = decoding._items(row[3])
    year, month, day, hour, minute, second, microsecond = row[1]
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, zone, fold=row[2])


def _read_time(decoding: Decoding, row: list[Any]) -> datetime.time:
    if not ints(row[1], 4):
        raise WireError("not a time")
    (zone,) = decoding._items(row[3])
    hour, minute, second, microsecond = row[1]
    return datetime.time(hour, minute, second, microsecond, zone, fold=row[2])


_READERS: dict[int, Callable[[Decoding, list[Any]], Any]] = {
    TUPLE: lambda d, row: tuple(d._items(row[1])),
    FROZENSET: lambda d, row: frozenset(d._items(row[1])),
    COMPLEX: lambda d, row: complex(_exact(row[1], float), _exact(row[2], float)),
    RANGE: _read_range,
    SLICE: _read_slice,
    SCALAR: _read_scalar,
    SINGLETON: lambda d, row: SINGLETONS[row[1]],
    ENUM: _read_enum,
    RECORD: _read_record,
    ARRAY: _read_array,
    DATETIME: _read_datetime,
    TIME: _read_time,
    BUILTIN: lambda d, row: BUILTIN_NAMES[row[1]],
    REMOTE: lambda d, row: d._codec.receive(_exact(row[1], list)),
}
