"""Values to messages and back, without ever running what a message says.

A message holds a flat table of rows, one row per container or special value, and roots. An atom
(None, bool, int, float, str, bytes) stands for itself; everything else is a reference ``[i]`` to
row i. Flat tables need no recursion, so depth costs nothing, and shared references and cycles come
for free. Types are exact: an instance of a subclass is never sent as its base.

Both ends use this module; the trusted end treats every byte that it decodes as hostile. A decoder
builds only the types named in this file, classes that its owner registered, and remote objects.
"""

from __future__ import annotations

import datetime
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from fractions import Fraction
from typing import Any

import msgpack

__tracebackhide__ = True  # pytest: these frames say nothing to an author

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
"""A longer message is refused by either end."""
MAX_ROWS = 1_000_000
_MAX_BIG_INT_BYTES = 1024 * 1024
_BIG_INT = 1
_ARRAY_KINDS = "biufcSU"

ATOMS = frozenset({type(None), bool, int, float, str, bytes})

# Row tags. A row is [tag, …]; `items` are atoms or references.
(
    LIST,  # items
    TUPLE,  # items
    DICT,  # keys, values
    SET,  # items
    FROZENSET,  # items
    BYTEARRAY,  # bytes
    COMPLEX,  # real, imag
    RANGE,  # start, stop, step
    SLICE,  # items (3)
    SCALAR,  # name in _SCALARS, plain form
    DEQUE,  # items, maxlen
    DEFAULTDICT,  # factory name or None, keys, values
    COUNTER,  # keys, values
    ORDERED,  # keys, values
    SINGLETON,  # name
    ENUM,  # registered class, member name
    INSTANCE,  # registered class, keys, values (of __dict__)
    RECORD,  # registered class derived from tuple, items
    ARRAY,  # dtype, shape or None for a scalar, bytes (numpy)
    DATETIME,  # isoformat parts, fold, tzinfo reference
    TIME,  # parts, fold, tzinfo reference
    BUILTIN,  # name of a builtin type or function
    REMOTE,  # owner-defined payload: an object that stays where it is
) = range(23)


class WireError(Exception):
    """A message that no honest peer would send, or a value that can't be sent."""


def _fraction(parts: Any) -> Fraction:
    numerator, denominator = parts
    return Fraction(numerator, denominator)


def _timedelta(parts: Any) -> datetime.timedelta:
    days, seconds, microseconds = parts
    return datetime.timedelta(days, seconds, microseconds)


def _timezone(parts: Any) -> datetime.timezone:
    seconds, microseconds, name = parts
    offset = datetime.timedelta(0, seconds, microseconds)
    return datetime.UTC if name is None and not offset else _named_timezone(offset, name)


def _named_timezone(offset: datetime.timedelta, name: str | None) -> datetime.timezone:
    return datetime.timezone(offset) if name is None else datetime.timezone(offset, name)


def _timezone_parts(zone: datetime.timezone) -> list[Any]:
    offset = zone.utcoffset(None)
    plain = datetime.timezone(offset)
    name = None if str(plain) == str(zone) else str(zone)
    return [offset.days * 86400 + offset.seconds, offset.microseconds, name]


# name -> (module, class, to plain atoms, from plain atoms). Modules are looked up only once loaded or named.
_SCALARS: dict[str, tuple[str, str, Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
    "Decimal": ("decimal", "Decimal", str, lambda cls, text: cls(text)),
    "Fraction": ("fractions", "Fraction", lambda x: [x.numerator, x.denominator], lambda cls, parts: _fraction(parts)),
    "date": ("datetime", "date", lambda x: x.toordinal(), lambda cls, n: cls.fromordinal(n)),
    "timedelta": ("datetime", "timedelta", lambda x: [x.days, x.seconds, x.microseconds], lambda cls, p: _timedelta(p)),
    "timezone": ("datetime", "timezone", _timezone_parts, lambda cls, parts: _timezone(parts)),
    "ZoneInfo": ("zoneinfo", "ZoneInfo", lambda x: x.key, lambda cls, key: cls(key)),
    "UUID": ("uuid", "UUID", lambda x: x.bytes, lambda cls, raw: cls(bytes=raw)),
    "PosixPath": ("pathlib", "PosixPath", str, lambda cls, text: cls(text)),
    "PurePosixPath": ("pathlib", "PurePosixPath", str, lambda cls, text: cls(text)),
    "PureWindowsPath": ("pathlib", "PureWindowsPath", str, lambda cls, text: cls(text)),
    "IPv4Address": ("ipaddress", "IPv4Address", str, lambda cls, text: cls(text)),
    "IPv6Address": ("ipaddress", "IPv6Address", str, lambda cls, text: cls(text)),
    "IPv4Network": ("ipaddress", "IPv4Network", str, lambda cls, text: cls(text)),
    "IPv6Network": ("ipaddress", "IPv6Network", str, lambda cls, text: cls(text)),
}
_SINGLETONS: dict[str, object] = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
_FACTORIES: dict[str, Callable[[], Any]] = {c.__name__: c for c in (list, dict, set, int, float, str, tuple, bool)}
_BUILTIN_NAMES: dict[str, object] = {
    name: value
    for name, value in vars(__import__("builtins")).items()
    if not name.startswith("_")
    and (isinstance(value, type) or name in ("abs", "all", "any", "ascii", "bin", "callable", "chr", "divmod", "hash", "hex",
                                             "len", "max", "min", "oct", "ord", "pow", "repr", "round", "sorted", "sum"))
    and not (isinstance(value, type) and issubclass(value, BaseException) and not issubclass(value, Exception))
}  # fmt: skip
_BUILTIN_IDS = {id(value): name for name, value in _BUILTIN_NAMES.items()}
MUTABLE = frozenset({list, dict, set, bytearray, deque, defaultdict, Counter, OrderedDict})


def _scalar_class(name: str) -> Any:
    module, qualname, _, _ = _SCALARS[name]
    __import__(module)
    return getattr(sys.modules[module], qualname)


def _ints(values: Any, count: int) -> bool:
    return isinstance(values, list) and len(values) == count and all(type(value) is int for value in values)


class Codec:
    """Encodes and decodes for one end of the wire.

    ``classes`` are those that both ends define from the same source (``support``): instances travel by value.
    ``send`` turns any other object into the payload of a REMOTE row; ``receive`` turns a payload into an object.
    """

    def __init__(
        self,
        classes: dict[str, type],
        send: Callable[[Any], list[Any]],
        receive: Callable[[list[Any]], Any],
    ) -> None:
        self.classes = classes
        self._names = {cls: name for name, cls in classes.items()}
        self._send = send
        self._receive = receive
        self._packer = msgpack.Packer(strict_types=True, unicode_errors="surrogatepass", default=_pack_special)

    # --- bytes

    def pack(self, message: list[Any]) -> bytes:
        """Returns the bytes of a message made of atoms and lists. Raises WireError if it is too large."""
        try:
            data: bytes = self._packer.pack(message)
        except (ValueError, TypeError, OverflowError, MemoryError) as error:
            self._packer.reset()
            raise WireError(f"cannot be sent: {error}") from None
        if len(data) > MAX_MESSAGE_BYTES:
            raise WireError(f"a message of {len(data)} bytes is over the limit of {MAX_MESSAGE_BYTES}")
        return data

    @staticmethod
    def unpack(data: bytes) -> Any:
        """Returns atoms and lists. Raises WireError for anything that is not one whole message of them."""
        try:
            return msgpack.unpackb(
                data,
                unicode_errors="surrogatepass",
                ext_hook=_unpack_special,
                strict_map_key=True,
                max_map_len=0,
                max_ext_len=_MAX_BIG_INT_BYTES,
                max_array_len=8 * 1024 * 1024,
            )
        except WireError:
            raise
        except Exception as error:
            raise WireError(f"not a message: {type(error).__name__}: {error}") from None

    # --- values

    def encode(self, values: Sequence[Any], known: Sequence[Any] = ()) -> Encoding:
        """Returns the rows and roots for ``values``; objects in ``known`` are referred to, not sent again."""
        return Encoding(self, values, known)

    def decode(self, roots: Any, table: Any, known: Sequence[Any] = ()) -> Decoding:
        """Returns the objects for roots and table. Raises WireError if they are not well formed."""
        return Decoding(self, roots, table, known)


def _pack_special(value: Any) -> msgpack.ExtType:
    if type(value) is int:  # beyond 64 bits
        size = value.bit_length() // 8 + 1
        if size > _MAX_BIG_INT_BYTES:
            raise ValueError(f"an int of {size} bytes is over the limit")
        return msgpack.ExtType(_BIG_INT, value.to_bytes(size, "big", signed=True))
    raise TypeError(f"{type(value).__name__} is not an atom")


def _unpack_special(code: int, data: bytes) -> int:
    if code != _BIG_INT:
        raise WireError(f"unknown extension {code}")
    return int.from_bytes(data, "big", signed=True)


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
            self.table[index] = self._row(self.objects[index])

    def _ref(self, value: Any) -> Any:
        index = self._memo.get(id(value))
        if index is None:
            position = len(self.objects)
            if position >= MAX_ROWS:
                raise WireError(f"more than {MAX_ROWS} containers in one message")
            index = self._memo[id(value)] = self._base + position
            self.objects.append(value)
            self.references.append(1)
            self.table.append(None)
            self._pending.append(position)
        elif index >= self._base:
            self.references[index - self._base] += 1
        return [index]

    def _flat(self, values: Iterable[Any]) -> list[Any]:
        listed = list(values)
        if ATOMS.issuperset(map(type, listed)):
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
            return [SCALAR, scalar, _SCALARS[scalar][2](value)]
        name = self._codec._names.get(cls)
        if name is not None:
            return self._registered(cls, name, value)
        builtin = _BUILTIN_IDS.get(id(value))
        if builtin is not None:
            return [BUILTIN, builtin]
        if value is Ellipsis or value is NotImplemented:
            return [SINGLETON, "Ellipsis" if value is Ellipsis else "NotImplemented"]
        numpy = sys.modules.get("numpy")
        if numpy is not None and hasattr(numpy, "ndarray"):
            if cls is numpy.ndarray and value.dtype.kind in _ARRAY_KINDS:
                return [ARRAY, value.dtype.str, list(value.shape), value.tobytes()]
            if issubclass(cls, numpy.generic) and cls.__module__ == "numpy" and value.dtype.kind in _ARRAY_KINDS:
                return [ARRAY, value.dtype.str, None, value.tobytes()]
        return [REMOTE, self._codec._send(value)]

    def _registered(self, cls: type, name: str, value: Any) -> list[Any]:
        if issubclass(cls, Enum):
            return [ENUM, name, value.name] if isinstance(value.name, str) else [REMOTE, self._codec._send(value)]
        if issubclass(cls, tuple):
            return [RECORD, name, self._flat(tuple.__iter__(value))]
        state = state_of(value)
        if state is None:
            return [REMOTE, self._codec._send(value)]
        return [INSTANCE, name, list(state), self._flat(state.values())]


def _scalar_name(cls: type) -> str | None:
    name = cls.__name__
    entry = _SCALARS.get(name)
    return name if entry is not None and cls.__module__.partition(".")[0] == entry[0] and cls is _scalar_class(name) else None


def state_of(value: Any) -> dict[str, Any] | None:
    """The attributes of an ordinary instance, slots included; None if it holds more than attributes."""
    cls = type(value)
    if any(base in MUTABLE or base in (int, float, str, bytes, complex) for base in cls.__mro__):
        return None
    if issubclass(cls, BaseException):
        return None
    state = dict(getattr(value, "__dict__", {}))
    for base in cls.__mro__:
        slots = base.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if slot not in ("__dict__", "__weakref__") and hasattr(value, slot):
                state[slot] = getattr(value, slot)
    return state if all(type(key) is str for key in state) else None


def _write_datetime(encoding: Encoding, x: datetime.datetime) -> list[Any]:
    parts = [x.year, x.month, x.day, x.hour, x.minute, x.second, x.microsecond]
    return [DATETIME, parts, x.fold, encoding._flat([x.tzinfo])]


def _write_time(encoding: Encoding, x: datetime.time) -> list[Any]:
    return [TIME, [x.hour, x.minute, x.second, x.microsecond], x.fold, encoding._flat([x.tzinfo])]


def _write_defaultdict(encoding: Encoding, x: defaultdict[Any, Any]) -> list[Any]:
    factory = x.default_factory
    name = None if factory is None else getattr(factory, "__name__", "")
    if name is not None and _FACTORIES.get(name) is not factory:
        return [REMOTE, encoding._codec._send(x)]
    return [DEFAULTDICT, name, encoding._flat(x), encoding._flat(x.values())]


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
        for position, row in enumerate(self._table):
            if not isinstance(row, list) or not row or type(row[0]) is not int:
                raise WireError("a row without tag")
            shell = _SHELLS.get(row[0])
            if shell is not None:
                self.objects[self._base + position] = shell(self, row)
                late.append((self._base + position, row))
        for position in range(len(self._table)):
            if self.objects[self._base + position] is _UNBUILT:
                self._build_frozen(self._base + position)
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
        if ATOMS.issuperset(map(type, items)):
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
    return defaultdict(None if row[1] is None else _FACTORIES[row[1]])


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
    return _SCALARS[name][3](_scalar_class(name), row[2])


def _read_range(decoding: Decoding, row: list[Any]) -> range:
    if not _ints(row[1:], 3):
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
    if dtype.kind not in _ARRAY_KINDS or dtype.hasobject:
        raise WireError("not a plain array")
    shape = row[2]
    if shape is None:
        (scalar,) = numpy.frombuffer(_exact(row[3], bytes), dtype=dtype)
        return scalar
    if not _ints(shape, len(shape)) or any(size < 0 for size in shape):
        raise WireError("an array of no shape")
    return numpy.frombuffer(_exact(row[3], bytes), dtype=dtype).reshape(shape).copy()


def _read_datetime(decoding: Decoding, row: list[Any]) -> datetime.datetime:
    if not _ints(row[1], 7):
        raise WireError("not a datetime")
    (zone,) = decoding._items(row[3])
    year, month, day, hour, minute, second, microsecond = row[1]
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, zone, fold=row[2])


def _read_time(decoding: Decoding, row: list[Any]) -> datetime.time:
    if not _ints(row[1], 4):
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
    SINGLETON: lambda d, row: _SINGLETONS[row[1]],
    ENUM: _read_enum,
    RECORD: _read_record,
    ARRAY: _read_array,
    DATETIME: _read_datetime,
    TIME: _read_time,
    BUILTIN: lambda d, row: _BUILTIN_NAMES[row[1]],
    REMOTE: lambda d, row: d._codec._receive(_exact(row[1], list)),
}
