"""Operators on what is named: variables, attributes, functions, and the arguments of calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..rules import Context, Proposal, Rule
from .code import code_of

_FUNCTIONS = (
    ("min", "max"), ("any", "all"), ("sum", "max", "min", "len"), ("int", "round", "float"), ("floor", "ceil"), ("sorted", "list", "set"),
    ("reversed", "sorted"), ("list", "set", "tuple"), ("range", "len"), ("str", "repr"), ("abs", "int"), ("isinstance", "issubclass"),
    ("sqrt", "log"), ("ord", "int"), ("bin", "hex"), ("dict", "list"), ("deque", "list"), ("bisect_left", "bisect_right"),
)  # fmt: skip
"""Functions that are taken for each other."""
_METHODS = (
    ("append", "extend", "add", "insert"), ("upper", "lower", "swapcase", "title", "capitalize"), ("keys", "values", "items"),
    ("startswith", "endswith"), ("strip", "lstrip", "rstrip"), ("index", "rindex", "find", "rfind"), ("pop", "popleft"),
    ("append", "appendleft"), ("islower", "isupper"), ("isalpha", "isdigit", "isalnum", "isspace"), ("split", "rsplit", "splitlines"),
    ("partition", "rpartition"), ("add", "remove", "discard"), ("union", "intersection", "difference", "symmetric_difference"),
    ("get", "pop", "setdefault"), ("issubset", "issuperset"), ("min", "max"), ("floor", "ceil"), ("removeprefix", "removesuffix"),
    ("ljust", "rjust", "zfill"), ("encode", "decode"), ("update", "setdefault"), ("sub", "subn"), ("match", "fullmatch", "search"),
)  # fmt: skip
"""Methods that are taken for each other."""
_WRAPPERS = ("abs", "len", "set", "sorted", "list", "str", "int", "reversed", "sum", "max", "min", "tuple", "round", "float")
_NEUTRAL = frozenset(("lower", "upper", "strip", "lstrip", "rstrip", "copy", "title", "casefold", "swapcase"))


def variable_replaced(source: str, context: Context) -> Iterator[Proposal]:
    """Another parameter or variable of the function."""
    code = code_of(source)
    called = {node.func for node in code.nodes(ast.Call)}
    for node in code.nodes(ast.Name):
        function = code.function(node)
        names = code.names(function)
        if node in called or node.id not in names:
            continue
        extra = 0.3 if code.is_target(node) else 0.0
        for rank, name in enumerate(names):
            if name != node.id:
                yield code.replaced(node, name, 1.2 + extra + 0.03 * rank)
        first = function.args.args[0].arg if function is not None and function.args.args else ""
        if first == "self":
            attributes = {f"self.{each.attr}" for each in code.nodes(ast.Attribute) if code.of(each.value) == "self"}
            yield from (code.replaced(node, name, 1.6 + extra) for name in sorted(attributes) if node.id != "self")


def attribute_replaced(source: str, context: Context) -> Iterator[Proposal]:
    """Another attribute that the file uses, or a method that is taken for this one."""
    code = code_of(source)
    called = {node.func for node in code.nodes(ast.Call)}
    used: dict[bool, list[str]] = {True: [], False: []}
    for node in code.nodes(ast.Attribute):
        used[node in called].append(node.attr)
    for node in code.nodes(ast.Attribute):
        end = code.text.end(node)
        start = end - len(node.attr)
        near = [other for family in _METHODS if node.attr in family for other in family]
        others = [name for name in dict.fromkeys(used[node in called]) if name not in near]
        for rank, name in enumerate(dict.fromkeys([*near, *others])):
            if name != node.attr:
                yield code.edited((1.1 if name in near else 1.35) + 0.02 * rank, start, (start, end, name))


def function_replaced(source: str, context: Context) -> Iterator[Proposal]:
    """Another function of the same shape: ``max`` for ``min``, or one of the file with as many parameters."""
    code = code_of(source)
    own = {
        node.name: len(node.args.args) for node in code.nodes(ast.FunctionDef) if isinstance(code.parents.get(node), ast.Module)
    }
    for node in code.nodes(ast.Call):
        if not isinstance(node.func, ast.Name):
            continue
        name = node.func.id
        for family in _FUNCTIONS:
            if name in family:
                for rank, other in enumerate(each for each in family if each != name):
                    yield code.replaced(node.func, other, 1.1 + 0.15 * rank)
        if name in own:
            for other in (each for each, count in own.items() if each != name and count == own[name]):
                yield code.replaced(node.func, other, 1.4)


def arguments_swapped(source: str, context: Context) -> Iterator[Proposal]:
    """``f(b, a)`` for ``f(a, b)``; also the two parts of a pair."""
    code = code_of(source)
    for node in code.nodes(ast.Call):
        plain = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
        for place, left in enumerate(plain):
            for right in plain[place + 1 :]:
                yield code.swapped(left, right, 1.2)
    for pair in code.nodes(ast.Tuple, ast.List):
        if len(pair.elts) == 2:
            yield code.swapped(pair.elts[0], pair.elts[1], 1.6)
    for parameters in code.nodes(ast.arguments):
        for one, other in zip(parameters.args, parameters.args[1:], strict=False):
            if "self" not in (one.arg, other.arg) and not parameters.defaults:
                start, end = code.text.start(one), code.text.end(one)
                edit = (code.text.start(other), code.text.end(other), source[start:end])
                yield code.edited(1.9, start, (start, end, source[edit[0] : edit[1]]), edit)


def call_unwrapped(source: str, context: Context) -> Iterator[Proposal]:
    """``x`` for ``f(x)`` or ``x.strip()``: a step too many."""
    code = code_of(source)
    for node in code.nodes(ast.Call):
        if isinstance(code.parents.get(node), ast.Expr):
            continue
        if isinstance(node.func, ast.Attribute) and (node.func.attr in _NEUTRAL or not node.args):
            yield code.replaced(node, code.of(node.func.value), 1.5)
        if node.args and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
            yield code.replaced(node, code.of(node.args[0]), 1.5 if len(node.args) == 1 else 1.8)
            if len(node.args) == 2:
                yield code.replaced(node, code.of(node.args[1]), 1.9)
    for part in code.nodes(ast.Subscript):
        if not code.is_target(part):
            yield code.replaced(part, code.of(part.value), 1.7)
            if not isinstance(part.slice, ast.Slice | ast.Tuple):
                yield code.replaced(part, code.of(part.slice), 1.7)
    for attribute in code.nodes(ast.Attribute):
        if not code.is_target(attribute) and not isinstance(code.parents.get(attribute), ast.Call):
            yield code.replaced(attribute, code.of(attribute.value), 1.6)


def value_wrapped(source: str, context: Context) -> Iterator[Proposal]:
    """``f(x)`` for ``x``: a step is missing."""
    code = code_of(source)
    own = [
        node.name for node in code.nodes(ast.FunctionDef)
        if len(node.args.args) == 1 and isinstance(code.parents.get(node), ast.Module)
    ]  # fmt: skip
    for node in code.reads():
        parent = code.parents.get(node)
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.BinOp | ast.ListComp):
            continue
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        if not isinstance(
            parent, ast.Return | ast.Assign | ast.Call | ast.Compare | ast.BinOp | ast.For | ast.comprehension | ast.IfExp
        ):
            continue
        for rank, name in enumerate([*own, *_WRAPPERS]):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name):
                yield code.replaced(node, f"{name}({code.of(node)})", 1.7 + 0.04 * rank)
        if isinstance(node, ast.Name) and isinstance(parent, ast.Compare | ast.Call):
            for method in ("lower()", "upper()", "strip()"):
                yield code.replaced(node, f"{code.of(node)}.{method}", 2.0)


def expression_replaced(source: str, context: Context) -> Iterator[Proposal]:
    """An index, argument, result or right side that stands elsewhere in the function; a name of it in place of a longer expression."""
    code = code_of(source)
    shown = {
        node: code.of(node) for node in code.reads() if isinstance(node, ast.Call | ast.Subscript | ast.Attribute | ast.BinOp)
    }
    for node in code.reads():
        parent = code.parents.get(node)
        if isinstance(node, ast.Constant | ast.Lambda | ast.Compare | ast.GeneratorExp) or _is_name_of_call(parent, node):
            continue
        if not isinstance(
            parent, ast.Call | ast.Subscript | ast.Return | ast.Assign | ast.AugAssign | ast.Compare | ast.For | ast.BinOp
        ):
            continue
        function = code.function(node)
        own = code.of(node)
        inside = {text for other, text in shown.items() if code.function(other) is function and len(text) < 40} - {own}
        ranked = sorted(inside, key=lambda text: (own not in text and text not in own, len(text), text))
        for rank, text in enumerate(ranked[:12]):
            yield code.replaced(node, text, 1.6 + 0.05 * rank)
        if not isinstance(node, ast.Name):
            for rank, name in enumerate(code.names(function)):
                yield code.replaced(node, name, 1.5 + 0.04 * rank)
    targets = [node for node in code.nodes(ast.Subscript, ast.Attribute) if code.is_target(node)]
    for target in targets:
        others = [code.of(other) for other in targets if code.function(other) is code.function(target)]
        texts = [
            *others,
            *(
                text
                for node, text in shown.items()
                if isinstance(node, ast.Subscript) and code.function(node) is code.function(target)
            ),
        ]
        for rank, text in enumerate(each for each in dict.fromkeys(texts) if each != code.of(target)):
            yield code.replaced(target, text, 1.7 + 0.03 * rank)


def _is_name_of_call(parent: ast.AST | None, node: ast.expr) -> bool:
    return isinstance(parent, ast.Call) and parent.func is node


def argument_changed(source: str, context: Context) -> Iterator[Proposal]:
    """An argument too many, or one that is missing: a name of the function."""
    code = code_of(source)
    for node in code.nodes(ast.Call):
        if not node.args and not node.keywords:
            continue
        last = node.args[-1] if node.args else None
        if last is not None and len(node.args) > 1 and not node.keywords:
            start = code.text.end(node.args[-2])
            yield code.edited(1.6, start, (start, code.text.end(last), ""))
        for word in node.keywords:
            start = source.rfind(",", 0, word.value.lineno and code.text.start(word.value))
            if start > code.text.start(node):
                yield code.edited(1.5, start, (start, code.text.end(word.value), ""))
        if last is not None and not node.keywords and not isinstance(last, ast.GeneratorExp):
            names = code.names(code.function(node))
            place = code.text.end(last)
            yield from (
                code.edited(2.3 + 0.03 * rank, place, (place, place, f", {name}"))
                for rank, name in enumerate(names)
                if name != "self"
            )


def sort_order(source: str, context: Context) -> Iterator[Proposal]:
    """``reverse=True``, or not."""
    code = code_of(source)
    for node in code.nodes(ast.Call):
        name = (
            node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        )
        if name in ("sorted", "sort") and not any(word.arg == "reverse" for word in node.keywords):
            place = code.text.end(node) - 1
            empty = not node.args and not node.keywords
            yield code.edited(1.4, place, (place, place, "reverse=True" if empty else ", reverse=True"))
            yield from (
                code.edited(1.7, place, (place, place, f"{'' if empty else ', '}key={key}"))
                for key in ("len", "abs", "str", "int")
            )


RULES = (
    Rule(
        "variable_replaced",
        "another variable is meant",
        "def f(a, b):\n    return a\n",
        "def f(a, b):\n    return b\n",
        variable_replaced,
    ),
    Rule(
        "attribute_replaced", "another attribute or method is meant", "x = a.upper()\n", "x = a.lower()\n", attribute_replaced
    ),
    Rule("function_replaced", "another function is meant", "x = min(a)\n", "x = max(a)\n", function_replaced),
    Rule("arguments_swapped", "arguments in the wrong order", "x = f(a, b)\n", "x = f(b, a)\n", arguments_swapped),
    Rule("call_unwrapped", "a call too many", "x = abs(a)\n", "x = a\n", call_unwrapped),
    Rule("value_wrapped", "a call that is missing", "x = a\n", "x = abs(a)\n", value_wrapped),
    Rule(
        "expression_replaced",
        "an expression of the function in place of another",
        "def f(a):\n    a.next.last = a\n    return a\n",
        "def f(a):\n    a.next.last = a.next\n    return a\n",
        expression_replaced,
    ),
    Rule("argument_changed", "an argument too many, or too few", "x = f(a, b)\n", "x = f(a)\n", argument_changed),
    Rule("sort_order", "sorted the wrong way round", "x = sorted(a)\n", "x = sorted(a, reverse=True)\n", sort_order),
)
"""Rules whose source is a module that compiles."""
