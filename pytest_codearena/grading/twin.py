"""What is read from a candidate's source to measure it: its idle twin, and whether calls of C may hide a logarithm."""

from __future__ import annotations

import ast
import re

_SORTING = r"sort\w*|heap\w*|nlargest|nsmallest|bisect\w*|insort\w*|PriorityQueue"
_SORTS = re.compile(rf"\b(?:{_SORTING})\b")
_LOGARITHMIC = re.compile(rf"\b(?:{_SORTING}|pow|gcd|lcm|isqrt|bit_length|str|repr|bin|hex|oct|format)\b|\*\*|\bf[\"']")
_KEEPS = re.compile(r"cache|memo|\bglobal\b|=\s*(?:\{\}|dict\(\))\s*[,)]", re.IGNORECASE)


def sorts(source: str) -> bool:
    """True if the source names something that sorts or keeps in order."""
    return _SORTS.search(source) is not None


def hides_logarithms(source: str) -> bool:
    """True if the source names something whose time may grow by a logarithm without a line of Python being run for it."""
    return _LOGARITHMIC.search(source) is not None


def keeps_answers(source: str) -> bool:
    """True if it looks as if a call could find the answer to an earlier one."""
    return _KEEPS.search(source) is not None


def twin(source: str) -> str:
    """Returns a module that imports what ``source`` imports at its top level and holds the rest of it without running it."""
    tree = ast.parse(source)
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    first = [node for node in imports if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    rest = [node for node in tree.body if node not in imports] or [ast.Pass()]
    never = ast.parse("if __name__ == '': pass").body[0]
    assert isinstance(never, ast.If)
    never.body = rest
    tree.body = [*first, *(node for node in imports if node not in first), never]
    return ast.unparse(tree)
