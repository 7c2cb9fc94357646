"""What an expression is and what it costs."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction

from .calls import call
from .costs import ONE, UNSURE, Bound, Form, combine, scale
from .frame import Frame
from .syntax import literal
from .values import HASHED, LINEAR_IN, NUMBERS, Value, collection, join, number, symbol_of, unknown

SIZED = ("list", "tuple", "str", "bytes", "sequence", "deque")


def read(frame: Frame, node: ast.expr | None) -> Value:
    """The value of an expression; its cost is charged to the frame."""
    if node is None:
        return Value("none")
    frame.reading.step()
    with frame.reading.deeper():
        return _read(frame, node)


def _read(frame: Frame, node: ast.expr) -> Value:
    match node:
        case ast.Constant():
            return constant(node.value)
        case ast.Name(id=name):
            named = frame.scope.find(name) or unknown()
            if named.kind == "iterator" and named.born < len(frame.trips):
                return replace(named, form=symbol_of(named.size.loose()))  # the first round may have used it up
            return named
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return _display(frame, node, elts)
        case ast.Dict(keys=keys, values=values):
            unpacked = [read(frame, value) for key, value in zip(keys, values) if key is None]
            if unpacked:
                frame.charge(_total(unpacked), node, "`**` copies all elements", "copy")
                return collection("dict", _total(unpacked).loose() | ONE, unpacked[0].element)
            read_values = [read(frame, each) for each in [*keys, *values] if each is not None][len([k for k in keys if k]) :]
            return Value("dict", (), _joined(read_values))
        case ast.BinOp(left=left, op=op, right=right):
            return binary(frame, node, read(frame, left), op, read(frame, right), left, right)
        case ast.UnaryOp(op=op, operand=operand):
            inner = read(frame, operand)
            return number(inner.size) if isinstance(op, ast.USub) else Value("bool") if isinstance(op, ast.Not) else inner
        case ast.BoolOp(values=operands):
            return _joined([read(frame, each) for each in operands]) or unknown()
        case ast.Compare():
            return _compare(frame, node)
        case ast.Call():
            return call(frame, node)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            read(frame, test)
            return join(read(frame, body), read(frame, orelse))
        case ast.Subscript():
            return _subscript(frame, node)
        case ast.Attribute(value=value, attr=attr):
            return attribute(read(frame, value), attr)
        case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt) | ast.SetComp(elt=elt):
            kind = "list" if isinstance(node, ast.ListComp) else "set" if isinstance(node, ast.SetComp) else "iterator"
            return _comprehension(frame, node.generators, [elt], kind)
        case ast.DictComp(key=key, value=value):
            return _comprehension(frame, node.generators, [key, value], "dict")
        case ast.Lambda():
            return Value("function", code=node, scope=frame.scope)
        case ast.JoinedStr(values=texts):
            pieces = [read(frame, each) for each in texts]
            return collection("str", _total([piece for piece in pieces if piece.kind != "int"]).capped(UNSURE))
        case ast.FormattedValue(value=value):
            shown = read(frame, value)
            return Value("int") if shown.kind in (*NUMBERS, "?") else shown
        case ast.NamedExpr(target=target, value=value):
            bound = read(frame, value)
            frame.bind(target.id, bound)
            return bound
        case ast.Starred(value=value):
            return read(frame, value)
        case ast.Await(value=value) | ast.YieldFrom(value=value):
            read(frame, value)
            frame.yielded = True
            return unknown()
        case ast.Yield(value=maybe):
            read(frame, maybe)
            frame.yielded = True
            return unknown()
        case _:
            return unknown()


def constant(value: object) -> Value:
    """What a literal is: nothing about it grows."""
    if value is None:
        return Value("none")
    return Value({bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes"}.get(type(value), "?"))


def _joined(values: list[Value]) -> Value | None:
    result = values[0] if values else None
    for value in values[1:]:
        assert result is not None
        result = join(result, value)
    return result


def _total(values: list[Value]) -> Bound:
    bound = ONE
    for value in values:
        bound |= value.size
    return bound


def _display(frame: Frame, node: ast.expr, elts: list[ast.expr]) -> Value:
    values = [read(frame, each) for each in elts]
    kind = "tuple" if isinstance(node, ast.Tuple) else "set" if isinstance(node, ast.Set) else "list"
    starred = [value for value, each in zip(values, elts) if isinstance(each, ast.Starred)]
    if starred:
        frame.charge(_total(starred), node, "`*` copies all elements", "copy")
        return collection(kind, _total(starred), starred[0].element)
    if kind == "tuple":
        return Value("tuple", parts=tuple(values))
    return Value(kind, (), _joined(values))


def binary(
    frame: Frame,
    node: ast.AST,
    left: Value,
    op: ast.operator,
    right: Value,
    a: ast.expr | None = None,
    b: ast.expr | None = None,
) -> Value:
    """What an operator makes of two values."""
    if "object" in (left.kind, right.kind):
        frame.unsure(node, "an operator of a class of the module")
        return unknown()
    if left.kind in SIZED or right.kind in SIZED:
        return _of_sequences(frame, node, left, op, right)
    if left.kind in ("set", "dict") and isinstance(op, (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)):
        frame.charge(
            left.size if isinstance(op, ast.Sub) else left.size | right.size, node, "an operation on whole sets", "copy"
        )
        return collection(left.kind, (left.size | right.size).loose(), left.element)
    if left.kind == "?" and isinstance(op, ast.Add) and frame.assumed is not None and left is frame.assumed:
        return unknown()
    if isinstance(op, (ast.Add, ast.Sub)):
        return Value("int", combine(left.form, right.form, 1 if isinstance(op, ast.Add) else -1))
    value = literal(b) if b is not None else None
    first = literal(a) if a is not None else None
    if isinstance(op, ast.Mult):
        if value is not None or first is not None:
            form, factor = (left.form, value) if value is not None else (right.form, first)
            return Value("int", scale(form, Fraction(factor or 0)))
        return number(left.size * right.size)
    if isinstance(op, (ast.FloorDiv, ast.Div, ast.RShift)):
        if value:
            shrunk = Fraction(1, 2 ** min(int(abs(value)), 64)) if isinstance(op, ast.RShift) else 1 / Fraction(value)
            return Value("int", scale(left.form, shrunk))
        return number(left.size.loose())
    return _rarer(left, op, right, value, first)


def _rarer(left: Value, op: ast.operator, right: Value, value: float | None, first: float | None) -> Value:
    if isinstance(op, ast.Mod):
        return number() if value is not None else number(right.size.loose())
    if isinstance(op, ast.Pow):
        if value == 0.5:
            return number(left.size.root())
        if isinstance(value, int) and 0 <= value <= 4:
            bound = ONE
            for _ in range(value):
                bound = bound * left.size
            return number(bound)
        return number(right.size.exponential() if first is not None else UNSURE if left.size.grows or right.size.grows else ONE)
    if isinstance(op, ast.LShift):
        return number(right.size.exponential() if first is not None else UNSURE if right.size.grows else left.size)
    return number((left.size | right.size).loose())


def _of_sequences(frame: Frame, node: ast.AST, left: Value, op: ast.operator, right: Value) -> Value:
    kind = left.kind if left.kind in SIZED else right.kind
    if isinstance(op, ast.Mult):
        times, what = (left, right) if right.kind in SIZED else (right, left)
        size = times.size * what.size if what.form else times.size
        frame.charge(size, node, f"makes a {kind} of growing length", "copy")
        form = times.form if not what.form else what.form if not times.form else symbol_of(size)
        return Value(kind, form, what.element or _joined(list(what.parts)))
    if isinstance(op, ast.Add):
        result = Value(kind, combine(left.form, right.form), left.element if left.element is not None else right.element)
        frame.charge(result.size if result.size.sure else left.size | right.size, node, f"`+` copies a {kind}", "copy by +")
        return result
    if kind in ("str", "bytes"):
        return collection(kind, UNSURE if right.size.grows else left.size)
    return unknown()


def _compare(frame: Frame, node: ast.Compare) -> Value:
    left = read(frame, node.left)
    for op, comparator in zip(node.ops, node.comparators):
        right = read(frame, comparator)
        if isinstance(op, (ast.In, ast.NotIn)):
            if right.kind in LINEAR_IN:
                frame.charge(right.size, node, f"`in` on a {right.kind} looks at all of it", "in")
            elif right.kind not in HASHED:
                frame.charge(right.size.loose(), node, "`in` on something whose type is not known", "in unknown")
        elif "object" in (left.kind, right.kind) and not isinstance(op, (ast.Is, ast.IsNot)) and "none" not in (left.kind, right.kind):
            frame.unsure(node, "a comparison of objects of the module")
        elif left.kind in SIZED and right.kind in SIZED:
            frame.charge(left.size.capped(right.size).loose())
        left = right
    return Value("bool")


def attribute(value: Value, attr: str) -> Value:
    """An attribute of a value."""
    if value.fields is not None and attr in value.fields:
        return value.fields[attr]
    if value.kind == "module":
        return Value("imported", scope=f"{value.scope}.{attr}")
    if value.kind == "class" and isinstance(value.code, ast.ClassDef):
        return unknown()
    return unknown()


def _subscript(frame: Frame, node: ast.Subscript) -> Value:
    value = read(frame, node.value)
    if value.kind == "object":
        frame.unsure(node, "an item of an object of the module")
    if not isinstance(node.slice, ast.Slice):
        read(frame, node.slice)
        where = literal(node.slice)
        if value.parts and isinstance(where, int) and -len(value.parts) <= where < len(value.parts):
            return value.parts[where]
        return value.each() if value.kind != "?" or value.element is not None else unknown()
    form = _slice_form(frame, value, node.slice)
    if form is None:
        result = collection(value.kind, value.size.loose(), value.element)
    else:
        result = Value(value.kind, form, value.element)
        if result.size.high > value.size.high:
            result = collection(value.kind, result.size.capped(value.size), value.element)
    if value.parts and result.element is None:
        result = replace(result, element=_joined(list(value.parts)))
    if value.kind != "range":
        frame.charge(result.size, node, "a slice copies its elements", "slice")
    return result


def _slice_form(frame: Frame, value: Value, part: ast.Slice) -> Form | None:
    """The length of a slice; None if nothing is known."""
    low, high = read(frame, part.lower), read(frame, part.upper)
    if part.step is not None:
        step = literal(part.step)
        if step is None:
            return None
        if step < 0:
            return value.form if part.lower is None and part.upper is None else None
    backwards = [isinstance(end, ast.UnaryOp) and literal(end) is None for end in (part.lower, part.upper)]
    if any(backwards):  # counted from the end
        return low.form if backwards == [True, False] and part.upper is None else None
    at, to = (literal(part.lower) if part.lower else 0), (literal(part.upper) if part.upper else None)
    if part.upper is None:
        if at is not None:
            return value.form if at >= 0 else ()
        return combine(value.form, low.form, -1)
    if to is not None:
        if to < 0:
            return value.form if at is not None and at >= 0 else () if at is not None else combine(value.form, low.form, -1)
        return () if at is None or at >= 0 else None
    if part.lower is None or at == 0:
        return high.form
    return combine(high.form, low.form, -1)


def _comprehension(frame: Frame, generators: list[ast.comprehension], elts: list[ast.expr], kind: str) -> Value:
    from .loops import bind_target, iterate  # loops read expressions, and comprehensions are loops

    names = dict(frame.scope.names)
    size, element = ONE, unknown()

    def inner(rest: list[ast.comprehension]) -> None:
        nonlocal size, element
        if not rest:
            element = [read(frame, each) for each in elts][-1]
            return
        generator = rest[0]
        trips, item, over = iterate(frame, generator.iter)
        size = size * trips
        with frame.loop(trips, generator.iter, f"a loop over {over}"):
            bind_target(frame, generator.target, item)
            for test in generator.ifs:
                read(frame, test)
            if generator.ifs:
                size = size.loose()
            inner(rest[1:])

    inner(generators)
    kept = {name: value for name, value in frame.scope.names.items() if name in names}
    frame.scope.names.clear()
    frame.scope.names.update({**names, **kept})
    if len(generators) == 1 and not generators[0].ifs:
        source = frame.scope.find(generators[0].iter.id) if isinstance(generators[0].iter, ast.Name) else None
        if source is not None and kind == "list" and source.size == size:
            return Value(kind, source.form, element)
    if kind in ("set", "dict"):
        size = size.loose()
    return collection(kind, size, element)
