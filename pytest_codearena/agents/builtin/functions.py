"""Module rules about functions and methods: what they are given, what they give back, and where they stand."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from .attributes import members
from .distance import nearest
from .lexer import iter_tokens
from .rules import Context, Proposal, Rule
from .text import Text, read

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DUNDERS = frozenset(
    "__init__ __repr__ __str__ __len__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __bool__ __iter__ __next__ __contains__ "
    "__getitem__ __setitem__ __delitem__ __add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __enter__ __exit__ __call__ "
    "__post_init__ __reversed__ __radd__ __iadd__ __neg__ __abs__ __format__ __new__ __missing__ __getattr__".split()
)
_CHANGES = frozenset("append extend insert remove pop clear sort reverse add discard update setdefault write close join start print".split())
_NO_RESULT = frozenset(("__init__", "__post_init__", "__setitem__", "__delitem__", "__setattr__", "__enter__", "main", "setUp"))


def missing_self(source: str, context: Context) -> Iterator[Proposal]:
    """``def area():`` or ``def area(width):`` in a class, with ``self`` in the body or called on an instance."""
    text = read(source)
    for owner in (node for node in ast.walk(text.tree) if isinstance(node, ast.ClassDef)):
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) or _is_static(method):
                continue
            arguments = [*method.args.posonlyargs, *method.args.args]
            first = arguments[0].arg if arguments else ""
            uses_self = any(isinstance(node, ast.Name) and node.id == "self" for node in ast.walk(method))
            if first in ("self", "cls", "mcs") or (first and any(slips <= 2 for slips, _ in nearest(first, ("self",)))):
                continue
            if uses_self and "self" not in {argument.arg for argument in arguments}:
                cost = 0.2
            elif not arguments and method.args.vararg is None:
                cost = 0.3
            elif _called_with(method.name, context.tests + source) == len(arguments):
                cost = 0.6
            else:
                continue
            place = _parameters_start(text, method)
            comma = ", " if arguments or method.args.vararg or method.args.kwarg or method.args.kwonlyargs else ""
            yield Proposal(f"{source[:place]}self{comma}{source[place:]}", cost, place)


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
                if isinstance(last.value, ast.Constant) or (call and not (wanted and _may_be_result(last.value, function, gives))):
                    continue
                yield Proposal(text.edited((at, at, "return ")), (0.45 if call else 0.35) if wanted else 0.6, at)
        final = function.body[-1]
        if not gives and not isinstance(final, ast.Return | ast.Raise) and (name := _result_name(function)):
            place = text.end(final)
            line = f"\n{text.indent(function.body[0])}return {name}"
            if not any(isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call) for last in _last_statements(function.body)):
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
            if node.iter.attr in ("items", "keys", "values", "split", "splitlines") and (pair or not isinstance(node.iter.value, ast.Name) or node.iter.value.id != "self"):
                target = node.iter
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
            target = node.value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "super":
            target = node.value
        if target is not None:
            place = text.end(target)
            yield Proposal(text.edited((place, place, "()")), 0.36, place)


def misspelt_special_method(source: str, context: Context) -> Iterator[Proposal]:
    """``def _init_(self)``, ``def __inti__(self)``."""
    text = read(source)
    for owner in (node for node in ast.walk(text.tree) if isinstance(node, ast.ClassDef)):
        present = {method.name for method in owner.body if isinstance(method, ast.FunctionDef)}
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef) or method.name in _DUNDERS or not method.name.endswith("_"):
                continue
            if not method.name.startswith("_") or method.name in ("__int__", "__index__") and "__init__" in present:
                continue
            start = source.index(method.name, text.start(method))
            for meant in _DUNDERS - present:
                core = method.name.strip("_")
                if core == meant.strip("_") or any(slips <= 1.3 for slips, _ in nearest(core, (meant.strip("_"),))):
                    exact = core == meant.strip("_")
                    yield Proposal(text.edited((start, start + len(method.name), meant)), 0.2 if exact else 0.4, start)


def method_outside_class(source: str, context: Context) -> Iterator[Proposal]:
    """``def area(self)`` that stands beside its class instead of inside it."""
    text = read(source)
    owner: ast.ClassDef | None = None
    for statement in text.tree.body:
        if isinstance(statement, ast.ClassDef):
            owner = statement
        elif isinstance(statement, ast.FunctionDef) and owner is not None:
            first = statement.args.args[0].arg if statement.args.args else ""
            if first == "self" and statement.name not in members(owner, text.tree):
                decorators = [node.lineno for node in statement.decorator_list]
                start = text.line_start(min([statement.lineno, *decorators]))
                end = text.end(statement)
                yield Proposal(source[:start] + textwrap.indent(source[start:end], "    ") + source[end:], 0.4, start)


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


def _functions(tree: ast.Module) -> list[_Function]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _own(function: _Function) -> Iterator[ast.AST]:
    """The nodes of a function less those of functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _is_static(method: _Function) -> bool:
    names = {node.id for node in method.decorator_list if isinstance(node, ast.Name)}
    return bool(names & {"staticmethod", "classmethod"}) or method.name in ("__new__", "__init_subclass__", "__class_getitem__")


def _is_generator(function: _Function) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own(function))


def _is_stub(function: _Function) -> bool:
    """True for bodies that hold nothing but a docstring, ``pass`` or ``...``."""
    return all(isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) for node in function.body)


def _parameters_start(text: Text, method: _Function) -> int:
    start = text.start(method.body[0])
    for token in iter_tokens(text.source, text.source.index("def", text.start(method))):
        if token.text == "(":
            return token.end
    return start


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


def _may_be_result(call: ast.expr, function: _Function, gives: bool) -> bool:
    """False for calls that are made for what they change."""
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    if isinstance(call.func, ast.Name):
        return name not in _CHANGES and (name == function.name or not gives or name in ("sorted", "len", "sum", "max", "min", "list", "set", "dict"))
    return name not in _CHANGES and not gives


def _result_name(function: _Function) -> str:
    """The variable that looks like the result: set before the last statement or in it, and changed or built up."""
    parameters = {argument.arg for argument in function.args.args}
    named = [node.id for node in _own(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    final = function.body[-1]
    in_final = [node.id for node in ast.walk(final) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    grown = [
        node.func.value.id
        for node in ast.walk(final)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES and isinstance(node.func.value, ast.Name)
    ]
    set_items = [
        node.value.id for node in ast.walk(final) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)
    ]
    loop_variables = {
        name.id for node in ast.walk(final) if isinstance(node, ast.For | ast.comprehension) for name in ast.walk(node.target) if isinstance(name, ast.Name)
    }
    for name in [*set_items, *grown, *reversed(in_final)]:
        if name in named and name not in loop_variables and name not in parameters:
            return name
    return ""


def _called_with(name: str, source: str) -> int:
    """How many arguments ``object.name(...)`` is given in its first call in ``source``; -1 if it is never called so."""
    match = re.search(rf"\.{re.escape(name)}\(([^()]*)\)", source)
    if match is None:
        return -1
    return len([part for part in match[1].split(",") if part.strip()])


def _result_is_used(name: str, source: str) -> bool:
    return re.search(rf"(?:=|\breturn\b|\bassert\b|\bin\b|[(\[,+*/<>-])[ \t]*(?:\w+(?:\([^()\n]*\))?\.)*{re.escape(name)}\(", source) is not None


_CLASS = "class A:\n    def __init__(self):\n        self.x = 1\n"

RULES = (
    Rule("missing_self", "a method without self", "class A:\n    def f():\n        return self\n", "class A:\n    def f(self):\n        return self\n", missing_self),
    Rule("missing_return", "a result that is never given back", "def f(x):\n    x + 1\n", "def f(x):\n    return x + 1\n", missing_return),
    Rule("comparison_as_statement", "== where = is meant", "def f(x):\n    y == x\n    return y\n", "def f(x):\n    y = x\n    return y\n", comparison_as_statement),
    Rule("missing_call", "a method is named and not called", "x = [2, 1]\nx.sort\n", "x = [2, 1]\nx.sort()\n", missing_call),
    Rule("misspelt_special_method", "a special method is misspelt", _CLASS.replace("__init__", "_init_"), _CLASS, misspelt_special_method),
    Rule(
        "method_outside_class",
        "a method beside its class",
        f"{_CLASS}\ndef f(self):\n    return self.x\n",
        f"{_CLASS}\n    def f(self):\n        return self.x\n",
        method_outside_class,
    ),
    Rule(
        "return_in_loop",
        "the return stands inside the loop that builds the result",
        "def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n        return s\n",
        "def f(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s\n",
        return_in_loop,
    ),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
