"""Sets of values, each as narrow as what was observed of it: what an input may look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Order(StrEnum):
    """What all observed sequences had in common."""

    ANY = "any"
    ASCENDING = "ascending"
    DESCENDING = "descending"
    MIRRORED = "mirrored"
    """The same from either end."""


@dataclass(frozen=True, slots=True)
class Integers:
    """Whole numbers from ``least`` to ``most``."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Decimals:
    """Floats from ``least`` to ``most`` in units of ``10 ** -places``: as people write them, and nothing that rounds oddly."""

    least: int
    most: int
    places: int


@dataclass(frozen=True, slots=True)
class Numerals:
    """Texts that are such numbers, e.g. ``"-1.5"``."""

    least: int
    most: int
    places: int


@dataclass(frozen=True, slots=True)
class Text:
    """Texts of these characters."""

    alphabet: str
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of some of these words, with ``separator`` between them."""

    words: tuple[str, ...]
    separator: str
    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Texts of parts that each have a set of their own, with ``separator`` between them, e.g. dates."""

    parts: tuple[Shape, ...]
    separator: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these values."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Collections of any number of elements of one set."""

    kind: str
    """``list``, ``tuple``, ``set`` or ``frozenset``."""
    element: Shape
    shortest: int
    longest: int
    order: Order = Order.ANY
    unique: bool = False
    leading: bool = False
    """True if none begins with 0, as the digits of a number do not."""


@dataclass(frozen=True, slots=True)
class Row:
    """Lists or tuples in which each place has a set of its own."""

    kind: str
    parts: tuple[Shape, ...]
    order: Order = Order.ANY


@dataclass(frozen=True, slots=True)
class Shuffled:
    """This nested value with its leaves, of one kind, in any order: what it holds and how it is built stays."""

    value: Any


@dataclass(frozen=True, slots=True)
class Either:
    """A value of one of these sets."""

    options: tuple[Shape, ...]


Shape = Integers | Decimals | Numerals | Text | Words | Fields | Choice | Items | Row | Shuffled | Either


def shrunk(shape: Shape, share: float) -> Shape:
    """Returns a smaller set inside ``shape``: numbers nearer to zero and collections shorter, by about this share."""
    match shape:
        case Integers() | Decimals() | Numerals():
            least, most = _nearer(shape.least, shape.most, share)
            return replace(shape, least=least, most=most)
        case Text():
            return replace(shape, longest=_less(shape.shortest, shape.longest, share))
        case Words():
            return replace(shape, most=_less(shape.fewest, shape.most, share))
        case Fields() | Row():
            return replace(shape, parts=tuple(shrunk(part, share) for part in shape.parts))
        case Items():
            element = shape.element if shape.unique or shape.leading else shrunk(shape.element, share)
            return replace(shape, element=element, longest=_less(shape.shortest, shape.longest, share))
        case Choice():
            return Choice(_shorter(shape.values, share))
        case Either():
            kept = _shorter([option.value for option in shape.options if isinstance(option, Shuffled)], share)
            options = [option for option in shape.options if not isinstance(option, Shuffled) or any(option.value is one for one in kept)]
            return Either(tuple(shrunk(option, share) for option in options))
        case Shuffled():
            return shape


def _shorter(values: Sequence[Any], share: float) -> tuple[Any, ...]:
    """Those of the values that are not much longer than the shortest one."""
    lengths = [_length(value) for value in values]
    return tuple(value for value, length in zip(values, lengths, strict=True) if length <= _less(min(lengths), max(lengths), share))


def _length(value: Any) -> int:
    if isinstance(value, (list, tuple, dict)):
        return 1 + sum(map(_length, value.values() if isinstance(value, dict) else value))
    return len(value) if isinstance(value, (str, bytes)) else 1


def _nearer(least: int, most: int, share: float) -> tuple[int, int]:
    anchor = min(max(0, least), most)
    return anchor - int((anchor - least) * share), anchor + int((most - anchor) * share)


def _less(least: int, most: int, share: float) -> int:
    return least + int((most - least) * share)
