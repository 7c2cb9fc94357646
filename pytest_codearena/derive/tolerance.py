"""How exactly tests look at numbers: properties ask for no more."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from ..trees import syntax_tree

EXACT = 1e-6
"""Two floats that differ by less, or by less than this share, are the same to any property."""


def tolerance_of(tests: str) -> float:
    """Returns the largest difference that a comparison in the test file lets pass; inf if that depends on data."""
    return max((found for node in ast.walk(syntax_tree(tests)) for found in _tolerances(node)), default=EXACT)


def _tolerances(node: ast.AST) -> Iterator[float]:
    match node:
        # abs(half(1) - 0.5) < 1e-9
        case ast.Compare(left=ast.Call(func=ast.Name(id="abs") | ast.Attribute(attr="fabs")), ops=[ast.Lt() | ast.LtE()]):
            yield _number(node.comparators[0])
        # round(half(1), 2) == 0.5
        case ast.Compare(left=ast.Call(func=ast.Name(id="round"), args=[_, places])):
            yield _power(places)
        case ast.Call(func=ast.Name(id="approx") | ast.Attribute(attr="approx"), keywords=keywords):
            yield from (_number(each.value) for each in keywords if each.arg in ("abs", "rel"))
        case ast.Call(func=ast.Attribute(attr="isclose") | ast.Name(id="isclose"), keywords=keywords):
            yield from (_number(each.value) for each in keywords if each.arg in ("abs_tol", "rel_tol", "atol", "rtol"))
        case ast.Call(func=ast.Attribute(attr="assertAlmostEqual"), args=arguments, keywords=keywords):
            given = {each.arg: each.value for each in keywords}
            if "delta" in given:
                yield _number(given["delta"])
            elif "places" in given or len(arguments) > 2:
                yield _power(given.get("places", arguments[-1]))


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return float(_number(base) ** _number(exponent))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand)
        case _:
            return math.inf


def _power(places: ast.expr) -> float:
    number = _number(places)
    return 10**-number if abs(number) < 100 else math.inf
