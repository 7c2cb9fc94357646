"""Module rules about names: misspelt, never imported, or an attribute's without its object."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from .attributes import identifiers
from .distance import nearest
from .rules import Context, Proposal, Rule
from .scopes import names_in, parents
from .text import import_place, read
from .vocabulary import BUILTIN_NAMES, FOREIGN, SYNONYMS, WELL_KNOWN
from .words import STARTING


def undefined_name(source: str, context: Context) -> Iterator[Proposal]:
    """A name that nothing binds: the nearest one that is bound, a builtin, or the keyword that it was meant to be."""
    text = read(source)
    names = names_in(text.tree)
    unresolved = names.unresolved()
    for missing in dict.fromkeys(node.id for node, _ in unresolved):
        places = [(node, scope) for node, scope in unresolved if node.id == missing]
        found: dict[str, float] = {}
        for rank, scope in enumerate(places[0][1].outwards()):
            for slips, meant in nearest(missing, scope.bound):
                unread = meant not in scope.read
                found.setdefault(meant, 0.3 + 0.1 * slips + 0.02 * rank - 0.05 * unread)
        for slips, meant in nearest(missing, BUILTIN_NAMES):
            found.setdefault(meant, 0.35 + 0.1 * slips + 0.1 * meant[0].isupper())
        for table, cost in ((SYNONYMS, 0.4), (FOREIGN, 0.3)):
            meant_there = table.get(missing, "")
            if (
                meant_there in BUILTIN_NAMES
                or meant_there in ("True", "False", "None")
                or names.is_visible(meant_there, places[0][1])
            ):
                found.setdefault(meant_there, cost)
        for slips, meant in nearest(missing, ("True", "False", "None")):
            found.setdefault(meant, 0.25 + 0.1 * slips)
        at = min(text.start(node) for node, _ in places)
        for meant, cost in sorted(found.items(), key=lambda item: (item[1], item[0])):
            yield Proposal(text.edited(*((text.start(node), text.end(node), meant) for node, _ in places)), cost, at)


def keyword_as_call(source: str, context: Context) -> Iterator[Proposal]:
    """``retrun(x)``, ``returnx``, ``contineu``: valid, but the name at the beginning is a misspelt keyword."""
    text = read(source)
    for node, scope in names_in(text.tree).unresolved():
        start = text.start(node)
        if source[source.rfind("\n", 0, start) + 1 : start].strip() not in ("", "else:"):
            continue
        for word in ("return", "raise", "yield", "del", "assert"):
            rest = node.id.removeprefix(word)
            if rest != node.id and names_in(text.tree).is_visible(rest, scope):
                yield Proposal(text.edited((start, text.end(node), f"{word} {rest}")), 0.2, start)
        for slips, meant in nearest(node.id, STARTING):
            yield Proposal(text.edited((start, text.end(node), meant)), 0.28 + 0.1 * slips, start)


def missing_import(source: str, context: Context) -> Iterator[Proposal]:
    """``math.sqrt(x)`` or ``defaultdict(list)`` without an import."""
    text = read(source)
    above = parents(text.tree)
    for node, _ in names_in(text.tree).unresolved():
        if node.id in sys.stdlib_module_names and isinstance(above.get(node), ast.Attribute):
            line = f"import {node.id}\n"
        elif node.id in WELL_KNOWN:
            line = f"from {WELL_KNOWN[node.id]} import {node.id}\n"
        else:
            continue
        place = import_place(text)
        yield Proposal(f"{source[:place]}{line}{source[place:]}", 0.25, text.start(node))


def misspelt_definition(source: str, context: Context) -> Iterator[Proposal]:
    """``def reindx``, where the tests import ``reindex``."""
    text = read(source)
    module = names_in(text.tree).module
    wanted = [name for name in _imported_by_tests(context.tests) if name not in module.bound]
    tested = identifiers(context.tests)
    for name in wanted:
        for slips, written in nearest(name, module.bound):
            if written in tested or written not in _defined_by_statements(text.tree):
                continue
            changed = re.sub(rf"(?<![\w.'\"]){re.escape(written)}(?![\w'\"])", name, source)
            yield Proposal(changed, 0.3 + 0.1 * slips, source.find(written))


def unbound_local(source: str, context: Context) -> Iterator[Proposal]:
    """``count += 1`` in a function, where ``count`` belongs to the module or the function around."""
    text = read(source)
    for scope in names_in(text.tree).scopes:
        function = scope.node
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for name in sorted(_only_added_to(function) - scope.elsewhere):
            outer = next((other for other in list(scope.outwards())[1:] if name in other.bound), None)
            if outer is None:
                continue
            word = "global" if outer.parent is None else "nonlocal"
            body = function.body[1:] if ast.get_docstring(function) is not None and len(function.body) > 1 else function.body
            place = text.start(body[0])
            yield Proposal(f"{source[:place]}{word} {name}\n{text.indent(body[0])}{source[place:]}", 0.35, place)


def misspelt_target(source: str, context: Context) -> Iterator[Proposal]:
    """``totl = total + x``, where only ``total`` is ever read."""
    text = read(source)
    for scope in names_in(text.tree).scopes:
        function = scope.node
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        inner = [other for other in names_in(text.tree).scopes if other.function is function or other is scope]
        read_inside = {name for other in inner for name in other.read}
        stores = [node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        for node in stores:
            if node.id in read_inside or node.id in scope.elsewhere or node.id.startswith("_"):
                continue
            for slips, meant in nearest(node.id, scope.bound & read_inside)[:2]:
                if len(node.id) > 2:
                    yield Proposal(text.edited((text.start(node), text.end(node), meant)), 0.55 + 0.1 * slips, text.start(node))


def _only_added_to(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names that a function changes with ``+=`` and the like but never sets."""
    added: set[str] = set()
    given: set[str] = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            added.add(node.target.id)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.For | ast.NamedExpr | ast.withitem | ast.comprehension):
            given |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)} - (
                {
                    part.target.id
                    for part in ast.walk(node)
                    if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name)
                }
            )
        elif isinstance(node, ast.Global | ast.Nonlocal):
            given |= set(node.names)
    return added - given


def _imported_by_tests(tests: str) -> list[str]:
    """Names that the tests import from, or look up in, a module of the task."""
    found: list[str] = []
    for module, names in re.findall(r"^[ \t]*from[ \t]+(\w+)[ \t]+import[ \t]+\(?([\w, \t\n]+)", tests, re.MULTILINE):
        if module not in sys.stdlib_module_names and module not in ("pytest", "hypothesis", "support", "reference"):
            found += re.findall(r"[^\W\d]\w*", re.sub(r"\bas[ \t]+\w+", "", names.split("\n\n")[0]))
    return list(dict.fromkeys(found))


def _defined_by_statements(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


RULES = (
    Rule(
        "undefined_name",
        "a name that nothing binds",
        "def f(items):\n    return lenn(itmes)\n",
        "def f(items):\n    return lenn(items)\n",
        undefined_name,
    ),
    Rule(
        "keyword_as_call",
        "a misspelt keyword that reads like a call",
        "def f(x):\n    retrun(x)\n",
        "def f(x):\n    return(x)\n",
        keyword_as_call,
    ),
    Rule(
        "missing_import", "a module is used and never imported", "x = math.pi\n", "import math\nx = math.pi\n", missing_import
    ),
    Rule(
        "misspelt_definition",
        "a definition is misspelt, as the tests show",
        "def reindx(xs):\n    return xs\n",
        "def reindex(xs):\n    return xs\n",
        misspelt_definition,
        "from candidate import reindex\n",
    ),
    Rule(
        "unbound_local",
        "a function adds to a variable of the scope around it",
        "n = 0\ndef f():\n    n += 1\n",
        "n = 0\ndef f():\n    global n\n    n += 1\n",
        unbound_local,
    ),
    Rule(
        "misspelt_target",
        "a variable is set under a misspelt name",
        "def f(x):\n    total = 0\n    totl = total + x\n    return total\n",
        "def f(x):\n    total = 0\n    total = total + x\n    return total\n",
        misspelt_target,
    ),
)
"""Rules whose source is a module that compiles."""
