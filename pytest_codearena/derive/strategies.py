"""Hypothesis strategies, as source, for the sets of ``shapes`` and for the arguments of a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .domain import Domain, Parameter
from .infer import leaves
from .literals import literal
from .relations import Measure, Relation, Rule
from .shapes import (
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

_ORDERS = {
    Order.ASCENDING: ".map(sorted)",
    Order.DESCENDING: ".map(lambda items: sorted(items, reverse=True))",
}
_MEASURES = {Measure.VALUE: "{0}", Measure.LENGTH: "len({0})", Measure.LARGEST: "max({0}, default=0)"}
_TAKEN = frozenset({"draw", "st", "len", "list", "map", "max", "min", "sorted", "tuple", "units", "items", "leaf"})


def variable(parameter: str) -> str:
    """Returns the name of the variable that holds a drawn argument: the parameter's, unless the strategies need it."""
    return f"{parameter}_" if parameter in _TAKEN else parameter


def arguments_source(domain: Domain) -> str:
    """Returns a composite strategy, ``<function>_arguments``, that draws the arguments of one call as a tuple."""
    drawn = [f"    {variable(each.name)} = draw({_parameter_source(each)})" for each in domain.order()]
    names = ", ".join(variable(each.name) for each in domain.parameters)
    comma = "," if len(domain.parameters) == 1 else ""
    head = f"@st.composite\ndef {domain.function}_arguments(draw):"
    return "\n".join([head, *drawn, f"    return ({names}{comma})"])


def _parameter_source(parameter: Parameter) -> str:
    relation, shape = parameter.relation, parameter.shape
    if relation is None:
        return source(shape)
    if relation.rule is Rule.MEMBER:
        return f"st.sampled_from({variable(relation.other)})"
    if relation.rule is Rule.LENGTH:
        return _as_long(shape, relation)
    if not isinstance(shape, Integers):
        return source(shape)
    pick = "min" if relation.rule is Rule.AT_MOST else "max"
    bound = _bound(relation)
    return f"st.integers({pick}({shape.least}, {bound}), {pick}({shape.most}, {bound}))"


def _bound(relation: Relation) -> str:
    measured = _MEASURES[relation.measure].format(variable(relation.other))
    return f"{measured} {'+' if relation.offset > 0 else '-'} {abs(relation.offset)}" if relation.offset else measured


def _as_long(shape: Shape, relation: Relation) -> str:
    size = f"max(0, {_bound(relation)})" if relation.offset < 0 else _bound(relation)
    match shape:
        case Items():
            return _items(shape, size, size)
        case Either(options) if any(isinstance(option, Text) for option in options):
            return next(_text(option, size, size) for option in options if isinstance(option, Text))
        case _:
            return source(shape)


def source(shape: Shape) -> str:
    """Returns an expression for a strategy that draws from the set; it needs ``st``."""
    match shape:
        case Integers(least, most):
            return f"st.integers({least}, {most})"
        case Decimals(least, most, places):
            return f"st.integers({least}, {most}).map(lambda units: units / {10**places})"
        case Numerals(least, most, places):
            shown = 'f"{units}"' if places == 0 else f'f"{{units / {10**places}:.{places}f}}".rstrip("0").rstrip(".")'
            return f"st.integers({least}, {most}).map(lambda units: {shown})"
        case Text():
            return _text(shape, str(shape.shortest), str(shape.longest))
        case Words(words, separator, fewest, most):
            return f"st.lists({source(Choice(words))}, min_size={fewest}, max_size={most}).map({literal(separator)}.join)"
        case Fields(parts, separator):
            return f"st.tuples({', '.join(map(source, parts))}).map({literal(separator)}.join)"
        case Choice(values):
            return f"st.just({literal(values[0])})" if len(values) == 1 else f"st.sampled_from({literal(list(values))})"
        case Items():
            return _items(shape, str(shape.shortest), str(shape.longest))
        case Row():
            return _row(shape)
        case Shuffled(value):
            numbered = iter(range(len(leaves(value))))
            return f"st.permutations({literal(leaves(value))}).map(lambda leaf: {_template(value, numbered)})"
        case Either(options):
            return f"st.one_of({', '.join(map(source, options))})"


def _text(shape: Text, shortest: str, longest: str) -> str:
    return f"st.text({literal(shape.alphabet)}, min_size={shortest}, max_size={longest})"


def _items(shape: Items, shortest: str, longest: str) -> str:
    element = source(shape.element)
    if shape.kind in ("set", "frozenset"):
        return f"st.{shape.kind}s({element}, min_size={shortest}, max_size={longest})"
    unique = ", unique=True" if shape.unique else ""
    drawn = f"st.lists({element}, min_size={shortest}, max_size={longest}{unique})"
    if shape.order is Order.MIRRORED:
        drawn = f"{drawn}.map(lambda items: items[: (len(items) + 1) // 2] + items[: len(items) // 2][::-1])"
    drawn += _ORDERS.get(shape.order, "") + (".filter(lambda items: items[:1] != [0])" if shape.leading else "")
    return drawn + (".map(tuple)" if shape.kind == "tuple" else "")


def _row(shape: Row) -> str:
    drawn = f"st.tuples({', '.join(map(source, shape.parts))})" + _ORDERS.get(shape.order, "")
    if shape.kind == "list":
        return drawn if shape.order in _ORDERS else f"{drawn}.map(list)"
    return f"{drawn}.map(tuple)" if shape.order in _ORDERS else drawn


def _template(value: Any, numbers: Iterator[int]) -> str:
    """The nested value's source, in which ``leaf[n]`` stands for each of its leaves."""
    match value:
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {_template(item, numbers)}" for key, item in value.items()) + "}"
        case list():
            return f"[{', '.join(_template(item, numbers) for item in value)}]"
        case tuple():
            parts = [_template(item, numbers) for item in value]
            return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
        case _:
            return f"leaf[{next(numbers)}]"
