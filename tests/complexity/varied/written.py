"""Makes a record of a function from its source, and the sizes that an author would choose."""

from __future__ import annotations

import ast

from pytest_codearena.records import Growth

from ..known import Known, Make

DEFAULT = (500, 1000, 2000, 4000)
"""The sizes of a task that names none."""
TEXTS = (4000, 8000, 16000, 32000)
"""Where only copies of memory grow, small sizes show nothing."""
LOOPS = (50, 100, 200, 400)
"""For two loops in each other."""
DEEP = (100, 200, 400, 800)
"""As deep as a recursion may go."""
THREE_LOOPS = (10, 20, 40, 80)
TINY = (6, 8, 10, 12, 14)
WIDE = (1000, 10_000, 100_000, 1_000_000)
"""For a worth, or where only a logarithm grows."""


def written(growth: Growth, source: str, make: Make, sizes: tuple[int, ...] = DEFAULT, *, in_c: bool = False) -> Known:
    """Returns the record of the last function of ``source``, which starts with an empty line."""
    source = source.lstrip("\n")
    last = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)][-1]
    return Known(last.name, source, last.name, growth, make, sizes, in_c)
