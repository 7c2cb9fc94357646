"""The largest sum of neighbours: one pass instead of all pairs of a first and a last one.

J. Bentley, "Programming Pearls: Algorithm Design Techniques" (CACM 27, 1984), gives Kadane's algorithm.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import name_for


def largest_stretch(source: str, context: Context) -> Iterator[Proposal]:
    """Two loops over first and last place, and the best sum between them: the best sum that ends at each place."""
    code = code_of(source)
    for outer in code.nodes(ast.For):
        items = _items(code, outer.iter)
        inner = next((each for each in outer.body if isinstance(each, ast.For)), None)
        if items is None or inner is None or not isinstance(outer.target, ast.Name) or not _begins_at(inner, outer.target.id):
            continue
        best = _best(code, inner)
        if best is None or not _adds(code, outer, items):
            continue
        name, sign = best
        ending, item = name_for(code, "ending_here"), name_for(code, "item")
        indent, (start, end) = code.indent(outer), code.lines(outer)
        lines = (
            f"{ending} = None\n"
            f"for {item} in {items}:\n"
            f"    {ending} = {item} if {ending} is None or not {ending} {sign} 0 else {ending} + {item}\n"
            f"    if {ending} {sign} {name}:\n"
            f"        {name} = {ending}\n"
        )
        yield code.edited(0.7, start, (start, end, "".join(f"{indent}{line}\n" for line in lines.splitlines())))


def _items(code: Code, iterated: ast.expr) -> str | None:
    """What ``range(len(xs))`` counts; ``range(n)`` where ``n = len(xs)``."""
    if not isinstance(iterated, ast.Call) or code.of(iterated.func) != "range" or len(iterated.args) != 1:
        return None
    limit = iterated.args[0]
    if isinstance(limit, ast.Name):
        made = [node.value for node in code.nodes(ast.Assign) if code.of(node.targets[0]) == limit.id]
        limit = made[0] if len(made) == 1 else limit
    if isinstance(limit, ast.Call) and code.of(limit.func) == "len" and len(limit.args) == 1:
        return code.of(limit.args[0])
    return None


def _begins_at(loop: ast.For, name: str) -> bool:
    """True for a loop over a range that begins at ``name``, or right after it."""
    call = loop.iter
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return False
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(call.args[0]))


def _best(code: Code, loop: ast.For) -> tuple[str, str] | None:
    """The variable that keeps the best sum, and which way is better."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and code.of(node.value.func) in ("max", "min"):
            name = code.of(node.targets[0])
            if name in map(code.of, node.value.args):
                return name, ">" if code.of(node.value.func) == "max" else "<"
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and len(node.test.ops) == 1:
            set_there = {code.of(each.targets[0]) for each in node.body if isinstance(each, ast.Assign)}
            left, right = code.of(node.test.left), code.of(node.test.comparators[0])
            greater = isinstance(node.test.ops[0], ast.Gt | ast.GtE)
            if right in set_there:
                return right, ">" if greater else "<"
            if left in set_there:
                return left, "<" if greater else ">"
    return None


def _adds(code: Code, loop: ast.For, items: str) -> bool:
    """True if items are added up in the loop."""
    sums = any(isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) for node in ast.walk(loop))
    sums = sums or any(isinstance(node, ast.Call) and code.of(node.func) == "sum" for node in ast.walk(loop))
    return sums and any(isinstance(node, ast.Subscript) and code.of(node.value) == items for node in ast.walk(loop))


RULES = (
    Rule(
        "largest_stretch",
        "all sums of neighbours are compared",
        "def f(xs):\n    best = 0\n    for i in range(len(xs)):\n        for j in range(i, len(xs)):\n"
        "            best = max(best, sum(xs[i:j + 1]))\n    return best\n",
        "def f(xs):\n    best = 0\n    ending_here = None\n    for item in xs:\n"
        "        ending_here = item if ending_here is None or not ending_here > 0 else ending_here + item\n"
        "        if ending_here > best:\n            best = ending_here\n    return best\n",
        largest_stretch,
    ),
)
"""Rules whose source is a module that compiles."""
