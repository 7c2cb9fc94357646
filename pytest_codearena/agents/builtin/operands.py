"""Module rules about values: a text plus a number, a literal compared by identity, a default that all calls share."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .rules import Context, Proposal, Rule
from .text import Edit, Text, read

_NUMBERS = frozenset("len int float sum round abs ord hash id max min count index find pow divmod".split())


def text_plus_number(source: str, context: Context) -> Iterator[Proposal]:
    """``"n: " + len(xs)``: the number needs ``str()``. Of a plain name that is known only once Python complained."""
    text = read(source)
    complained = (
        "can only concatenate str" in context.feedback
        or "unsupported operand type(s) for +: 'int' and 'str'" in context.feedback
    )
    for node in ast.walk(text.tree):
        if (
            not isinstance(node, ast.BinOp)
            or not isinstance(node.op, ast.Add)
            or not (_is_text(node.left) or _is_text(node.right))
        ):
            continue
        other = node.right if _is_text(node.left) else node.left
        if _is_text(other):
            continue
        if _is_number(other):
            cost = 0.35
        elif complained and isinstance(other, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.BinOp):
            cost = 0.7
        else:
            continue
        start, end = text.start(other), text.end(other)
        yield Proposal(text.edited((start, end, f"str({source[start:end]})")), cost, start)


def literal_identity(source: str, context: Context) -> Iterator[Proposal]:
    """``x is 5``, ``x is not "a"``: equal values need not be the same object."""
    text = read(source)
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.ops[0], ast.Is | ast.IsNot):
            continue
        sides = (node.left, node.comparators[0])
        if any(_is_literal(side) for side in sides):
            sign = "==" if isinstance(node.ops[0], ast.Is) else "!="
            start, end = text.end(node.left), text.start(node.comparators[0])
            opening = "(" * source[start:end].count("(")
            closing = ")" * source[start:end].count(")")
            yield Proposal(text.edited((start, end, f"{closing} {sign} {opening}")), 0.3, start)


def shared_default(source: str, context: Context) -> Iterator[Proposal]:
    """``def f(xs=[])``: every call without an argument changes the same list."""
    text = read(source)
    for function in ast.walk(text.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for argument, default in _defaults(function):
            if not _is_mutable(default):
                continue
            value = text.of(default)
            body = function.body[1:] if ast.get_docstring(function) is not None and len(function.body) > 1 else function.body
            if body[0].lineno == function.lineno:
                continue  # a function on one line has no room for it
            indent = text.indent(body[0])
            place = text.line_start(body[0].lineno)
            guard = f"{indent}if {argument.arg} is None:\n{indent}    {argument.arg} = {value}\n"
            edits: list[Edit] = [(text.start(default), text.end(default), "None"), (place, place, guard)]
            edits += _optional(text, argument)
            yield Proposal(text.edited(*edits), 0.45, text.start(default))


def _optional(text: Text, argument: ast.arg) -> list[Edit]:
    """An annotation has to admit the None."""
    if argument.annotation is None or "None" in text.of(argument.annotation) or "Optional" in text.of(argument.annotation):
        return []
    place = text.end(argument.annotation)
    return [(place, place, " | None")]


def _defaults(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[ast.arg, ast.expr]]:
    arguments = function.args
    plain = [*arguments.posonlyargs, *arguments.args]
    yield from zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults, strict=True)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def _is_mutable(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return (
            isinstance(node.func, ast.Name)
            and node.func.id in ("list", "dict", "set", "deque", "defaultdict")
            and not node.args
        )
    return isinstance(node, ast.List | ast.Dict | ast.Set)


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is not None and not isinstance(node.value, bool) and node.value is not ...
    return isinstance(node, ast.List | ast.Dict | ast.Tuple | ast.Set)


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and (_is_text(node.left) or _is_text(node.right))
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("str", "repr", "chr")
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        name = (
            node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        )
        return name in _NUMBERS - {"max", "min"}
    if isinstance(node, ast.BinOp):
        return not isinstance(node.op, ast.Add | ast.Mult | ast.Mod) or (_is_number(node.left) and _is_number(node.right))
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


RULES = (
    Rule(
        "text_plus_number", "a number is added to a text", 'x = "n: " + len(y)\n', 'x = "n: " + str(len(y))\n', text_plus_number
    ),
    Rule("literal_identity", "is with a literal", "x = y is 5\n", "x = y == 5\n", literal_identity),
    Rule(
        "shared_default",
        "a default that all calls share",
        "def f(xs=[]):\n    return xs\n",
        "def f(xs=None):\n    if xs is None:\n        xs = []\n    return xs\n",
        shared_default,
    ),
)
"""Rules whose source is a module that compiles."""
