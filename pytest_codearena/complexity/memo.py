"""Functions that keep their results: whether they do, and how many there are."""

from __future__ import annotations

import ast

from .costs import Bound
from .frame import Frame, FunctionNode, SelfCall
from .shrinking import end_of
from .syntax import literal
from .values import Value

_CACHES = {"cache", "lru_cache", "cached", "memoize", "memoise"}


def cached(code: FunctionNode) -> bool:
    """True if a decorator keeps the results."""
    if isinstance(code, ast.Lambda):
        return False
    names = {
        each.id if isinstance(each, ast.Name) else each.attr
        for d in code.decorator_list
        for each in ast.walk(d)
        if isinstance(each, (ast.Name, ast.Attribute))
    }
    return bool(names & _CACHES)


def kept_by_hand(code: FunctionNode) -> bool:
    """True if results are looked up in a dictionary or a table before they are computed."""
    for each in ast.walk(code):
        if isinstance(each, ast.If) and each.body and isinstance(each.body[-1], ast.Return):
            kept = {ast.dump(part.value) for part in ast.walk(each.body[-1]) if isinstance(part, ast.Subscript)}
            if any(ast.dump(part) in kept for part in ast.walk(each.test) if isinstance(part, (ast.Name, ast.Attribute))):
                return True
        if (
            isinstance(each, ast.Assign)
            and any(isinstance(t, ast.Subscript) for t in each.targets)
            and any(isinstance(p, ast.Call) for p in ast.walk(each.value))
        ):
            return True
    return False


def remembers(code: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True if anything looks as if results were kept, in a way that is not understood."""
    for each in ast.walk(code):
        match each:
            case ast.Compare(ops=ops) if any(isinstance(op, (ast.In, ast.NotIn)) for op in ops):
                return True
            case (
                ast.Try()
                | ast.Subscript(ctx=ast.Store())
                | ast.Call(func=ast.Attribute(attr="get" | "add" | "setdefault" | "update"))
            ):
                return True
            case _:
                pass
    return False


def changing(calls: list[SelfCall]) -> int:
    """How many of the arguments are not passed on as they came."""
    return len(_changing(calls))


def _changing(calls: list[SelfCall]) -> set[str]:
    return {
        name
        for each in calls
        for name, value in each.arguments.items()
        if not (isinstance(value, ast.Name) and value.id == name)
    }


def all_pairs(frame: Frame, calls: list[SelfCall], given: dict[str, Value]) -> Bound | None:
    """How many pairs of two arguments a function is called with, if all of them; None if that is not clear."""
    names = _changing(calls)
    if len(names) != 2 or not names <= set(given):
        return None
    a, b = sorted(names)
    if _steps_each_way(calls, names):
        ways = [_reach(frame, calls, name, given[name]) for name in (a, b)]
        pairs = ways[0] * ways[1]
        return pairs if pairs.sure and all(way.grows for way in ways) else None
    if _splits(frame.node, calls, names):
        reach = max(given[a].size, given[b].size, key=lambda each: each.high)
        return reach * reach if reach.sure and reach.grows else None
    return None


def _reach(frame: Frame, calls: list[SelfCall], name: str, value: Value) -> Bound:
    """How many values an argument takes that goes up or down by a constant."""
    up = any(_goes_up(each.arguments.get(name)) for each in calls)
    return end_of(frame, name) if up else value.size


def _goes_up(node: ast.expr | None) -> bool:
    match node:
        case ast.BinOp(op=op, right=by):
            return isinstance(op, ast.Add) == ((literal(by) or 0) > 0)
        case _:
            return False


def _steps_each_way(calls: list[SelfCall], names: set[str]) -> bool:
    """``f(i - 1, j)`` and ``f(i, j - 1)``: each argument is changed by a constant, and by itself."""
    alone: set[str] = set()
    for each in calls:
        moved = set()
        for name in names:
            match each.arguments.get(name):
                case ast.Name(id=same) if same == name:
                    continue
                case ast.BinOp(left=ast.Name(id=same), op=ast.Add() | ast.Sub(), right=by) if same == name and literal(by):
                    moved.add(name)
                case _:
                    return False
        if len(moved) == 1:
            alone |= moved
    return alone == names and not any(each.looped for each in calls)


def _splits(code: ast.AST, calls: list[SelfCall], names: set[str]) -> bool:
    """``f(low, k)`` and ``f(k, high)`` for each ``k`` between them."""
    for loop in ast.walk(code):
        match loop:
            case (ast.For(target=ast.Name(id=cut), iter=source) | ast.comprehension(target=ast.Name(id=cut), iter=source)):
                between = {each.id for each in ast.walk(source) if isinstance(each, ast.Name)}
                if not (names <= between and "range" in between):
                    continue
                ends = [_replaced(each, names, cut) for each in calls]
                if None not in ends and set(ends) == names:
                    return True
            case _:
                pass
    return False


def _replaced(call: SelfCall, names: set[str], cut: str) -> str | None:
    """The one name for which the call passes the cut, give or take a constant."""
    found = []
    for name in names:
        match call.arguments.get(name):
            case ast.Name(id=same) if same == name:
                pass
            case ast.Name(id=other) | ast.BinOp(left=ast.Name(id=other), op=ast.Add() | ast.Sub(), right=ast.Constant()) if other == cut:
                found.append(name)
            case _:
                return None
    return found[0] if len(found) == 1 else None
