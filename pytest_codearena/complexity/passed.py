"""What is passed to calls: arguments, and functions that are called once for each item."""

from __future__ import annotations

import ast

from .costs import UNSURE, Bound
from .frame import Frame
from .values import Value, number, unknown

_TYPES = ("str", "bytes", "list", "tuple", "set", "dict", "frozenset")


def read_arguments(frame: Frame, node: ast.Call) -> list[Value]:
    """The values of the arguments; their cost is charged."""
    from .expressions import read

    values = [read(frame, each) for each in node.args]
    for keyword in node.keywords:
        if keyword.arg not in ("key", "default", "reverse", "initial", "maxlen", "start", "strict", "repeat"):
            read(frame, keyword.value)
    return values


def apply(frame: Frame, node: ast.Call, function: ast.expr, items: list[Value], trips: Bound) -> Value:
    """What a function that is passed to another returns, called once for each item; its cost is charged."""
    from .expressions import read
    from .recursion import call_function

    value = read(frame, function)
    with frame.loop(trips, node, ""):
        if value.kind == "function":
            return call_function(frame, node, value, items)
        match function:
            case ast.Attribute(value=ast.Name(id="int" | "float" | "operator")):
                return number(UNSURE)
            case ast.Call(func=ast.Name(id="itemgetter" | "attrgetter") | ast.Attribute(attr="itemgetter" | "attrgetter")):
                return unknown()
            case ast.Name(id="str" | "repr") if value.kind == "?" and items[0].kind == "?":
                return Value("str")  # texts of what is inside of a collection count as short, as texts there do
            case ast.Name() | ast.Attribute():
                return _called(frame, node, function, items)
            case _:
                frame.charge(UNSURE)
                return unknown()


def _called(frame: Frame, node: ast.Call, function: ast.Name | ast.Attribute, items: list[Value]) -> Value:
    """What a call that stands nowhere in the source returns: of a function by its name, on items that have none."""
    from .calls import call

    names = [f"item {place}" for place in range(len(items))]  # no name of the source
    arguments: list[ast.expr] = [ast.Name(name, ast.Load()) for name in names]
    match function:
        case ast.Attribute(value=ast.Name(id=kind)) if kind in _TYPES and arguments:  # str.lower
            function, arguments = ast.Attribute(arguments[0], function.attr, ast.Load()), arguments[1:]
            if kind in ("str", "bytes") and items[0].kind == "?":
                items = [Value(kind), *items[1:]]  # texts inside of a collection count as short
    frame.scope.names.update(zip(names, items, strict=True))
    try:
        made = ast.Call(function, arguments, [])
        return call(frame, ast.fix_missing_locations(ast.copy_location(made, node)))
    finally:
        for name in names:
            frame.scope.names.pop(name, None)


def read_key(frame: Frame, node: ast.Call, item: Value, trips: Bound) -> None:
    """Charge the ``key`` of a call of sorted, min or max, once for each item."""
    for keyword in node.keywords:
        if keyword.arg == "key" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
            if isinstance(keyword.value, ast.Attribute) and keyword.value.attr in ("get", "__getitem__"):
                continue
            apply(frame, node, keyword.value, [item], trips)
