"""By which name tests import the code under test, as their source says."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping

from ..errors import UsageError
from ..trees import syntax_tree

_OTHERS = frozenset({"pytest", "hypothesis", "support", "reference", "workload", "conftest"})


def module_of(tests: Mapping[str, str], reference: str, *, stem: str, shown: str) -> str:
    """Returns the module that the tests import and that ``reference`` is.

    Args:
        tests: sources of the test files by name.
        reference: source of the code under test.
        stem: name of its file, without ``.py``: it decides where several modules would do.
        shown: what messages call the code under test.

    Raises UsageError if no imported module offers what the code defines, or several do.
    """
    defined = {name for node in syntax_tree(reference).body for name in _defined(node)}
    offered: dict[str, set[str]] = {}
    for file, text in tests.items():
        for module, name in _imported(syntax_tree(text), file):
            if module.partition(".")[0] not in sys.stdlib_module_names | _OTHERS:
                offered.setdefault(module, set()).add(name)
    fitting = [module for module, names in offered.items() if names & (defined | {"*"})]
    named = [module for module in fitting if module.rpartition(".")[2] == stem]
    chosen = named or fitting
    if len(chosen) == 1:
        return chosen[0]
    first = next(iter(tests))
    if chosen:
        raise UsageError(f"{first}: {' and '.join(sorted(chosen))} may both be {shown}; say which by --module")
    example = next(iter(sorted(name for name in defined if not name.startswith("_"))), "function")
    raise UsageError(f"{first}: imports nothing that {shown} defines; import the code under test, e.g. `from {stem} import {example}`")


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))


def _imported(tree: ast.Module, file: str) -> Iterator[tuple[str, str]]:
    """Modules with a name that the tests take from each of them."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                raise UsageError(f"{file}:{node.lineno}: a relative import; in a task the tests import the code by an absolute name")
            for alias in node.names:
                yield str(node.module), alias.name
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name: alias.name for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules:
            yield modules[ast.unparse(node.value)], node.attr
