"""How often loops run: over collections, by halving, by steps that only go one way, or until a worklist is empty."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

from .costs import N, ONE, UNSURE, Bound
from .expressions import literal, read
from .frame import Frame
from .values import NUMBERS, Value, join, number, symbol_of, unknown

Body = Callable[[Frame, list[ast.stmt]], None]
_TAKES = {"pop", "popleft", "popitem", "remove", "discard"}
_GIVES = {"append", "appendleft", "add", "extend", "insert", "push", "put"}


def iterate(frame: Frame, node: ast.expr) -> tuple[Bound, Value, str]:
    """How many elements a loop goes over, what they are like, and how to say it."""
    value = read(frame, node)
    shown = node.id if isinstance(node, ast.Name) else ast.unparse(node) if len(ast.dump(node)) < 300 else "something"
    trips = value.size
    if frame.graph and not trips.sure:
        return ONE, value.each(), shown  # each edge once: that is what the walk as a whole is charged
    if value.kind in NUMBERS or value.kind == "none":
        trips = UNSURE
    return trips, value.each() if value.element or value.kind != "dict" else unknown(), shown


def bind_target(frame: Frame, target: ast.expr, value: Value, source: ast.expr | None = None) -> None:
    """Bind the names of an assignment's or a loop's left side."""
    match target:
        case ast.Name(id=name):
            frame.bind(name, value)
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            for at, each in enumerate(elts):
                part = value.parts[at] if len(value.parts) == len(elts) else value.element or unknown()
                bind_target(frame, each.value if isinstance(each, ast.Starred) else each, part)
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            owner = frame.scope.find(name)
            if owner is not None and owner.fields is not None:
                again = source is not None and any(isinstance(each, ast.Attribute) and each.attr == attr for each in ast.walk(source))
                if again and value.kind not in NUMBERS:  # made from what it was before: it may have any length
                    value = Value(value.kind, symbol_of(UNSURE), value.element)
                    frame.charge(UNSURE)
                owner.fields[attr] = value
        case ast.Subscript(value=inner, slice=index):
            owner = read(frame, inner)
            read(frame, index) if not isinstance(index, ast.Slice) else None
            if isinstance(index, ast.Slice):
                part = index.lower is not None or index.upper is not None
                if part and isinstance(inner, ast.Name) and inner.id in frame.scope.names:
                    frame.scope.names[inner.id] = owner = replace(owner, form=symbol_of(UNSURE), parts=())
                frame.charge((owner.size | value.size).loose() if part else owner.size | value.size)
            if isinstance(inner, ast.Name) and owner.kind == "dict":
                frame.grow(inner.id, ONE, value)
        case _:
            pass


def assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """All names that statements bind, each with the statement; not those inside of other functions."""
    for node in body:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from ((each.id, node) for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
            case ast.AugAssign(target=ast.Name(id=name)) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, node
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case _:
                pass
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                yield from assigned(inner)
        if isinstance(node, (ast.For, ast.AsyncFor)):
            yield from ((each.id, node) for each in ast.walk(node.target) if isinstance(each, ast.Name))


def _settled(frame: Frame, body: list[ast.stmt], run: Callable[[], None]) -> None:
    """Read a loop's body until its names mean the same at the start of each round, then for good."""
    frame.shrinking.append(_taken_from(body))
    frame.around.append(body)
    for name in fed_back(body):
        value = frame.scope.names.get(name)
        if value is not None and value.kind not in NUMBERS:
            frame.scope.names[name] = replace(value, form=symbol_of(UNSURE), parts=(), element=_unsized(value.element))
    _read_until_settled(frame, run)
    frame.shrinking.pop()
    frame.around.pop()


def _unsized(value: Value | None) -> Value | None:
    return None if value is None or value.kind in NUMBERS else Value(value.kind, symbol_of(UNSURE))


def _taken_from(body: list[ast.stmt]) -> set[str]:
    found = set()
    for statement in body:
        for each in ast.walk(statement):
            match each:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="pop" | "popleft" | "remove" | "clear" | "popitem")):
                    found.add(name)
                case ast.Call(func=ast.Name(id="heappop"), args=[ast.Name(id=name), *_]):
                    found.add(name)
                case ast.Call(func=ast.Attribute(attr="heappop"), args=[ast.Name(id=name), *_]):
                    found.add(name)
                case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=name)), *_]):
                    found.add(name)
                case _:
                    pass
    return found


def _length_of(node: ast.expr) -> set[str]:
    """Names whose lengths may decide the length of what an expression makes."""
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.ListComp(generators=generators) | ast.SetComp(generators=generators) | ast.GeneratorExp(generators=generators):
            return {name for each in generators for name in _length_of(each.iter)}
        case ast.Subscript(value=value):
            return _length_of(value)
        case ast.Constant() | ast.Lambda() | ast.Compare():
            return set()
        case _:
            return {name for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr) for name in _length_of(each)}


def _lengthens(node: ast.AST) -> bool:
    if isinstance(node, ast.Dict):
        return None in node.keys
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in ("union", "replace", "join", "format")
    return isinstance(node, (ast.Add, ast.Mult, ast.BitOr, ast.Starred, ast.JoinedStr))


def fed_back(body: list[ast.stmt]) -> set[str]:
    """Names that a round makes from what they were in the round before, and longer: only ``out = out + x`` is read elsewhere."""
    made: dict[str, set[str]] = {}
    longer: set[str] = set()
    appended: dict[str, set[str]] = {}

    def visit(statements: list[ast.stmt], around: set[str]) -> None:
        for node in statements:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                added_to = isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Add)
                added_to = added_to and any(isinstance(s, ast.Name) and s.id == name for s in (node.value.left, node.value.right))
                made.setdefault(name, set()).update(_length_of(node.value) - ({name} if added_to else set()))
                if any(_lengthens(each) for each in ast.walk(node.value)):
                    longer.add(name)
            for each in ast.walk(node):
                match each:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend" | "insert"), args=args):
                        made.setdefault(name, set()).update(around)
                        appended.setdefault(name, set()).update(part for arg in args for part in _length_of(arg))
                        longer.add(name)
                    case _:
                        pass
            inside = around | (_length_of(node.iter) if isinstance(node, ast.For) else set())
            for field in ("body", "orelse"):
                inner = getattr(node, field, None)
                if isinstance(inner, list):
                    visit(inner, inside)

    visit(body, set())
    plain = {name for name, _ in assigned(body)}

    def reach(start: str, edges: dict[str, set[str]]) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for name in edges.get(todo.pop(), ()):
                if name not in seen:
                    seen.add(name)
                    todo.append(name)
        return seen

    found = set()
    for name in made:
        if name in plain:
            around = reach(name, made)
            if name in around and (around & longer):
                found.add(name)
    for name in appended:  # what is appended is made from what was appended before
        for source in appended[name]:
            if source != name and name in reach(source, made) or source == name:
                found.add(name)
    return found


def _read_until_settled(frame: Frame, run: Callable[[], None]) -> None:
    before = dict(frame.scope.names)
    with frame.silently():
        run()
        once = {name: join(value, frame.scope.names.get(name, value)) for name, value in before.items()}
        once = {name: replace(value, born=before[name].born) for name, value in once.items()}
        frame.scope.names.update(once)
        run()
    for name, value in once.items():
        now = frame.scope.names.get(name, value)
        grown = now.size.high > value.size.high and (now.kind not in NUMBERS or value.size.high > ONE.high)
        frame.scope.names[name] = replace(value, form=symbol_of(UNSURE), born=before[name].born) if grown else value
    run()


def read_for(frame: Frame, node: ast.For | ast.AsyncFor, body: Body) -> None:
    """Read a ``for`` loop."""
    trips, item, over = iterate(frame, node.iter)
    if node.body and isinstance(node.body[-1], (ast.Return, ast.Break)):
        trips = trips.loose()
    if any(_breaks_early(frame, each) for each in node.body):
        trips = trips.loose()

    def run() -> None:
        bind_target(frame, node.target, item)
        body(frame, node.body)

    with frame.loop(trips, node, f"a loop over {over}"):
        _settled(frame, node.body, run)
    body(frame, node.orelse)


def _breaks_early(frame: Frame, node: ast.stmt) -> bool:
    """True for ``if i >= 3: break``: a loop that may end after a number of rounds that does not grow."""
    if not (isinstance(node, ast.If) and node.body and isinstance(node.body[-1], (ast.Break, ast.Return))):
        return any(_breaks_early(frame, each) for each in node.orelse) if isinstance(node, ast.If) else False
    for each in ast.walk(node.test):
        if isinstance(each, ast.Compare) and len(each.ops) == 1 and isinstance(each.ops[0], (ast.Gt, ast.GtE, ast.Eq)):
            left, right = each.left, each.comparators[0]
            counted = isinstance(left, ast.Name) or (isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "len")
            if counted and literal(right) not in (None, 0, -1):
                return True
            if counted and isinstance(right, ast.Name) and (known := frame.scope.find(right.id)) and known.kind == "int" and not known.size.sure:
                return True
            if counted and isinstance(right, ast.Name) and (known := frame.scope.find(right.id)) and known.kind == "int" and not known.form:
                return True
    return False


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
        _settled(frame, node.body, run)
    frame.graph = outside
    body(frame, node.orelse)


_Answer = tuple[Bound, int | None, bool, str]


def _while_trips(frame: Frame, node: ast.While) -> _Answer:
    tests = list(_conditions(node))
    changed: dict[str, list[ast.stmt]] = {}
    for name, statement in assigned(node.body):
        changed.setdefault(name, []).append(statement)
    for find in (_halves, _bisects, _worklist, _steps, _follows):
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


def _halves(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> _Answer | None:
    """``n //= 2``, ``i *= 2``, or the remainders of Euclid."""
    for name in _names(tests) & set(changed):
        if len(changed[name]) != 1 or changed[name][0] not in node.body:
            continue
        value = frame.scope.find(name) or unknown()
        what = _scaling(changed[name][0], name)
        others = [read_silently(frame, side) for test in tests for side in _other_sides(test, name)]
        if what == "down":
            return value.size.logarithm(), None, False, "a loop that divides"
        if what == "up" and len(others) == 1 and not value.size.grows:
            return others[0].size.logarithm(), None, False, "a loop that multiplies"
        match changed[name][0]:
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=a), ast.Name(id=b)])], value=ast.Tuple(elts=[ast.Name(id=c), ast.BinOp() as rest])):
                if isinstance(rest.op, ast.Mod) and c == b and ast.unparse(rest) == f"{a} % {b}" and name == b:
                    return value.size.logarithm(), None, False, "a loop that takes remainders"
            case _:
                pass
    return None


def _scaling(node: ast.stmt, name: str) -> str:
    op: ast.operator | None = None
    factor: ast.expr | None = None
    match node:
        case ast.AugAssign(target=ast.Name(id=same), op=op, value=factor) if same == name:
            pass
        case ast.Assign(targets=[ast.Name()], value=ast.BinOp(left=ast.Name(id=same), op=op, right=factor)) if same == name:
            pass
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=first), _])], value=ast.Call(func=ast.Name(id="divmod"), args=[ast.Name(id=same), factor])):
            op = ast.FloorDiv() if first == same == name else None
        case _:
            return ""
    by = literal(factor) if factor is not None else None
    if by is None:
        return ""
    if isinstance(op, (ast.FloorDiv, ast.Div)) and by >= 2 or isinstance(op, ast.RShift) and by >= 1:
        return "down"
    return "up" if isinstance(op, ast.Mult) and by >= 2 or isinstance(op, ast.LShift) and by >= 1 else ""


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


def is_middle(node: ast.expr) -> set[str] | None:
    """The two names between which an expression is the middle: ``(a + b) // 2`` or ``a + (b - a) // 2``."""
    match node:
        case ast.BinOp(left=ast.BinOp(left=ast.Name(id=a), op=ast.Add(), right=ast.Name(id=b)), op=(ast.FloorDiv() | ast.RShift()), right=by):
            return {a, b} if literal(by) in (1, 2) else None
        case ast.BinOp(
            left=ast.Name(id=a),
            op=ast.Add(),
            right=ast.BinOp(left=ast.BinOp(left=ast.Name(id=b), op=ast.Sub(), right=ast.Name(id=c)), op=(ast.FloorDiv() | ast.RShift()), right=by),
        ):
            return {a, b} if a == c and literal(by) in (1, 2) else None
        case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(left=left, op=ast.Div(), right=by)]):
            return is_middle(ast.BinOp(left=left, op=ast.FloorDiv(), right=by))
        case _:
            return None


def _bisects(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> _Answer | None:
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
        case ast.Assign(targets=[ast.Name()], value=ast.BinOp(left=ast.Name(id=name), op=(ast.Add() | ast.Sub()), right=ast.Constant(value=1))):
            return name == middle
        case _:
            return False


def _calls_on(body: list[ast.stmt], name: str, methods: set[str]) -> list[ast.Call]:
    found = []
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, ast.Call):
                func = each.func
                direct = isinstance(func, ast.Attribute) and func.attr in methods and isinstance(func.value, ast.Name) and func.value.id == name
                short = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
                heap = short in ({"heappop"} if methods is _TAKES else {"heappush"}) and each.args
                if direct or (heap and isinstance(each.args[0], ast.Name) and each.args[0].id == name):
                    found.append(each)
    return found


def _worklist(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> _Answer | None:
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
        if _guarded(node.body, heap=any(isinstance(each.func, ast.Name) or each.func.attr == "heappush" for each in gives if isinstance(each.func, (ast.Name, ast.Attribute)))):
            grid = any(each.element is not None and each.element.size == N and each.kind == "list" for each in frame.scope.names.values())
            return (UNSURE if grid else N), None, True, "a walk that visits each node once"
        return UNSURE, None, False, f"a loop that fills {name} while it empties it"
    return None


def _nonempty(test: ast.expr) -> str | None:
    match test:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]):
            return name
        case ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]), ops=[ast.Gt() | ast.NotEq()], comparators=[ast.Constant(value=0)]):
            return name
        case ast.Compare(left=ast.Name(id=name), comparators=[ast.List(elts=[])]):
            return name
        case _:
            return None


def _takes_always(body: list[ast.stmt], name: str) -> bool:
    plain = [each for each in body if not isinstance(each, (ast.If, ast.For, ast.While, ast.Try, ast.Match))]
    if any(isinstance(each, ast.Delete) and any(isinstance(t, ast.Subscript) and isinstance(t.value, ast.Name) and t.value.id == name for t in each.targets) for each in plain):
        return True
    return bool(_calls_on(plain, name, _TAKES))


def _guarded(body: list[ast.stmt], *, heap: bool) -> bool:
    """True if what is put on the worklist is only what was not seen before."""
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, ast.If):
                for part in ast.walk(each.test):
                    match part:
                        case ast.Compare(ops=[ast.NotIn()]) | ast.UnaryOp(op=ast.Not(), operand=ast.Subscript()):
                            return True
                        case ast.Compare(left=ast.Subscript(), ops=[ast.Eq()], comparators=[ast.Constant(value=0) | ast.UnaryOp()]):
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


def _steps(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> _Answer | None:
    """Indices that only go one way, compared with an end or used to look into a collection."""
    from .statements import step_of

    moving: dict[str, int] = {}
    for name, statements in changed.items():
        steps = {step_of(statement) for statement in statements}
        if len(steps) == 1 and (step := steps.pop()) is not None and step[0] == name:
            moving[name] = step[1]
    ends = [(name, end) for name in moving for end in _ends_of(frame, node, tests, name, moving)]
    if not ends:
        return None
    used = {name for name, _ in ends}
    bounded = {name: end for name, end in ends}
    if not _always_steps(node.body, used):
        return None
    if any(name in _names(tests) and name not in moving and _reset(changed[name]) for name in changed if name in _compared_with(tests, used)):
        return None
    together = [end for _, end in ends]
    trips = together[0]
    for end in together[1:]:
        trips = trips | end if len(used) > 1 else trips.capped(end)
    del bounded
    depth = len(frame.trips)
    born = min((frame.scope.names[name].born for name in used if name in frame.scope.names), default=depth)
    born_last = max((frame.scope.names[name].born for name in used if name in frame.scope.names), default=depth)
    sentence = "a loop that steps through " + " and ".join(sorted(used))
    if born_last >= depth:
        return trips, None, False, sentence
    if any(step_of(statement) != (name, moving[name]) for name in used for at, statement in assigned(frame.around[born_last]) if at == name):
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
            elif sign > 0:
                yield end.size if not value.size.grows or value.born < len(frame.trips) else end.size.joined(Value("int", ()).size) if not value.size.sure else _gap(end, value)
            else:
                yield value.size
        if isinstance(test, ast.Compare) and isinstance(test.left, ast.BinOp) and isinstance(test.left.op, ast.Mult) and sign > 0:
            square = ast.unparse(test.left) == f"{name} * {name}"
            if square:
                yield read_silently(frame, test.comparators[0]).size.root()
    if not any(name in _names([test]) for test in tests if isinstance(test, ast.Compare) and list(_other_sides(test, name))):
        if sign > 0 and value.born < len(frame.trips):
            for each in ast.walk(ast.Module(node.body, [])):
                if isinstance(each, ast.Subscript) and isinstance(each.slice, ast.Name) and each.slice.id == name:
                    yield read_silently(frame, each.value).size
                    return


def _gap(end: Value, start: Value) -> Bound:
    from .costs import combine, magnitude

    return magnitude(combine(end.form, start.form, -1))


def _always_steps(body: list[ast.stmt], names: set[str]) -> bool:
    """True if each round moves one of the names, or leaves."""
    from .statements import step_of

    for each in body:
        step = step_of(each)
        if step is not None and step[0] in names:
            return True
        if isinstance(each, (ast.Return, ast.Break, ast.Raise)):
            return True
        if isinstance(each, ast.If) and each.orelse and _always_steps(each.body, names) and _always_steps(each.orelse, names):
            return True
        if isinstance(each, ast.If) and any(isinstance(inner, ast.Continue) for inner in ast.walk(each)) and not _always_steps(each.body, names):
            return False
        if isinstance(each, ast.Continue):
            return False
    return False


def _follows(frame: Frame, node: ast.While, tests: list[ast.expr], changed: dict[str, list[ast.stmt]]) -> _Answer | None:
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


def _link_of(node: ast.stmt, saved: str, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.Attribute(value=ast.Name(id=owner))):
            return target == saved and owner == name
        case _:
            return False
