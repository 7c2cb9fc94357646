"""A method that answers the same again and again: answers are kept until something changes on which they rest."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import CHANGES, loop_of
from ..text import Edit

_KEYED = ("get", "pop", "setdefault")


def answers_kept(source: str, context: Context) -> Iterator[Proposal]:
    """``def f(self, a)`` that asks itself in a loop: a dict of its answers, emptied by the methods that change its fields."""
    code = code_of(source)
    for method in code.nodes(ast.FunctionDef):
        found = _recursion(code, method)
        first = None if found is None else next((each for each in found.others if each.name == "__init__"), None)
        if found is None or first is None or found.is_opened() or any(_is_one_line(each) for each in (method, *found.others)):
            continue
        plain = method.name.strip("_")
        field, anew = f"self._{plain}_known", f"_{plain}_anew"
        if f"_{plain}_known" in source or anew in source:
            continue
        start, behind = code.lines(method)[0], code.lines(code.first(method))[0]
        indent = code.indent(code.first(method))
        lines = (
            f"if {found.key} not in {field}:",
            f"    {field}[{found.key}] = self.{anew}({found.key})",
            f"return {field}[{found.key}]",
        )
        body = "".join(f"{indent}{line}\n" for line in lines)
        head = source[start : code.lines(method.body[0])[0]]
        bare = re.sub(rf"\bdef\s+{method.name}\b", f"def {anew}", head, count=1)  # without the docstring
        place = code.lines(code.first(first))[0]
        edits = [
            (place, place, f"{code.indent(code.first(first))}{field} = {{}}\n"),
            (start, behind, f"{source[start:behind]}{body}\n{bare}"),
        ]
        edits += [edit for each in found.others if each is not first for edit in found.emptied(each, field)]
        yield code.edited(0.65, start, *edits)


@dataclass(frozen=True, slots=True)
class _Recursion:
    """A method of one parameter that asks itself, and what it rests on."""

    code: Code
    method: ast.FunctionDef
    key: str
    fields: frozenset[str]
    others: tuple[ast.FunctionDef, ...]
    """The other methods of its class."""

    def is_opened(self) -> bool:
        """True if its fields are used elsewhere than in the methods of the class."""
        inside = {id(node) for each in (self.method, *self.others) for node in ast.walk(each)}
        return any(node.attr in self.fields and id(node) not in inside for node in self.code.nodes(ast.Attribute))

    def emptied(self, other: ast.FunctionDef, field: str) -> list[Edit]:
        """What another method does before it changes one of the fields."""
        inside = [(node, each) for each in other.body for node in ast.walk(each) if node in self.code.parents]
        changed = [(node, each) for node, each in inside if isinstance(node, ast.expr) and self._is_change(node)]
        if not changed:
            return []
        statement = changed[0][1]
        start, indent = self.code.lines(statement)[0], self.code.indent(statement)
        keys = {self._key_of(node) for node, _ in changed}
        known = {argument.arg for argument in other.args.args}
        if len(keys) == 1 and (key := keys.pop()) in known and self._reads_by_key():
            return [(start, start, f"{indent}if {key} in {field}:\n{indent}    {field}.clear()\n")]
        return [(start, start, f"{indent}{field}.clear()\n")]

    def _is_change(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES and _root(node.func.value) in self.fields
        return self.code.is_target(node) and _root(node) in self.fields

    def _key_of(self, node: ast.expr) -> str:
        """The only key at which a field is changed, as ``self.field[key] = …`` and ``self.field.pop(key)`` do; else an empty text."""
        if isinstance(node, ast.Subscript) and _field(node.value) is not None:
            return self.code.of(node.slice)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _field(node.func.value) is not None:
            return self.code.of(node.args[0]) if node.args and node.func.attr in _KEYED else ""
        return ""

    def _reads_by_key(self) -> bool:
        """True if the method looks at its fields only at its own parameter: then whatever it looked at has an answer of its own."""
        for node in ast.walk(self.method):
            if isinstance(node, ast.Attribute) and _field(node) in self.fields and not self._is_read_by_key(node):
                return False
        return self.key not in {
            node.id for node in ast.walk(self.method) if isinstance(node, ast.Name) and self.code.is_target(node)
        }

    def _is_read_by_key(self, node: ast.Attribute) -> bool:
        parent = self.code.parents.get(node)
        if isinstance(parent, ast.Subscript):
            return parent.value is node and self.code.of(parent.slice) == self.key
        if isinstance(parent, ast.Compare):
            return (
                isinstance(parent.ops[0], ast.In | ast.NotIn) and len(parent.ops) == 1 and self.code.of(parent.left) == self.key
            )
        call = self.code.parents.get(parent) if isinstance(parent, ast.Attribute) and parent.attr == "get" else None
        return isinstance(call, ast.Call) and bool(call.args) and self.code.of(call.args[0]) == self.key


def _recursion(code: Code, method: ast.FunctionDef) -> _Recursion | None:
    """What there is to know of a method that asks itself more than once, and changes nothing."""
    owner, names = code.parents.get(method), [argument.arg for argument in method.args.args]
    arguments = method.args
    if not isinstance(owner, ast.ClassDef) or names[:1] != ["self"] or len(names) != 2 or method.decorator_list:
        return None
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults:
        return None
    own = [node for node in ast.walk(method) if isinstance(node, ast.Attribute) and _field(node) is not None]
    calls = [code.parents.get(node) for node in own if node.attr == method.name]
    asked = [call for call in calls if isinstance(call, ast.Call)]
    if len(asked) < len(calls) or not (len(asked) > 1 or any(loop_of(code, call) is not None for call in asked)):
        return None
    fields = frozenset(node.attr for node in own if node.attr != method.name)
    others = tuple(each for each in owner.body if isinstance(each, ast.FunctionDef) and each is not method)
    found = _Recursion(code, method, names[1], fields, others)
    if (
        not fields
        or fields & {each.name for each in others}
        or any(found._is_change(node) for node in ast.walk(method) if isinstance(node, ast.expr))
    ):
        return None
    return found


def _is_one_line(function: ast.FunctionDef) -> bool:
    return function.body[0].lineno == function.lineno


def _field(node: ast.AST) -> str | None:
    """``name`` for ``self.name``."""
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return node.attr if is_own and isinstance(node, ast.Attribute) else None


def _root(node: ast.AST) -> str | None:
    """The field of ``self`` from which ``self.field[…].something(…)`` starts."""
    while _field(node) is None:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
            node = node.value
        else:
            return None
    return _field(node)


_BEFORE = """\
class A:
    def __init__(self):
        self.b = {}
    def put(self, c, d):
        self.b[c] = d
    def f(self, c):
        return sum(self.f(e) for e in self.b[c])
"""
_AFTER = """\
class A:
    def __init__(self):
        self._f_known = {}
        self.b = {}
    def put(self, c, d):
        if c in self._f_known:
            self._f_known.clear()
        self.b[c] = d
    def f(self, c):
        if c not in self._f_known:
            self._f_known[c] = self._f_anew(c)
        return self._f_known[c]

    def _f_anew(self, c):
        return sum(self.f(e) for e in self.b[c])
"""
RULES = (Rule("answers_kept", "a method answers the same question again and again", _BEFORE, _AFTER, answers_kept),)
"""Rules whose source is a module that compiles."""
