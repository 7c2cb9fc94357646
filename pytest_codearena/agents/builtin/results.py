"""Module rules about results: never given back, given back too early, compared instead of set, never asked for."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from .rules import Context, Proposal, Rule
from .text import Function, read

_CHANGES = frozenset(
    "append extend insert remove pop clear sort reverse add discard update setdefault write close join start print".split()
)
_NO_RESULT = frozenset(("__init__", "__post_init__", "__setitem__", "__delitem__", "__setattr__", "__enter__", "main", "setUp"))


def missing_return(source: str, context: Context) -> Iterator[Proposal]:
    """A function that computes its result and never gives it back."""
    text = read(source)
    for function in _functions(text.tree):
        if function.name in _NO_RESULT or _is_generator(function) or _is_stub(function):
            continue
        gives = any(node.value is not None for node in _own(function) if isinstance(node, ast.Return))
        wanted = gives or _result_is_used(function.name, context.tests) or _result_is_used(function.name, source)
        wanted = wanted or (function.returns is not None and text.of(function.returns) not in ("None", "NoReturn", '"None"'))
        for last in _last_statements(function.body):
            at = text.start(last)
            if isinstance(last, ast.Expr):
                call = isinstance(last.value, ast.Call)
                if isinstance(last.value, ast.Constant) or (
                    call and not (wanted and _may_be_result(last.value, function, gives))
                ):
                    continue
                yield Proposal(text.edited((at, at, "return ")), (0.45 if call else 0.35) if wanted else 0.6, at)
        final = function.body[-1]
        if not gives and not isinstance(final, ast.Return | ast.Raise) and (name := _result_name(function)):
            place = text.end(final)
            line = f"\n{text.indent(function.body[0])}return {name}"
            if not any(
                isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call) for last in _last_statements(function.body)
            ):
                yield Proposal(text.edited((place, place, line)), 0.4 if wanted else 1.0, place)


def comparison_as_statement(source: str, context: Context) -> Iterator[Proposal]:
    """``x == 5`` as a statement: it was to be set."""
    text = read(source)
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Compare) or len(node.value.ops) != 1:
            continue
        left, right = node.value.left, node.value.comparators[0]
        if isinstance(node.value.ops[0], ast.Eq) and isinstance(left, ast.Name | ast.Attribute | ast.Subscript):
            yield Proposal(text.edited((text.end(left), text.start(right), " = ")), 0.38, text.start(node))


def missing_call(source: str, context: Context) -> Iterator[Proposal]:
    """``for k, v in d.items:``, ``xs.sort`` as a statement, ``super.__init__()``."""
    text = read(source)
    for node in ast.walk(text.tree):
        target: ast.expr | None = None
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Attribute):
            pair = isinstance(node.target, ast.Tuple)
            if node.iter.attr in ("items", "keys", "values", "split", "splitlines") and (
                pair or not isinstance(node.iter.value, ast.Name) or node.iter.value.id != "self"
            ):
                target = node.iter
        elif isinstance(node, ast.Expr | ast.Attribute):
            is_super = isinstance(node.value, ast.Name) and node.value.id == "super"
            if is_super or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute)):
                target = node.value
        if target is not None:
            place = text.end(target)
            yield Proposal(text.edited((place, place, "()")), 0.36, place)


def return_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``return total`` as the last line of the loop that adds to ``total``: it ends after one turn."""
    text = read(source)
    for function in _functions(text.tree):
        for loop in (node for node in _own(function) if isinstance(node, ast.For | ast.While)):
            last = loop.body[-1]
            if len(loop.body) < 2 or not isinstance(last, ast.Return) or last.value is None or loop.orelse:
                continue
            used = {node.id for node in ast.walk(last.value) if isinstance(node, ast.Name)}
            changed = {node.id for part in loop.body[:-1] for node in ast.walk(part) if isinstance(node, ast.Name)}
            before = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and node.lineno < loop.lineno}
            if used and used & changed and used <= before | {argument.arg for argument in function.args.args}:
                start, end = text.line_start(last.lineno), text.end(last)
                moved = textwrap.indent(textwrap.dedent(source[start:end]), text.indent(loop))
                yield Proposal(source[:start] + moved + source[end:], 0.5, start)


def walrus_precedence(source: str, context: Context) -> Iterator[Proposal]:
    """``if x := y is None``: it is y that was to be compared, and x to be it."""
    text = read(source)
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.NamedExpr) or not isinstance(node.value, ast.Compare):
            continue
        start, end = text.start(node), text.end(node.value.left)
        if "(" not in source[start : text.start(node.value)]:
            yield Proposal(text.edited((start, end, f"({source[start:end]})")), 0.6, start)


def _functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _own(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function less those of functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _is_generator(function: Function) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(function))


def _is_stub(function: Function) -> bool:
    """True for bodies that hold nothing but a docstring, ``pass`` or ``...``."""
    return all(
        isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in function.body
    )


def _last_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements with which a body may end."""
    last = body[-1]
    if isinstance(last, ast.If):
        yield from _last_statements(last.body)
        if last.orelse:
            yield from _last_statements(last.orelse)
    elif isinstance(last, ast.With | ast.AsyncWith):
        yield from _last_statements(last.body)
    elif isinstance(last, ast.Try):
        for part in (last.orelse or last.body, *(handler.body for handler in last.handlers)):
            yield from _last_statements(part)
    else:
        yield last


def _may_be_result(call: ast.expr, function: Function, gives: bool) -> bool:
    """False for calls that are made for what they change."""
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    if isinstance(call.func, ast.Name):
        return name not in _CHANGES and (
            name == function.name or not gives or name in ("sorted", "len", "sum", "max", "min", "list", "set", "dict")
        )
    return name not in _CHANGES and not gives


def _result_name(function: Function) -> str:
    """The variable that looks like the result: set before the last statement or in it, and changed or built up."""
    parameters = {argument.arg for argument in function.args.args}
    parameters |= {name for node in _own(function) if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    named = [node.id for node in _own(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    final = function.body[-1]
    in_final = [node.id for node in ast.walk(final) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    grown = [
        node.func.value.id
        for node in ast.walk(final)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _CHANGES
        and isinstance(node.func.value, ast.Name)
    ]
    set_items = [
        node.value.id
        for node in ast.walk(final)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
    ]
    loop_variables = {
        name.id
        for node in ast.walk(final)
        if isinstance(node, ast.For | ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name)
    }
    for name in [*set_items, *grown, *reversed(in_final)]:
        if name in named and name not in loop_variables and name not in parameters:
            return name
    return ""


def _result_is_used(name: str, source: str) -> bool:
    return (
        re.search(
            rf"(?:=|\breturn\b|\bassert\b|\bin\b|[(\[,+*/<>-])[ \t]*(?:\w+(?:\([^()\n]*\))?\.)*{re.escape(name)}\(", source
        )
        is not None
    )


RULES = (
    Rule(
        "missing_return",
        "a result that is never given back",
        "def f(x):\n    x + 1\n",
        "def f(x):\n    return x + 1\n",
        missing_return,
    ),
    Rule(
        "comparison_as_statement",
        "== where = is meant",
        "def f(x):\n    y == x\n    return y\n",
        "def f(x):\n    y = x\n    return y\n",
        comparison_as_statement,
    ),
    Rule("missing_call", "a method is named and not called", "x = [2, 1]\nx.sort\n", "x = [2, 1]\nx.sort()\n", missing_call),
    Rule(
        "walrus_precedence",
        "a comparison is given a name, where what is compared was to have it",
        "def f(d):\n    if x := d.get(1) is None:\n        return 0\n    return x\n",
        "def f(d):\n    if (x := d.get(1)) is None:\n        return 0\n    return x\n",
        walrus_precedence,
    ),
    Rule(
        "return_in_loop",
        "the return stands inside the loop that builds the result",
        "def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n        return s\n",
        "def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s\n",
        return_in_loop,
    ),
)
"""Rules whose source is a module that compiles."""
