"""The mistakes that a tired programmer makes: for each kind of node the edits that put one there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import libcst as cst

from .syntax import Edit, Syntax

Rule = Callable[[Syntax, Any], Iterator[Edit]]

_OPERATORS: Mapping[type[cst.CSTNode], str] = {
    cst.Add: "-", cst.Subtract: "+", cst.Multiply: "+", cst.Divide: "*", cst.FloorDivide: "/", cst.Modulo: "//", cst.Power: "*",
    cst.LeftShift: ">>", cst.RightShift: "<<", cst.BitAnd: "|", cst.BitOr: "&", cst.BitXor: "|",
    cst.AddAssign: "-=", cst.SubtractAssign: "+=", cst.MultiplyAssign: "+=", cst.DivideAssign: "*=", cst.FloorDivideAssign: "/=",
    cst.ModuloAssign: "//=", cst.PowerAssign: "*=", cst.LeftShiftAssign: ">>=", cst.RightShiftAssign: "<<=", cst.BitAndAssign: "|=",
    cst.BitOrAssign: "&=", cst.BitXorAssign: "|=",
    cst.LessThan: "<=", cst.LessThanEqual: "<", cst.GreaterThan: ">=", cst.GreaterThanEqual: ">", cst.Equal: "!=", cst.NotEqual: "==",
    cst.Is: "is not", cst.IsNot: "is", cst.In: "not in", cst.NotIn: "in",
}  # fmt: skip
_NEGATED_BY_ITS_OPERATOR = (cst.Equal, cst.NotEqual, cst.Is, cst.IsNot, cst.In, cst.NotIn)
_SYMMETRIC = frozenset({"max", "min", "gcd", "lcm", "hypot", "isclose", "compare_digest"})
"""Functions whose arguments may change places."""
_EXCHANGED = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_DROPPED_METHODS = frozenset({"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "copy", "title"})
_UNRELATED = {"ValueError": "TypeError"}
_COLLECTION = (cst.List, cst.Tuple, cst.Set, cst.Dict)


def _operator(syntax: Syntax, node: cst.CSTNode) -> Iterator[Edit]:
    yield syntax.change(node, _OPERATORS[type(node)])


def _unary(syntax: Syntax, node: cst.UnaryOperation) -> Iterator[Edit]:
    if not isinstance(node.operator, cst.Plus):
        yield syntax.change(node, syntax.text(node.expression))


def _boolean(syntax: Syntax, node: cst.BooleanOperation) -> Iterator[Edit]:
    yield syntax.change(node.operator, "or" if isinstance(node.operator, cst.And) else "and")
    yield syntax.change(node, syntax.text(node.left))
    yield syntax.change(node, syntax.text(node.right))


def _name(syntax: Syntax, node: cst.Name) -> Iterator[Edit]:
    """True and False; other names mean something only where they stand."""
    if node.value in ("True", "False"):
        yield syntax.change(node, "False" if node.value == "True" else "True")


def _integer(syntax: Syntax, node: cst.Integer) -> Iterator[Edit]:
    for step in _steps(syntax, node):
        yield syntax.change(node, str(node.evaluated_value + step))


def _steps(syntax: Syntax, node: cst.Integer) -> tuple[int, ...]:
    """Returns what is added to a number. Of ``x > 3`` only one neighbour is tried: the other is ``x >= 3`` for whole numbers."""
    parent = syntax.parent(node)
    operator = parent.operator if isinstance(parent, cst.ComparisonTarget) else None
    if isinstance(operator, (cst.LessThan, cst.GreaterThanEqual)):
        return (-1,)
    if isinstance(operator, (cst.LessThanEqual, cst.GreaterThan)):
        return (1,)
    listed = isinstance(syntax.around(node, cst.BaseExpression), _COLLECTION)
    return (1,) if listed or not node.evaluated_value else (1, -1)


def _float(syntax: Syntax, node: cst.Float) -> Iterator[Edit]:
    yield syntax.change(node, repr(node.evaluated_value + 1))


def _string(syntax: Syntax, node: cst.SimpleString) -> Iterator[Edit]:
    if isinstance(syntax.parent(node), cst.ConcatenatedString) and not node.evaluated_value:
        return
    yield syntax.change(node, f"{node.prefix}{node.quote}{'' if node.evaluated_value else 'X'}{node.quote}")


def _f_string_text(syntax: Syntax, node: cst.FormattedStringText) -> Iterator[Edit]:
    yield syntax.change(node, "")


def _condition(syntax: Syntax, node: cst.If | cst.While | cst.IfExp | cst.CompIf) -> Iterator[Edit]:
    test = node.test
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return
    operators = [each.operator for each in test.comparisons] if isinstance(test, cst.Comparison) else []
    if len(operators) == 1 and isinstance(operators[0], _NEGATED_BY_ITS_OPERATOR):
        return
    if not (isinstance(test, cst.Name) and test.value in ("True", "False")):
        yield syntax.change(test, f"not ({syntax.text(test)})")


def _comprehension_condition(syntax: Syntax, node: cst.CompIf) -> Iterator[Edit]:
    yield from _condition(syntax, node)
    yield syntax.change(node.test, "True")


def _guard(syntax: Syntax, node: cst.MatchCase) -> Iterator[Edit]:
    if node.guard is not None:
        yield syntax.change(node.guard, f"not ({syntax.text(node.guard)})")
        yield syntax.change(node.guard, "True")


def _call(syntax: Syntax, node: cst.Call) -> Iterator[Edit]:
    function, name = node.func, _last_name(node.func)
    plain = [arg for arg in node.args if not arg.star and arg.keyword is None]
    if len(plain) >= 2 and plain == list(node.args[: len(plain)]) and name not in _SYMMETRIC:
        yield syntax.swap(plain[0], plain[1])
    if isinstance(function, cst.Name) and name in _EXCHANGED and (name != "sorted" or len(node.args) == 1):
        yield syntax.change(function, _EXCHANGED[name])
    if name == "abs" and len(node.args) == 1:
        yield syntax.change(node, f"({syntax.text(node.args[0])})")
    if isinstance(function, cst.Attribute) and name in _DROPPED_METHODS and not node.args:
        yield syntax.change(node, syntax.text(function.value))
    if name == "range" and plain == list(node.args):
        last = plain[1 if len(plain) > 1 else 0].value if plain else None
        if last is not None and not _ends_with_number(last):
            yield syntax.change(last, f"{syntax.text(last)} + 1")
            yield syntax.change(last, f"{syntax.text(last)} - 1")
    for arg in node.args:
        if arg.keyword is not None and arg.keyword.value == "key":
            yield syntax.change(arg, "key=None")


def _slice(syntax: Syntax, node: cst.Slice) -> Iterator[Edit]:
    lower, upper, step = (syntax.text(part) if part else "" for part in (node.lower, node.upper, node.step))
    end = f":{step}" if step else ""
    if lower:
        yield syntax.change(node, f":{upper}{end}")
    if upper:
        yield syntax.change(node, f"{lower}:{end}")
    if upper and node.upper is not None and not _ends_with_number(node.upper):
        yield syntax.change(node, f"{lower}:{upper} + 1{end}")
    if step:
        yield syntax.change(node, f"{lower}:{upper}")


def _ends_with_number(node: cst.CSTNode) -> bool:
    """True for ``3``, ``n + 1`` and the like: there a changed number does what an added one would."""
    if isinstance(node, cst.BinaryOperation):
        return isinstance(node.operator, (cst.Add, cst.Subtract)) and isinstance(node.right, cst.Integer)
    return isinstance(node, cst.Integer) or (isinstance(node, cst.UnaryOperation) and isinstance(node.expression, cst.Integer))


def _default(syntax: Syntax, node: cst.Param) -> Iterator[Edit]:
    default = node.default
    if default is None or isinstance(default, (cst.Integer, cst.Float, cst.SimpleString, cst.UnaryOperation)):
        return
    if isinstance(default, cst.Name) and default.value in ("True", "False"):
        return
    yield syntax.change(default, "0" if syntax.text(default) == "None" else "None")


def _return(syntax: Syntax, node: cst.Return) -> Iterator[Edit]:
    if node.value is not None and syntax.text(node.value) not in ("True", "False"):
        yield syntax.change(node.value, "0" if syntax.text(node.value) == "None" else "None")
    if _guards(syntax, node):
        yield syntax.change(node, "pass")


def _yield(syntax: Syntax, node: cst.Yield) -> Iterator[Edit]:
    if node.value is not None and not isinstance(node.value, cst.From) and syntax.text(node.value) != "None":
        yield syntax.change(node.value, "None")


def _guards(syntax: Syntax, node: cst.Return) -> bool:
    """True if something follows for which the function ends here: without it, another path is taken."""
    below: cst.CSTNode = node
    above = syntax.parent(node)
    while above is not None and not isinstance(above, (cst.FunctionDef, cst.Lambda)):
        if isinstance(above, (cst.IndentedBlock, cst.SimpleStatementLine)) and above.body[-1] is not below:
            return True
        if isinstance(above, (cst.For, cst.While)):
            return True
        below, above = above, syntax.parent(above)
    return False


def _break(syntax: Syntax, node: cst.Break) -> Iterator[Edit]:
    yield syntax.change(node, "continue")


def _continue(syntax: Syntax, node: cst.Continue) -> Iterator[Edit]:
    yield syntax.change(node, "break")


def _drop(syntax: Syntax, node: cst.BaseSmallStatement) -> Iterator[Edit]:
    yield syntax.change(node, "pass")


def _drop_assignment(syntax: Syntax, node: cst.Assign | cst.AnnAssign) -> Iterator[Edit]:
    """An assignment is dropped where the names that it gives have a value before it, or elsewhere: else it is a mere NameError."""
    targets = [target.target for target in node.targets] if isinstance(node, cst.Assign) else [node.target]
    function = syntax.around(node, cst.FunctionDef)
    if function is None or node.value is None:
        return
    if all(isinstance(target, (cst.Attribute, cst.Subscript)) for target in targets):
        yield syntax.change(node, "pass")
    elif all(isinstance(target, cst.Name) for target in targets):
        given = _names_given(function)
        if all(given.count(target.value) > 1 for target in targets if isinstance(target, cst.Name)):
            yield syntax.change(node, "pass")


def _names_given(function: cst.FunctionDef) -> list[str]:
    """Returns the names that a function gives a value, its parameters included, each as often as it does."""
    found = []
    waiting: list[cst.CSTNode] = [function]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Param):
            found.append(node.name.value)
        elif isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For)):
            found += _names_in(node.target)
        waiting += node.children
    return found


def _names_in(target: cst.CSTNode) -> list[str]:
    if isinstance(target, (cst.Tuple, cst.List)):
        return [name for element in target.elements for name in _names_in(element.value)]
    return [target.value] if isinstance(target, cst.Name) else []


def _raise(syntax: Syntax, node: cst.Raise) -> Iterator[Edit]:
    yield syntax.change(node, "pass")
    raised = node.exc.func if isinstance(node.exc, cst.Call) else node.exc
    if isinstance(raised, (cst.Name, cst.Attribute)) and _last_name(raised)[:1].isupper():
        yield syntax.change(raised, _UNRELATED.get(_last_name(raised), "ValueError"))


def _except(syntax: Syntax, node: cst.ExceptHandler) -> Iterator[Edit]:
    if isinstance(node.type, cst.Tuple) and len(node.type.elements) > 1:
        kinds = [syntax.text(element.value) for element in node.type.elements]
        for place in range(len(kinds)):
            rest = kinds[:place] + kinds[place + 1 :]
            yield syntax.change(node.type, ", ".join(rest) + "," * (len(rest) == 1))
    elif node.type is not None:
        yield syntax.change(node.type, "()")


def _last_name(node: cst.CSTNode) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else node.value if isinstance(node, cst.Name) else ""


RULES: Mapping[type[cst.CSTNode], Rule] = {
    **dict.fromkeys(_OPERATORS, _operator),
    cst.UnaryOperation: _unary,
    cst.BooleanOperation: _boolean,
    cst.Name: _name,
    cst.Integer: _integer,
    cst.Float: _float,
    cst.SimpleString: _string,
    cst.FormattedStringText: _f_string_text,
    cst.If: _condition,
    cst.While: _condition,
    cst.IfExp: _condition,
    cst.CompIf: _comprehension_condition,
    cst.MatchCase: _guard,
    cst.Call: _call,
    cst.Slice: _slice,
    cst.Param: _default,
    cst.Return: _return,
    cst.Yield: _yield,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Expr: _drop,
    cst.AugAssign: _drop,
    cst.Del: _drop,
    cst.Assign: _drop_assignment,
    cst.AnnAssign: _drop_assignment,
    cst.Raise: _raise,
    cst.ExceptHandler: _except,
}
"""What can go wrong, by kind of node."""
