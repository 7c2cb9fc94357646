"""Module rules about methods: what they are given, what they are called, and where they stand."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from .attributes import members
from .distance import nearest
from .lexer import iter_tokens
from .rules import Context, Proposal, Rule
from .text import Function, Text, read

_DUNDERS = frozenset(
    "__init__ __repr__ __str__ __len__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __bool__ __iter__ __next__ __contains__ "
    "__getitem__ __setitem__ __delitem__ __add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __enter__ __exit__ __call__ "
    "__post_init__ __reversed__ __radd__ __iadd__ __neg__ __abs__ __format__ __new__ __missing__ __getattr__".split()
)


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


def misspelt_special_method(source: str, context: Context) -> Iterator[Proposal]:
    """``def _init_(self)``, ``def __inti__(self)``."""
    text = read(source)
    for owner in (node for node in ast.walk(text.tree) if isinstance(node, ast.ClassDef)):
        present = {method.name for method in owner.body if isinstance(method, ast.FunctionDef)}
        for method in owner.body:
            if not isinstance(method, ast.FunctionDef) or method.name in _DUNDERS or not method.name.endswith("_"):
                continue
            if not method.name.startswith("_") or (method.name in ("__int__", "__index__") and "__init__" in present):
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


def _is_static(method: Function) -> bool:
    names = {node.id for node in method.decorator_list if isinstance(node, ast.Name)}
    return bool(names & {"staticmethod", "classmethod"}) or method.name in ("__new__", "__init_subclass__", "__class_getitem__")


def _parameters_start(text: Text, method: Function) -> int:
    start = text.start(method.body[0])
    for token in iter_tokens(text.source, text.source.index("def", text.start(method))):
        if token.text == "(":
            return token.end
    return start


def _called_with(name: str, source: str) -> int:
    """How many arguments ``object.name(...)`` is given in its first call in ``source``; -1 if it is never called so."""
    match = re.search(rf"\.{re.escape(name)}\(([^()]*)\)", source)
    if match is None:
        return -1
    return len([part for part in match[1].split(",") if part.strip()])


_CLASS = "class A:\n    def __init__(self):\n        self.x = 1\n"


RULES = (
    Rule(
        "missing_self",
        "a method without self",
        "class A:\n    def f():\n        return self\n",
        "class A:\n    def f(self):\n        return self\n",
        missing_self,
    ),
    Rule(
        "misspelt_special_method",
        "a special method is misspelt",
        _CLASS.replace("__init__", "_init_"),
        _CLASS,
        misspelt_special_method,
    ),
    Rule(
        "method_outside_class",
        "a method beside its class",
        f"{_CLASS}\ndef f(self):\n    return self.x\n",
        f"{_CLASS}\n    def f(self):\n        return self.x\n",
        method_outside_class,
    ),
)
"""Rules whose source is a module that compiles."""
