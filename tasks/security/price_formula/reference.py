"""Price formulas of a shop."""

import ast
import operator

BETWEEN = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
IN_FRONT = {ast.UAdd: operator.pos, ast.USub: operator.neg}


def evaluate(formula: str, values: dict[str, float]) -> float:
    """Return the value of the formula, with names taken from `values`."""
    try:
        tree = ast.parse(formula.strip(), mode="eval")
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError(f"not a formula: {formula}") from error
    return _value(tree.body, values)


def _value(node: ast.expr, values: dict[str, float]) -> float:
    match node:
        case ast.Constant(value=number) if type(number) in (int, float):
            return number
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BETWEEN:
            return BETWEEN[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in IN_FRONT:
            return IN_FRONT[type(op)](_value(operand, values))
    raise ValueError(f"not part of a formula: {ast.unparse(node)}")
