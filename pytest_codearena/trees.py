"""Python source to its syntax tree, in one thread at a time."""

from __future__ import annotations

import ast
import threading

_parsing = threading.Lock()


def syntax_tree(source: str) -> ast.Module:
    """Returns what ``ast.parse`` returns, and raises what it raises.

    CPython keeps how deep it is in a tree for all threads together (python/cpython#106905): two that parse at the same
    time may end in a SystemError.
    """
    with _parsing:
        return ast.parse(source)


def expression_tree(source: str) -> ast.Expression:
    """Does the same for a single expression."""
    with _parsing:
        return ast.parse(source, mode="eval")
