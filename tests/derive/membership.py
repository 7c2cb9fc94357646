"""Which values a set of ``shapes`` holds, as its definition says; and plain values to try."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_codearena.derive.infer import leaves
from pytest_codearena.derive.samples import numeral
from pytest_codearena.derive.shapes import (
    Choice,
    Decimals,
    Either,
    Fields,
    Integers,
    Items,
    Numerals,
    Order,
    Row,
    Shape,
    Shuffled,
    Text,
    Words,
)

_KINDS: dict[str, type] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


def holds(shape: Shape, value: Any) -> bool:
    """True if the value is one of the set, types included."""
    match shape:
        case Integers(least, most):
            return type(value) is int and least <= value <= most
        case Decimals(least, most, places):
            units = round(value * 10**places) if type(value) is float else None
            return units is not None and least <= units <= most and value == units / 10**places
        case Numerals(least, most, places):
            return type(value) is str and any(numeral(units, places) == value for units in _near(value, places) if least <= units <= most)
        case Text(alphabet, shortest, longest):
            return type(value) is str and shortest <= len(value) <= longest and set(value) <= set(alphabet)
        case Words(words, separator, fewest, most):
            return type(value) is str and any(_is_joined(value, words, separator, count) for count in range(fewest, most + 1))
        case Fields(parts, separator):
            fields = value.split(separator) if type(value) is str else []
            return len(fields) == len(parts) and all(holds(*pair) for pair in zip(parts, fields, strict=True))
        case Choice(values):
            return any(type(value) is type(one) and value == one for one in values)
        case Items():
            return _holds_items(shape, value)
        case Row(kind, parts, order):
            return _is(value, kind) and len(value) == len(parts) and _in_order(list(value), order) and (
                order is not Order.ANY or all(holds(*pair) for pair in zip(parts, value, strict=True))
            )  # fmt: skip
        case Shuffled(known):
            same = sorted(map(repr, leaves(value))) == sorted(map(repr, leaves(known)))
            return type(value) is type(known) and same and _outline(value) == _outline(known)
        case Either(options):
            return any(holds(option, value) for option in options)


def _is(value: Any, kind: str) -> bool:
    return type(value) is _KINDS[kind]


def _near(value: str, places: int) -> range:
    try:
        units = round(float(value) * 10**places)
    except ValueError:
        return range(0)
    return range(units - 1, units + 2)


def _is_joined(value: str, words: tuple[str, ...], separator: str, count: int) -> bool:
    if count == 0:
        return value == ""
    if count == 1:
        return value in words
    heads = (word + separator for word in words if value.startswith(word + separator))
    return any(_is_joined(value[len(head) :], words, separator, count - 1) for head in heads)


def _holds_items(shape: Items, value: Any) -> bool:
    if not _is(value, shape.kind):
        return False
    items = list(value)
    return (
        shape.shortest <= len(items) <= shape.longest
        and all(holds(shape.element, item) for item in items)
        and _in_order(items, shape.order)
        and (not shape.unique or len({repr(item) for item in items}) == len(items))
        and not (shape.leading and items[:1] == [0])
    )


def _in_order(items: list[Any], order: Order) -> bool:
    match order:
        case Order.ANY:
            return True
        case Order.MIRRORED:
            return items == items[::-1]
        case _:
            return items == sorted(items, reverse=order is Order.DESCENDING)


def _outline(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _outline(item) for key, item in value.items()}
    return [_outline(item) for item in value] if isinstance(value, (list, tuple)) else None


numbers = st.integers(-200, 200) | st.integers(-2000, 2000).map(lambda n: n / 100)
texts = st.text("abc ,-/()01.", max_size=6)
atoms = st.none() | st.booleans() | numbers | texts
keys = st.integers(0, 5) | st.text("ab", max_size=2) | st.tuples(st.integers(0, 3), st.integers(0, 3))
plain: st.SearchStrategy[Any] = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=3)
        | st.sets(keys, max_size=3)
        | st.frozensets(st.integers(0, 9), max_size=3)
    ),
    max_leaves=8,
)
"""Any plain value."""
alike: st.SearchStrategy[list[Any]] = st.one_of(
    *(
        st.lists(one, min_size=1, max_size=6)
        for one in (
            numbers,
            st.integers(0, 9),
            texts,
            st.from_regex(r"-?[1-9][0-9]{0,2}(\.[0-9])?", fullmatch=True),
            st.lists(st.sampled_from(["()", "(())", "()()"]), max_size=3).map("".join),
            st.lists(st.sampled_from(["to", "be", "or"]), min_size=1, max_size=4).map(" ".join),
            st.lists(st.integers(-5, 5), max_size=6),
            st.lists(st.integers(-5, 5), max_size=6).map(sorted),
            st.lists(st.integers(0, 9), max_size=6).map(lambda items: items + items[::-1]),
            st.lists(st.tuples(st.integers(0, 9), st.integers(10, 20)), max_size=4),
            st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), max_size=4),
            st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["+", "*"])), max_size=5),
            st.dictionaries(keys, st.integers(0, 9), max_size=4),
            plain,
        )
    )
)
"""Several values as tests would pass them for one parameter."""
