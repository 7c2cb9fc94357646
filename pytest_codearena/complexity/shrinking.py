"""In what way a call of a function by itself gets something smaller, and how many such calls one run makes."""

from __future__ import annotations

import ast

from .costs import UNSURE, Bound, N, combine, magnitude
from .expressions import read
from .frame import Frame, SelfCall
from .syntax import is_middle, literal
from .values import Value


def shrinks(frame: Frame, call: SelfCall, given: dict[str, Value]) -> tuple[str | None, Bound]:
    """In what way the arguments of a call are smaller than the parameters, and how often they can be."""
    halves: set[str] = set()
    found: list[tuple[str, Bound]] = []
    middles = {
        each.targets[0].id: ends
        for each in ast.walk(frame.node)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and (ends := is_middle(each.value))
    }
    made = _made(frame.node)
    for name, value in call.arguments.items():
        if isinstance(value, ast.Name) and value.id == name:
            continue
        if isinstance(value, ast.Name):
            value = made.get(value.id, value)
        size = given[name].size if name in given else UNSURE
        match value:
            case ast.BinOp(left=ast.Name(id=same), op=(ast.Sub() | ast.Add()) as op, right=by) if same == name and literal(by):
                up = isinstance(op, ast.Add) == ((literal(by) or 0) > 0)
                found.append(("up" if up else "down", end_of(frame, name) if up else size))
            case ast.BinOp(left=ast.Name(id=same), op=(ast.FloorDiv() | ast.RShift()), right=by) if (
                same == name and (literal(by) or 0) >= 1
            ):
                halves.add(name)
                found.append(("half", size))
            case ast.Subscript(value=ast.Name(id=same), slice=ast.Slice() as part) if same == name:
                found.append(
                    ("down", size)
                    if _constant_part(part)
                    else ("half", size)
                    if _half_part(frame.node, part)
                    else ("other", UNSURE)
                )
            case ast.Attribute(value=ast.Name(id=same)) if same == name:
                found.append(("link", N))
            case ast.Name(id=middle) if middle in middles and name in middles[middle]:
                found.append(("half", N))
            case ast.BinOp(left=ast.Name(id=middle), op=(ast.Add() | ast.Sub()), right=ast.Constant(value=1)) if (
                name in middles.get(middle, ())
            ):
                found.append(("half", N))
            case ast.BinOp(left=ast.Name(id=other), op=ast.Mod(), right=ast.Name(id=same)) if (
                same == name and ast.unparse(call.arguments.get(other, ast.Constant(0))) == name
            ):
                found.append(("half", size))  # Euclid: two steps halve it
            case ast.BinOp(op=ast.FloorDiv()) if _by_two(value, name):
                found.append(("half", size))
    kinds = {kind for kind, _ in found}
    if len(kinds) == 1:
        return found[0] if "other" not in kinds else (None, UNSURE)
    return None, UNSURE


def _made(code: ast.AST) -> dict[str, ast.expr]:
    """Slices that a function gives a name, once: ``rest = xs[1:]``, ``first, *rest = xs``."""
    found: dict[str, list[ast.expr | None]] = {}
    for each in ast.walk(code):
        if not isinstance(each, ast.Assign):
            continue
        for target in each.targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(each.value)
            elif isinstance(target, (ast.Tuple, ast.List)):
                for name, value in _unpacked(target.elts, each.value):
                    found.setdefault(name, []).append(value)
    return {name: value for name, (value, *more) in found.items() if isinstance(value, ast.Subscript) and not more}


def _unpacked(targets: list[ast.expr], value: ast.expr) -> list[tuple[str, ast.expr | None]]:
    if isinstance(value, ast.Tuple) and len(value.elts) == len(targets):
        return [(target.id, part) for target, part in zip(targets, value.elts, strict=True) if isinstance(target, ast.Name)]
    pairs: list[tuple[str, ast.expr | None]] = [(each.id, None) for each in targets if isinstance(each, ast.Name)]
    match targets:
        case [ast.Name(), ast.Starred(value=ast.Name(id=name))]:
            pairs.append((name, ast.Subscript(value, ast.Slice(ast.Constant(1)), ast.Load())))
        case [ast.Starred(value=ast.Name(id=name)), ast.Name()]:
            pairs.append((name, ast.Subscript(value, ast.Slice(None, ast.UnaryOp(ast.USub(), ast.Constant(1))), ast.Load())))
        case _:
            pass
    return pairs


def repeated(code: ast.AST, call: SelfCall) -> int | None:
    """How often loops make a call in one run of the function; None if that is not written there as a number."""
    if not call.looped:
        return 1
    times = 1
    for each in ast.walk(code):
        loops: list[ast.expr] = []
        if isinstance(each, (ast.For, ast.AsyncFor)) and any(inner is call.node for part in each.body for inner in ast.walk(part)):
            loops = [each.iter]
        elif isinstance(each, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            if any(inner is call.node for inner in ast.walk(each)):
                loops = [generator.iter for generator in each.generators]
        elif isinstance(each, ast.While) and any(inner is call.node for inner in ast.walk(each)):
            return None
        for source in loops:
            match source:
                case ast.Tuple(elts=elts) | ast.List(elts=elts) | ast.Set(elts=elts) if not any(isinstance(e, ast.Starred) for e in elts):
                    times *= len(elts)
                case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int() as count)]):
                    times *= count
                case _:
                    return None
    return times


def _by_two(node: ast.expr, name: str) -> bool:
    return ast.unparse(node) in (f"({name} - 1) // 2", f"len({name}) // 2")


def _constant_part(part: ast.Slice) -> bool:
    low = literal(part.lower) if part.lower else 0
    high = literal(part.upper) if part.upper else 0
    return part.step is None and low is not None and high is not None and low >= 0 >= high and low != high


def _half_part(code: ast.AST, part: ast.Slice) -> bool:
    """``[:middle]`` or ``[middle:]``, where the middle is half of a length."""
    ends = [each for each in (part.lower, part.upper) if each is not None]
    if len(ends) != 1 or part.step is not None:
        return False
    end = (
        ends[0].left
        if isinstance(ends[0], ast.BinOp) and isinstance(ends[0].op, (ast.Add, ast.Sub)) and literal(ends[0].right) == 1
        else ends[0]
    )
    if isinstance(end, ast.Name):
        values = [
            each.value
            for each in ast.walk(code)
            if isinstance(each, ast.Assign) and any(isinstance(t, ast.Name) and t.id == end.id for t in each.targets)
        ]
        return len(values) == 1 and _half_length(values[0])
    return _half_length(end)


def _half_length(node: ast.expr) -> bool:
    match node:
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len")) | ast.Name(), op=ast.FloorDiv(), right=ast.Constant(value=2)):
            return True
        case ast.BinOp(left=ast.Call(func=ast.Name(id="len")) | ast.Name(), op=ast.RShift(), right=ast.Constant(value=1)):
            return True
        case _:
            return False


def end_of(frame: Frame, name: str) -> Bound:
    """How far an index can go up: what the function compares it with before it returns."""
    for each in ast.walk(frame.node):
        if not isinstance(each, (ast.If, ast.IfExp)):
            continue
        tests = each.test.values if isinstance(each.test, ast.BoolOp) and isinstance(each.test.op, ast.Or) else [each.test]
        for test in tests:
            if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and not isinstance(test.ops[0], (ast.In, ast.NotIn))):
                continue
            sides = [test.left, test.comparators[0]]
            for one, other in (sides, sides[::-1]):
                if isinstance(one, ast.Name) and one.id == name:
                    with frame.silently():
                        return magnitude(combine(read(frame, other).form, ()))
    return UNSURE


def most_calls(body: list[ast.stmt], calls: set[int]) -> int:
    """How many of the calls one run through statements can make."""
    through, leaving = _paths(body, calls)
    return max(through, leaving)


def _paths(body: list[ast.stmt], calls: set[int]) -> tuple[int, int]:
    so_far, leaving = 0, 0
    for each in body:
        if isinstance(each, ast.If):
            test = _count(each.test, calls)
            yes, yes_leaving = _paths(each.body, calls)
            no, no_leaving = _paths(each.orelse, calls)
            leaving = max(leaving, so_far + test + max(yes_leaving, no_leaving))
            so_far += test + max(yes if not _leaves(each.body) else 0, no if not each.orelse or not _leaves(each.orelse) else 0)
        elif isinstance(each, (ast.Return, ast.Raise)):
            return 0, max(leaving, so_far + _count(each, calls))
        elif isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        elif isinstance(each, (ast.With, ast.Try)):
            inner, inner_leaving = _paths(each.body, calls)
            leaving = max(leaving, so_far + inner_leaving)
            so_far += inner
        else:
            so_far += _count(each, calls)
    return so_far, leaving


def _leaves(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise))


def _count(node: ast.AST, calls: set[int]) -> int:
    if isinstance(node, ast.IfExp):
        return _count(node.test, calls) + max(_count(node.body, calls), _count(node.orelse, calls))
    return (id(node) in calls) + sum(_count(each, calls) for each in ast.iter_child_nodes(node))
