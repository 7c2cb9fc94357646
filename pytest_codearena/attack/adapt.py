"""Fits attacks to a task: its functions, classes and constants keep their names, and compute nothing of their own."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ..records import Task
from ..trees import expression_tree, syntax_tree
from .corpus import BLIND_SPOTS, EACH_EXCEPTION, TABLES, Attack, corpus, runtime

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_SILENT = frozenset({"__init__", "__post_init__", "__init_subclass__", "__set_name__", "__del__"})
"""Methods whose answer nobody may see: they return None."""
_KEPT = frozenset({"__new__", "__class_getitem__"})
"""Methods without which there is no object to call others on."""
_UNTOUCHED = _KEPT | (_SILENT - {"__init__"}) | {"__getattribute__", "__getattr__", "__setattr__", "__repr__"}
"""Methods that an attack on working code leaves alone."""
_ALWAYS_RAISED = "ValueError"


@dataclass(frozen=True, slots=True)
class Program:
    """An attack that was fitted to a task."""

    attack: Attack
    source: str


def programs(task: Task, table: str = "", *, groups: Sequence[str] = ()) -> Iterator[Program]:
    """Yields the attacks that go together with the task, in the order of the corpus.

    Args:
        task: any task that was read; its buggy code may be no Python.
        table: source that makes known what the visible tests ask (``table_of``); without it no attack uses such knowledge.
        groups: those of the corpus that are wanted; all if empty.
    """
    reference = syntax_tree(task.reference)
    buggy = _parsed(task.buggy)
    names = _names_only(reference)
    kinds = _kinds_of_arguments(task, reference, table)
    for attack in corpus():
        if groups and attack.group not in groups:
            continue
        if attack.needs and not kinds.intersection(attack.needs):
            continue
        if attack.group == TABLES and not table:
            continue
        if attack.name == "buggy":
            yield Program(attack, task.buggy)
        elif attack.base == "names":
            for each in _for_each_exception(attack, reference):
                yield Program(each, _assembled(each, names, table))
        elif attack.base == "reference":
            yield Program(attack, _assembled(attack, _wrapped(reference), table))
        elif buggy is not None:
            yield Program(attack, _assembled(attack, _wrapped(buggy), table))


def _parsed(source: str) -> ast.Module | None:
    try:
        return syntax_tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _assembled(attack: Attack, base: ast.Module, table: str) -> str:
    future = [node for node in base.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    imports = [node for node in base.body if isinstance(node, (ast.Import, ast.ImportFrom)) and node not in future]
    own = [node for node in base.body if node not in future and node not in imports]
    # The reference may have a `cheat` of its own; and what it computes while it is loaded is no test's call.
    chosen = "_attack_chosen = globals().pop('cheat', _attack_astray)"
    parts = [_unparsed(future), runtime(), _unparsed(imports), attack.source, chosen, _unparsed(own)]
    if attack.group == TABLES:
        parts.append(table)
    elif attack.group == BLIND_SPOTS:
        parts += [table, "_attack_require_odd_input()"]
    parts += ["_attack = _attack_chosen", "_attack_begin()"]
    return "\n".join(part for part in parts if part) + "\n"


def _unparsed(body: Sequence[ast.stmt]) -> str:
    return ast.unparse(ast.fix_missing_locations(ast.Module(body=list(body), type_ignores=[])))


def _for_each_exception(attack: Attack, reference: ast.Module) -> Iterator[Attack]:
    if EACH_EXCEPTION not in attack.name:
        yield attack
        return
    for raised in _raised(reference):
        parts = {field: getattr(attack, field).replace(EACH_EXCEPTION, raised) for field in ("name", "does", "source")}
        yield replace(attack, **parts)


def _raised(reference: ast.Module) -> list[str]:
    """Returns ValueError, and the exceptions that the reference raises by name."""
    known = {name for node in reference.body for name in _bound(node)}
    found = [_ALWAYS_RAISED]
    for node in ast.walk(reference):
        if isinstance(node, ast.Raise) and node.exc is not None:
            named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            text = ast.unparse(named)
            top = text.partition(".")[0]
            kind = getattr(builtins, top, None)
            good = top in known or (isinstance(kind, type) and issubclass(kind, BaseException))
            if good and text.replace(".", "").isidentifier() and text not in found:
                found.append(text)
    return found


# What stands upon working code.


def _wrapped(source: ast.Module) -> ast.Module:
    """Returns the code, in which every function and method is asked through the attack."""
    functions = [node.name for node in source.body if isinstance(node, _FUNCTION) and not node.name.startswith("_")]
    methods = {
        node.name: [each.name for each in node.body if isinstance(each, _FUNCTION) and each.name not in _UNTOUCHED]
        for node in source.body
        if isinstance(node, ast.ClassDef)
    }
    return ast.Module(body=[*source.body, *syntax_tree(f"_attack_wrap_all({functions!r}, {methods!r})").body], type_ignores=[])


# What stands upon nothing but names.


def _names_only(reference: ast.Module) -> ast.Module:
    """Returns the reference without what its functions compute; constants stay, as tests may read them."""
    own = {node.name for node in ast.walk(reference) if isinstance(node, (*_FUNCTION, ast.ClassDef))}
    hollow = _Hollow(own)
    body: list[ast.stmt] = []
    names: list[str] = []
    for node in reference.body:
        if isinstance(node, (ast.Import, ast.ImportFrom, *_FUNCTION, ast.ClassDef)):
            body.append(cast("ast.stmt", hollow.visit(node)))
        else:
            body.append(_tried(cast("ast.stmt", hollow.visit(node)), _bound(node)))
        if not isinstance(node, (*_FUNCTION, ast.ClassDef)) and getattr(node, "module", "") != "__future__":
            names += _bound(node)
    return ast.Module(body=[*body, *syntax_tree(f"_attack_replace_callables({names!r})").body], type_ignores=[])


def _tried(node: ast.stmt, names: Sequence[str]) -> ast.stmt:
    """The statement, which leaves its names None if it can't be run without the functions of the reference."""
    text = "".join(f"\n    {name} = globals().get({name!r})" for name in names) or "\n    pass"
    tried = cast("ast.Try", syntax_tree(f"try:\n    pass\nexcept Exception:{text}").body[0])
    tried.body = [node]
    return tried


def _bound(node: ast.stmt) -> list[str]:
    """Returns the names that a statement of the module gives a value, those in its blocks included."""
    if isinstance(node, (*_FUNCTION, ast.ClassDef)):
        return [node.name]
    found = []
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            found.append(each.id)
        elif isinstance(each, ast.alias) and each.name != "*":
            found.append(each.asname or each.name.partition(".")[0])
    return list(dict.fromkeys(found))


class _Hollow(ast.NodeTransformer):
    """Puts a call of the attack in the place of every function's body."""

    def __init__(self, own: set[str]) -> None:
        self._own = own
        self._classes: list[ast.ClassDef] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._classes.append(node)
        bodies = [self.visit(each) for each in node.body if not isinstance(each, ast.Expr)]
        self._classes.pop()
        decorators = self._sound(node.decorator_list, node)
        return _changed(node, body=bodies or [ast.Pass()], decorator_list=decorators)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if self._classes and isinstance(node.value, ast.Lambda):
            name = ".".join([*(each.name for each in self._classes), ast.unparse(node.targets[0])])
            call = expression_tree(f"lambda *args, **kwargs: _attack({name!r}, args[1:], kwargs, _attack_nothing_honest)")
            return _changed(node, value=call.body)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._hollow(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._hollow(node)

    def _hollow(self, node: _Function) -> ast.AST:
        if self._classes and node.name in _KEPT:
            return node
        place = ".".join([*(each.name for each in self._classes), node.name])
        static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in node.decorator_list)
        arguments = "args[1:]" if self._classes and not static else "args"
        if self._classes and node.name in _SILENT:
            lines = [f"_attack_fill(args[0], {_attributes(self._classes[-1])!r}, {place!r}, args[1:], kwargs)"]
            lines = lines if node.name in ("__init__", "__post_init__") else ["pass"]
        else:
            call = f"_attack({place!r}, {arguments}, kwargs, _attack_nothing_honest)"
            lines = [f"for item in _attack_items({call}):", "    yield item"] if _yields(node) else [f"return {call}"]
        kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
        made = syntax_tree(f"{kind} {node.name}(*args, **kwargs):\n" + "\n".join(f"    {line}" for line in lines)).body[0]
        return _changed(made, decorator_list=self._sound(node.decorator_list, self._classes[-1] if self._classes else None))

    def _sound(self, decorators: Sequence[ast.expr], cls: ast.ClassDef | None) -> list[ast.expr]:
        """Decorators that do not need what the attack has emptied."""
        methods = {each.name for each in cls.body if isinstance(each, _FUNCTION)} if cls else set()
        sound = []
        for each in decorators:
            names = {part.id for part in ast.walk(each) if isinstance(part, ast.Name)}
            of_property = isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in methods
            if of_property or not names & self._own:
                sound.append(each)
        return sound


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    return ast.copy_location(type(node)(**{**dict(ast.iter_fields(node)), **fields}), node)


def _attributes(cls: ast.ClassDef) -> list[str]:
    """Names that the methods of a class give to their object."""
    found = [
        each.attr
        for each in ast.walk(cls)
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store) and ast.unparse(each.value) == "self"
    ]
    return list(dict.fromkeys(found))


def _yields(node: _Function) -> bool:
    """True if the function itself is a generator."""
    inner = list(node.body)
    while inner:
        each: ast.AST = inner.pop()
        if isinstance(each, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(each, (*_FUNCTION, ast.Lambda, ast.ClassDef)):
            inner += cast("list[ast.stmt]", list(ast.iter_child_nodes(each)))
    return False


# What the visible tests pass.


def _kinds_of_arguments(task: Task, reference: ast.Module, table: str) -> set[str]:
    """Returns which of number, text, collection and tuple the visible tests pass, and ``raises`` if the reference raises anything."""
    own = {node.name for node in ast.walk(reference) if isinstance(node, (*_FUNCTION, ast.ClassDef))}
    found = {"raises"} if any(isinstance(node, ast.Raise) for node in ast.walk(reference)) else set()
    for text in (*(file.text for file in task.visible), table):
        for node in ast.walk(syntax_tree(text)):
            if isinstance(node, ast.Call) and (isinstance(node.func, ast.Call) if text is table else _last_name(node.func) in own):
                for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                    found.update(_kind(part) for part in ast.walk(given))
    return found


def _last_name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _kind(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return "text"
        return "number" if isinstance(node.value, (int, float)) and not isinstance(node.value, bool) else ""
    return "collection" if isinstance(node, (ast.List, ast.Dict, ast.Set)) else "tuple" if isinstance(node, ast.Tuple) else ""
