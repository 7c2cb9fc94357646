"""How long that is which a function returns that calls itself: it is made from what its calls by itself return."""

from __future__ import annotations

import ast

from .costs import EXP, N
from .syntax import literal, whole_mention
from .values import Value, collection, symbol_of

_KINDS: dict[type, str] = {ast.List: "list", ast.Tuple: "tuple", ast.JoinedStr: "str"}


def assumed(code: ast.FunctionDef | ast.AsyncFunctionDef, given: dict[str, Value]) -> Value | None:
    """What a call of the function by itself may be taken to return; None if that is not clear."""
    first = next(iter(given.values()), None)
    returned = [each.value for each in ast.walk(code) if isinstance(each, ast.Return) and each.value is not None]
    own = _own(code)
    if any(_doubles(each, own) for each in returned):
        return Value("list", symbol_of(EXP), _element(returned))
    if first is None or not first.size.sure or first.kind not in ("list", "str", "sequence", "tuple"):
        return None
    if any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.FloorDiv) and literal(each.right) == 2 for each in ast.walk(code)):
        return Value("list", symbol_of(first.size), first.element)
    kinds = {kind for each in returned for kind in [_lengthened(each, own)] if kind}
    made = [each for each in returned if any(_is_own(part, own) for part in ast.walk(each))]
    if len(kinds) == 1 and all(_lengthened(each, own) for each in made) and first.size == N:
        kind = kinds.pop()
        return collection(kind, N) if kind != "part" else collection(first.kind, N) if first.kind == "str" else None
    return None


def _own(code: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The function's own name, and those that it gives to what its calls by itself return."""
    return {code.name} | {
        target.id
        for each in ast.walk(code)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call) and getattr(each.value.func, "id", "") == code.name
        for target in each.targets
        if isinstance(target, ast.Name)
    }


def _is_own(node: ast.AST, own: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in own


def _doubles(node: ast.expr, own: set[str]) -> bool:
    """True for ``rest + [item + each for each in rest]``."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return False
    return any(whole_mention(node.left, name) and whole_mention(node.right, name) for name in own)


def _element(returned: list[ast.expr]) -> Value | None:
    """What the elements are like, from a list that is returned at the end: each is as long as the recursion is deep."""
    for each in returned:
        if isinstance(each, ast.List) and len(each.elts) == 1:
            only = each.elts[0]
            kind = "str" if isinstance(only, ast.Constant) and isinstance(only.value, str) else _KINDS.get(type(only))
            return collection(kind, N) if kind else None
    return None


def _lengthened(node: ast.expr, own: set[str]) -> str | None:
    """The kind of ``f(rest) + [x]``, ``part`` for ``f(rest) + s[0]``, where the other side does not grow."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return None
    for call, other in ((node.left, node.right), (node.right, node.left)):
        if not (isinstance(call, ast.Call) and _is_own(call.func, own)) and not (_is_own(call, own) and not isinstance(call, ast.Call)):
            continue
        if any(_is_own(part, own) for part in ast.walk(other)):
            return None
        match other:
            case ast.List(elts=elts) | ast.Tuple(elts=elts) if not any(isinstance(each, ast.Starred) for each in elts):
                return _KINDS[type(other)]
            case ast.Constant(value=str()):
                return "str"
            case ast.Subscript(slice=index) if not isinstance(index, ast.Slice):
                return "part"
            case _:
                return None
    return None
