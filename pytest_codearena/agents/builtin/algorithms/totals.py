"""Sums over ranges that are asked for again and again: differences of running totals, for whatever is added up."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import Loop, before, is_settled, loop_of, name_for
from ..text import Edit


def range_totals(source: str, context: Context) -> Iterator[Proposal]:
    """``sum(g(xs[i]) for i in range(a, b))`` in a loop, or a loop that adds so: ``totals[b] - totals[a]``."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        inner = call.args[0] if len(call.args) == 1 and code.of(call.func) == "sum" else None
        if isinstance(inner, ast.GeneratorExp | ast.ListComp) and len(inner.generators) == 1:
            generator = inner.generators[0]
            texts = [code.of(each) for each in generator.ifs]
            part = f"({code.of(inner.elt)} if {' and '.join(texts)} else 0)" if texts else code.of(inner.elt)
            yield from _totalled(code, call, generator.target, generator.iter, part, [inner.elt, *generator.ifs])
    for loop in code.nodes(ast.For):
        found = _added(code, loop)
        if found is not None and not loop.orelse:
            yield from _totalled(code, loop, loop.target, loop.iter, found[1], [loop.body[0]], found[0])


def _added(code: Code, loop: ast.For) -> tuple[str, str] | None:
    """What a loop does nothing but add to, and what it adds."""
    only = loop.body[0]
    test = ""
    if isinstance(only, ast.If) and len(only.body) == 1 and not only.orelse:
        test, only = code.of(only.test), only.body[0]
    if len(loop.body) != 1 or not isinstance(only, ast.AugAssign) or not isinstance(only.op, ast.Add):
        return None
    added = code.of(only.value)
    return code.of(only.target), f"({added} if {test} else 0)" if test else added


def _totalled(
    code: Code, node: ast.Call | ast.For, target: ast.expr, iterated: ast.expr, part: str, used: list[ast.AST], total: str = ""
) -> Iterator[Proposal]:
    outer = loop_of(code, node)
    if outer is None or outer is node or not isinstance(target, ast.Name) or not isinstance(iterated, ast.Call):
        return
    if code.of(iterated.func) != "range" or len(iterated.args) not in (1, 2):
        return
    names = {each.id for one in used for each in ast.walk(one) if isinstance(each, ast.Name)} - {target.id, total}
    reach = _reach(code, used, target.id)
    local = {name for name in names if not _is_settled(code, outer, name)}
    if reach is None or local:
        return
    items, lowest, highest = reach
    low, high = ("0", code.of(iterated.args[0])) if len(iterated.args) == 1 else map(code.of, iterated.args)
    new = name_for(code, f"{items.rpartition('.')[2]}_totals")
    first = max(0, -lowest)
    limit = f"len({items})" + (f" - {highest}" if highest > 0 else "")
    made = (
        f"{new} = [0] * {first + 1}\nfor {target.id} in range({first}, {limit}):\n    {new}.append({new}[-1] + {part})"
        if first
        else f"{new} = [0]\nfor {target.id} in range({limit}):\n    {new}.append({new}[-1] + {part})"
    )
    difference = f"{new}[{high}] - {new}[{low}] if {low} < {high} else 0" if low != "0" else f"{new}[max(0, {high})]"
    indent = code.indent(node) if isinstance(node, ast.For) else ""
    edit: Edit = (
        (*code.lines(node), f"{indent}{total} += ({difference})\n")
        if isinstance(node, ast.For)
        else (*code.span(node), f"({difference})")
    )
    yield code.edited(0.7, code.text.start(node), edit, before(code, outer, made))


def _is_settled(code: Code, loop: Loop, name: str) -> bool:
    """True if a name means the same throughout a loop; what no function sets, such as ``max`` or a function, does."""
    is_set = any(node.id == name for node in code.nodes(ast.Name) if code.is_target(node))
    parameters = {each.arg for function in code.nodes(ast.FunctionDef) for each in function.args.args}
    return is_settled(code, loop, name) if is_set or name in parameters else True


def _reach(code: Code, used: list[ast.AST], name: str) -> tuple[str, int, int] | None:
    """The sequence whose items at ``name`` and near it are read, and how far before and behind."""
    found: list[tuple[str, int]] = []
    for one in used:
        for node in ast.walk(one):
            if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
                offset = _offset(node.slice, name)
                if offset is not None:
                    found.append((code.of(node.value), offset))
    if not found:
        return None
    offsets = [offset for _, offset in found]
    return found[0][0], min(offsets), max(offsets)


def _offset(place: ast.expr, name: str) -> int | None:
    if isinstance(place, ast.Name):
        return 0 if place.id == name else None
    is_near = isinstance(place, ast.BinOp) and isinstance(place.left, ast.Name) and place.left.id == name
    if (
        not is_near
        or not isinstance(place, ast.BinOp)
        or not isinstance(place.right, ast.Constant)
        or type(place.right.value) is not int
    ):
        return None
    return {ast.Add: place.right.value, ast.Sub: -place.right.value}.get(type(place.op))


RULES = (
    Rule(
        "range_totals",
        "the same terms are added again in every round",
        "def f(xs, spans):\n    return [sum(x_of(xs[i]) for i in range(a, b)) for a, b in spans]\n",
        "def f(xs, spans):\n    xs_totals = [0]\n    for i in range(len(xs)):\n"
        "        xs_totals.append(xs_totals[-1] + x_of(xs[i]))\n"
        "    return [(xs_totals[b] - xs_totals[a] if a < b else 0) for a, b in spans]\n",
        range_totals,
    ),
)
"""Rules whose source is a module that compiles."""
