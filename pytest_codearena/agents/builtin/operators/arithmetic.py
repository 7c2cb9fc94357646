"""Operators on numbers: signs, steps, bounds, and constants of other values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..rules import Context, Proposal, Rule
from .code import Code, code_of

_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip
_NEAR = {
    "+": ("-", "*"), "-": ("+",), "*": ("/", "**", "//", "+"), "/": ("//", "*", "%"), "//": ("/", "%"), "%": ("//", "/"),
    "**": ("*",), "&": ("|", "^"), "|": ("&", "^"), "^": ("&", "|", "**"), "<<": (">>",), ">>": ("<<",),
}  # fmt: skip


def _operator_place(code: Code, left: ast.expr, right: ast.expr, sign: str) -> int:
    return code.text.source.find(sign, code.text.end(left), code.text.start(right))


def arithmetic_operator(source: str, context: Context) -> Iterator[Proposal]:
    """``-`` for ``+``, ``//`` for ``/``, ``*`` for ``**``."""
    code = code_of(source)
    for node in code.nodes(ast.BinOp):
        sign = _SIGNS.get(type(node.op), "")
        place = _operator_place(code, node.left, node.right, sign) if sign else -1
        if place < 0 or (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)):
            continue
        for rank, other in enumerate(_NEAR[sign]):
            yield code.edited(1.05 + 0.15 * rank, place, (place, place + len(sign), other))
        for rank, other in enumerate(each for each in ("+", "-", "*", "//", "%") if each != sign and each not in _NEAR[sign]):
            yield code.edited(1.7 + 0.1 * rank, place, (place, place + len(sign), other))


def augmented_operator(source: str, context: Context) -> Iterator[Proposal]:
    """``-=`` for ``+=``, ``=`` for ``+=``, and ``+=`` for ``=``."""
    code = code_of(source)
    for node in code.nodes(ast.AugAssign):
        sign = _SIGNS.get(type(node.op), "")
        place = _operator_place(code, node.target, node.value, f"{sign}=") if sign else -1
        if place >= 0:
            for rank, other in enumerate(_NEAR[sign]):
                yield code.edited(1.1 + 0.15 * rank, place, (place, place + len(sign) + 1, f"{other}="))
            for rank, other in enumerate(
                each for each in ("+", "-", "*", "//", "/", "%") if each != sign and each not in _NEAR[sign]
            ):
                yield code.edited(1.5 + 0.1 * rank, place, (place, place + len(sign) + 1, f"{other}="))
            yield code.edited(1.5, place, (place, place + len(sign) + 1, "="))
    for assignment in code.nodes(ast.Assign):
        target = assignment.targets[0]
        place = source.find("=", code.text.end(target))
        if (
            len(assignment.targets) > 1
            or isinstance(target, ast.Tuple | ast.List)
            or isinstance(assignment.value, ast.Constant)
        ):
            continue
        for rank, sign in enumerate("+-*|"):
            yield code.edited(1.8 + 0.2 * rank, place, (place, place + 1, f"{sign}="))
        for rank, function in enumerate(("max", "min")):
            name = code.of(target)
            yield code.replaced(assignment.value, f"{function}({name}, {code.of(assignment.value)})", 2.0 + 0.1 * rank)


def operands_swapped(source: str, context: Context) -> Iterator[Proposal]:
    """``b - a`` for ``a - b``."""
    code = code_of(source)
    for node in code.nodes(ast.BinOp):
        if isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow | ast.Add):
            between = source[code.text.end(node.left) : code.text.start(node.right)]
            if "(" not in between and ")" not in between:
                plus = isinstance(node.op, ast.Add)
                yield code.swapped(node.left, node.right, 1.9 if plus else 1.3)


def operand_dropped(source: str, context: Context) -> Iterator[Proposal]:
    """``x`` for ``x + 1``: something is added, or taken away, too much."""
    code = code_of(source)
    for node in code.nodes(ast.BinOp):
        simple = isinstance(node.right, ast.Constant)
        yield code.replaced(node, code.of(node.left), 1.05 if simple else 1.4)
        yield code.replaced(node, code.of(node.right), 1.9 if simple else 1.5)
    for unary in code.nodes(ast.UnaryOp):
        if isinstance(unary.op, ast.USub | ast.Invert):
            yield code.replaced(unary, code.of(unary.operand), 1.3)


def number_by_one(source: str, context: Context) -> Iterator[Proposal]:
    """``2`` for ``1``: a constant that is off by one."""
    code = code_of(source)
    for node in code.reads():
        if isinstance(node, ast.Constant) and type(node.value) is int:
            yield code.replaced(node, str(node.value + 1), 1.0)
            new = node.value - 1
            yield code.replaced(node, str(new), 1.0)
            if node.value > 1 and node.value != 2:
                yield code.replaced(node, f"{node.value}0", 1.9)
            if node.value >= 10 and node.value % 10 == 0:
                yield code.replaced(node, str(node.value // 10), 1.7)


def one_added(source: str, context: Context) -> Iterator[Proposal]:
    """``n + 1`` for ``n`` where a bound, an index, an argument or a result may be off by one."""
    code = code_of(source)
    for node in code.reads():
        if not _may_be_number(node) or isinstance(node, ast.Constant):
            continue
        parent = code.parents.get(node)
        cost = _step_cost(parent, node)
        if cost:
            yield code.replaced(node, f"{code.of(node)} + 1", cost)
            yield code.replaced(node, f"{code.of(node)} - 1", cost)


def _step_cost(parent: ast.AST | None, node: ast.expr) -> float:
    if isinstance(parent, ast.Subscript):
        return 1.3 if parent.slice is node else 0.0
    if isinstance(parent, ast.Slice):
        return 1.2
    if isinstance(parent, ast.Call):
        is_range = isinstance(parent.func, ast.Name) and parent.func.id == "range"
        return 0.0 if parent.func is node else 1.0 if is_range else 1.6
    if isinstance(parent, ast.Compare | ast.Return | ast.Assign | ast.BinOp | ast.Tuple | ast.AugAssign | ast.IfExp):
        return 1.5
    return 0.0


def _may_be_number(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv) and not isinstance(node.right, ast.Constant)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id not in (
            "range",
            "sorted",
            "list",
            "set",
            "str",
            "dict",
            "tuple",
        )
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


def constant_replaced(source: str, context: Context) -> Iterator[Proposal]:
    """Another constant of the file, or a usual one: ``0``, ``1``, ``None``, ``True``, the empty text."""
    code = code_of(source)
    known = code.constants()
    for node in code.reads():
        if not isinstance(node, ast.Constant) or node.value is ...:
            continue
        own, kind = code.of(node), type(node.value)
        usual = _USUAL.get(kind, ())
        others = [text for text in known if text not in usual and text != own and _is_like(text, kind)]
        for rank, text in enumerate(each for each in usual if each != own):
            yield code.replaced(node, text, 1.1 if kind is bool and rank == 0 else 1.5 + 0.05 * rank)
        for rank, text in enumerate(others[:8]):
            yield code.replaced(node, text, 1.4 + 0.05 * rank)


_USUAL: dict[type, tuple[str, ...]] = {
    bool: ("True", "False", "None"),
    int: ("0", "1", "-1", "2", 'float("inf")'),
    str: ('""', '" "'),
    type(None): ("0", "True", "False", "[]", '""'),
    float: ("0", "1", "0.0", "1.0"),
}


def _is_like(text: str, kind: type) -> bool:
    quoted = text.lstrip("rbfuRBFU")[:1] in ("'", '"')
    return quoted if kind in (str, bytes) else not quoted


def number_scaled(source: str, context: Context) -> Iterator[Proposal]:
    """``/ 2`` or ``* 2`` that is missing, and a sign: ``-x`` for ``x``."""
    code = code_of(source)
    for node in code.reads():
        parent = code.parents.get(node)
        if not _may_be_number(node) or not isinstance(parent, ast.Return | ast.Assign | ast.AugAssign | ast.Call | ast.IfExp):
            continue
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        own = code.of(node) if not isinstance(node, ast.BinOp) else f"({code.of(node)})"
        yield code.replaced(node, f"-{own}", 1.7)
        yield code.replaced(node, f"{own} // 2", 1.9)
        yield code.replaced(node, f"{own} / 2", 1.9)
        yield code.replaced(node, f"{own} * 2", 1.9)
        yield code.replaced(node, f"{own} ** 2", 2.1)
        yield code.replaced(node, f"{own} % 2", 2.1)


def operation_extended(source: str, context: Context) -> Iterator[Proposal]:
    """``a + b`` for ``a``: a number or text of the function is left out of a sum, a difference or a product."""
    code = code_of(source)
    for node in code.reads():
        parent = code.parents.get(node)
        result = isinstance(parent, ast.Return | ast.Assign | ast.AugAssign)
        argument = isinstance(parent, ast.Call) and node is not parent.func
        if not (result or argument) or isinstance(
            node, ast.Compare | ast.BoolOp | ast.Constant | ast.Lambda | ast.GeneratorExp
        ):
            continue
        function = code.function(node)
        own = code.of(node)
        for rank, name in enumerate(code.names(function)):
            if name == own:
                continue
            cost = (1.9 if result else 2.2) + 0.03 * rank
            for more, sign in enumerate("+-*"):
                yield code.replaced(node, f"{own} {sign} {name}", cost + 0.1 * more)
            yield code.replaced(node, f"{name} + {own}", cost + 0.15)


RULES = (
    Rule("arithmetic_operator", "another operator is meant", "x = a + b\n", "x = a - b\n", arithmetic_operator),
    Rule(
        "augmented_operator",
        "a value is set where it should grow, or the other way round",
        "x += a\n",
        "x -= a\n",
        augmented_operator,
    ),
    Rule("operands_swapped", "operands in the wrong order", "x = a - b\n", "x = b - a\n", operands_swapped),
    Rule("operand_dropped", "something is added that should not be", "x = n + 1\n", "x = n\n", operand_dropped),
    Rule("number_by_one", "a constant is off by one", "x = a[1]\n", "x = a[0]\n", number_by_one),
    Rule("one_added", "a bound is off by one", "x = range(n)\n", "x = range(n + 1)\n", one_added),
    Rule("constant_replaced", "another constant is meant", "x = True\n", "x = False\n", constant_replaced),
    Rule(
        "number_scaled",
        "a factor or a sign is missing",
        "def f(a):\n    return a\n",
        "def f(a):\n    return -a\n",
        number_scaled,
    ),
    Rule(
        "operation_extended",
        "a summand or factor is missing",
        "def f(a, b):\n    return a\n",
        "def f(a, b):\n    return a + b\n",
        operation_extended,
    ),
)
"""Rules whose source is a module that compiles."""
