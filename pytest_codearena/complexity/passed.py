"""What is passed to calls: arguments, and functions that are called once for each item."""

from __future__ import annotations

import ast

from .costs import UNSURE, Bound
from .frame import Frame
from .values import Value, number, unknown


def read_arguments(frame: Frame, node: ast.Call) -> list[Value]:
    """The values of the arguments; their cost is charged."""
    from .expressions import read

    values = [read(frame, each) for each in node.args]
    for keyword in node.keywords:
        if keyword.arg not in ("key", "default", "reverse", "initial", "maxlen", "start", "strict", "repeat"):
            read(frame, keyword.value)
    return values


def apply(frame: Frame, node: ast.Call, function: ast.expr, item: Value, trips: Bound) -> Value:
    """What a function that is passed to another returns, called once for each item."""
    from .expressions import read
    from .recursion import call_function

    value = read(frame, function)
    with frame.loop(trips, node, ""):
        if value.kind == "function":
            return call_function(frame, node, value, [item])
        known = isinstance(function, ast.Name) and (
            value.kind == "?" and function.id in ("int", "str", "float", "ord", "abs", "len", "bool")
        )
        if (
            isinstance(function, ast.Attribute)
            and isinstance(function.value, ast.Name)
            and function.value.id in ("int", "str", "operator")
        ):
            known = True
        if not known:
            frame.charge(UNSURE)
    return number() if known else unknown()


def read_key(frame: Frame, node: ast.Call, item: Value, trips: Bound) -> None:
    """Charge the ``key`` of a call of sorted, min or max, once for each item."""
    for keyword in node.keywords:
        if keyword.arg == "key" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
            if isinstance(keyword.value, ast.Attribute) and keyword.value.attr in ("get", "__getitem__"):
                continue
            if isinstance(keyword.value, ast.Call):
                continue  # itemgetter(1) and the like
            apply(frame, node, keyword.value, item, trips)
