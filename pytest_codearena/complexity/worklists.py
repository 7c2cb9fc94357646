"""How often loops run that go on until a stack, a queue or a heap is empty."""

from __future__ import annotations

import ast

from .costs import UNSURE, Bound, N
from .frame import Frame
from .syntax import assigned
from .values import NUMBERS

Answer = tuple[Bound, int | None, bool, str]
"""How often; the number of loops around the place that all rounds together count for, if not this one; whether it walks over a
graph; how to say it."""

_TAKES = {"pop", "popleft", "popitem", "remove", "discard"}


_SOMETIMES = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.Lambda, ast.IfExp, ast.BoolOp)
"""What a call inside of is made another number of times than once."""


_GIVES = {"append", "appendleft", "add", "extend", "insert", "push", "put"}


def _calls_on(body: list[ast.stmt], name: str, methods: set[str]) -> list[ast.Call]:
    found = []
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, ast.Call):
                func = each.func
                direct = (
                    isinstance(func, ast.Attribute)
                    and func.attr in methods
                    and isinstance(func.value, ast.Name)
                    and func.value.id == name
                )
                short = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
                heap = short in ({"heappop"} if methods is _TAKES else {"heappush"}) and each.args
                if direct or (heap and isinstance(each.args[0], ast.Name) and each.args[0].id == name):
                    found.append(each)
    return found


def _nonempty(test: ast.expr) -> str | None:
    match test:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]):
            return name
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
            ops=[ast.Gt() | ast.GtE() | ast.NotEq()],
            comparators=[ast.Constant(value=int())],
        ):
            return name
        case ast.Compare(left=ast.Name(id=name), comparators=[ast.List(elts=[])]):
            return name
        case _:
            return None


def _takes_always(body: list[ast.stmt], name: str) -> bool:
    plain = [each for each in body if not isinstance(each, (ast.If, ast.For, ast.While, ast.Try, ast.Match))]
    if any(
        isinstance(each, ast.Delete)
        and any(isinstance(t, ast.Subscript) and isinstance(t.value, ast.Name) and t.value.id == name for t in each.targets)
        for each in plain
    ):
        return True
    return bool(_calls_on(plain, name, _TAKES))


def _net(body: list[ast.stmt], name: str) -> int:
    """By how much each round changes the number of elements; 0 where that depends on anything."""
    gives = _calls_on(body, name, _GIVES)
    plain = [each for each in body if not isinstance(each, (ast.If, ast.For, ast.While, ast.Try, ast.Match, ast.With))]
    single = [each for each in gives if not (isinstance(each.func, ast.Attribute) and each.func.attr in ("extend", "add"))]
    if len(single) != len(gives) or len(_calls_on(plain, name, _GIVES)) != len(gives):
        return 0
    if any(isinstance(each, _SOMETIMES) for part in plain for each in ast.walk(part)):
        return 0
    return len(gives) - len(_calls_on(plain, name, _TAKES))


def _guarded(body: list[ast.stmt], *, heap: bool) -> bool:
    """True if what is put on the worklist is only what was not seen before."""
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, ast.If):
                for part in ast.walk(each.test):
                    match part:
                        case ast.Compare(ops=[ast.NotIn()]) | ast.UnaryOp(op=ast.Not(), operand=ast.Subscript()):
                            return True
                        case ast.Compare(
                            left=ast.Subscript(), ops=[ast.Eq()], comparators=[ast.Constant(value=0) | ast.UnaryOp()]
                        ):
                            return True
                        case ast.Compare(left=ast.Subscript(), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
                            return True
                        case ast.Compare(ops=[ast.Lt()], comparators=[ast.Subscript()]) if heap:
                            return True
                        case ast.Compare(ops=[ast.In()]) if each.body and isinstance(each.body[-1], ast.Continue):
                            return True
                        case _:
                            pass
    return False


def empties(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> Answer | None:
    """``while stack:`` and what is taken from it."""
    for test in tests:
        name = _nonempty(test)
        if name is None or name in changed:
            continue
        value = frame.scope.find(name)
        if value is None or value.kind in NUMBERS or not _takes_always(node.body, name):
            continue
        gives = _calls_on(node.body, name, _GIVES)
        if not gives:
            depth = len(frame.trips)
            if value.born < depth and any(each == name for each, _ in assigned(frame.around[value.born])):
                return UNSURE, None, False, f"a loop that empties {name}"
            if value.born < depth:  # filled outside: together, all rounds take what was put there
                return value.size | frame.rounds(value.born), value.born, False, f"a loop that empties {name}"
            return value.size, None, False, f"a loop that empties {name}"
        if _net(node.body, name) < 0:
            return value.size, None, False, f"a loop that takes more from {name} than it puts there"
        if _guarded(
            node.body,
            heap=any(
                isinstance(each.func, ast.Name) or each.func.attr == "heappush"
                for each in gives
                if isinstance(each.func, (ast.Name, ast.Attribute))
            ),
        ):
            grid = any(
                each.element is not None and each.element.size == N and each.kind == "list"
                for each in frame.scope.names.values()
            )
            return (UNSURE if grid else N), None, True, "a walk that visits each node once"
        return UNSURE, None, False, f"a loop that fills {name} while it empties it"
    return None
