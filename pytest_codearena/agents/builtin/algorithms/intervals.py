"""Intervals that overlap, made one: after sorting only the last one can overlap the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule


def intervals_merged(source: str, context: Context) -> Iterator[Proposal]:
    """Each interval is compared with all before it: sorted first, with the last one only."""
    code = code_of(source)
    for loop in code.nodes(ast.For):
        pair = loop.target
        if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
            continue
        begin, end = map(code.of, pair.elts)
        for place, statement in enumerate(loop.body):
            merged = _appended(code, statement, begin, end)
            inner = [
                each for each in loop.body[:place] if isinstance(each, ast.For) and merged and _removes(code, each, merged)
            ]
            if merged is None or len(inner) != 1:
                continue
            indent = code.indent(statement)
            start, stop = code.lines(inner[0])
            for rank, sign in enumerate(("<=", "<")):
                lines = (
                    f"{indent}if {merged} and {begin} {sign} {merged}[-1][1]:\n"
                    f"{indent}    {merged}[-1] = ({merged}[-1][0], max({merged}[-1][1], {end}))\n"
                    f"{indent}else:\n{indent}    {merged}.append(({begin}, {end}))\n"
                )
                edits = [(start, stop, ""), (*code.lines(statement), lines)]
                edits.append((*code.span(loop.iter), f"sorted({code.of(loop.iter)})"))
                yield code.edited(0.7 + 0.1 * rank, code.text.start(loop), *edits)


def _appended(code: Code, statement: ast.stmt, begin: str, end: str) -> str | None:
    """The list to which the interval is appended."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != "append":
        return None
    pair = call.args[0] if call.args else None
    is_pair = isinstance(pair, ast.Tuple | ast.List) and [code.of(each) for each in pair.elts] == [begin, end]
    return code.of(call.func.value) if is_pair else None


def _removes(code: Code, loop: ast.For, merged: str) -> bool:
    texts = [code.of(node.func) for node in ast.walk(loop) if isinstance(node, ast.Call)]
    return f"{merged}.remove" in texts and "min" in texts and "max" in texts


_PAIRS = "def f(pairs):\n    out = []\n"

RULES = (
    Rule(
        "intervals_merged",
        "each interval is compared with all others",
        f"{_PAIRS}    for a, b in pairs:\n        for o in [o for o in out if o[0] <= b and a <= o[1]]:\n            out.remove(o)\n"
        "            a, b = min(a, o[0]), max(b, o[1])\n        out.append((a, b))\n    return out\n",
        f"{_PAIRS}    for a, b in sorted(pairs):\n        if out and a <= out[-1][1]:\n"
        "            out[-1] = (out[-1][0], max(out[-1][1], b))\n        else:\n            out.append((a, b))\n    return out\n",
        intervals_merged,
    ),
)
"""Rules whose source is a module that compiles."""
