"""Operators on statements: deleted, swapped, moved, copied, and branches that change places."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from ..rules import Context, Proposal, Rule
from .code import Code, code_of

_STEP = "    "


def statement_deleted(source: str, context: Context) -> Iterator[Proposal]:
    """A statement too many."""
    code = code_of(source)
    for _, body in code.bodies():
        for statement in body:
            if _is_docstring(statement) or isinstance(statement, ast.Pass | ast.FunctionDef | ast.ClassDef):
                continue
            start, end = code.lines(statement)
            new = f"{code.indent(statement)}pass\n" if len(body) == 1 else ""
            returns = isinstance(statement, ast.Return) and statement is body[-1]
            yield code.edited(1.7 + 0.3 * returns, start, (start, end, new))


def statements_swapped(source: str, context: Context) -> Iterator[Proposal]:
    """Two statements in the wrong order."""
    code = code_of(source)
    for _, body in code.bodies():
        for one, other in pairwise(body):
            if _is_docstring(one) or isinstance(other, ast.FunctionDef) or isinstance(one, ast.FunctionDef):
                continue
            start, end = code.lines(one)[0], code.lines(other)[1]
            indent = code.indent(one)
            yield code.edited(1.6, start, (start, end, code.block([other], indent) + code.block([one], indent)))


def statement_moved_out(source: str, context: Context) -> Iterator[Proposal]:
    """The last statements of a loop or branch that belong behind it, or the first ones that belong before it."""
    code = code_of(source)
    for _, body in code.bodies():
        for owner in body:
            inner = getattr(owner, "body", [])
            if not isinstance(owner, ast.For | ast.While | ast.If | ast.With | ast.Try) or len(inner) < 2:
                continue
            indent = code.indent(owner)
            start, end = code.lines(inner[-1])
            after = code.lines(owner)[1]
            cost = 1.4 if isinstance(inner[-1], ast.Return) else 1.6
            yield code.edited(cost, code.text.start(owner), (start, end, ""), (after, after, code.block([inner[-1]], indent)))
            start, end = code.lines(inner[0])
            before = code.lines(owner)[0]
            if before != start:
                yield code.edited(1.8, code.text.start(owner), (start, end, ""), (before, before, code.block([inner[0]], indent)))


def statement_moved_in(source: str, context: Context) -> Iterator[Proposal]:
    """The statement behind a loop or branch, or before it, that belongs to its body."""
    code = code_of(source)
    for _, body in code.bodies():
        for owner, following in pairwise(body):
            if isinstance(owner, ast.For | ast.While | ast.If | ast.With) and not isinstance(following, ast.FunctionDef):
                for parts in filter(None, (owner.body, getattr(owner, "orelse", []))):
                    place = code.lines(parts[-1])[1]
                    start, end = code.lines(following)
                    moved = code.block([following], code.indent(parts[-1]))
                    yield code.edited(1.6, start, (start, end, ""), (place, place, moved))
                    break
            if isinstance(following, ast.For | ast.While | ast.If) and isinstance(owner, ast.Assign | ast.Expr | ast.AugAssign):
                if _is_docstring(owner) or following.body[0].lineno == following.lineno:
                    continue
                place = code.lines(following.body[0])[0]
                start, end = code.lines(owner)
                moved = code.block([owner], code.indent(following.body[0]))
                yield code.edited(1.7, start, (start, end, ""), (place, place, moved))


def statement_copied(source: str, context: Context) -> Iterator[Proposal]:
    """A statement of the function that is missing in another place of it."""
    code = code_of(source)
    bodies = [body for _, body in code.bodies()]
    simple = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.Continue | ast.Break
    for body in bodies:
        function = code.function(body[0])
        known = [
            each for other in bodies for each in other
            if isinstance(each, simple) and code.function(each) is function and not _is_docstring(each)
        ]  # fmt: skip
        for place, target in enumerate(body):
            for rank, statement in enumerate(known):
                if statement is target or (place and statement is body[place - 1]):
                    continue
                lines = code.block([statement], "").rstrip("\n")
                cost = 2.0 + 0.02 * rank + (0.3 if isinstance(statement, ast.Return) else 0.0)
                yield code.inserted(target, lines, cost)
                if target is body[-1] and not isinstance(target, ast.Return | ast.Continue | ast.Break):
                    yield code.inserted(target, lines, cost, after=True)


def branches_swapped(source: str, context: Context) -> Iterator[Proposal]:
    """What ``if`` and ``else`` do, the other way round; the values of ``a if c else b`` too, or one of them alone."""
    code = code_of(source)
    for node in code.nodes(ast.If):
        if not node.orelse or node.orelse[0].lineno == node.orelse[0].col_offset == 0 or _is_elif(code, node):
            continue
        first, last = code.lines(node.body[0])[0], code.lines(node.body[-1])[1]
        begin, end = code.lines(node.orelse[0])[0], code.lines(node.orelse[-1])[1]
        indent = code.indent(node.body[0])
        if node.body[0].lineno > node.lineno and last <= begin:
            edits = ((first, last, code.block(node.orelse, indent)), (begin, end, code.block(node.body, indent)))
            yield code.edited(1.4, code.text.start(node), *edits)
    for choice in code.nodes(ast.IfExp):
        yield code.swapped(choice.body, choice.orelse, 1.3)
        yield code.replaced(choice, code.of(choice.body), 1.8)
        yield code.replaced(choice, code.of(choice.orelse), 1.8)


def branch_opened(source: str, context: Context) -> Iterator[Proposal]:
    """``if`` for ``elif``, ``while`` for ``if``, and a branch whose condition, or whose ``else``, should not be."""
    code = code_of(source)
    for node in code.nodes(ast.If, ast.While):
        start = code.text.start(node)
        word = "while" if isinstance(node, ast.While) else "if"
        if source.startswith("elif", start):
            yield code.edited(1.7, start, (start, start + 4, "if"))
            continue
        if not source.startswith(word, start):
            continue
        other = "if" if word == "while" else "while"
        yield code.edited(1.8, start, (start, start + len(word), other))
        if node.body[0].lineno > node.lineno and not node.orelse:
            outer = code.block(node.body, code.indent(node))
            yield code.edited(1.9, start, (*code.lines(node), outer))
        if node.orelse and not _is_elif(code, node) and node.orelse[0].lineno > node.lineno and isinstance(node, ast.If):
            gone = (code.lines(node.body[-1])[1], code.lines(node.orelse[-1])[1])
            yield code.edited(1.9, code.text.start(node.orelse[0]), (*gone, ""))
            yield code.edited(1.8, code.text.start(node.orelse[0]), (*gone, code.block(node.orelse, code.indent(node))))


def loop_left(source: str, context: Context) -> Iterator[Proposal]:
    """``break`` for ``continue``, ``return`` for either, and one of them where none is."""
    code = code_of(source)
    for node in code.nodes(ast.Break, ast.Continue, ast.Pass):
        old = {ast.Break: "break", ast.Continue: "continue", ast.Pass: "pass"}[type(node)]
        start = code.text.start(node)
        if code.loop(node) is not None:
            for new in ("break", "continue", "pass"):
                if new != old:
                    yield code.edited(1.3, start, (start, start + len(old), new))
    for owner, body in code.bodies():
        if code.loop(body[0]) is not None and not isinstance(body[-1], ast.Break | ast.Continue | ast.Return | ast.Raise):
            yield code.inserted(body[-1], "break", 1.9 if isinstance(owner, ast.If) else 2.3, after=True)
            yield code.inserted(body[-1], "continue", 2.0, after=True)


def step_inserted(source: str, context: Context) -> Iterator[Proposal]:
    """``n += 1`` that is missing in a loop or branch, for a variable that is set to a number elsewhere."""
    code = code_of(source)
    counters = [
        (code.function(node), code.of(node.targets[0]))
        for node in code.nodes(ast.Assign)
        if isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant | ast.Call | ast.BinOp)
    ]
    for _, body in code.bodies():
        if code.loop(body[0]) is None:
            continue
        for function, name in dict.fromkeys(counters):
            if function is code.function(body[0]):
                for rank, line in enumerate((f"{name} += 1", f"{name} -= 1", f"{name} = 0")):
                    yield code.inserted(body[-1], line, 2.1 + 0.1 * rank, after=True)
                    yield code.inserted(body[0], line, 2.2 + 0.1 * rank)


def call_made_statement(source: str, context: Context) -> Iterator[Proposal]:
    """``return f(x)`` for ``f(x)``, ``x = x.f()`` for ``x.f()``, and the other way round."""
    code = code_of(source)
    for node in code.nodes(ast.Expr):
        start = code.text.start(node)
        if isinstance(node.value, ast.Call) and code.function(node) is not None:
            yield code.edited(1.6, start, (start, start, "return "))
            if isinstance(node.value.func, ast.Attribute) and isinstance(node.value.func.value, ast.Name):
                yield code.edited(1.7, start, (start, start, f"{node.value.func.value.id} = "))
    for assignment in code.nodes(ast.Assign):
        start = code.text.start(assignment)
        if code.function(assignment) is None:
            continue
        yield code.edited(2.1, start, (start, code.text.start(assignment.value), "return "))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_elif(code: Code, node: ast.If | ast.While) -> bool:
    """True if what follows the branch is an ``elif``."""
    return len(node.orelse) == 1 and code.text.source.startswith("elif", code.text.start(node.orelse[0]))


_LOOP = "def f(a):\n    for b in a:\n        c(b)\n"

RULES = (
    Rule("statement_deleted", "a statement too many", "def f():\n    a()\n    b()\n", "def f():\n    b()\n", statement_deleted),
    Rule(
        "statements_swapped", "statements in the wrong order",
        "def f():\n    a()\n    b()\n", "def f():\n    b()\n    a()\n", statements_swapped,
    ),
    Rule(
        "statement_moved_out", "a statement that belongs behind the loop",
        f"{_LOOP}        d()\n", f"{_LOOP}    d()\n", statement_moved_out,
    ),
    Rule("statement_moved_in", "a statement that belongs into the loop", f"{_LOOP}    d()\n", f"{_LOOP}        d()\n", statement_moved_in),
    Rule(
        "statement_copied", "a statement is missing in another branch",
        "def f(a):\n    if a:\n        b()\n    else:\n        c()\n",
        "def f(a):\n    if a:\n        b()\n    else:\n        b()\n        c()\n",
        statement_copied,
    ),
    Rule(
        "branches_swapped", "if and else the wrong way round",
        "if a:\n    b()\nelse:\n    c()\n", "if a:\n    c()\nelse:\n    b()\n", branches_swapped,
    ),
    Rule("branch_opened", "a branch that is a loop, or none", "if a:\n    b()\n", "while a:\n    b()\n", branch_opened),
    Rule(
        "loop_left", "a loop ends too early, or goes on",
        "for a in b:\n    if a:\n        break\n", "for a in b:\n    if a:\n        continue\n", loop_left,
    ),
    Rule(
        "step_inserted", "a counter is not counted",
        "def f(a):\n    n = 0\n    for b in a:\n        c(b)\n", "def f(a):\n    n = 0\n    for b in a:\n        c(b)\n        n += 1\n",
        step_inserted,
    ),
    Rule(
        "call_made_statement", "a result is dropped",
        "def f(a):\n    a.strip()\n", "def f(a):\n    return a.strip()\n", call_made_statement,
    ),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
