"""Operators on what decides: comparisons, ``and`` and ``or``, conditions of branches and loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..rules import Context, Proposal, Rule
from .code import Code, code_of

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OTHERS = {
    "<": (">", ">=", "==", "!="), "<=": (">=", ">", "=="), ">": ("<", "<=", "==", "!="), ">=": ("<=", "<", "=="),
    "==": ("!=", "<=", ">=", "<", ">"), "!=": ("==", "<", ">"), "is": ("is not", "=="), "is not": ("is", "!="),
    "in": ("not in",), "not in": ("in",),
}  # fmt: skip


def _comparisons(code: Code) -> Iterator[tuple[ast.expr, str, ast.expr, int, int]]:
    """Yields left side, sign, right side, and where the sign stands with the blanks around it."""
    for node in code.nodes(ast.Compare):
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            start, end = code.text.end(left), code.text.start(right)
            between = code.text.source[start:end]
            sign = _SIGNS[type(operator)]
            place = between.find(sign)
            if place >= 0:
                yield left, sign, right, start + place, start + place + len(sign)


def comparison_boundary(source: str, context: Context) -> Iterator[Proposal]:
    """``<`` for ``<=`` and the like."""
    code = code_of(source)
    for _, sign, _, start, end in _comparisons(code):
        if sign in _BOUNDARY:
            yield code.edited(0.9, start, (start, end, _BOUNDARY[sign]))


def comparison_operator(source: str, context: Context) -> Iterator[Proposal]:
    """Another comparison altogether: ``>`` for ``<``, ``!=`` for ``==``."""
    code = code_of(source)
    for _, sign, _, start, end in _comparisons(code):
        for rank, other in enumerate(_OTHERS[sign]):
            yield code.edited(1.15 + 0.2 * rank, start, (start, end, other))


def boolean_operator(source: str, context: Context) -> Iterator[Proposal]:
    """``and`` for ``or``, and the other way round."""
    code = code_of(source)
    for node in code.nodes(ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        edits = []
        for left, right in zip(node.values, node.values[1:], strict=False):
            place = source.find(old, code.text.end(left), code.text.start(right))
            edits.append((place, place + len(old), new))
        if all(edit[0] >= 0 for edit in edits):
            yield code.edited(1.1, edits[0][0], *edits)
            if len(edits) > 1:
                yield from (code.edited(1.3, edit[0], edit) for edit in edits)


def _conditions(code: Code) -> Iterator[ast.expr]:
    for node in code.nodes(ast.If, ast.While, ast.IfExp):
        yield node.test
    for comprehension in code.nodes(ast.comprehension):
        yield from comprehension.ifs


def condition_negated(source: str, context: Context) -> Iterator[Proposal]:
    """``if x`` for ``if not x``, or a ``not`` before a part of a condition or a result."""
    code = code_of(source)
    for node in code.nodes(ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            yield code.replaced(node, code.of(node.operand), 1.1)
    parts = [*_conditions(code), *(value for node in code.nodes(ast.BoolOp) for value in node.values)]
    parts += [node.value for node in code.nodes(ast.Return) if isinstance(node.value, ast.Compare | ast.Call | ast.BoolOp)]
    for part in parts:
        single = isinstance(part, ast.Compare) and len(part.ops) == 1
        if (
            not single
            and not (isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not))
            and not isinstance(part, ast.Constant)
        ):
            tight = isinstance(part, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
            yield code.replaced(part, f"not {code.of(part)}" if tight else f"not ({code.of(part)})", 1.3)


def condition_part_dropped(source: str, context: Context) -> Iterator[Proposal]:
    """One side of an ``and`` or ``or`` too many, or one link of a chained comparison."""
    code = code_of(source)
    for node in code.nodes(ast.BoolOp):
        word = " and " if isinstance(node.op, ast.And) else " or "
        for dropped in node.values:
            kept = [code.of(value) for value in node.values if value is not dropped]
            yield code.replaced(node, word.join(kept), 1.35)
    for chain in code.nodes(ast.Compare):
        if len(chain.ops) == 2:
            yield code.replaced(chain, source[code.text.start(chain) : code.text.end(chain.comparators[0])], 1.5)
            yield code.replaced(chain, source[code.text.start(chain.comparators[0]) : code.text.end(chain)], 1.5)
    for comprehension in code.nodes(ast.comprehension):
        for test in comprehension.ifs:
            start = source.rfind(" if", 0, code.text.start(test))
            yield code.edited(1.5, start, (start, code.text.end(test), ""))


def condition_extended(source: str, context: Context) -> Iterator[Proposal]:
    """``and``, ``or`` with a name or another condition of the function."""
    code = code_of(source)
    comparisons = {node: code.of(node) for node in code.nodes(ast.Compare)}
    for test in _conditions(code):
        function = code.function(test)
        names = code.names(function)
        more = [text for node, text in comparisons.items() if code.function(node) is function and node is not test]
        own = code.of(test) if not isinstance(test, ast.BoolOp) else f"({code.of(test)})"
        fixed = isinstance(test, ast.Constant)
        for rank, extra in enumerate([*names, *dict.fromkeys(more)]):
            if extra in own:
                continue
            cost = 1.8 + 0.03 * rank
            if fixed:
                yield code.replaced(test, extra, cost - 0.4)
                continue
            yield code.replaced(test, f"{own} and {extra}", cost)
            yield code.replaced(test, f"{own} or {extra}", cost + 0.2)
            yield code.replaced(test, f"{own} or not {extra}", cost + 0.1)
            yield code.replaced(test, f"{own} and not {extra}", cost + 0.2)


def comparison_of_absolute(source: str, context: Context) -> Iterator[Proposal]:
    """A difference that is compared with its sign: ``abs(a - b) < t``."""
    code = code_of(source)
    for left, _, _, _, _ in _comparisons(code):
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Sub):
            yield code.replaced(left, f"abs({code.of(left)})", 1.1)
    for node in code.nodes(ast.Assign):
        if isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Sub):
            yield code.replaced(node.value, f"abs({code.of(node.value)})", 1.5)


def _may_be_none(code: Code, node: ast.expr) -> bool:
    """True for a parameter that may be None or something else, as its annotation says."""
    function = code.function(node)
    parameters = ast.walk(function.args) if function is not None else ()
    notes = [each.annotation for each in parameters if isinstance(each, ast.arg) and each.arg == code.of(node)]
    return any(note is not None and ("None" in code.of(note) or "Optional" in code.of(note)) for note in notes)


def equality_with_none(source: str, context: Context) -> Iterator[Proposal]:
    """``if x`` where only None is meant to be left out, and the other way round."""
    code = code_of(source)
    for test in _conditions(code):
        if isinstance(test, ast.Name | ast.Attribute | ast.Subscript):
            yield code.replaced(test, f"{code.of(test)} is not None", 0.9 if _may_be_none(code, test) else 1.4)
        elif (
            isinstance(test, ast.UnaryOp)
            and isinstance(test.op, ast.Not)
            and isinstance(test.operand, ast.Name | ast.Attribute)
        ):
            yield code.replaced(test, f"{code.of(test.operand)} is None", 1.4)
        elif (
            isinstance(test, ast.Compare)
            and isinstance(test.comparators[0], ast.Constant)
            and test.comparators[0].value is None
        ):
            left = code.of(test.left)
            yield code.replaced(test, f"not {left}" if isinstance(test.ops[0], ast.Is | ast.Eq) else left, 1.4)


RULES = (
    Rule("comparison_boundary", "a bound that is or is not included", "x = a < b\n", "x = a <= b\n", comparison_boundary),
    Rule("comparison_operator", "another comparison is meant", "x = a < b\n", "x = a > b\n", comparison_operator),
    Rule("boolean_operator", "and where or is meant", "x = a and b\n", "x = a or b\n", boolean_operator),
    Rule("condition_negated", "a condition the wrong way round", "if a:\n    b()\n", "if not a:\n    b()\n", condition_negated),
    Rule("condition_part_dropped", "a condition asks too much", "x = a and b\n", "x = a\n", condition_part_dropped),
    Rule(
        "condition_extended",
        "a condition asks too little",
        "def f(a, b):\n    while a:\n        b.pop()\n",
        "def f(a, b):\n    while a and b:\n        b.pop()\n",
        condition_extended,
    ),
    Rule(
        "comparison_of_absolute", "a difference is compared with its sign", "x = a - b < t\n", "x = abs(a - b) < t\n",
        comparison_of_absolute,
    ),
    Rule(
        "equality_with_none", "zero is taken for None", "if a:\n    b()\n", "if a is not None:\n    b()\n", equality_with_none,
    ),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
