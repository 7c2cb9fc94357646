"""How often ``for`` loops run, and what names are from one round to the next."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from .calls import own_special
from .costs import ONE, UNSURE, Bound
from .expressions import read
from .frame import Frame
from .syntax import fed_back, literal, taken_from
from .values import NUMBERS, Value, join, symbol_of, unknown

Body = Callable[[Frame, list[ast.stmt]], None]


def iterate(frame: Frame, node: ast.expr) -> tuple[Bound, Value, str]:
    """How many elements a loop goes over, what they are like, and how to say it."""
    value = read(frame, node)
    value = own_special(frame, node, value, "__iter__") or value
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
                again = source is not None and any(
                    isinstance(each, ast.Attribute) and each.attr == attr for each in ast.walk(source)
                )
                if again and value.kind not in NUMBERS:  # made from what it was before: it may have any length
                    value = Value(value.kind, symbol_of(UNSURE), value.element)
                    frame.charge(UNSURE)
                owner.fields[attr] = value
        case ast.Subscript(value=inner, slice=index):
            owner = read(frame, inner)
            if not isinstance(index, ast.Slice):
                read(frame, index)
            if isinstance(index, ast.Slice):
                partly = index.lower is not None or index.upper is not None
                if partly and isinstance(inner, ast.Name) and inner.id in frame.scope.names:
                    frame.scope.names[inner.id] = owner = replace(owner, form=symbol_of(UNSURE), parts=())
                frame.charge((owner.size | value.size).loose() if partly else owner.size | value.size)
            if isinstance(inner, ast.Name) and owner.kind == "dict":
                frame.grow(inner.id, ONE, value)
        case _:
            pass


def settled(frame: Frame, body: list[ast.stmt], run: Callable[[], None]) -> None:
    """Read a loop's body until its names mean the same at the start of each round, then for good."""
    frame.reading.steps += sum(1 for statement in body for _ in ast.walk(statement)) // 4
    frame.shrinking.append(taken_from(body))
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


def _read_until_settled(frame: Frame, run: Callable[[], None]) -> None:
    before = dict(frame.scope.names)
    with frame.silently():
        run()
        once = {name: _at_start(frame, name, value) for name, value in before.items()}
        frame.scope.names.update(once)
        run()
    for name, value in once.items():
        now = frame.scope.names.get(name, value)
        grown = now.size.high > value.size.high and (now.kind not in NUMBERS or value.size.high > ONE.high)
        frame.scope.names[name] = replace(value, form=symbol_of(UNSURE), born=before[name].born) if grown else value
    run()


def _at_start(frame: Frame, name: str, before: Value) -> Value:
    """What a name is when a round starts: on average, what surely grows is as long as at the end, but for a constant."""
    after = frame.scope.names.get(name, before)
    counts = after.form and all(symbol.walks for symbol, _ in (*before.form, *after.form))
    if before.kind == after.kind == "int" and counts:
        return after  # a counter, which goes over all that is below its end
    listed = name in frame.grown and after.kind == before.kind == "list" and after.size.sure and after.size >= before.size
    return replace(after if listed else join(before, after), born=before.born)


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
        settled(frame, node.body, run)
    body(frame, node.orelse)


def _breaks_early(frame: Frame, node: ast.stmt) -> bool:
    """True for ``if i >= 3: break``: a loop that may end after a number of rounds that does not grow."""
    if not (isinstance(node, ast.If) and node.body and isinstance(node.body[-1], (ast.Break, ast.Return))):
        return any(_breaks_early(frame, each) for each in node.orelse) if isinstance(node, ast.If) else False
    for each in ast.walk(node.test):
        if isinstance(each, ast.Compare) and len(each.ops) == 1 and isinstance(each.ops[0], (ast.Gt, ast.GtE, ast.Eq)):
            left, right = each.left, each.comparators[0]
            counted = isinstance(left, ast.Name) or (
                isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "len"
            )
            if counted and literal(right) not in (None, 0, -1):
                return True
            if (
                counted
                and isinstance(right, ast.Name)
                and (known := frame.scope.find(right.id))
                and known.kind == "int"
                and not known.size.sure
            ):
                return True
            if (
                counted
                and isinstance(right, ast.Name)
                and (known := frame.scope.find(right.id))
                and known.kind == "int"
                and not known.form
            ):
                return True
    return False
