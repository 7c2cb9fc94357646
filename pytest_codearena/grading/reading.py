"""What is read from a candidate's source to measure it: its imports, and what its growth may hide."""

from __future__ import annotations

import ast
import re

from ..trees import syntax_tree

_SORTS = re.compile(r"\bsort\w*\b")
_KEEPS_ORDER = re.compile(r"\b(?:heap\w*|nlargest|nsmallest|bisect\w*|insort\w*|PriorityQueue)\b")
_LOGARITHMIC = re.compile(r"\b(?:pow|gcd|lcm|isqrt|bit_length|str(?!\s*\.)|repr|bin|hex|oct|format)\b|\*\*|\bf[\"']")
_KEEPS = re.compile(r"cache|memo|\bglobal\b|=\s*(?:\{\}|dict\(\))\s*[,)]", re.IGNORECASE)


def sorts(source: str) -> bool:
    """True if the source names something that sorts."""
    return _SORTS.search(source) is not None


def keeps_order(source: str) -> bool:
    """True if the source names something that keeps a collection in order, or searches in one that is."""
    return _KEEPS_ORDER.search(source) is not None


def hides_logarithms(source: str) -> bool:
    """True if the source names something else whose time may grow by a logarithm without a line of Python being run for it."""
    return _LOGARITHMIC.search(source) is not None


def keeps_answers(source: str) -> bool:
    """True if it looks as if a call could find the answer to an earlier one."""
    return _KEEPS.search(source) is not None


def imports(source: str) -> list[str]:
    """Returns the statements that import modules, wherever they stand in ``source``, each by itself; none if it can't be read."""
    try:
        nodes = list(ast.walk(syntax_tree(source)))
        return [ast.unparse(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
