"""What is known of a value without running anything: its kind, and its length or, of a number, its worth."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import count

from ..trees import expression_tree
from .costs import ONE, UNSURE, Bound, Form, N, Symbol, magnitude

NUMBERS = ("int", "float", "bool")
LINEAR_IN = ("list", "tuple", "str", "bytes", "sequence", "deque", "iterator")
"""Kinds in which ``in`` looks at every element."""
HASHED = ("set", "dict", "range")

_OF_ANY_SIZE = ("object", "function", "class", "module", "imported")
"""What has a length only by methods of its own."""
_symbols = count()


@dataclass(frozen=True)
class Value:
    """What is known of a value."""

    kind: str = "?"
    form: Form = ()
    """The length of what has one, the worth of a number."""
    element: Value | None = None
    """What all elements are like (a dictionary's values)."""
    parts: tuple[Value, ...] = ()
    """The single elements of a tuple, where they are known."""
    born: int = 0
    """How many loops of its function were around the place that bound the name."""
    fields: dict[str, Value] | None = None
    """Attributes of an object of one of the module's classes: shared, as the object is."""
    code: ast.AST | None = None
    """The definition of a function, a lambda or a class."""
    scope: object = None
    """Where the names of the definition are looked up."""

    @property
    def size(self) -> Bound:
        """The order of its length or worth."""
        return UNSURE if self.kind in _OF_ANY_SIZE else magnitude(self.form)

    def each(self) -> Value:
        """What an element is like."""
        if self.element is not None:
            return self.element
        if self.kind in ("str", "bytes"):
            return Value("str")
        if self.parts and all(part.kind == self.parts[0].kind for part in self.parts):
            return replace(self.parts[0], form=symbol_of(_widest(self.parts)))
        return unknown()


def _widest(values: tuple[Value, ...]) -> Bound:
    bound = values[0].size
    for value in values[1:]:
        bound = bound.joined(value.size)
    return bound


def symbol_of(bound: Bound, *, walks: bool = False) -> Form:
    """A number of this order of which nothing else is known."""
    return () if bound == ONE else ((Symbol(next(_symbols), bound, walks), Fraction(1)),)


def unknown(bound: Bound = UNSURE) -> Value:
    """A value of any kind."""
    return Value("?", symbol_of(bound))


def number(bound: Bound = ONE, *, walks: bool = False) -> Value:
    """A whole number of this order."""
    return Value("int", symbol_of(bound, walks=walks))


def collection(kind: str, bound: Bound, element: Value | None = None) -> Value:
    """A value with a length of this order."""
    return Value(kind, symbol_of(bound), element)


def join(a: Value, b: Value) -> Value:
    """Either of two values."""
    if a == b:
        return a
    if a.kind == "none" or b.kind == "none":
        return b if a.kind == "none" else a
    kind = a.kind if a.kind == b.kind else "?"
    form = a.form if a.form == b.form else symbol_of(a.size.joined(b.size))
    element = join(a.element, b.element) if a.element is not None and b.element is not None else a.element or b.element
    fields = a.fields if a.fields is b.fields else None
    code = a.code if a.code is b.code else None
    return Value(kind, form, element, a.parts if a.parts == b.parts else (), max(a.born, b.born), fields, code, a.scope)


_KINDS = {
    "list": "list",
    "List": "list",
    "MutableSequence": "list",
    "Sequence": "sequence",
    "tuple": "tuple",
    "Tuple": "tuple",
    "set": "set",
    "Set": "set",
    "frozenset": "set",
    "FrozenSet": "set",
    "AbstractSet": "set",
    "dict": "dict",
    "Dict": "dict",
    "Mapping": "dict",
    "MutableMapping": "dict",
    "defaultdict": "dict",
    "Counter": "dict",
    "OrderedDict": "dict",
    "DefaultDict": "dict",
    "deque": "deque",
    "Deque": "deque",
    "str": "str",
    "bytes": "bytes",
    "Iterable": "iterator",
    "Iterator": "iterator",
    "Collection": "?",
    "int": "int",
    "float": "float",
    "bool": "bool",
}


def annotated(annotation: ast.expr | None, *, depth: int = 0) -> Value | None:
    """A value of the annotated type whose length is n; None if the annotation says nothing that is understood.

    Texts inside of collections count as short, because words are; other collections inside of collections may have any length.
    """
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str) and len(annotation.value) < 200:
        try:
            annotation = expression_tree(annotation.value).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    if depth > 5:
        return None
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        sides = [
            side for side in (annotation.left, annotation.right) if not (isinstance(side, ast.Constant) and side.value is None)
        ]
        if depth and all(isinstance(side, ast.Name) and side.id in ("str", "bytes", "int", "float", "bool") for side in sides):
            return Value(
                "str" if any(isinstance(side, ast.Name) and side.id in ("str", "bytes") for side in sides) else "float"
            )
        return annotated(sides[0], depth=depth) if len(sides) == 1 else None
    inner: list[ast.expr] = []
    if isinstance(annotation, ast.Subscript):
        inner = list(annotation.slice.elts) if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        annotation = annotation.value
    name = (
        annotation.attr if isinstance(annotation, ast.Attribute) else annotation.id if isinstance(annotation, ast.Name) else ""
    )
    if name == "Optional" and inner:
        return annotated(inner[0], depth=depth + 1)
    kind = _KINDS.get(name)
    if kind is None:
        return None
    if kind in NUMBERS:
        return Value(kind, symbol_of(N if kind == "int" and not depth else UNSURE))
    if kind == "tuple" and inner and not (isinstance(inner[-1], ast.Constant) and inner[-1].value is Ellipsis):
        return Value("tuple", parts=tuple(annotated(each, depth=depth + 1) or unknown() for each in inner))
    bound = N if not depth else ONE if kind in ("str", "bytes") else UNSURE
    element = annotated(inner[-1 if kind == "dict" else 0], depth=depth + 1) if inner else None
    return collection(kind, bound, element)


@dataclass
class Scope:
    """Names of a function that runs, and of those around it."""

    names: dict[str, Value] = field(default_factory=dict)
    outer: Scope | None = None

    def find(self, name: str) -> Value | None:
        """The value of a name; None if it is not bound here or around."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None
