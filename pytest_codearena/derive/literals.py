"""Plain values as Python source, and source as plain values."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from typing import Any

_MOST_NODES = 5000
"""A larger value is no example that a person wrote."""
_MOST_DIGITS = 300


def literal(value: Any) -> str:
    """Returns source that evaluates to ``value``, which is built of None, numbers, texts, bytes, and plain collections."""
    match value:
        case float() if not math.isfinite(value):
            return f'float("{value}")'
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case tuple():
            return f"({literal(value[0])},)" if len(value) == 1 else f"({', '.join(map(literal, value))})"
        case dict():
            return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
        case frozenset():
            return f"frozenset([{', '.join(sorted(map(literal, value)))}])"
        case set():
            return f"{{{', '.join(sorted(map(literal, value)))}}}" if value else "set()"
        case str():
            return _quoted(value)
        case _:
            return repr(value)


def _quoted(text: str) -> str:
    shown = repr(text)
    plain = shown[0] == "'" and '"' not in shown and "\\'" not in shown
    return f'"{shown[1:-1]}"' if plain else shown


def evaluate(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Returns the value of a literal in which some ``names`` stand for values. Raises ValueError if it is anything else."""
    match node:
        case ast.Constant(value):
            if value is Ellipsis or (type(value) is int and value.bit_length() > 4 * _MOST_DIGITS):
                raise ValueError("no plain value")
            return value
        case ast.Name(id) if id in names:
            return names[id]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            number = evaluate(operand, names)
            if type(number) not in (int, float, complex):
                raise ValueError("no number")
            return -number if isinstance(sign, ast.USub) else number
        case ast.List(elts):
            return list(spread(elts, names))
        case ast.Tuple(elts):
            return tuple(spread(elts, names))
        case ast.Set(elts):
            return _hashed(lambda: set(spread(elts, names)))
        case ast.Dict(keys, values):
            if any(key is None for key in keys):
                raise ValueError("a dict that is spread")
            pairs = [(evaluate(key, names), evaluate(value, names)) for key, value in zip(keys, values, strict=True) if key]
            return _hashed(lambda: dict(pairs))
        case ast.Call(func=ast.Name(id="set" | "frozenset" | "dict" | "list" | "tuple" as kind), args=[], keywords=[]):
            return {"set": set, "frozenset": frozenset, "dict": dict, "list": list, "tuple": tuple}[kind]()
        case ast.Call(func=ast.Name(id="set" | "frozenset" as kind), args=[ast.List(elts) | ast.Tuple(elts)], keywords=[]):
            return _hashed(lambda: {"set": set, "frozenset": frozenset}[kind](spread(elts, names)))
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="inf" | "-inf" | "nan" as text)], keywords=[]):
            return float(text)
        case _:
            raise ValueError("no literal")


def spread(nodes: list[ast.expr], names: Mapping[str, Any]) -> Iterator[Any]:
    """Yields the values of several literals; ``*rest`` among them stands for the items of ``rest``."""
    for node in nodes:
        if isinstance(node, ast.Starred):
            values = evaluate(node.value, names)
            if not isinstance(values, (list, tuple)):
                raise ValueError("nothing to spread")
            yield from values
        else:
            yield evaluate(node, names)


def _hashed(make: Any) -> Any:
    try:
        return make()
    except TypeError:
        raise ValueError("an element that can't be hashed") from None


def is_small(value: Any) -> bool:
    """True unless the value has more parts than a person writes down."""
    left = _MOST_NODES
    pending = [value]
    while pending and left > 0:
        left -= 1
        part = pending.pop()
        if isinstance(part, dict):
            pending += [*part.keys(), *part.values()]
        elif isinstance(part, (list, tuple, set, frozenset)):
            pending += part
        elif isinstance(part, (str, bytes)):
            left -= len(part) // 10
    return left > 0
