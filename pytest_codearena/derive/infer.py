"""The narrowest set, among those that ``shapes`` knows, that holds all of the observed values.

Whatever the values have in common is kept: range, length, order, characters, words, how nested values are built. Where little
was observed, less varies; a wider set would hold inputs for which the code was never meant.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from .literals import literal
from .shapes import Choice, Decimals, Either, Integers, Items, Order, Row, Shape, Shuffled
from .texts import text_shape

_MOST_PLACES = 6
_MOST_KNOWN = 12
"""Values of which each is a set of its own; more say little that is new."""
_WIDEST_ROW = 4
"""Inner lists that are always of one length, up to this one, are records: each place means something else."""
_TELLING = 2
"""So many observed sequences have to agree, before it is taken for a rule."""
_TELLING_LENGTH = 3
_TELLING_ZEROS = 3
_MOST_LEAVES = 60


def shape_of(values: Sequence[Any]) -> Shape:
    """Returns a set that holds all ``values``, of which there is at least one."""
    kinds: dict[str, list[Any]] = {}
    for value in values:
        kinds.setdefault(_kind(value), []).append(value)
    options = [_SHAPES[kind](observed) for kind, observed in kinds.items()]
    return options[0] if len(options) == 1 else Either(tuple(options))


def _kind(value: Any) -> str:
    name = type(value).__name__
    if name in ("int", "float"):
        return "number"
    return name if name in _SHAPES else "other"


def distinct(values: Iterable[Any]) -> list[Any]:
    """Returns the values in order, those that read alike once."""
    return list({literal(value): value for value in values}.values())


def _chosen(values: Sequence[Any]) -> Shape:
    return Choice(tuple(distinct(values)[:_MOST_KNOWN]))


def _number(values: Sequence[int | float]) -> Shape:
    whole = [value for value in values if isinstance(value, int)]
    broken = [value for value in values if isinstance(value, float)]
    if not broken:
        return Integers(min(whole), max(whole))
    decimals = _decimals(broken, values)
    return Either((Integers(min(whole), max(whole)), decimals)) if whole else decimals


def _decimals(broken: Sequence[float], values: Sequence[float]) -> Shape:
    places = [_places(value) for value in broken]
    if None in places:
        return _chosen(broken)
    most = min(max(place for place in places if place is not None), _MOST_PLACES)
    unit = 10**most
    return Decimals(round(min(values) * unit), round(max(values) * unit), most)


def _places(value: float) -> int | None:
    """How many digits stand after the point; None if it is not written like that."""
    whole, point, rest = repr(value).partition(".")
    if not point or not rest.isdigit() or len(whole) > 12:
        return None
    return len(rest.rstrip("0"))


def _sequence(values: Sequence[list[Any] | tuple[Any, ...]], kind: str, *, inner: bool = False) -> Shape:
    elements = [element for value in values for element in value]
    lengths = {len(value) for value in values}
    if not elements:
        return _chosen(values)
    if len(lengths) == 1 and (kind == "tuple" or (inner and max(lengths) <= _WIDEST_ROW and len(values) > 1)):
        return _row(values, kind)
    if len({_kind(element) for element in elements} - {"NoneType"}) > 1:
        return _mixed(values, kind)
    if all(isinstance(element, (list, tuple)) for element in elements):
        return _nested(values, elements, kind, lengths)
    order = order_of(values)
    unique = _all_hold(values, lambda value: len(set(map(literal, value))) == len(value))
    element = shape_of(elements)
    unique = unique and order is not Order.MIRRORED and _is_rich(element, min(lengths))
    zeros = sum(value[0] == 0 for value in values if value)
    leading = zeros == 0 and 0 in elements and len([value for value in values if value]) >= _TELLING_ZEROS
    return Items(kind, element, min(lengths), max(lengths), order, unique, leading)


def _is_rich(element: Shape, count: int) -> bool:
    """True for sets of values that can be told apart, of which there are so many."""
    match element:
        case Choice():
            return len(element.values) >= count and all(isinstance(value, (int, float, str)) for value in element.values)
        case Either():
            return all(_is_rich(option, 0) for option in element.options) and any(_is_rich(option, count) for option in element.options)
        case Integers() | Decimals():
            return element.most - element.least >= count
        case _:
            return not isinstance(element, (Items, Row, Shuffled))


def _row(values: Sequence[Sequence[Any]], kind: str) -> Shape:
    columns = list(zip(*values, strict=True))
    parts = tuple(_inner(column) for column in columns)
    numeric = all(_kind(element) == "number" for value in values for element in value)
    ascending = numeric and len(columns) > 1 and all(list(value) == sorted(value) for value in values) and len(values) >= _TELLING
    return Row(kind, parts, Order.ASCENDING if ascending else Order.ANY)


def _inner(values: Sequence[Any]) -> Shape:
    """As ``shape_of``, for values inside of others: short lists of one length are records there."""
    kinds = {type(value) for value in values}
    if kinds <= {list} or kinds <= {tuple}:
        return _sequence(values, "list" if kinds == {list} else "tuple", inner=True)
    return shape_of(values)


def _mixed(values: Sequence[Sequence[Any]], kind: str) -> Shape:
    """Numbers among texts and the like: each place keeps its kind, as the places may depend on each other."""
    pools: dict[str, list[Any]] = {}
    for value in values:
        for element in value:
            pools.setdefault(_kind(element), []).append(element)
    # Words among numbers are operators, units, names of columns: only those that were seen mean something.
    shapes = {name: shape_of(pool) if name in ("number", "bool") else _chosen(pool) for name, pool in pools.items()}
    rows = [Row(kind, tuple(shapes[_kind(element)] for element in value)) for value in distinct(values)[:_MOST_KNOWN] if value]
    empty = [Choice((value,)) for value in distinct(values) if not value]
    options: tuple[Shape, ...] = (*rows, *empty[:1])
    return options[0] if len(options) == 1 else Either(options)


def _nested(values: Sequence[Sequence[Any]], elements: Sequence[Any], kind: str, lengths: set[int]) -> Shape:
    widths = {len(element) for element in elements}
    if len(widths) > 1 and all(_is_grid(value) for value in values if value):
        return _shuffled(values)
    if any(isinstance(part, (list, tuple, dict)) for element in elements for part in element) and len(widths) > 1:
        return _shuffled(values)  # nested at will, e.g. trees: how deep it goes is kept
    return Items(kind, _inner(elements), min(lengths), max(lengths))


def _is_grid(value: Sequence[Any]) -> bool:
    return len({len(row) for row in value}) == 1


def _shuffled(values: Sequence[Any]) -> Shape:
    options = [_shuffle_one(value) for value in distinct(values)[:_MOST_KNOWN]]
    return options[0] if len(options) == 1 else Either(tuple(options))


def _shuffle_one(value: Any) -> Shape:
    found = leaves(value)
    if len(found) > _MOST_LEAVES or len({_kind(leaf) for leaf in found}) != 1 or len(distinct(found)) < 2:
        return Choice((value,))
    return Shuffled(value)


def leaves(value: Any) -> list[Any]:
    """Returns what a nested value holds: elements of lists and tuples, values of dicts, from left to right."""
    match value:
        case dict():
            return [leaf for item in value.values() for leaf in leaves(item)]
        case list() | tuple():
            return [leaf for item in value for leaf in leaves(item)]
        case _:
            return [value]


def refilled(value: Any, found: Iterator[Any]) -> Any:
    """Returns the nested value with others for its leaves, from left to right."""
    match value:
        case dict():
            return {key: refilled(item, found) for key, item in value.items()}
        case list():
            return [refilled(item, found) for item in value]
        case tuple():
            return tuple(refilled(item, found) for item in value)
        case _:
            return next(found)


def _mapping(values: Sequence[dict[Any, Any]]) -> Shape:
    return _shuffled(values)


def _bag(values: Sequence[Any], kind: str) -> Shape:
    elements = [element for value in values for element in value]
    if not elements:
        return _chosen(values)
    lengths = [len(value) for value in values]
    element = shape_of(sorted(elements, key=repr))
    return Items(kind, element, min(lengths), max(lengths), unique=True)


def order_of(values: Sequence[Sequence[Any]]) -> Order:
    """Returns the order that all sequences are in, if enough of them are long enough to tell."""
    if not all(_kind(element) == _kind(values[0][0]) for value in values if value for element in value if values[0]):
        return Order.ANY
    rules: dict[Order, Callable[[Sequence[Any]], bool]] = {
        Order.ASCENDING: lambda value: list(value) == sorted(value),
        Order.DESCENDING: lambda value: list(value) == sorted(value, reverse=True),
        Order.MIRRORED: lambda value: list(value) == list(value)[::-1],
    }
    return next((order for order, rule in rules.items() if _all_hold(values, rule)), Order.ANY)


def _all_hold(values: Sequence[Sequence[Any]], rule: Callable[[Sequence[Any]], bool]) -> bool:
    """True if the rule holds for all values, and enough of them are long enough to tell."""
    telling: set[Hashable] = {literal(value) for value in values if len(value) >= _TELLING_LENGTH}
    try:
        return len(telling) >= _TELLING and all(map(rule, values))
    except TypeError:  # elements that have no order
        return False


_SHAPES: dict[str, Callable[[Sequence[Any]], Shape]] = {
    "bool": lambda _: Choice((False, True)),
    "number": _number,
    "str": text_shape,
    "list": lambda values: _sequence(values, "list"),
    "tuple": lambda values: _sequence(values, "tuple"),
    "set": lambda values: _bag(values, "set"),
    "frozenset": lambda values: _bag(values, "frozenset"),
    "dict": _mapping,
    "NoneType": lambda _: Choice((None,)),
    "other": _chosen,
}
