"""Parsing source that nobody vouches for: nothing here executes it, and nothing raises because of it."""

from __future__ import annotations

import ast
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from ..trees import syntax_tree

PARSER_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
"""All that CPython's parser raises for hostile text: NUL bytes and lone surrogates are ValueError, deep nesting the rest."""

_WARNING_FILTERS = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Silences the parser's warnings on foreign source: an invalid escape in a reply is not the user's concern.

    The filters are process-wide, so one thread at a time is inside; under ``-W error`` such a warning
    would otherwise turn valid code into a syntax error.
    """
    with _WARNING_FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parsed(source: str) -> ast.Module | None:
    """The tree of ``source``; None if it does not parse, whatever the reason."""
    with quiet():
        try:
            return syntax_tree(source)
        except PARSER_ERRORS:
            return None


def compile_error(source: str) -> SyntaxError | None:
    """What keeps ``source`` from compiling; None if it compiles. Errors without a place come as a SyntaxError without one."""
    with quiet():
        try:
            compile(source, "<candidate>", "exec", dont_inherit=True)
        except SyntaxError as error:
            return error
        except PARSER_ERRORS as error:
            return SyntaxError(str(error) or type(error).__name__)
    return None


def compiles(source: str) -> bool:
    """True if ``source`` compiles as a module."""
    return compile_error(source) is None


def defined_names(tree: ast.Module) -> frozenset[str]:
    """The public names that a module binds at its top level: functions, classes, variables, imports left out."""
    names: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names.update(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
    return frozenset(name for name in names if not name.startswith("_"))
