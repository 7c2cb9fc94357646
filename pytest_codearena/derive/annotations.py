"""The set of values that an annotation stands for, where nothing was observed that would make it narrower."""

from __future__ import annotations

import ast

from ..trees import expression_tree
from .literals import evaluate
from .shapes import Choice, Decimals, Either, Integers, Items, Row, Shape, Text

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789 .,-_"
_PLAIN: dict[str, Shape] = {
    "int": Integers(-100, 100),
    "float": Decimals(-10_000, 10_000, 2),
    "bool": Choice((False, True)),
    "str": Text(_LETTERS, 0, 20),
    "None": Choice((None,)),
}
_COLLECTIONS = {
    "list": "list", "List": "list", "Sequence": "list", "Iterable": "list", "Collection": "list", "MutableSequence": "list",
    "set": "set", "Set": "set", "AbstractSet": "set", "frozenset": "frozenset", "FrozenSet": "frozenset",
}  # fmt: skip
_LONGEST = 10


def annotated_shape(node: ast.expr | None) -> Shape | None:
    """Returns the set of values that the annotation allows; None if it says nothing, or something that is no plain data."""
    match node:
        case ast.Constant(value=None):
            return _PLAIN["None"]
        case ast.Constant(value=str() as text):
            return _quoted(text)
        case ast.Name(id) | ast.Attribute(attr=id) if id in _PLAIN:
            return _PLAIN[id]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _either([left, right])
        case ast.Subscript(value=ast.Name(id) | ast.Attribute(attr=id), slice=inner):
            return _generic(id, inner)
        case _:
            return None


def _quoted(text: str) -> Shape | None:
    try:
        return annotated_shape(expression_tree(text).body)
    except SyntaxError:
        return None


def _generic(name: str, inner: ast.expr) -> Shape | None:
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name in ("Optional", "Union"):
        return _either([*parts, ast.Constant(None)] if name == "Optional" else parts)
    if name == "Literal":
        return _literals(parts)
    if name in ("tuple", "Tuple"):
        return _tuple(parts)
    element = annotated_shape(inner)
    if name not in _COLLECTIONS or element is None:
        return None
    kind = _COLLECTIONS[name]
    if kind != "list" and not _hashable(element):
        return None
    return Items(kind, element, 0, _LONGEST, unique=kind != "list")


def _tuple(parts: list[ast.expr]) -> Shape | None:
    if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is Ellipsis:
        element = annotated_shape(parts[0])
        return Items("tuple", element, 0, _LONGEST) if element is not None else None
    shapes = [annotated_shape(part) for part in parts]
    known = [shape for shape in shapes if shape is not None]
    return Row("tuple", tuple(known)) if len(known) == len(shapes) else None


def _literals(parts: list[ast.expr]) -> Shape | None:
    try:
        return Choice(tuple(evaluate(part, {}) for part in parts))
    except ValueError:
        return None


def _either(parts: list[ast.expr]) -> Shape | None:
    shapes = [annotated_shape(part) for part in parts]
    known = [shape for shape in shapes if shape is not None]
    return Either(tuple(known)) if len(known) == len(shapes) else None


def _hashable(shape: Shape) -> bool:
    match shape:
        case Items(kind="list" | "set"):
            return False
        case Items() | Row():
            return all(map(_hashable, shape.parts if isinstance(shape, Row) else (shape.element,)))
        case Either():
            return all(map(_hashable, shape.options))
        case _:
            return True
