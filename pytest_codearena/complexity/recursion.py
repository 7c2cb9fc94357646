"""Calls of the module's own functions, and of functions by themselves."""

from __future__ import annotations

import ast
from dataclasses import replace

from .costs import EXP, LOG, ONE, UNSURE, Bound, N, Order
from .expressions import read
from .frame import Frame, FunctionNode, SelfCall
from .memo import all_pairs, cached, changing, kept_by_hand, remembers
from .parameters import parameters
from .returned import assumed
from .shrinking import most_calls, repeated, shrinks
from .statements import read_body
from .syntax import is_middle, literal
from .values import NUMBERS, Value, annotated, number, symbol_of, unknown


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
            if name in inner.grown or (
                after.kind == given[name].kind and after.size != given[name].size and after.kind not in NUMBERS
            ):
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
    for name, default in [
        *zip(names[::-1], code.args.defaults[::-1]),
        *zip((a.arg for a in code.args.kwonlyargs), code.args.kw_defaults),
    ]:
        if name not in given and default is not None:
            given[name] = (
                constant(default.value)
                if isinstance(default, ast.Constant)
                else Value("list")
                if isinstance(default, ast.List)
                else unknown()
            )
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
                if any(
                    (isinstance(each, ast.Name) and each.id == code.name)
                    or (isinstance(each, ast.Attribute) and each.attr == code.name)
                    for each in ast.walk(code)
                ):
                    _prepare(frame, given)
                read_body(frame, code.body)
    finally:
        frame.reading.active.pop()
    cost = frame.levels[0]
    if frame.self_calls and isinstance(code, ast.Lambda):
        cost = UNSURE
    elif frame.self_calls:
        cost = _solved(frame, given, cost)
    elif cached(code) and cost.grows:
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
    if not isinstance(code, (ast.Module, ast.Lambda)):
        frame.assumed = assumed(code, given)


def _loosen_growing(frame: Frame, given: dict[str, Value], arguments: dict[str, ast.expr]) -> None:
    """What a call passes on longer than it came (``chosen + [x]``) may have any length."""
    for name, argument in arguments.items():
        longer = isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add) and literal(argument.right) is None
        starred = isinstance(argument, (ast.List, ast.Tuple, ast.JoinedStr))
        if (longer or starred) and name in given and given[name].size != N:
            frame.scope.names[name] = replace(given[name], form=symbol_of(UNSURE), parts=())
            frame.loosened.add(name)


def _solved(frame: Frame, given: dict[str, Value], cost: Bound) -> Bound:
    """What a function costs that calls itself."""
    code = frame.node
    assert not isinstance(code, (ast.Module, ast.Lambda))
    line = frame.self_calls[0].node.lineno
    calls = [each for at, each in enumerate(frame.self_calls) if each.node not in [c.node for c in frame.self_calls[:at]]]
    keeps = cached(code) or kept_by_hand(code)
    states = all_pairs(frame, calls, given) if keeps else None
    if states is not None:
        frame.reading.say(line, f"{code.name} is computed once for each pair of its arguments", "memo")
        return states * cost
    times = [repeated(code, each) for each in calls]
    if any(each.looped for each in calls) and _visits_once(code):
        frame.reading.say(line, f"{code.name} visits each node once", "graph")
        return N if not cost.grows or not cost.sure else UNSURE
    if None in times or (keeps and any(each.looped for each in calls)):
        frame.reading.say(line, f"{code.name} calls itself in a loop", "branching")
        return UNSURE
    ways = [shrinks(frame, each, given) for each in calls]
    several = max(most_calls(code.body, {id(each.node) for each in calls}), *(each for each in times if each))
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
    if keeps:
        if changing(calls) == 1:
            frame.reading.say(line, f"{code.name} is computed once for each of its arguments", "memo")
            return depth * cost
        frame.reading.say(line, f"{code.name} keeps its results; how many there are is not clear", "memo unsure")
        return UNSURE
    if several <= 1:
        frame.reading.say(line, f"{code.name} calls itself once for each smaller input", "recursion")
        return depth * cost
    frame.reading.say(
        line, f"{code.name} calls itself {several} times, each time on an input that is hardly smaller", "branching"
    )
    return EXP if depth == N and cost.high < Order(1) and not remembers(code) else UNSURE


def _halving(
    frame: Frame, code: ast.FunctionDef | ast.AsyncFunctionDef, line: int, several: int, cost: Bound, depth: Bound
) -> Bound:
    frame.reading.say(line, f"{code.name} calls itself {'twice' if several == 2 else 'once'} on half of its input", "halving")
    if depth != N or several > 2:
        return UNSURE
    if several <= 1:
        return LOG if cost == ONE else cost if cost.sure and cost >= N else UNSURE
    if cost == ONE:
        return N
    return N * LOG if cost == N else cost if cost.sure and cost > N else UNSURE


def _visits_once(code: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A walk over a graph: ``if other not in seen`` around the call, or ``if node in seen: return`` before it."""
    adds = any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "add"
        for each in ast.walk(code)
    )
    removes = any(isinstance(each, ast.Attribute) and each.attr in ("remove", "discard", "pop") for each in ast.walk(code))
    tests = any(
        isinstance(op, (ast.In, ast.NotIn)) for each in ast.walk(code) if isinstance(each, ast.Compare) for op in each.ops
    )
    return adds and tests and not removes


def entry(frame: Frame, *, method: bool = False) -> tuple[Bound, Value]:
    """What a function costs when somebody calls it on an input of size n."""
    assert not isinstance(frame.node, ast.Module)
    return read_function(frame, parameters(frame.node, method=method))
