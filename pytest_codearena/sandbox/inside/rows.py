"""What a message is made of: limits, atoms, the tags of rows, and how values without a form of their own are written down."""

from __future__ import annotations

import datetime
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

MAX_MESSAGE_BYTES = 16 * 1024 * 1024
"""A longer message is refused by either end."""
MAX_ROWS = 1_000_000
MAX_BIG_INT_BYTES = 1024 * 1024
BIG_INT = 1
ARRAY_KINDS = "biufcSU"

_MANY = 100
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
    SCALAR,  # name in SCALARS, plain form
    DEQUE,  # items, maxlen
    DEFAULTDICT,  # factory: name, reference or None; keys, values
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
SCALARS: dict[str, tuple[str, str, Callable[[Any], Any], Callable[[Any, Any], Any]]] = {
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
SINGLETONS: dict[str, object] = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
FACTORIES: dict[str, Callable[[], Any]] = {c.__name__: c for c in (list, dict, set, int, float, str, tuple, bool)}
BUILTIN_NAMES: dict[str, object] = {
    name: value
    for name, value in vars(__import__("builtins")).items()
    if not name.startswith("_")
    and (isinstance(value, type) or name in ("abs", "all", "any", "ascii", "bin", "callable", "chr", "divmod", "hash", "hex",
                                             "len", "max", "min", "oct", "ord", "pow", "repr", "round", "sorted", "sum"))
    and not (isinstance(value, type) and issubclass(value, BaseException) and not issubclass(value, Exception))
}  # fmt: skip
BUILTIN_IDS = {id(value): name for name, value in BUILTIN_NAMES.items()}
MUTABLE = frozenset({list, dict, set, bytearray, deque, defaultdict, Counter, OrderedDict})


def are_atoms(values: list[Any] | tuple[Any, ...]) -> bool:
    """True if no value needs a row of its own. Raises nothing, whatever the values are."""
    if len(values) < _MANY:
        return ATOMS.issuperset(map(type, values))
    if type(values[0]) not in ATOMS:
        return False
    kinds = list(map(type, values))  # to count one kind costs half of looking each of them up
    return kinds.count(kinds[0]) == len(kinds) or ATOMS.issuperset(kinds)


def scalar_class(name: str) -> Any:
    """Returns the class of a SCALAR row; its module is loaded if it was not."""
    module, qualname, _, _ = SCALARS[name]
    __import__(module)
    return getattr(sys.modules[module], qualname)


def ints(values: Any, count: int) -> bool:
    """True for a list of exactly so many ints."""
    return isinstance(values, list) and len(values) == count and all(type(value) is int for value in values)


def state_of(value: Any) -> dict[str, Any] | None:
    """Returns the attributes of an ordinary instance, slots included; None if it holds more than attributes."""
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
