"""Module rules about amounts that are shared out: shares that were rounded one by one do not add up to the amount."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule
from .speed_edits import name_for

_LARGEST = """{units} = [{amount} * {part} for {item} in {items}]
{whole} = {total} * {unit}
{shares} = [abs({each}) // abs({whole}) for {each} in {units}]
{left} = int(abs({amount}) // {unit} - sum({shares}))
{order} = sorted(range(len({units})), key=lambda place: -(abs({units}[place]) % abs({whole})))
for {each} in {order}[:{left}]:
    {shares}[{each}] += 1
{sign} = -1 if {amount} < 0 else 1
return [{sign} * {each} * {unit} for {each} in {shares}]
"""


def shares_add_up(source: str, context: Context) -> Iterator[Proposal]:
    """``[round(a * x / total, 2) for x in xs]``: rounded down, and what is left goes to the largest remainders (Hamilton's method)."""
    code = code_of(source)
    for returned in code.nodes(ast.Return):
        made = returned.value
        if not isinstance(made, ast.ListComp) or len(made.generators) != 1 or made.generators[0].ifs:
            continue
        found = _rounded(code, made.elt)
        if found is None:
            continue
        share, unit = found
        parts = _proportion(code, share, code.of(made.generators[0].target))
        if parts is None:
            continue
        words = {word: name_for(code, word) for word in ("units", "whole", "shares", "left", "order", "sign")}
        amount, part, total = parts
        text = _LARGEST.format(
            amount=amount, part=part, total=total, unit=unit, item=code.of(made.generators[0].target),
            items=code.of(made.generators[0].iter), each=name_for(code, "one"), **words,
        )  # fmt: skip
        start, end = code.lines(returned)
        indent = code.indent(returned)
        yield code.edited(
            0.9, code.text.start(returned), (start, end, "".join(f"{indent}{line}\n" for line in text.splitlines()))
        )


def _rounded(code: Code, node: ast.expr) -> tuple[ast.expr, str] | None:
    """The share before it is rounded, and the unit to which it is."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        return node, "1"
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Attribute) and node.func.attr == "quantize" and node.args:
        return node.func.value, code.of(node.args[0])
    if code.of(node.func) in ("round", "int", "math.floor", "floor") and len(node.args) == 1:
        return node.args[0], "1"
    return None


def _proportion(code: Code, node: ast.expr, item: str) -> tuple[str, str, str] | None:
    """Amount, part and total of ``amount * part / total`` or ``amount * (part / total)``."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.right, ast.BinOp):
        inner = node.right
        if isinstance(inner.op, ast.Div | ast.FloorDiv) and item in code.of(inner.left):
            return code.of(node.left), code.of(inner.left), code.of(inner.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv) and isinstance(node.left, ast.BinOp):
        product = node.left
        if isinstance(product.op, ast.Mult):
            left, right = product.left, product.right
            if any(isinstance(each, ast.Name) and each.id == item for each in ast.walk(left)):
                left, right = right, left
            return code.of(left), code.of(right), code.of(node.right)
    return None


RULES = (
    Rule(
        "shares_add_up",
        "shares that were rounded one by one",
        "def f(seats, votes, all_votes):\n    return [round(seats * v / all_votes) for v in votes]\n",
        "def f(seats, votes, all_votes):\n"
        + "".join(
            f"    {line}\n"
            for line in _LARGEST.format(
                units="units", whole="whole", shares="shares", left="left", order="order", sign="sign", each="one", amount="seats",
                part="v", total="all_votes", unit="1", item="v", items="votes",
            ).splitlines()
        ),
        shares_add_up,
    ),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
