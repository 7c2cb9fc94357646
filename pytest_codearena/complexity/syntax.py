"""Questions to the syntax tree alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def literal(node: ast.expr) -> int | float | None:
    """The number that an expression states, with its sign; None if it states none, or one without bounds."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = literal(node.operand)
        return None if inner is None else -inner
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
        return None
    return node.value if abs(node.value) < 1e18 else None  # not so for nan, too


def whole_mention(node: ast.AST, name: str) -> bool:
    """True if an expression takes in all of a collection, not one element of it or its length."""
    match node:
        case ast.Name(id=same):
            return same == name
        case ast.BinOp(left=left, right=right):
            return whole_mention(left, name) or whole_mention(right, name)
        case ast.ListComp(generators=[generator], elt=_):
            return whole_mention(generator.iter, name) and not generator.ifs
        case ast.Call(func=ast.Name(id="list" | "reversed"), args=[one]):
            return whole_mention(one, name)
        case _:
            return False


def step_of(node: ast.stmt) -> tuple[str, int] | None:
    """The name and the direction, where a statement moves a number by a constant: ``i += 1`` or ``i = i + 1``."""
    match node:
        case ast.AugAssign(target=ast.Name(id=name), op=(ast.Add() | ast.Sub()) as op, value=value):
            amount = literal(value)
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=same), op=(ast.Add() | ast.Sub()) as op, right=value)
        ):
            amount = literal(value) if same == name else None
        case _:
            return None
    if not amount:
        return None
    return name, (1 if amount > 0 else -1) * (1 if isinstance(op, ast.Add) else -1)


def is_middle(node: ast.expr) -> set[str] | None:
    """The two names between which an expression is the middle: ``(a + b) // 2`` or ``a + (b - a) // 2``."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=ast.Name(id=a), op=ast.Add(), right=ast.Name(id=b)),
            op=(ast.FloorDiv() | ast.RShift()),
            right=by,
        ):
            return {a, b} if literal(by) in (1, 2) else None
        case ast.BinOp(
            left=ast.Name(id=a),
            op=ast.Add(),
            right=ast.BinOp(
                left=ast.BinOp(left=ast.Name(id=b), op=ast.Sub(), right=ast.Name(id=c)),
                op=(ast.FloorDiv() | ast.RShift()),
                right=by,
            ),
        ):
            return {a, b} if a == c and literal(by) in (1, 2) else None
        case ast.Call(func=ast.Name(id="int"), args=[ast.BinOp(left=left, op=ast.Div(), right=by)]):
            return is_middle(ast.BinOp(left=left, op=ast.FloorDiv(), right=by))
        case _:
            return None


def assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """All names that statements bind, each with the statement; not those inside of other functions."""
    for node in body:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from (
                        (each.id, node)
                        for each in ast.walk(target)
                        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
                    )
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


def taken_from(body: list[ast.stmt]) -> set[str]:
    """Names of collections from which statements take elements."""
    found = set()
    for statement in body:
        for each in ast.walk(statement):
            match each:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="pop" | "popleft" | "remove" | "clear" | "popitem")
                ):
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


def _added_to(node: ast.expr, name: str) -> bool:
    """True for ``name + x`` and ``x + name``."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return False
    return any(isinstance(side, ast.Name) and side.id == name for side in (node.left, node.right))


def fed_back(body: list[ast.stmt]) -> set[str]:
    """Names that a round makes from what they were in the round before, and longer: only ``out = out + x`` is read elsewhere."""
    made: dict[str, set[str]] = {}
    longer: set[str] = set()
    appended: dict[str, set[str]] = {}

    def visit(statements: list[ast.stmt], around: set[str]) -> None:
        for node in statements:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                added_to = _added_to(node.value, name)
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
            if (source != name and name in reach(source, made)) or source == name:
                found.add(name)
    return found
