"""Which names a module binds where, and which it reads without any being bound."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_ALWAYS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__spec__", "__path__", "__class__", "__annotations__"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(eq=False)
class Scope:
    """A module, class, function or comprehension."""

    node: ast.AST
    parent: Scope | None
    bound: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    """Names declared global or nonlocal."""

    @property
    def is_class(self) -> bool:
        """True for class bodies, whose names functions inside do not see."""
        return isinstance(self.node, ast.ClassDef)

    def outwards(self) -> Iterator[Scope]:
        """This scope and those around it whose names are seen here, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            if scope is self or not scope.is_class:
                yield scope
            scope = scope.parent

    @property
    def function(self) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function around this scope, if there is one."""
        scope: Scope | None = self
        while scope is not None:
            if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
                return scope.node
            scope = scope.parent
        return None


@dataclass(frozen=True)
class Names:
    """What is known about a module's names."""

    module: Scope
    scopes: tuple[Scope, ...]
    reads: tuple[tuple[ast.Name, Scope], ...]
    open_ended: bool
    """True if ``from x import *`` may bind anything."""

    def unresolved(self) -> list[tuple[ast.Name, Scope]]:
        """Reads of names that nothing binds."""
        if self.open_ended:
            return []
        return [(node, scope) for node, scope in self.reads if not self.is_visible(node.id, scope)]

    def is_visible(self, name: str, scope: Scope) -> bool:
        """True if ``name`` means something in ``scope``."""
        return name in _ALWAYS or name in self.module.bound or any(name in outer.bound for outer in scope.outwards())


@lru_cache(maxsize=64)
def names_in(tree: ast.Module) -> Names:
    """The names of a module."""
    walk = _Walk(tree)
    return Names(walk.module, tuple(walk.scopes), tuple(walk.reads), walk.open_ended)


class _Walk(ast.NodeVisitor):
    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(tree, None)
        self.scope = self.module
        self.scopes = [self.module]
        self.reads: list[tuple[ast.Name, Scope]] = []
        self.open_ended = False
        for statement in tree.body:
            self.visit(statement)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.reads.append((node, self.scope))
            self.scope.read.add(node.id)
        else:
            self._bind(node.id)

    def _bind(self, name: str) -> None:
        scope = self.scope
        if name in scope.elsewhere:
            self.module.bound.add(name)
        else:
            scope.bound.add(name)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        scope = self.scope
        while isinstance(scope.node, _Comprehension) and scope.parent is not None:
            scope = scope.parent
        scope.bound.add(node.target.id)

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.elsewhere.update(node.names)
        self.module.bound.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.elsewhere.update(node.names)

    def visit_alias(self, node: ast.alias) -> None:
        if node.name == "*":
            self.open_ended = True
        self._bind(node.asname or node.name.partition(".")[0])

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self._bind(node.rest)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bind(node.name)
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        self._inside(node, node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._arguments(node)
        self._inside(node, [node.body])

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._arguments(node)
        if node.returns is not None:
            self.visit(node.returns)
        self._inside(node, node.body)

    def _arguments(self, node: _Function) -> None:
        """Defaults and annotations belong to the scope around the function."""
        arguments = node.args
        for argument in _all_arguments(arguments):
            if argument.annotation is not None:
                self.visit(argument.annotation)
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default)

    def _inside(self, node: _Function | ast.ClassDef, body: list[ast.stmt] | list[ast.expr]) -> None:
        outer, self.scope = self.scope, Scope(node, self.scope)
        self.scopes.append(self.scope)
        if not isinstance(node, ast.ClassDef):
            self.scope.bound.update(argument.arg for argument in _all_arguments(node.args))
        for parameter in getattr(node, "type_params", []):  # Python 3.12
            self.scope.bound.add(parameter.name)
        for part in body:
            self.visit(part)
        self.scope = outer

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self._comprehension(node, [node.elt])

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node, [node.elt])

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node, [node.key, node.value])

    def _comprehension(self, node: _Comprehension, results: list[ast.expr]) -> None:
        outer, self.scope = self.scope, Scope(node, self.scope)
        self.scopes.append(self.scope)
        for generator in node.generators:
            self.visit(generator)
        for result in results:
            self.visit(result)
        self.scope = outer


def _all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    extra = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Each node's parent."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
