"""Sums, highest and lowest items of windows that slide over a sequence: running totals, and a queue of candidates."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..imports import imported
from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import Loop, before, is_settled, loop_of, name_for
from ..text import Edit

_CALLS = ("sum", "max", "min")
_QUEUE = """{new} = []
{places} = deque()
for {place}, {item} in enumerate({items}):
    while {places} and {items}[{places}[-1]] {sign} {item}:
        {places}.pop()
    {places}.append({place})
    if {places}[0] <= {place} - {length}:
        {places}.popleft()
    {new}.append({items}[{places}[0]])"""


def sliding_window(source: str, context: Context) -> Iterator[Proposal]:
    """``max(xs[i:i + n])``, ``min`` and ``sum`` in a loop over ``i``: all of them found in one pass before it."""
    code = code_of(source)
    loops: dict[Loop, list[tuple[ast.Call, ast.Subscript]]] = {}
    for call in code.nodes(ast.Call):
        loop = loop_of(code, call)
        part = _window(code, call, loop) if loop is not None else None
        if loop is not None and part is not None:
            loops.setdefault(loop, []).append((call, part))
    for loop, found in loops.items():
        if any(code.of(call.func) in ("max", "min") for call, _ in found):
            yield from _slid(code, loop, found)


def _window(code: Code, call: ast.Call, loop: Loop | None) -> ast.Subscript | None:
    """The slice whose items a call asks for, also if it has a name."""
    if loop is None or code.of(call.func) not in _CALLS or len(call.args) != 1 or call.keywords:
        return None
    part: ast.expr = call.args[0]
    if isinstance(part, ast.Name):
        named = [
            node.value
            for node in ast.walk(loop)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == part.id
        ]
        if len(named) != 1:
            return None
        part = named[0]
    if not isinstance(part, ast.Subscript) or not isinstance(part.slice, ast.Slice) or part.slice.step is not None:
        return None
    items = part.value
    return part if part.slice.upper and isinstance(items, ast.Name) and is_settled(code, loop, items.id) else None


def _length(code: Code, part: ast.Slice, loop: Loop) -> str | None:
    """How long the slice is, if that is the same in each round: from ``i:i + n``, ``i - n:i``, ``max(0, i - n + 1):i + 1``."""
    lower, upper = part.lower, part.upper
    if isinstance(lower, ast.Call) and code.of(lower.func) == "max" and len(lower.args) == 2:
        lower = next((each for each in lower.args if not isinstance(each, ast.Constant)), lower)
    if lower is None or upper is None:
        return None
    terms = _terms(code, upper, 1)
    for text, sign in _terms(code, lower, -1):
        if (text, -sign) in terms:
            terms.remove((text, -sign))
        else:
            terms.append((text, sign))
    numbers = sum(sign * int(text) for text, sign in terms if text.isdigit())
    words = [(text, sign) for text, sign in terms if not text.isdigit()]
    if not all(is_settled(code, loop, text) for text, _ in words if text.isidentifier()) or len(words) > 1:
        return None
    if not words:
        return str(numbers)
    text, sign = words[0]
    return None if sign < 0 else text if not numbers else f"({text} + {numbers})" if numbers > 0 else f"({text} - {-numbers})"


def _terms(code: Code, node: ast.expr, sign: int) -> list[tuple[str, int]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return [*_terms(code, node.left, sign), *_terms(code, node.right, -sign if isinstance(node.op, ast.Sub) else sign)]
    return [(code.of(node), sign)]


def _slid(code: Code, loop: Loop, found: list[tuple[ast.Call, ast.Subscript]]) -> Iterator[Proposal]:
    edits: list[Edit] = []
    made: dict[str, str] = {}
    imports: set[str] = set()
    for call, part in found:
        assert isinstance(part.slice, ast.Slice) and part.slice.upper is not None
        kind, items = code.of(call.func), code.of(part.value)
        lower, upper = code.of(part.slice.lower) if part.slice.lower else "0", code.of(part.slice.upper)
        new = name_for(code, f"{items}_{ {'sum': 'totals', 'max': 'highest', 'min': 'lowest'}[kind] }")
        if kind == "sum":
            edits.append((*code.span(call), f"({new}[{upper}] - {new}[{lower}])"))
            made[new] = f"{new} = list(accumulate({items}, initial=0))"
            imports.add("accumulate")
            continue
        length = _length(code, part.slice, loop)
        if length is None:
            return
        edits.append((*code.span(call), f"{new}[{upper} - 1]"))
        made[new] = _QUEUE.format(
            new=new, items=items, length=length, sign="<=" if kind == "max" else ">=",
            places=name_for(code, "places"), place=name_for(code, "place"), item=name_for(code, "item"),
        )  # fmt: skip
        imports.add("deque")
    edits += [_unnamed(code, statement) for statement in _needless(code, loop, found)]
    proposal = code.edited(0.6, code.text.start(found[0][0]), *edits, before(code, loop, "\n".join(made.values())))
    for name, module in (("accumulate", "itertools"), ("deque", "collections")):
        if name in imports:
            proposal = imported(proposal, f"from {module} import {name}", name)
    yield proposal


def _needless(code: Code, loop: Loop, found: list[tuple[ast.Call, ast.Subscript]]) -> list[ast.Assign]:
    """Statements that name a slice which is no longer asked for."""
    named = {argument.id for call, _ in found for argument in call.args if isinstance(argument, ast.Name)}
    inside = [node for node in ast.walk(loop) if isinstance(node, ast.Name) and node.id in named and not code.is_target(node)]
    needless = {
        name for name in named if sum(node.id == name for node in inside) == sum(_asks(call, name) for call, _ in found)
    }
    return [
        node
        for node in ast.walk(loop)
        if isinstance(node, ast.Assign) and code.of(node.targets[0]) in needless and len(node.targets) == 1
    ]


def _asks(call: ast.Call, name: str) -> bool:
    return isinstance(call.args[0], ast.Name) and call.args[0].id == name


def _unnamed(code: Code, statement: ast.Assign) -> Edit:
    return (*code.lines(statement), "")


RULES = (
    Rule(
        "sliding_window",
        "each window is searched anew",
        "def f(xs, n):\n    return [max(xs[i:i + n]) for i in range(len(xs) - n + 1)]\n",
        "from collections import deque\ndef f(xs, n):\n    xs_highest = []\n    places = deque()\n"
        "    for place, item in enumerate(xs):\n        while places and xs[places[-1]] <= item:\n            places.pop()\n"
        "        places.append(place)\n        if places[0] <= place - n:\n            places.popleft()\n"
        "        xs_highest.append(xs[places[0]])\n    return [xs_highest[i + n - 1] for i in range(len(xs) - n + 1)]\n",
        sliding_window,
    ),
)
"""Rules whose source is a module that compiles."""
