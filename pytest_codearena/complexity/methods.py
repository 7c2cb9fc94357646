"""What methods of built-in types cost and return."""

from __future__ import annotations

import ast
from dataclasses import replace

from .costs import ONE, UNSURE
from .frame import Frame
from .passed import read_arguments, read_key
from .syntax import literal
from .values import Value, collection, number, symbol_of, unknown

_FREE_METHODS = {
    "append", "appendleft", "popleft", "add", "discard", "get", "setdefault", "items", "keys", "values", "popitem", "is_integer",
    "bit_length",    "most", "isdigit_", "move_to_end", "bit_count", "conjugate",
}  # fmt: skip


_TEXT_METHODS = set(
    """find rfind index count replace split rsplit splitlines join upper lower strip lstrip rstrip title capitalize casefold isdigit isalpha
    isalnum isspace isupper islower isdecimal isnumeric swapcase zfill center ljust rjust translate encode decode format partition
    rpartition     rindex removeprefix removesuffix""".split()
)


_NEW_TEXTS = {"split", "rsplit", "splitlines"}


_WHOLE_METHODS = {"index", "count", "remove", "reverse", "copy", "rotate"}


_CHANGING = {"append", "appendleft", "insert", "extend", "extendleft", "add", "update", "push"}


def method_call(frame: Frame, node: ast.Call, owner: Value, name: str) -> Value:
    """What a method returns; its cost is charged."""
    from .expressions import read

    arguments = read_arguments(frame, node)
    first = arguments[0] if arguments else None
    if name in _CHANGING:
        _changed_inside(frame, node)
        owner = (
            read(frame, node.func.value)
            if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name)
            else owner
        )
    on = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    where = literal(node.args[0]) if node.args else None
    if name in ("append", "appendleft", "add"):
        frame.grow(on, ONE, first)
        return Value("none")
    if name == "pop" and owner.kind not in ("dict", "set", "deque") and node.args and where != -1:
        listed = owner.kind == "list" or (where == 0 and len(node.args) == 1)
        frame.charge(
            owner.size if listed else owner.size.loose(), node, "pop from the front moves all elements behind", "pop(0)"
        )
        return owner.each()
    if name in ("pop", "popleft"):
        return owner.each()
    if name == "insert":
        frame.grow(on, ONE, arguments[1] if len(arguments) > 1 else None)
        owner = frame.scope.find(on) or owner
        frame.charge(owner.size, node, "insert moves all elements behind", "insert(0)")
        return Value("none")
    if name == "sort":
        frame.charge(owner.size * owner.size.logarithm(), node, "sorts", "sort")
        read_key(frame, node, owner.each(), owner.size)
        return Value("none")
    if name in ("extend", "extendleft", "update"):
        size = first.size if first is not None else ONE
        frame.charge(size, node, f"{name} looks at every new element", "copy")
        frame.grow(on, size, first.each() if first is not None else None)
        return Value("none")
    if name in ("items", "keys", "values", "get", "setdefault", "copy", "elements", "most_common"):
        return _of_dictionary(frame, node, owner, name, first)
    if name == "join" and first is not None:
        frame.charge(
            first.size * first.each().size if first.each().kind == "str" else first.size,
            node,
            "join looks at every piece",
            "join",
        )
        return collection("str", first.size)
    if owner.kind in ("str", "bytes") and name in ("startswith", "endswith"):
        frame.charge(first.size.loose() if first is not None else UNSURE)
        return Value("bool")
    return _whole(frame, node, owner, name)


def _changed_inside(frame: Frame, node: ast.Call) -> None:
    """What is kept in an attribute or in another collection may have any length once something was put there."""
    target = node.func.value if isinstance(node.func, ast.Attribute) else node
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        owner = frame.scope.find(target.value.id)
        if owner is not None and owner.fields is not None and target.attr in owner.fields:
            owner.fields[target.attr] = replace(owner.fields[target.attr], form=symbol_of(UNSURE), parts=())
    while isinstance(target, (ast.Subscript, ast.Call, ast.Attribute)):
        inner = target.func if isinstance(target, ast.Call) else target.value
        if isinstance(inner, ast.Name) and inner.id in frame.scope.names:
            value = frame.scope.names[inner.id]
            kind = value.element.kind if value.element is not None else "?"
            frame.scope.names[inner.id] = replace(value, element=Value(kind, symbol_of(UNSURE)), parts=())
        target = inner


def _of_dictionary(frame: Frame, node: ast.Call, owner: Value, name: str, first: Value | None) -> Value:
    if name == "items":
        return Value("iterator", owner.form, Value("tuple", parts=(unknown(), owner.element or unknown())))
    if name in ("keys", "values", "elements"):
        element = owner.element if name == "values" else None
        return Value("set" if name == "keys" else "iterator", owner.form, element)
    if name == "most_common":
        frame.charge(owner.size if first is not None else owner.size * owner.size.logarithm())
        return collection("list", ONE if first is not None and not first.size.grows else owner.size)
    if name == "copy":
        frame.charge(owner.size, node, "copies all elements", "copy")
        return replace(owner, born=0)
    return owner.element or unknown()


def _whole(frame: Frame, node: ast.Call, owner: Value, name: str) -> Value:
    if owner.kind in ("set", "dict") and name in ("remove", "discard", "clear", "isdisjoint", "issubset", "move_to_end"):
        frame.charge(owner.size.loose() if name.startswith("is") else ONE)
        return Value("none")
    if owner.kind == "set" and name in ("union", "intersection", "difference", "symmetric_difference"):
        frame.charge(owner.size, node, f"{name} looks at whole sets", "copy")
        return collection("set", owner.size.loose(), owner.element)
    if name in _WHOLE_METHODS and owner.kind in ("list", "tuple", "deque", "str", "bytes", "sequence", "?"):
        cost = owner.size.loose() if owner.kind == "?" and name == "remove" else owner.size
        frame.charge(cost, node, f"{name} looks at every element", name)
        return number(owner.size.loose())
    if name in _TEXT_METHODS and owner.kind in ("str", "bytes", "?", "sequence"):
        frame.charge(owner.size, node, f"{name} looks at the whole text", name)
        return collection("list", owner.size, Value("str")) if name in _NEW_TEXTS else Value("str", owner.form)
    if name == "clear":
        return Value("none")
    if name in _FREE_METHODS:
        return number(owner.size.logarithm()) if name == "bit_length" else Value("int")
    frame.unsure(node, f"a call of .{name}, whose cost is not known")
    return unknown()
