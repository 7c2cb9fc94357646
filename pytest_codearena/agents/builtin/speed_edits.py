"""What the rules about speed share: which loop repeats something, what changes in it, and what is done before it instead."""

from __future__ import annotations

import ast
from typing import TypeVar

from .operators.code import Code
from .rules import Proposal
from .text import Edit

Loop = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_LOOPS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
CHANGES = frozenset(
    "append extend insert remove pop popleft popitem clear sort reverse add discard update setdefault appendleft".split()
)
"""Methods of containers that change them."""
Node = TypeVar("Node", bound=ast.AST)


def loop_of(code: Code, node: ast.AST) -> Loop | None:
    """Returns the outermost loop that runs ``node`` in every round, within its function."""
    found: Loop | None = None
    child, current = node, code.parents.get(node)
    while current is not None and not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        if isinstance(current, _LOOPS) and not _is_asked_once(current, child):
            found = current
        child, current = current, code.parents.get(current)
    return found


def _is_asked_once(loop: Loop, child: ast.AST) -> bool:
    """True for what a loop goes over."""
    if isinstance(loop, ast.For):
        return child is loop.iter
    return not isinstance(loop, ast.While) and child is loop.generators[0]


def is_changed(code: Code, loop: ast.AST, name: str) -> bool:
    """Returns True if the loop sets ``name``, or changes what it stands for."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Name) and node.id == name and code.is_target(node):
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CHANGES
            and code.of(node.func.value) == name
        ):
            return True
        if isinstance(node, ast.Subscript) and code.is_target(node) and code.of(node.value) == name:
            return True
        if isinstance(node, ast.AugAssign) and code.of(node.target) == name:
            return True
    return False


def is_settled(code: Code, loop: Loop, name: str) -> bool:
    """Returns True if ``name`` stands for the same before the loop and in it."""
    function = code.function(loop)
    known = (
        function is None
        or name in code.names(function)
        or name in {node.id for node in code.nodes(ast.Name) if code.is_target(node)}
    )
    return known and not is_changed(code, loop, name)


def before(code: Code, place: ast.AST, lines: str) -> Edit:
    """Returns the edit that puts lines before the statement in which ``place`` stands."""
    statement = code.statement(place)
    assert statement is not None
    start = code.lines(statement)[0]
    indent = code.indent(statement)
    return start, start, "".join(f"{indent}{line}\n" for line in lines.split("\n"))


def hoisted(code: Code, loop: Loop, node: ast.expr, name: str, cost: float) -> Proposal:
    """Proposes an expression's value, computed before the loop, wherever the loop computes it."""
    text = code.of(node)
    same = [other for other in code.nodes(type(node)) if code.of(other) == text and loop_of(code, other) is loop]
    edits = [(code.text.start(other), code.text.end(other), name) for other in same]
    return code.edited(cost, code.text.start(node), *edits, before(code, loop, f"{name} = {text}"))


def name_for(code: Code, wanted: str) -> str:
    """Returns ``wanted``, or with more underscores if the module uses that name."""
    used = {node.id for node in code.nodes(ast.Name)}
    while wanted in used:
        wanted += "_"
    return wanted


def own(code: Code, function: ast.FunctionDef, kind: type[Node]) -> list[Node]:
    """Returns the nodes of a kind that are the function's own."""
    return [node for node in code.nodes(kind) if code.function(node) is function]
