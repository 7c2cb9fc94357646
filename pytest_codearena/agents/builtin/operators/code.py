"""A module as the operators see it: its expressions and statements with what stands around them, and edits of its text."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from ....trees import expression_tree
from ...parsing import PARSER_ERRORS
from ..rules import Proposal
from ..text import Edit, Function, Text, read

_TIGHT = ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.Attribute | ast.Await | ast.Starred | ast.IfExp
_ATOMS = (
    ast.Name | ast.Constant | ast.Call | ast.Attribute | ast.Subscript | ast.List | ast.Dict | ast.Set
    | ast.ListComp | ast.SetComp | ast.DictComp | ast.JoinedStr
)  # fmt: skip


class Code:
    """A source that compiles. Nobody changes the tree."""

    def __init__(self, source: str) -> None:
        self.text: Text = read(source)
        self.tree = self.text.tree
        self.parents: dict[ast.AST, ast.AST] = {}
        self._order: list[ast.AST] = []
        self._walk(self.tree)
        self._names: dict[ast.AST | None, tuple[str, ...]] = {}

    def _walk(self, node: ast.AST) -> None:
        """In the order of the source; annotations and what stands in f-strings (whose places are not told) are left out."""
        waiting = [node]
        while waiting:
            current = waiting.pop()
            self._order.append(current)
            if isinstance(current, ast.JoinedStr):
                continue
            skipped = [getattr(current, name, None) for name in ("annotation", "returns")]
            children = [child for child in ast.iter_child_nodes(current) if not any(child is other for other in skipped)]
            for child in children:
                self.parents[child] = current
            waiting += reversed(children)

    def nodes(self, *kinds: type[Any]) -> Iterator[Any]:  # of several kinds mypy would know only what they have in common
        """Yields the nodes of these kinds, in the order of the source."""
        for node in self._order:
            if isinstance(node, kinds):
                yield node

    def reads(self) -> Iterator[ast.expr]:
        """Yields the expressions whose value is used; docstrings are none."""
        for node in self._order:
            if isinstance(node, ast.expr) and not self.is_target(node) and not isinstance(self.parents.get(node), ast.Expr):
                yield node

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Returns where ``node`` begins and ends."""
        return self.text.start(node), self.text.end(node)

    def is_target(self, node: ast.expr) -> bool:
        """True if ``node`` is given a value or deleted."""
        return isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)

    def of(self, node: ast.expr | ast.stmt) -> str:
        """Returns the text of ``node``."""
        return self.text.of(node)

    def function(self, node: ast.AST) -> Function | None:
        """Returns the innermost function around ``node``; None at the module's level."""
        current = self.parents.get(node)
        while current is not None and not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
            current = self.parents.get(current)
        return current

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """Returns the statement in which ``node`` stands."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.stmt):
            current = self.parents.get(current)
        return current

    def loop(self, node: ast.AST) -> ast.For | ast.While | None:
        """Returns the innermost loop around ``node`` within its function."""
        current = self.parents.get(node)
        while current is not None and not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if isinstance(current, ast.For | ast.While):
                return current
            current = self.parents.get(current)
        return None

    def names(self, function: Function | None) -> tuple[str, ...]:
        """Returns parameters and variables of a function and of those around it, in the order in which they appear."""
        if function not in self._names:
            found: list[str] = []
            if function is not None:
                found += [argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)]
                found += [node.id for node in self._inside(function) if isinstance(node, ast.Name) and self.is_target(node)]
                found += self.names(self.function(function)) if self.function(function) is not None else ()
            self._names[function] = tuple(dict.fromkeys(found))
        return self._names[function]

    def _inside(self, function: Function) -> Iterator[ast.AST]:
        return (node for node in self._order if self.function(node) is function)

    def constants(self) -> tuple[str, ...]:
        """Returns the texts of the module's plain constants, docstrings left out, in the order in which they appear."""
        found = [self.of(node) for node in self.reads() if isinstance(node, ast.Constant)]
        return tuple(dict.fromkeys(found))

    def replaced(self, node: ast.expr, new: str, cost: float) -> Proposal:
        """Proposes ``new`` in place of an expression, in parentheses where they are needed."""
        parent = self.parents.get(node)
        tight = isinstance(parent, _TIGHT) or (isinstance(parent, ast.Subscript) and parent.value is node)
        tight = tight or (isinstance(parent, ast.Call) and parent.func is node)
        if tight and not _is_atom(new):
            new = f"({new})"
        start = self.text.start(node)
        return Proposal(self.text.edited((start, self.text.end(node), new)), cost, start)

    def edited(self, cost: float, at: int, *edits: Edit) -> Proposal:
        """Proposes several edits at once."""
        return Proposal(self.text.edited(*edits), cost, at)

    def swapped(self, one: ast.expr, other: ast.expr, cost: float) -> Proposal:
        """Proposes two expressions in each other's place."""
        start, end = self.text.start(one), self.text.end(one)
        return self.edited(
            cost, start, (start, end, self.of(other)), (self.text.start(other), self.text.end(other), self.of(one))
        )

    # --- statements, by whole lines

    def first(self, function: Function) -> ast.stmt:
        """Returns the first statement of a function that is no docstring."""
        documented = ast.get_docstring(function) is not None and len(function.body) > 1
        return function.body[1 if documented else 0]

    def bodies(self) -> Iterator[tuple[ast.AST, list[ast.stmt]]]:
        """Yields each list of statements whose lines hold nothing else, with its owner; the module's own is left out."""
        for owner in self._order:
            for field in ("body", "orelse", "finalbody"):
                body = getattr(owner, field, None)
                if (
                    isinstance(body, list)
                    and body
                    and not isinstance(owner, ast.Module | ast.ClassDef)
                    and self._is_alone(owner, body)
                ):
                    yield owner, body

    def _is_alone(self, owner: ast.AST, body: list[ast.stmt]) -> bool:
        lines = [(each.lineno, each.end_lineno or each.lineno) for each in body]
        apart = all(before[1] < after[0] for before, after in pairwise(lines))
        return apart and getattr(owner, "lineno", 0) < lines[0][0]

    def lines(self, statement: ast.stmt) -> tuple[int, int]:
        """Returns where the lines of a statement begin and end."""
        first = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", []))])
        start = self.text.line_start(first)
        end = self.text.source.find("\n", self.text.end(statement))
        return start, len(self.text.source) if end < 0 else end + 1

    def block(self, statements: Iterable[ast.stmt], indent: str) -> str:
        """Returns the lines of statements that follow each other, at another indentation."""
        found = list(statements)
        lines = self.text.source[self.lines(found[0])[0] : self.lines(found[-1])[1]]
        return textwrap.indent(textwrap.dedent(lines if lines.endswith("\n") else lines + "\n"), indent)

    def indent(self, statement: ast.stmt) -> str:
        """Returns the blanks before a statement."""
        return self.text.indent(statement)

    def inserted(self, statement: ast.stmt, lines: str, cost: float, *, after: bool = False) -> Proposal:
        """Proposes more lines before or after a statement, at its indentation."""
        start, end = self.lines(statement)
        place = end if after else start
        new = textwrap.indent(lines, self.indent(statement)) + "\n"
        if after and not self.text.source[:end].endswith("\n"):
            new = "\n" + new
        return self.edited(cost, start if not after else self.text.start(statement), (place, place, new))


def _is_atom(text: str) -> bool:
    if text.startswith("(") or text.isidentifier() or text.isdigit():
        return text.endswith(")") or not text.startswith("(")
    try:
        node = expression_tree(text).body
    except PARSER_ERRORS:
        return False
    return isinstance(node, _ATOMS)


@lru_cache(maxsize=32)
def code_of(source: str) -> Code:
    """Returns the module of a source that compiles."""
    return Code(source)
