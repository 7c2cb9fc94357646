"""A text that is cut and put together anew for each place in it: its pieces are joined once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import name_for


def text_spliced(source: str, context: Context) -> Iterator[Proposal]:
    """``text = text[:a] + new + text[b:]`` for places from the last to the first: the pieces between them, joined."""
    code = code_of(source)
    for loop in code.nodes(ast.For):
        statement = loop.body[0]
        places = _from_the_first(code, loop.iter)
        if places is None or len(loop.body) != 1 or not isinstance(statement, ast.Assign):
            continue
        name = code.of(statement.targets[0])
        pieces = _sum(statement.value)
        head, tail = _cut(code, pieces[0], name), _cut(code, pieces[-1], name)
        if len(pieces) < 2 or head is None or tail is None or head.upper is None or tail.lower is None:
            continue
        if head.lower is not None or tail.upper is not None:
            continue
        parts, done = name_for(code, "parts"), name_for(code, "done")
        indent, (start, end) = code.indent(loop), code.lines(loop)
        between = [f"    {parts}.append({code.of(piece)})" for piece in pieces[1:-1]]
        lines = [
            f"{parts} = []",
            f"{done} = 0",
            f"for {code.of(loop.target)} in {places}:",
            f"    {parts}.append({name}[{done}:{code.of(head.upper)}])",
            *between,
            f"    {done} = {code.of(tail.lower)}",
            f"{parts}.append({name}[{done}:])",
            f'{name} = "".join({parts})',
        ]
        yield code.edited(0.7, start, (start, end, "".join(f"{indent}{line}\n" for line in lines)))


def _from_the_first(code: Code, iterated: ast.expr) -> str | None:
    """The same places, from the first to the last one."""
    if not isinstance(iterated, ast.Call) or not iterated.args:
        return None
    if code.of(iterated.func) == "reversed":
        return code.of(iterated.args[0])
    if code.of(iterated.func) == "sorted" and "reverse=True" in code.of(iterated):
        return f"sorted({code.of(iterated.args[0])})" if len(iterated.keywords) == 1 else None
    return None


def _sum(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_sum(node.left), *_sum(node.right)]
    return [node]


def _cut(code: Code, piece: ast.expr, name: str) -> ast.Slice | None:
    is_cut = isinstance(piece, ast.Subscript) and isinstance(piece.slice, ast.Slice) and code.of(piece.value) == name
    return piece.slice if is_cut and isinstance(piece, ast.Subscript) and isinstance(piece.slice, ast.Slice) else None


RULES = (
    Rule(
        "text_spliced",
        "a text is put together anew for each place in it",
        'def f(s, cuts):\n    for a, b in reversed(cuts):\n        s = s[:a] + "#" + s[b:]\n    return s\n',
        "def f(s, cuts):\n    parts = []\n    done = 0\n    for a, b in cuts:\n        parts.append(s[done:a])\n"
        '        parts.append("#")\n        done = b\n    parts.append(s[done:])\n    s = "".join(parts)\n    return s\n',
        text_spliced,
    ),
)
"""Rules whose source is a module that compiles."""
