"""Questions about numbers in a range, and the nearest one: asked of a sorted list by halving."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..imports import imported
from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import before, is_settled, loop_of, name_for

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


def counted_in_range(source: str, context: Context) -> Iterator[Proposal]:
    """``sum(1 for x in xs if a <= x < b)``, ``len([…])`` in a loop: the distance of two places in a sorted list."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        inner = call.args[0] if len(call.args) == 1 and code.of(call.func) in ("sum", "len") else None
        if not isinstance(inner, ast.GeneratorExp | ast.ListComp) or len(inner.generators) != 1:
            continue
        generator = inner.generators[0]
        tests = generator.ifs if code.of(call.func) == "len" or code.of(inner.elt) == "1" else [inner.elt]
        items = _asked_again(code, call, generator)
        found = _limits(code, tests, generator.target) if items else None
        if items is None or found is None:
            continue
        low, high = found
        new = name_for(code, f"{items}_sorted")
        upper = high.format(new) if high else f"len({new})"
        text = f"max(0, {upper} - {low.format(new)})" if low and high else f"({upper} - {low.format(new)})" if low else upper
        yield _with_sorted(code, code.replaced(call, text, 0.7).source, call, items, new)


def nearest_item(source: str, context: Context) -> Iterator[Proposal]:
    """``min(xs, key=lambda x: abs(x - y))`` and ``min(abs(x - y) for x in xs)`` in a loop: one of the two around the place of ``y``."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        if code.of(call.func) != "min" or not call.args:
            continue
        inner, items = call.args[0], None
        generator = (
            inner.generators[0] if isinstance(inner, ast.GeneratorExp | ast.ListComp) and len(inner.generators) == 1 else None
        )
        key = next((word.value for word in call.keywords if word.arg == "key"), None)
        if (
            generator is not None
            and isinstance(inner, ast.GeneratorExp | ast.ListComp)
            and not call.keywords
            and not generator.ifs
        ):
            item, distance, items = code.of(generator.target), inner.elt, _asked_again(code, call, generator)
        elif isinstance(key, ast.Lambda) and isinstance(inner, ast.Name) and key.args.args:
            item, distance = key.args.args[0].arg, key.body
            loop = loop_of(code, call)
            items = inner.id if loop is not None and is_settled(code, loop, inner.id) else None
        else:
            continue
        wanted = _distance_to(code, distance, item)
        if items is None or wanted is None:
            continue
        new, place = name_for(code, f"{items}_sorted"), f"bisect_left({{0}}, {wanted})"
        around = f"{new}[max(0, {place.format(new)} - 1):{place.format(new)} + 1]"
        if generator is not None:
            text = f"min({code.of(distance)} for {item} in {around})"
        else:
            text = f"min({around}, key={code.of(key) if key is not None else ''})"
        yield _with_sorted(code, code.replaced(call, text, 0.7).source, call, items, new)


def _asked_again(code: Code, call: ast.Call, generator: ast.comprehension) -> str | None:
    """The list that a call in a loop goes over, if that stays the same."""
    loop = loop_of(code, call)
    items = generator.iter
    is_asked = loop is not None and isinstance(items, ast.Name) and isinstance(generator.target, ast.Name)
    return (
        items.id if is_asked and isinstance(items, ast.Name) and loop is not None and is_settled(code, loop, items.id) else None
    )


def _limits(code: Code, tests: list[ast.expr], target: ast.expr) -> tuple[str, str] | None:
    """Where the range begins and ends, as places in a list that has yet to be named; empty where it does not."""
    item, low, high = code.of(target), "", ""
    if not tests:
        return None
    for test in tests:
        parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
        for part in parts:
            if not isinstance(part, ast.Compare):
                return None
            sides = [part.left, *part.comparators]
            for left, sign, right in zip(sides, part.ops, sides[1:], strict=False):
                kind, other = type(sign), right
                if code.of(right) == item:
                    kind, other = _MIRRORED.get(kind, kind), left
                elif code.of(left) != item:
                    return None
                text = code.of(other)
                if kind in (ast.Gt, ast.GtE) and not low:
                    low = f"bisect_{'right' if kind is ast.Gt else 'left'}({{0}}, {text})"
                elif kind in (ast.Lt, ast.LtE) and not high:
                    high = f"bisect_{'left' if kind is ast.Lt else 'right'}({{0}}, {text})"
                else:
                    return None
    return (low, high) if "{" not in low.replace("{0}", "") + high.replace("{0}", "") else None


def _distance_to(code: Code, distance: ast.expr, item: str) -> str | None:
    """``y`` of ``abs(x - y)`` or ``abs(y - x)``."""
    inner = distance.args[0] if isinstance(distance, ast.Call) and code.of(distance.func) == "abs" and distance.args else None
    if not isinstance(inner, ast.BinOp) or not isinstance(inner.op, ast.Sub):
        return None
    left, right = code.of(inner.left), code.of(inner.right)
    return right if left == item else left if right == item else None


def _with_sorted(code: Code, changed: str, call: ast.Call, items: str, new: str) -> Proposal:
    """The changed source with the sorted list before the loop in which ``call`` was."""
    loop = loop_of(code, call)
    assert loop is not None
    start, _, line = before(code, loop, f"{new} = sorted({items})")
    proposal = Proposal(f"{changed[:start]}{line}{changed[start:]}", 0.7, code.text.start(call))
    for name in ("bisect_left", "bisect_right"):
        if f"{name}(" in proposal.source:
            proposal = imported(proposal, f"from bisect import {name}", name)
    return proposal


RULES = (
    Rule(
        "counted_in_range",
        "numbers in a range are counted one by one",
        "def f(xs, qs):\n    return [sum(1 for x in xs if x < q) for q in qs]\n",
        "from bisect import bisect_left\ndef f(xs, qs):\n    xs_sorted = sorted(xs)\n"
        "    return [bisect_left(xs_sorted, q) for q in qs]\n",
        counted_in_range,
    ),
    Rule(
        "nearest_item",
        "all are asked which is the nearest",
        "def f(xs, qs):\n    return [min(abs(x - q) for x in xs) for q in qs]\n",
        "from bisect import bisect_left\ndef f(xs, qs):\n    xs_sorted = sorted(xs)\n"
        "    return [min(abs(x - q) for x in xs_sorted[max(0, bisect_left(xs_sorted, q) - 1):"
        "bisect_left(xs_sorted, q) + 1]) for q in qs]\n",
        nearest_item,
    ),
)
"""Rules whose source is a module that compiles."""
