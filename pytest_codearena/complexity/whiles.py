"""How often ``while`` loops run: by halving, by steps that only go one way, or until a worklist is empty."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .costs import ONE, UNSURE, Bound, N, combine, magnitude
from .expressions import read
from .frame import Frame
from .loops import Body, bind_target, settled
from .syntax import assigned, is_middle, literal, step_of
from .values import Value, number, unknown
from .worklists import Answer, empties


def read_while(frame: Frame, node: ast.While, body: Body) -> None:
    """Read a ``while`` loop."""
    trips, level, graph, sentence = _while_trips(frame, node)
    outside = frame.graph
    frame.graph = frame.graph or graph

    def run() -> None:
        read(frame, node.test)
        body(frame, node.body)

    inner = trips if level is None else ONE
    with frame.loop(inner, node, sentence, level=level, total=trips):
        settled(frame, node.body, run)
    frame.graph = outside
    body(frame, node.orelse)


def _while_trips(frame: Frame, node: ast.While) -> Answer:
    tests = list(_conditions(node))
    changed: dict[str, list[ast.stmt]] = {}
    for name, statement in assigned(node.body):
        changed.setdefault(name, []).append(statement)
    for find in (_halves, _bisects, empties, _steps, _follows, _cuts):
        answer = find(frame, node, tests, changed)
        if answer is not None:
            return answer
    frame.reading.say(node.lineno, "a loop of which it is not clear how often it runs", "unsure")
    return UNSURE, None, False, ""


def _conditions(node: ast.While) -> Iterator[ast.expr]:
    """All that has to hold for another round; for ``while True``, what breaks out of it."""
    stack = [node.test]
    while stack:
        test = stack.pop()
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            stack.extend(test.values)
        elif not isinstance(test, ast.Constant):
            yield test
        else:
            for each in node.body:
                if isinstance(each, ast.If) and each.body and isinstance(each.body[-1], (ast.Break, ast.Return)):
                    yield each.test


def _names(tests: list[ast.expr]) -> set[str]:
    return {each.id for test in tests for each in ast.walk(test) if isinstance(each, ast.Name)}


def _halves(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> Answer | None:
    """``n //= 2``, ``i *= 2``, or the remainders of Euclid."""
    for name in _names(tests) & set(changed):
        if len(changed[name]) != 1 or changed[name][0] not in node.body:
            continue
        value = frame.scope.find(name) or unknown()
        what = _scaling(frame, changed[name][0], name)
        others = [read_silently(frame, side) for test in tests for side in _other_sides(test, name)]
        if what == "down":
            return value.size.logarithm(), None, False, "a loop that divides"
        if len(others) == 1 and (what == "up by bits" or (what == "up" and not value.size.grows)):
            return others[0].size.logarithm(), None, False, "a loop that multiplies"
        match changed[name][0]:
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name(id=a), ast.Name(id=b)])],
                value=ast.Tuple(elts=[ast.Name(id=c), ast.BinOp() as rest]),
            ):
                if isinstance(rest.op, ast.Mod) and c == b and ast.unparse(rest) == f"{a} % {b}" and name == b:
                    return value.size.logarithm(), None, False, "a loop that takes remainders"
            case _:
                pass
    return None


def _scaling(frame: Frame, node: ast.stmt, name: str) -> str:
    """In which direction a statement multiplies or divides a number, so that it gets to any end in a logarithm of steps."""
    op: ast.operator | None
    if _lowest_bit(node, name):
        return _lowest_bit(node, name)
    match node:
        case ast.AugAssign(target=ast.Name(id=same), op=op, value=factor) if same == name:
            pass
        case ast.Assign(targets=[ast.Name()], value=ast.BinOp(left=ast.Name(id=same), op=op, right=factor)) if same == name:
            pass
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name(id=first), _])],
            value=ast.Call(func=ast.Name(id="divmod"), args=[ast.Name(id=same), factor]),
        ):
            op = ast.FloorDiv() if first == same == name else None
        case _:
            return ""
    by = literal(factor)
    if by is None:
        constant = read_silently(frame, factor)
        by = 2 if constant.kind == "int" and not constant.form else 0  # a base, a branching factor
    if (isinstance(op, (ast.FloorDiv, ast.Div)) and by >= 2) or (isinstance(op, ast.RShift) and by >= 1):
        return "down"
    return "up" if (isinstance(op, ast.Mult) and by >= 2) or (isinstance(op, ast.LShift) and by >= 1) else ""


def _lowest_bit(node: ast.stmt, name: str) -> str:
    """``i += i & -i`` and the like: each step clears a bit of the number, or carries one further up."""
    match node:
        case ast.AugAssign(target=ast.Name(id=same), op=op, value=value) if same == name:
            pass
        case ast.Assign(targets=[ast.Name(id=same)], value=ast.BinOp(left=ast.Name(id=other), op=op, right=value)) if same == other == name:
            pass
        case _:
            return ""
    said = ast.unparse(value)
    if isinstance(op, ast.BitAnd):
        return "down" if said == f"{name} - 1" else ""
    if said not in (f"{name} & -{name}", f"-{name} & {name}"):
        return ""
    return "up by bits" if isinstance(op, ast.Add) else "down" if isinstance(op, (ast.Sub, ast.BitXor)) else ""


def _other_sides(test: ast.expr, name: str) -> Iterator[ast.expr]:
    """What a plain name is compared with."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        sides = [test.left, test.comparators[0]]
        for one, other in (sides, sides[::-1]):
            if isinstance(one, ast.Name) and one.id == name:
                yield other


def read_silently(frame: Frame, node: ast.expr) -> Value:
    """The value of an expression, at no charge."""
    with frame.silently():
        return read(frame, node)


def _bisects(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> Answer | None:
    """Two ends of which one moves to the middle in each round."""
    for each in node.body:
        if not (isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)):
            continue
        ends, middle = is_middle(each.value), each.targets[0].id
        if not ends or len(ends) != 2 or not ends <= _names(tests):
            continue
        moves = [statement for end in ends for statement in changed.get(end, [])]
        if moves and all(_to_middle(move, middle) for move in moves):
            sizes = [(frame.scope.find(end) or unknown()).size for end in ends]
            return (sizes[0] | sizes[1]).logarithm(), None, False, "a loop that halves"
    return None


def _to_middle(node: ast.stmt, middle: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Name(id=name)):
            return name == middle
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.BinOp(left=ast.Name(id=name), op=(ast.Add() | ast.Sub()), right=ast.Constant(value=1)),
        ):
            return name == middle
        case _:
            return False


def _steps(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> Answer | None:
    """Indices that only go one way, compared with an end or used to look into a collection."""
    moving: dict[str, int] = {}
    for name, statements in changed.items():
        steps = {step_of(statement) for statement in statements}
        if len(steps) == 1 and (step := steps.pop()) is not None and step[0] == name:
            moving[name] = step[1]
    ends = [(name, end) for name in moving for end in _ends_of(frame, node, tests, name, moving)]
    if not ends:
        return None
    used = {name for name, _ in ends}
    if not _always_steps(node.body, used):
        return None
    if any(
        name in _names(tests) and name not in moving and _reset(changed[name])
        for name in changed
        if name in _compared_with(tests, used)
    ):
        return None
    together = [end for _, end in ends]
    trips = together[0]
    for end in together[1:]:
        trips = trips | end if len(used) > 1 else trips.capped(end)
    depth = len(frame.trips)
    born_last = max((frame.scope.names[name].born for name in used if name in frame.scope.names), default=depth)
    sentence = "a loop that steps through " + " and ".join(sorted(used))
    if born_last >= depth:
        return trips, None, False, sentence
    if any(
        step_of(statement) != (name, moving[name])
        for name in used
        for at, statement in assigned(frame.around[born_last])
        if at == name
    ):
        return trips.loose(), None, False, sentence  # set back by a loop around, nobody knows how far
    return trips, born_last, False, f"{sentence}, which is never set back"


def _compared_with(tests: list[ast.expr], used: set[str]) -> set[str]:
    return {other for test in tests if _names([test]) & used for other in _names([test]) - used}


def _reset(statements: list[ast.stmt]) -> bool:
    return any(isinstance(each, ast.Assign) for each in statements)


def _ends_of(frame: Frame, node: ast.While, tests: list[ast.expr], name: str, moving: dict[str, int]) -> Iterator[Bound]:
    sign = moving[name]
    value = frame.scope.find(name) or unknown()
    for test in tests:
        if isinstance(test, ast.Name) and test.id == name and sign < 0:
            yield value.size
        for other in _other_sides(test, name):
            end = read_silently(frame, other)
            if isinstance(other, ast.Name) and other.id in moving:
                yield value.size | end.size  # two that move towards each other
            else:
                yield _up_to(frame, end, value) if sign > 0 else value.size
        if sign > 0 and isinstance(test, ast.Compare) and ast.unparse(test.left) == f"{name} * {name}":
            yield read_silently(frame, test.comparators[0]).size.root()
    compared = any(list(_other_sides(test, name)) for test in tests)
    if compared or sign < 0 or value.born >= len(frame.trips):
        return
    for each in ast.walk(ast.Module(node.body, [])):
        if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Name) and each.slice.id == name:
            yield read_silently(frame, each.value).size  # beyond its end there is an IndexError
            return


def _up_to(frame: Frame, end: Value, start: Value) -> Bound:
    if not start.size.grows or start.born < len(frame.trips):
        return end.size
    return magnitude(combine(end.form, start.form, -1)) if start.size.sure else end.size.loose()


def _always_steps(body: list[ast.stmt], names: set[str]) -> bool:
    """True if each round moves one of the names, or leaves."""
    for each in body:
        step = step_of(each)
        if step is not None and step[0] in names:
            return True
        if isinstance(each, (ast.Return, ast.Break, ast.Raise)):
            return True
        if isinstance(each, ast.If) and each.orelse and _always_steps(each.body, names) and _always_steps(each.orelse, names):
            return True
        if (
            isinstance(each, ast.If)
            and any(isinstance(inner, ast.Continue) for inner in ast.walk(each))
            and not _always_steps(each.body, names)
        ):
            return False
        if isinstance(each, ast.Continue):
            return False
    return False


def _follows(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> Answer | None:
    """A chain of links: ``node = node.next``."""
    for name in _names(tests) & set(changed):
        statements = changed[name]
        if len(statements) == 1 and statements[0] in node.body and isinstance(statements[0], ast.Assign):
            value = statements[0].value
            while isinstance(value, ast.Attribute):
                value = value.value
            start = frame.scope.find(name) or number(UNSURE)
            if isinstance(value, ast.Name) and value.id == name and isinstance(statements[0].value, ast.Attribute):
                return (start.size if start.size.sure else N), None, False, f"a loop that follows the links from {name}"
            after = statements[0].value
            if isinstance(after, ast.Name) and any(_link_of(each, after.id, name) for each in node.body):
                return (start.size if start.size.sure else N), None, False, f"a loop that follows the links from {name}"
    return None


def _cuts(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> Answer | None:
    """``rest = rest[k:]``: as many rounds as there are parts, where those do not grow."""
    for name in _names(tests) & set(changed):
        match changed[name]:
            case [ast.Assign(targets=[ast.Name()], value=ast.Subscript(value=ast.Name(id=same), slice=ast.Slice() as part)) as cut]:
                pass
            case _:
                continue
        start = frame.scope.find(name)
        if same != name or cut not in node.body or start is None or part.step is not None or (part.lower is None) == (part.upper is None):
            continue
        if part.upper is not None and not isinstance(part.upper, ast.UnaryOp):
            continue
        with frame.silently():
            for each in node.body[: node.body.index(cut)]:
                if isinstance(each, ast.Assign):
                    bind_target(frame, each.targets[0], read(frame, each.value))
            by = read(frame, part.lower or part.upper)
        if by.kind == "int" and not by.form:
            return start.size, None, False, f"a loop that cuts {name} short"
    return None


def _link_of(node: ast.stmt, saved: str, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Attribute(value=ast.Name(id=owner))):
            return target == saved and owner == name
        case _:
            return False
