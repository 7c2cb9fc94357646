"""Calls of the module's own functions, and of functions by themselves."""

from __future__ import annotations

import ast
from dataclasses import replace

from .costs import EXP, LOG, N, ONE, UNSURE, Bound, Order, combine, magnitude
from .expressions import literal, read
from .frame import Frame, FunctionNode, SelfCall
from .loops import is_middle
from .parameters import parameters
from .statements import read_body
from .values import NUMBERS, Scope, Value, annotated, number, symbol_of, unknown

_CACHES = {"cache", "lru_cache", "cached", "memoize", "memoise"}


def call_function(frame: Frame, node: ast.Call, value: Value, arguments: list[Value], *, bound: bool = False) -> Value:
    """Read a function of the module for these arguments; its cost is charged to the caller."""
    code = value.code
    assert isinstance(code, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    active = [each for each in frame.reading.active if each.node is code]
    if active:
        if active[-1] is frame and frame.reading.active[-1] is frame:
            frame.self_calls.append(SelfCall(node, _by_name(code, node, bound=bound), looped=bool(frame.trips)))
            return frame.assumed or unknown()
        frame.unsure(node, "functions that call each other")
        return unknown()
    given = _given(frame, code, node, arguments)
    inner = frame.reading_of(code, value.scope)
    cost, result = read_function(inner, given)
    _changed_arguments(frame, node, inner, given, bound=bound)
    frame.charge(cost, node, f"a call of {getattr(code, 'name', 'a function')}", "own call")
    return result


def _changed_arguments(frame: Frame, node: ast.Call, inner: Frame, given: dict[str, Value], *, bound: bool) -> None:
    """A collection that the called function made longer may have any length afterwards."""
    code = inner.node
    assert not isinstance(code, ast.Module)
    for name, argument in _by_name(code, node, bound=bound).items():
        if isinstance(argument, ast.Name) and argument.id in frame.scope.names and name in given:
            after = inner.scope.names.get(name, given[name])
            if name in inner.grown or (after.kind == given[name].kind and after.size != given[name].size and after.kind not in NUMBERS):
                frame.scope.names[argument.id] = replace(frame.scope.names[argument.id], form=symbol_of(UNSURE), parts=())


def _positional(code: FunctionNode) -> list[str]:
    assert not isinstance(code, ast.Module)
    return [each.arg for each in [*code.args.posonlyargs, *code.args.args]]


def _by_name(code: FunctionNode, node: ast.Call, *, bound: bool) -> dict[str, ast.expr]:
    names = _positional(code)[1 if bound else 0 :]
    return dict(zip(names, node.args)) | {each.arg: each.value for each in node.keywords if each.arg}


def _given(frame: Frame, code: FunctionNode, node: ast.Call, arguments: list[Value]) -> dict[str, Value]:
    from .expressions import constant

    given = dict(zip(_positional(code), arguments))
    if isinstance(node.func, (ast.Name, ast.Attribute)):
        for keyword in node.keywords:
            if keyword.arg and keyword.arg in {each.arg for each in [*code.args.args, *code.args.kwonlyargs]}:
                given[keyword.arg] = read(frame, keyword.value)
    names = _positional(code)
    for name, default in [*zip(names[::-1], code.args.defaults[::-1]), *zip((a.arg for a in code.args.kwonlyargs), code.args.kw_defaults)]:
        if name not in given and default is not None:
            given[name] = constant(default.value) if isinstance(default, ast.Constant) else Value("list") if isinstance(default, ast.List) else unknown()
    for each in [*code.args.args, *code.args.kwonlyargs]:
        said = annotated(each.annotation)
        value = given.get(each.arg, unknown())
        if said is not None and value.kind == "?":
            value = replace(value, kind=said.kind, element=value.element or said.element)
        given[each.arg] = value
    return given


def read_function(frame: Frame, given: dict[str, Value]) -> tuple[Bound, Value]:
    """What one call of a function costs for these arguments, and what it returns."""
    code = frame.node
    assert not isinstance(code, ast.Module)
    frame.scope.names.update({name: replace(value, born=0) for name, value in given.items()})
    frame.reading.active.append(frame)
    try:
        with frame.reading.deeper():
            if isinstance(code, ast.Lambda):
                frame.returned = read(frame, code.body)
            else:
                if any(isinstance(each, ast.Name) and each.id == code.name or isinstance(each, ast.Attribute) and each.attr == code.name for each in ast.walk(code)):
                    _prepare(frame, given)
                read_body(frame, code.body)
    finally:
        frame.reading.active.pop()
    cost = frame.levels[0]
    if frame.self_calls:
        cost = _solved(frame, given, cost)
    elif _cached(code) and cost.grows:
        cost = cost.loose()
    if frame.yielded:
        return cost, Value("iterator", symbol_of(cost.loose()))
    return cost, frame.returned or Value("none")


def _prepare(frame: Frame, given: dict[str, Value]) -> None:
    """Two parameters with a middle between them are the ends of a part; what a halving function returns is as long as its part."""
    code = frame.node
    for each in ast.walk(code):
        if isinstance(each, ast.Assign) and (ends := is_middle(each.value)) and ends <= set(given):
            for name in ends:
                frame.scope.names[name] = number(N, walks=True)
    for each in ast.walk(code):
        if isinstance(each, ast.Call) and isinstance(each.func, (ast.Name, ast.Attribute)):
            called = each.func.id if isinstance(each.func, ast.Name) else each.func.attr
            if called == getattr(code, "name", None):
                _loosen_growing(frame, given, _by_name(code, each, bound="self" in given))  # type: ignore[arg-type]
    halved = any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.FloorDiv) and literal(each.right) == 2 for each in ast.walk(code))
    first = next(iter(given.values()), None)
    if halved and first is not None and first.size.sure and first.kind in ("list", "str", "sequence", "tuple"):
        frame.assumed = Value("list", symbol_of(first.size), first.element)


def _loosen_growing(frame: Frame, given: dict[str, Value], arguments: dict[str, ast.expr]) -> None:
    """What a call passes on longer than it came (``chosen + [x]``) may have any length."""
    for name, argument in arguments.items():
        longer = isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add) and literal(argument.right) is None
        starred = isinstance(argument, (ast.List, ast.Tuple, ast.JoinedStr))
        if (longer or starred) and name in given and given[name].size != N:
            frame.scope.names[name] = replace(given[name], form=symbol_of(UNSURE), parts=())
            frame.loosened.add(name)


def _cached(code: FunctionNode) -> bool:
    if isinstance(code, ast.Lambda):
        return False
    names = {each.id if isinstance(each, ast.Name) else each.attr for d in code.decorator_list for each in ast.walk(d) if isinstance(each, (ast.Name, ast.Attribute))}
    return bool(names & _CACHES)


def _kept_by_hand(code: FunctionNode) -> bool:
    """True if results are looked up in a dictionary or a table before they are computed."""
    for each in ast.walk(code):
        if isinstance(each, ast.If) and each.body and isinstance(each.body[-1], ast.Return):
            kept = {ast.dump(part.value) for part in ast.walk(each.body[-1]) if isinstance(part, ast.Subscript)}
            if any(ast.dump(part) in kept for part in ast.walk(each.test) if isinstance(part, (ast.Name, ast.Attribute))):
                return True
        if isinstance(each, ast.Assign) and any(isinstance(t, ast.Subscript) for t in each.targets) and any(isinstance(p, ast.Call) for p in ast.walk(each.value)):
            return True
    return False


def _solved(frame: Frame, given: dict[str, Value], cost: Bound) -> Bound:
    """What a function costs that calls itself."""
    code = frame.node
    assert not isinstance(code, (ast.Module, ast.Lambda))
    line = frame.self_calls[0].node.lineno
    calls = [each for at, each in enumerate(frame.self_calls) if each.node not in [c.node for c in frame.self_calls[:at]]]
    if any(each.looped for each in calls):
        if _visits_once(code):
            frame.reading.say(line, f"{code.name} visits each node once", "graph")
            return N if not cost.grows or not cost.sure else UNSURE
        frame.reading.say(line, f"{code.name} calls itself in a loop", "branching")
        return UNSURE
    ways = [_shrinks(frame, each, given) for each in calls]
    several = most_calls(code.body, {id(each.node) for each in calls})
    kinds = {kind for kind, _ in ways}
    if len(kinds) != 1 or None in kinds:
        frame.reading.say(line, f"{code.name} calls itself on something that is not clearly smaller", "unsure")
        return UNSURE
    kind = kinds.pop()
    depth = ways[0][1]
    for _, each in ways[1:]:
        depth = depth.joined(each)
    if kind == "link":
        frame.reading.say(line, f"{code.name} calls itself on what it is linked with", "recursion")
        return N if not cost.grows and several <= 2 else UNSURE
    if kind == "half":
        return _halving(frame, code, line, several, cost, depth)
    if _cached(code) or _kept_by_hand(code):
        if _states(code, calls) == 1:
            frame.reading.say(line, f"{code.name} is computed once for each of its arguments", "memo")
            return depth * cost
        frame.reading.say(line, f"{code.name} keeps its results; how many there are is not clear", "memo unsure")
        return UNSURE
    if several <= 1:
        frame.reading.say(line, f"{code.name} calls itself once for each smaller input", "recursion")
        return depth * cost
    frame.reading.say(line, f"{code.name} calls itself {several} times, each time on an input that is hardly smaller", "branching")
    return EXP if depth == N and cost.high < Order(1) and not _remembers(code) else UNSURE


def _remembers(code: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """True if anything looks as if results were kept, in a way that is not understood."""
    for each in ast.walk(code):
        match each:
            case ast.Compare(ops=ops) if any(isinstance(op, (ast.In, ast.NotIn)) for op in ops):
                return True
            case ast.Try() | ast.Subscript(ctx=ast.Store()) | ast.Call(func=ast.Attribute(attr="get" | "add" | "setdefault" | "update")):
                return True
            case _:
                pass
    return False


def _halving(frame: Frame, code: ast.FunctionDef | ast.AsyncFunctionDef, line: int, several: int, cost: Bound, depth: Bound) -> Bound:
    frame.reading.say(line, f"{code.name} calls itself {'twice' if several == 2 else 'once'} on half of its input", "halving")
    if depth != N or several > 2:
        return UNSURE
    if several <= 1:
        return LOG if cost == ONE else cost if cost.sure and cost >= N else UNSURE
    if cost == ONE:
        return N
    return N * LOG if cost == N else cost if cost.sure and cost > N else UNSURE


def _states(code: ast.AST, calls: list[SelfCall]) -> int:
    changing = {name for each in calls for name, value in each.arguments.items() if not (isinstance(value, ast.Name) and value.id == name)}
    return len(changing)


def _visits_once(code: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A walk over a graph: ``if other not in seen`` around the call, or ``if node in seen: return`` before it."""
    adds = any(isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "add" for each in ast.walk(code))
    removes = any(isinstance(each, ast.Attribute) and each.attr in ("remove", "discard", "pop") for each in ast.walk(code))
    tests = any(isinstance(op, (ast.In, ast.NotIn)) for each in ast.walk(code) if isinstance(each, ast.Compare) for op in each.ops)
    return adds and tests and not removes


def _shrinks(frame: Frame, call: SelfCall, given: dict[str, Value]) -> tuple[str | None, Bound]:
    """In what way the arguments of a call are smaller than the parameters, and how often they can be."""
    halves: set[str] = set()
    found: list[tuple[str, Bound]] = []
    middles = {
        each.targets[0].id: ends
        for each in ast.walk(frame.node)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and (ends := is_middle(each.value))
    }
    for name, value in call.arguments.items():
        if isinstance(value, ast.Name) and value.id == name:
            continue
        size = given[name].size if name in given else UNSURE
        match value:
            case ast.BinOp(left=ast.Name(id=same), op=(ast.Sub() | ast.Add()) as op, right=by) if same == name and literal(by):
                up = isinstance(op, ast.Add) == ((literal(by) or 0) > 0)
                found.append(("up" if up else "down", _end_of(frame, name) if up else size))
            case ast.BinOp(left=ast.Name(id=same), op=(ast.FloorDiv() | ast.RShift()), right=by) if same == name and (literal(by) or 0) >= 1:
                halves.add(name)
                found.append(("half", size))
            case ast.Subscript(value=ast.Name(id=same), slice=ast.Slice() as part) if same == name:
                found.append(("down", size) if _constant_part(part) else ("half", size) if _half_part(frame.node, part) else ("other", UNSURE))
            case ast.Attribute(value=ast.Name(id=same)) if same == name:
                found.append(("link", N))
            case ast.Name(id=middle) if middle in middles and name in middles[middle]:
                found.append(("half", N))
            case ast.BinOp(left=ast.Name(id=middle), op=(ast.Add() | ast.Sub()), right=ast.Constant(value=1)) if name in middles.get(middle, ()):
                found.append(("half", N))
            case ast.BinOp(op=ast.FloorDiv()) if (_by_two(value, name)):
                found.append(("half", size))
    kinds = {kind for kind, _ in found}
    if len(kinds) == 1:
        return found[0] if "other" not in kinds else (None, UNSURE)
    return None, UNSURE


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
    end = ends[0].left if isinstance(ends[0], ast.BinOp) and isinstance(ends[0].op, (ast.Add, ast.Sub)) and literal(ends[0].right) == 1 else ends[0]
    if isinstance(end, ast.Name):
        values = [each.value for each in ast.walk(code) if isinstance(each, ast.Assign) and any(isinstance(t, ast.Name) and t.id == end.id for t in each.targets)]
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


def _end_of(frame: Frame, name: str) -> Bound:
    """How far an index can go up: what the function compares it with before it returns."""
    for each in ast.walk(frame.node):
        if isinstance(each, (ast.If, ast.IfExp)) and isinstance(each.test, ast.Compare) and len(each.test.ops) == 1:
            sides = [each.test.left, each.test.comparators[0]]
            for one, other in (sides, sides[::-1]):
                if isinstance(one, ast.Name) and one.id == name and not isinstance(each.test.ops[0], (ast.In, ast.NotIn)):
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


def entry(frame: Frame, *, method: bool = False) -> tuple[Bound, Value]:
    """What a function costs when somebody calls it on an input of size n."""
    assert not isinstance(frame.node, ast.Module)
    return read_function(frame, parameters(frame.node, method=method))

