"""Module rules about attributes and methods, and what can be known about the members of a class."""

from __future__ import annotations

import ast
import importlib
import keyword
from collections.abc import Iterator
from functools import lru_cache

from .distance import nearest
from .lexer import iter_tokens
from .rules import Context, Proposal, Rule
from .scopes import Scope, names_in
from .text import read
from .vocabulary import FOREIGN_METHODS, HARMLESS


def attribute_without_object(source: str, context: Context) -> Iterator[Proposal]:
    """``return items`` in a method, where it is ``self.items`` that exists."""
    text = read(source)
    for node, scope in names_in(text.tree).unresolved():
        owner = class_of(scope)
        function = scope.function
        if owner is None or function is None or not function.args.args:
            continue
        first = function.args.args[0].arg
        if node.id in members(owner, text.tree):
            yield Proposal(text.edited((text.start(node), text.end(node), f"{first}.{node.id}")), 0.27, text.start(node))


def misspelt_attribute(source: str, context: Context) -> Iterator[Proposal]:
    """``self.itmes``, ``xs.appned(x)``, ``math.squrt(x)``, ``xs.push(x)``."""
    text = read(source)
    defined = _attributes_of_module(text.tree) | identifiers(context.tests)
    owners = _owners(text.tree)
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        known = _known_attributes(node, owners.get(node), text.tree, defined)
        if known is None or node.attr in known or (node.attr.startswith("__") and node.attr.endswith("__")):
            continue
        end = text.end(node)
        start = end - len(node.attr)
        swapped = FOREIGN_METHODS.get(node.attr)
        if swapped is not None and swapped in known:
            yield Proposal(text.edited((start, end, swapped)), 0.4, start)
        for slips, meant in nearest(node.attr, known)[:3]:
            yield Proposal(text.edited((start, end, meant)), 0.35 + 0.1 * slips, start)


def _owners(tree: ast.Module) -> dict[ast.AST, ast.ClassDef]:
    """Each node's innermost class."""
    classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {node: owner for owner in classes for part in owner.body for node in ast.walk(part)}


@lru_cache(maxsize=1)
def _builtin_attributes() -> frozenset[str]:
    kinds = (
        str,
        bytes,
        bytearray,
        int,
        float,
        complex,
        list,
        tuple,
        dict,
        set,
        frozenset,
        range,
        slice,
        memoryview,
        type,
        object,
        BaseException,
    )
    extra = "__call__ __name__ __dict__ read readline readlines write writelines close flush seek tell encoding errors args send throw"
    return frozenset(name for kind in kinds for name in dir(kind)) | frozenset(extra.split())


@lru_cache(maxsize=64)
def _module_attributes(name: str) -> frozenset[str]:
    if name.partition(".")[0] not in HARMLESS:
        return frozenset()
    try:
        return frozenset(dir(importlib.import_module(name)))
    except ImportError:
        return frozenset()  # not on this platform: then nothing is known about it


def _known_attributes(
    node: ast.Attribute, owner: ast.ClassDef | None, tree: ast.Module, defined: frozenset[str]
) -> frozenset[str] | None:
    """What may stand after the dot; None if that can't be known."""
    imported = _imported_modules(tree)
    if isinstance(node.value, ast.Name) and node.value.id in imported:
        return _module_attributes(imported[node.value.id]) or None
    if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return members(owner, tree) if owner is not None and _is_closed(owner, tree) else None
    if imported:
        return None  # an object of some library: nothing is known about its methods
    return _builtin_attributes() | defined


@lru_cache(maxsize=16)
def _imported_modules(tree: ast.Module) -> dict[str, str]:
    """Name -> module, for plain imports; other imported names -> nothing that could be looked into."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            found.update({alias.asname or alias.name: f"?{alias.name}" for alias in node.names if node.module != "__future__"})
    return found


def _attributes_of_module(tree: ast.Module) -> frozenset[str]:
    """All names that the module itself sets as attributes or defines in classes."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.ClassDef):
            found |= members(node, tree)
    return frozenset(found)


@lru_cache(maxsize=512)
def members(owner: ast.ClassDef, tree: ast.Module) -> frozenset[str]:
    """What an instance of a class has: methods, class variables and whatever is set on ``self``, also in base classes here."""
    found: set[str] = set(dir(object))
    for node in ast.walk(owner):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            found.add(node.attr)
    for statement in owner.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            found |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
            if any(isinstance(target, ast.Name) and target.id == "__slots__" for target in getattr(statement, "targets", [])):
                found |= {
                    node.value for node in ast.walk(statement) if isinstance(node, ast.Constant) and isinstance(node.value, str)
                }
    for base in _bases_here(owner, tree):
        found |= members(base, tree)
    return frozenset(found)


def _bases_here(owner: ast.ClassDef, tree: ast.Module) -> list[ast.ClassDef]:
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef) and node is not owner}
    return [
        classes[base.id]
        for base in owner.bases
        if isinstance(base, ast.Name) and base.id in classes and classes[base.id].lineno < owner.lineno
    ]


def _is_closed(owner: ast.ClassDef, tree: ast.Module) -> bool:
    """True if all that an instance has can be seen: no unknown bases, decorators or ``__getattr__``."""
    here = [base.name for base in _bases_here(owner, tree)]
    plain = all(isinstance(base, ast.Name) and base.id in (*here, "object") for base in owner.bases)
    dynamic = {"__getattr__", "__getattribute__"} & {node.name for node in owner.body if isinstance(node, ast.FunctionDef)}
    return plain and not dynamic and not owner.keywords and all(_is_closed(base, tree) for base in _bases_here(owner, tree))


def class_of(scope: Scope) -> ast.ClassDef | None:
    """The class in whose method ``scope`` is."""
    current: Scope | None = scope
    while current is not None and current.parent is not None:
        if current.parent.is_class and not current.is_class:
            node = current.parent.node
            return node if isinstance(node, ast.ClassDef) else None
        current = current.parent
    return None


def identifiers(source: str) -> frozenset[str]:
    """The names in a text that need not compile."""
    return frozenset(token.text for token in iter_tokens(source) if token.kind == "name" and not keyword.iskeyword(token.text))


RULES = (
    Rule(
        "attribute_without_object",
        "an attribute without its object",
        "class A:\n    def f(self):\n        self.x = 1\n        return x\n",
        "class A:\n    def f(self):\n        self.x = 1\n        return self.x\n",
        attribute_without_object,
    ),
    Rule(
        "misspelt_attribute",
        "a method or attribute that nothing has",
        "x = []\nx.appned(1)\n",
        "x = []\nx.append(1)\n",
        misspelt_attribute,
    ),
)
"""Rules whose source is a module that compiles."""
