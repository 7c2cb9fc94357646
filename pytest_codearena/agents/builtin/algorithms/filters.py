"""A list of what is recent, filtered anew whenever something comes: what is too old leaves at the front of a queue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..imports import imported
from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule


def queue_of_recent(source: str, context: Context) -> Iterator[Proposal]:
    """``xs = [x for x in xs if x > limit]`` time and again: ``while xs and not xs[0] > limit: xs.popleft()``."""
    code = code_of(source)
    for node in code.nodes(ast.Assign):
        made = node.value
        if not isinstance(made, ast.ListComp) or len(made.generators) != 1 or len(made.generators[0].ifs) != 1:
            continue
        generator, name = made.generators[0], code.of(node.targets[0])
        item, test = code.of(generator.target), generator.ifs[0]
        if code.of(generator.iter) != name or code.of(made.elt) != item or not isinstance(generator.target, ast.Name):
            continue
        starts = [
            other for other in code.nodes(ast.Assign, ast.AnnAssign) if other is not node and _begins_empty(code, other, name)
        ]
        if not starts:
            continue
        first = re.sub(rf"\b{item}\b", f"{name}[0]", code.of(test))
        indent = code.indent(node)
        edits = [(*code.span(node), f"while {name} and not ({first}):\n{indent}    {name}.popleft()")]
        edits += [(*code.span(other.value), "deque()") for other in starts]
        for other in starts:
            if isinstance(other, ast.AnnAssign):
                edits.append(
                    (*code.span(other.annotation), re.sub(r"\b[lL]ist\b", "deque", code.of(other.annotation), count=1))
                )
        yield imported(code.edited(0.7, code.text.start(node), *edits), "from collections import deque", "deque")


def _begins_empty(code: Code, node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return node.value is not None and code.of(target) == name and code.of(node.value) in ("[]", "list()")


RULES = (
    Rule(
        "queue_of_recent",
        "a list is filtered anew in every round",
        "def f(xs):\n    a = []\n    for x in xs:\n        a = [y for y in a if y > x - 9]\n        a.append(x)\n    return len(a)\n",
        "from collections import deque\ndef f(xs):\n    a = deque()\n    for x in xs:\n        while a and not (a[0] > x - 9):\n"
        "            a.popleft()\n        a.append(x)\n    return len(a)\n",
        queue_of_recent,
    ),
)
"""Rules whose source is a module that compiles."""
