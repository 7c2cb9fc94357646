"""Python source to its syntax tree, in one thread at a time."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_parsing = threading.RLock()
_TRIES = 5


def syntax_tree(source: str) -> ast.Module:
    """Returns what ``ast.parse`` returns, and raises what it raises.

    CPython keeps how deep it is in a tree for all threads together (python/cpython#106905): two that parse at the same
    time may end in a SystemError. Others than we parse too, pytest for instance when it imports: then it is tried again.
    """
    tree = _parsed(source, "exec")
    assert isinstance(tree, ast.Module)
    return tree


def expression_tree(source: str) -> ast.Expression:
    """Does the same for a single expression."""
    tree = _parsed(source, "eval")
    assert isinstance(tree, ast.Expression)
    return tree


def literal(source: str) -> Any:
    """Returns the value of a literal, as ``ast.literal_eval`` does."""
    return ast.literal_eval(expression_tree(source))


@contextmanager
def alone_with_trees() -> Iterator[None]:
    """No other thread of ours parses while this lasts: for what others parse, who know nothing of us."""
    with _parsing:
        yield


def _parsed(source: str, mode: str) -> ast.AST:
    with _parsing:
        for _ in range(_TRIES - 1):
            try:
                return ast.parse(source, mode=mode)
            except SystemError:
                continue
        return ast.parse(source, mode=mode)
