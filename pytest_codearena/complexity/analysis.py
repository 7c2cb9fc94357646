"""The one question: what problem does a function solve, and how does its time grow?"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from ..records import Growth
from ..trees import syntax_tree
from .frame import Frame, FunctionNode, Reading, TooMuch
from .hints import hint_for
from .problem import problem_of
from .recursion import entry
from .statements import define, read_body
from .values import Scope, Value

LONGEST = 200_000
"""Characters of the longest source that is read."""
MOST_NODES = 20_000
"""Nodes of the largest syntax tree that is read."""
MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class Analysis:
    """What can be said of a function without running it."""

    problem: str
    """One of ``PROBLEMS``, or ``unknown``."""
    growth: Growth
    """How its time grows in the worst case. ``unknown`` wherever anything in doubt could change the answer."""
    reasons: tuple[str, ...] = ()
    """What grows, and where: ``line 5: `in` on a list looks at all of it``. In the order of the lines, at most 12."""
    hint: str = ""
    """One or two sentences for who is to make it faster; empty if there is nothing sensible to say."""


_NOTHING = Analysis("unknown", Growth.UNKNOWN)


def analyse(source: str, function: str | None = None) -> Analysis:
    """Read what ``function`` does, from the source alone: nothing is run, and any text gives an answer in bounded time.

    The size n of the input is the length of each collection, or the worth of numbers if there are only numbers. Texts
    inside of a collection count as short. The growth is that of the worst case; constants don't count.

    Args:
        source: Python source of a module.
        function: name of a function at its top level, or ``Class.method``; None means the functions that no other one
            of the module calls, and then the slowest of them.

    Returns:
        The analysis. Source that does not compile, or is too large or too deep, gives ``unknown`` in all.
    """
    if len(source) > LONGEST:
        return _NOTHING
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the parser thinks of the source's escapes is not for our caller
            tree = syntax_tree(source)
        if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
            return _NOTHING
        found = [_of_one(tree, name, node, owner) for name, node, owner in _chosen(tree, function)]
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, TooMuch):
        return _NOTHING  # the parser raises all of these for one text or another; deep trees recurse, also in ast.unparse
    if not found:
        return _NOTHING
    order = list(Growth)
    return max(found, key=lambda each: order.index(each.growth))


_Chosen = tuple[str, FunctionNode, ast.ClassDef | None]


def _chosen(tree: ast.Module, function: str | None) -> list[_Chosen]:
    every: list[_Chosen] = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            every.append((node.name, node, None))
        elif isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))]
            every.extend((f"{node.name}.{each.name}", each, node) for each in methods)
    if function is not None:
        return [each for each in every if each[0] == function][-1:]  # the last definition of a name is the one that counts
    used = {name for _, node, _ in every for name in _calls(node)}
    plain = [each for each in every if each[2] is None] or [each for each in every if not each[1].name.startswith("__")]  # type: ignore[union-attr]
    roots = [each for each in plain if each[0] not in used]
    return roots or plain


def _calls(node: ast.AST) -> set[str]:
    own = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)} - {own}


def _of_one(tree: ast.Module, name: str, node: FunctionNode, owner: ast.ClassDef | None) -> Analysis:
    code = ast.unparse(_without_documentation(node))
    problem = problem_of(node, name, code)
    if problem == "unknown":  # then what it solves may be in the one function that it calls
        inner = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name in _calls(node)]
        if len(inner) == 1:
            problem = problem_of(inner[0], inner[0].name, ast.unparse(_without_documentation(inner[0])))
    reading = Reading()
    for each in tree.body:
        define(reading.module, each)
    try:
        read_body(
            Frame(reading, tree, reading.module), [each for each in tree.body if isinstance(each, (ast.Assign, ast.AnnAssign))]
        )
        reading.reasons.clear()
        frame = Frame(reading, node, Scope(outer=reading.module))
        growth = _method(frame, owner) if owner is not None else entry(frame)[0].growth()
    except TooMuch:
        return Analysis(problem, Growth.UNKNOWN)
    if _endless(node):
        growth = Growth.UNKNOWN
    lines = sorted(reading.reasons, key=lambda key: key[0])
    reasons = tuple(f"line {line}: {sentence}" for line, sentence in lines[:MOST_REASONS])
    return Analysis(problem, growth, reasons, hint_for(problem, growth, reading.reasons.values()))


def _method(frame: Frame, owner: ast.ClassDef) -> Growth:
    """A method's growth, on an object that was made from an input of size n."""
    made = Value("object", fields={}, code=owner, scope=frame.reading.module)
    static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in getattr(frame.node, "decorator_list", []))
    for each in owner.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__" and each is not frame.node:
            first = Frame(frame.reading, each, Scope(outer=frame.reading.module))
            first.scope.names["self"] = made
            with frame.reading.deeper():
                entry(first, method=True)
            frame.reading.reasons.clear()
    if not static:
        frame.scope.names["self"] = made
    assert not isinstance(frame.node, (ast.Module, ast.Lambda))
    return entry(frame, method=not static)[0].growth()


def _without_documentation(node: FunctionNode) -> FunctionNode:
    if isinstance(node, ast.Lambda) or ast.get_docstring(node, clean=False) is None:
        return node
    copy = type(node)(**dict(ast.iter_fields(node)))
    copy.body = node.body[1:] or [ast.Pass()]
    return ast.fix_missing_locations(ast.copy_location(copy, node))


def _endless(node: ast.AST) -> bool:
    """True for code whose end is nowhere in sight: a ``while True`` that nothing leaves."""
    for each in ast.walk(node):
        forever = isinstance(each, ast.While) and isinstance(each.test, ast.Constant) and bool(each.test.value)
        if forever and not any(isinstance(inner, (ast.Break, ast.Return, ast.Raise)) for inner in ast.walk(each)):
            return True
    return False
