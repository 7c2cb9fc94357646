"""Values of the sets of ``shapes``, drawn at random: the same ones that the strategies draw, without Hypothesis."""

from __future__ import annotations

from random import Random
from typing import Any

from .domain import Domain, Parameter
from .infer import leaves, refilled
from .relations import Rule
from .shapes import Choice, Decimals, Either, Fields, Integers, Items, Numerals, Order, Row, Shape, Shuffled, Text, Words

_AT_AN_END = 0.25
"""How often a number or a length is the least or the most of its range: that is where code fails."""
_MOST_TRIES = 50


def samples(domain: Domain, count: int, seed: int) -> list[tuple[Any, ...]]:
    """Returns the arguments of ``count`` calls, the same for the same seed; no two calls share an object."""
    random = Random(seed)
    return [_arguments(domain, random) for _ in range(count)]


def _arguments(domain: Domain, random: Random) -> tuple[Any, ...]:
    drawn: dict[str, Any] = {}
    for parameter in domain.order():
        drawn[parameter.name] = _argument(parameter, drawn, random)
    return tuple(drawn[parameter.name] for parameter in domain.parameters)


def _argument(parameter: Parameter, drawn: dict[str, Any], random: Random) -> Any:
    shape, relation = parameter.shape, parameter.relation
    if relation is None:
        return sample(shape, random)
    other = drawn[relation.other]
    if relation.rule is Rule.MEMBER:
        return random.choice(other)
    bound = relation.bound(other)
    if relation.rule is Rule.LENGTH:
        return _as_long(shape, max(0, bound), random)
    if not isinstance(shape, Integers):
        return sample(shape, random)
    pick = min if relation.rule is Rule.AT_MOST else max
    return _number(pick(shape.least, bound), pick(shape.most, bound), random)


def _as_long(shape: Shape, length: int, random: Random) -> Any:
    match shape:
        case Items():
            return _items(shape, length, random)
        case Either(options) if any(isinstance(option, Text) for option in options):
            text = next(option for option in options if isinstance(option, Text))
            return "".join(random.choices(text.alphabet, k=length))
        case _:
            return sample(shape, random)


def sample(shape: Shape, random: Random) -> Any:
    """Returns one value of the set."""
    match shape:
        case Integers(least, most):
            return _number(least, most, random)
        case Decimals(least, most, places):
            return _number(least, most, random) / 10**places
        case Numerals(least, most, places):
            return numeral(_number(least, most, random), places)
        case Text(alphabet, shortest, longest):
            return "".join(random.choices(alphabet, k=_number(shortest, longest, random)))
        case Words(words, separator, fewest, most):
            return separator.join(random.choices(words, k=_number(fewest, most, random)))
        case Fields(parts, separator):
            return separator.join(sample(part, random) for part in parts)
        case Choice(values):
            return _copied(random.choice(values))
        case Items():
            return _items(shape, _number(shape.shortest, shape.longest, random), random)
        case Row():
            return _row(shape, random)
        case Shuffled(value):
            return refilled(value, iter(random.sample(leaves(value), len(leaves(value)))))
        case Either(options):
            return sample(random.choice(options), random)


def numeral(units: int, places: int) -> str:
    """Returns the number as people write it, e.g. ``-1.5`` for -15 units of one place."""
    return f"{units / 10**places:.{places}f}".rstrip("0").rstrip(".") if places else str(units)


def _number(least: int, most: int, random: Random) -> int:
    if random.random() < _AT_AN_END:
        return random.choice((least, most))
    return random.randint(least, most)


def _items(shape: Items, length: int, random: Random) -> Any:
    items = _some(shape, length, random)
    for _ in range(_MOST_TRIES):
        if not shape.leading or items[:1] != [0]:
            break
        items = _some(shape, length, random)
    return _built(shape.kind, items)


def _some(shape: Items, length: int, random: Random) -> list[Any]:
    items = _distinct(shape.element, length, random) if shape.unique else [sample(shape.element, random) for _ in range(length)]
    if shape.order is Order.MIRRORED:
        items = items[: (len(items) + 1) // 2] + items[: len(items) // 2][::-1]
    return _ordered(items, shape.order)


def _distinct(element: Shape, length: int, random: Random) -> list[Any]:
    """So many different values, or as many as were found."""
    found: dict[Any, None] = {}
    for _ in range(_MOST_TRIES * max(1, length)):
        if len(found) >= length:
            break
        found[sample(element, random)] = None
    return list(found)


def _row(shape: Row, random: Random) -> Any:
    return _built(shape.kind, _ordered([sample(part, random) for part in shape.parts], shape.order))


def _ordered(items: list[Any], order: Order) -> list[Any]:
    if order in (Order.ASCENDING, Order.DESCENDING):
        return sorted(items, reverse=order is Order.DESCENDING)
    return items


def _built(kind: str, items: list[Any]) -> Any:
    return {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}[kind](items)


def _copied(value: Any) -> Any:
    match value:
        case list():
            return [_copied(item) for item in value]
        case tuple():
            return tuple(_copied(item) for item in value)
        case dict():
            return {key: _copied(item) for key, item in value.items()}
        case set():
            return set(value)
        case _:
            return value

