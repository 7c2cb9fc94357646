"""The inputs of one function that are like those of its tests: for each parameter a set, and what it follows from others."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .annotations import annotated_shape
from .calls import Call
from .infer import distinct, shape_of
from .relations import Relation, relations
from .shapes import Choice, Shape, shrunk

_MOST_KNOWN = 40
_TELLING = 3
"""So many different values say more than an annotation."""


class NotDerivable(Exception):
    """No inputs can be made up for a function; the text says why."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument that is drawn."""

    name: str
    shape: Shape
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Domain:
    """What a function can be called with."""

    function: str
    parameters: tuple[Parameter, ...]
    """In the order of the call; passed by position."""

    def order(self) -> list[Parameter]:
        """Returns the parameters in an order in which each follows those that it depends on."""
        return sorted(self.parameters, key=lambda parameter: parameter.relation is not None)


def domain_of(function: ast.FunctionDef, calls: Iterable[Call], *, from_annotations: bool) -> Domain:
    """Returns the inputs of a function of the module under test.

    Raises NotDerivable if too little is known of them. ``from_annotations`` takes an annotation's word for a parameter of which
    few values were observed.
    """
    names, required = _parameters(function)
    observed = [arguments for call in calls if (arguments := _bound(call, names)) is not None and required <= arguments.keys()]
    annotated = {name: annotated_shape(_annotation(function, name)) if from_annotations else None for name in names}
    given = _given(names, required, observed, annotated)
    shapes = {name: annotated[name] for name in given}
    seen = []
    for name in given:
        values = [call[name] for call in observed if name in call]
        if shapes[name] is None or len(distinct(values)) >= _TELLING:
            shapes[name] = shape_of(values)
            seen.append(name)
    complete = [call for call in observed if all(name in call for name in given)]
    linked = {relation.parameter: relation for relation in relations(complete, seen)}
    parameters = (Parameter(name, shape, linked.get(name)) for name, shape in shapes.items() if shape is not None)
    return Domain(function.name, tuple(parameters))


def smaller(domain: Domain, share: float) -> Domain:
    """Returns a domain inside of this one, of smaller numbers and shorter collections."""
    return Domain(domain.function, tuple(Parameter(each.name, shrunk(each.shape, share), each.relation) for each in domain.parameters))


def known_only(domain: Domain, calls: Iterable[Call]) -> Domain:
    """Returns the domain of the observed arguments themselves, each combined with each."""
    names = [parameter.name for parameter in domain.parameters]
    observed = [arguments for call in calls if (arguments := _bound(call, names)) is not None and set(names) <= arguments.keys()]
    if not observed:
        raise NotDerivable("no test calls it with plain arguments")
    parameters = (Parameter(name, Choice(tuple(distinct(call[name] for call in observed)[:_MOST_KNOWN]))) for name in names)
    return Domain(domain.function, tuple(parameters))


def positional(function: ast.FunctionDef, calls: Iterable[Call]) -> list[tuple[Any, ...]]:
    """Returns the arguments of the calls by position, of those that can be written so."""
    try:
        names, _ = _parameters(function)
    except NotDerivable:
        return [call.positional for call in calls if not call.named]
    bound = (_bound(call, names) for call in calls)
    return [tuple(each.values()) for each in bound if each is not None and list(each) == names[: len(each)]]


def _parameters(function: ast.FunctionDef) -> tuple[list[str], set[str]]:
    """Names that can be passed by position, and those of them without a default."""
    arguments = function.args
    if arguments.vararg or any(default is None for default in arguments.kw_defaults):
        raise NotDerivable("it takes any number of arguments, or some by name only")
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    if not names:
        raise NotDerivable("it takes no arguments")
    return names, set(names[: len(names) - len(arguments.defaults)])


def _bound(call: Call, names: Sequence[str]) -> dict[str, Any] | None:
    """The call's arguments by parameter; None if it passes others."""
    named = dict(call.named)
    bound = dict(zip(names, call.positional, strict=False))
    if len(call.positional) > len(names) or not named.keys() <= set(names) or named.keys() & bound.keys():
        return None
    bound.update(named)
    return {name: bound[name] for name in names if name in bound}


def _given(
    names: list[str], required: set[str], observed: Sequence[Mapping[str, Any]], annotated: Mapping[str, Shape | None]
) -> list[str]:
    """The parameters that are passed: all up to the last one that a test passes, or that has no default."""
    passed = set(required) | {name for call in observed for name in call}
    last = max(place for place, name in enumerate(names) if name in passed) if passed else len(names) - 1
    given = names[: last + 1]
    for name in given:
        if annotated[name] is None and not any(name in call for call in observed):
            raise NotDerivable(f"no test shows what {name} may be" if observed else "no test calls it with plain arguments")
    return given


def _annotation(function: ast.FunctionDef, name: str) -> ast.expr | None:
    return next(each.annotation for each in (*function.args.posonlyargs, *function.args.args) if each.arg == name)

