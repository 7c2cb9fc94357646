"""What statements do to names and what they cost."""

from __future__ import annotations

import ast
from dataclasses import replace

from .costs import ONE, UNSURE, Bound
from .expressions import binary, read
from .frame import Frame
from .loops import bind_target, read_for
from .syntax import literal, step_of, whole_mention
from .values import NUMBERS, Scope, Value, join, symbol_of, unknown
from .whiles import read_while


def read_body(frame: Frame, body: list[ast.stmt]) -> None:
    """Read statements one after the other."""
    for each in body:
        frame.reading.step()
        with frame.reading.deeper():
            _read_one(frame, each)


def _read_one(frame: Frame, node: ast.stmt) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            _assign(frame, targets, value)
        case ast.AnnAssign(target=target, value=value) if value is not None:
            _assign(frame, [target], value)
        case ast.AugAssign():
            _augmented(frame, node)
        case ast.For() | ast.AsyncFor():
            read_for(frame, node, read_body)
        case ast.While():
            read_while(frame, node, read_body)
        case ast.If():
            _if(frame, node)
        case ast.Return(value=value):
            result = read(frame, value)
            frame.returned = result if frame.returned is None else join(frame.returned, result)
        case ast.Expr(value=value):
            read(frame, value)
        case ast.Delete(targets=targets):
            _delete(frame, targets)
        case ast.Assert(test=test):
            read(frame, test)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            for item in items:
                read(frame, item.context_expr)
            frame.unsure(node, "a `with` block, which runs code that is not known")
            read_body(frame, body)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            for part in (body, *(handler.body for handler in handlers), orelse, finalbody):
                read_body(frame, part)
        case ast.Match(subject=subject, cases=cases):
            read(frame, subject)
            for case in cases:
                for name in [each.name for each in ast.walk(case.pattern) if isinstance(each, ast.MatchAs) and each.name]:
                    frame.bind(str(name), unknown())
                read_body(frame, case.body)
        case _:
            define(frame.scope, node)


def define(scope: Scope, node: ast.stmt) -> None:
    """Bind what definitions and imports bind."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            scope.names[name] = Value("function", code=node, scope=scope)
        case ast.ClassDef(name=name):
            scope.names[name] = Value("class", code=node, scope=scope)
        case ast.Import(names=names):
            for alias in names:
                scope.names[alias.asname or alias.name.partition(".")[0]] = Value(
                    "module", scope=alias.name if alias.asname else alias.name.partition(".")[0]
                )
        case ast.ImportFrom(module=module, names=names):
            for alias in names:
                scope.names[alias.asname or alias.name] = Value("imported", scope=f"{module}.{alias.name}")
        case _:
            pass


def _mentions(node: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def _assign(frame: Frame, targets: list[ast.expr], value: ast.expr) -> None:
    target = targets[0]
    if isinstance(target, ast.Name):
        step = step_of(ast.Assign(targets=[target], value=value))
        if (
            step is not None
            and frame.scope.names.get(target.id) is not None
            and frame.scope.names[target.id].kind in (*NUMBERS, "?")
        ):
            frame.stepped(*step)
            return
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and frame.trips and _mentions(value, target.id):
            _added(frame, target, value, in_front=not _mentions(value.left, target.id))
            return
    result = read(frame, value)
    if (
        isinstance(value, ast.Name)
        and isinstance(target, ast.Name)
        and result.kind not in (*NUMBERS, "str", "tuple", "none", "function")
    ):
        frame.aliases.setdefault(target.id, set()).add(value.id)
        frame.aliases.setdefault(value.id, set()).add(target.id)
    for each in targets:
        bind_target(frame, each, result, value)


def _added(frame: Frame, target: ast.Name, value: ast.BinOp, *, in_front: bool) -> None:
    """``out = out + x`` in a loop."""
    before = frame.scope.find(target.id) or unknown()
    other = value.right if _mentions(value.left, target.id) else value.left
    doubles = whole_mention(value.left, target.id) and whole_mention(value.right, target.id)
    added = read(frame, other)
    if doubles and before.kind in ("list", "str", "tuple", "bytes"):
        _double(frame, target.id, before, value)
        return
    if before.kind in (*NUMBERS, "?") and added.kind in (*NUMBERS, "?"):
        result = read(frame, value)
        frame.scope.names[target.id] = Value(result.kind, symbol_of(UNSURE if result.size.grows else ONE), born=before.born)
        return
    frame.grow(target.id, added.size if added.form else ONE)
    grown = frame.scope.find(target.id) or before
    if grown.kind == "str" and not in_front:
        frame.charge(grown.size.loose(), value, "`+` copies the whole str (CPython can often avoid it)", "str +=")
    else:
        frame.charge(grown.size, value, f"`+` copies the whole {grown.kind}", "str +=" if grown.kind == "str" else "copy by +")


def _double(frame: Frame, name: str, before: Value, node: ast.AST) -> None:
    size = frame.rounds(before.born).exponential()
    frame.scope.names[name] = replace(before, form=symbol_of(size))
    # The last of all rounds costs as much as the others together, so the sum is no more than the size at the end.
    frame.charge(size, node, "what is added is as long as what is there: the length doubles", "doubles")


def _augmented(frame: Frame, node: ast.AugAssign) -> None:
    step = step_of(node)
    if step is not None and step[0] in frame.scope.names and frame.scope.names[step[0]].kind in (*NUMBERS, "?"):
        frame.stepped(*step)
        return
    if not isinstance(node.target, ast.Name):
        value = read(frame, node.value)
        target = read(frame, node.target)
        if isinstance(node.op, ast.Add) and "str" in (value.kind, target.kind) and isinstance(node.target, ast.Attribute):
            frame.charge(frame.rounds(0), node, "`+=` copies the whole str", "str +=")
            _set_field(frame, node.target, UNSURE)
        elif isinstance(node.op, ast.Add) and value.kind in ("list", "tuple"):
            frame.charge(value.size)
        return
    name = node.target.id
    before = frame.scope.find(name) or unknown()
    if isinstance(node.op, ast.Add) and before.kind in ("list", "str", "tuple", "bytes", "deque"):
        if frame.trips and whole_mention(node.value, name):
            _double(frame, name, before, node)
            return
        added = read(frame, node.value)
        frame.grow(name, added.size)
        grown = frame.scope.find(name) or before
        frame.charge(added.size)
        if grown.kind == "tuple":
            frame.charge(grown.size, node, "`+=` copies the whole tuple", "copy by +")
        elif grown.kind in ("str", "bytes"):
            frame.charge(grown.size.loose(), node, "`+=` copies the whole str (CPython can often avoid it)", "str +=")
        return
    value = read(frame, node.value)
    result = binary(frame, node, before, node.op, value, node.target, node.value)
    if frame.trips and result.kind in NUMBERS and result.size.grows:
        result = Value(
            result.kind,
            symbol_of(result.size.loose() if isinstance(node.op, (ast.FloorDiv, ast.RShift, ast.Mod, ast.Sub)) else UNSURE),
        )
    elif frame.trips and not result.size.grows and isinstance(node.op, (ast.Add, ast.Mult, ast.LShift)):
        result = replace(result, form=symbol_of(UNSURE) if result.kind in NUMBERS else result.form)
    if frame.trips and result.kind in ("set", "dict"):
        result = replace(result, form=symbol_of(UNSURE))
    frame.scope.names[name] = replace(result, born=before.born)


def _set_field(frame: Frame, target: ast.Attribute, size: Bound) -> None:
    if isinstance(target.value, ast.Name):
        owner = frame.scope.find(target.value.id)
        if owner is not None and owner.fields is not None and target.attr in owner.fields:
            owner.fields[target.attr] = replace(owner.fields[target.attr], form=symbol_of(size))


def _delete(frame: Frame, targets: list[ast.expr]) -> None:
    for target in targets:
        if isinstance(target, ast.Subscript):
            owner = read(frame, target.value)
            if owner.kind in ("dict", "set"):
                continue
            at = literal(target.slice) if not isinstance(target.slice, ast.Slice) else None
            cost = ONE if at == -1 else owner.size if at == 0 and owner.kind == "list" else owner.size.loose()
            frame.charge(cost, target, "`del` moves all elements behind", "pop(0)")


def _small(test: ast.expr) -> bool:
    """True if a condition says that the input is small, so that what depends on it does not grow."""
    match test:
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Eq()], comparators=[right]):
            about_length = isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "len"
            return literal(right) is not None and (about_length or isinstance(left, ast.Name))
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name()):
            return True
        case _:
            return False


def _if(frame: Frame, node: ast.If) -> None:
    read(frame, node.test)
    frame.tests.append((len(frame.trips), node.test))
    before = dict(frame.scope.names)
    outside = frame.levels[-1]
    frame.levels[-1] = ONE
    read_body(frame, node.body)
    inside = frame.levels[-1]
    frame.levels[-1] = outside | (inside.loose() if _small(node.test) else inside)
    after = dict(frame.scope.names)
    frame.scope.names.clear()
    frame.scope.names.update(before)
    read_body(frame, node.orelse)
    frame.tests.pop()
    if node.body and isinstance(node.body[-1], (ast.Return, ast.Raise)) and not node.orelse:
        return
    for name, value in after.items():
        there = frame.scope.names.get(name)
        if there is not None and name in frame.grown and there.kind == value.kind == "list" and there.born == value.born:
            frame.scope.names[name] = max(there, value, key=lambda each: each.size)  # whether it may not grow, is in its size
            continue
        frame.scope.names[name] = value if there is None or there == value else join(there, value)
