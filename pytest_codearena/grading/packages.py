"""Which installed packages a candidate of a task may import."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache

from ..records import Task
from ..trees import syntax_tree


def packages_of(task: Task) -> tuple[str, ...]:
    """Returns the installed packages that the reference or support.py imports: those a candidate may import too.

    It parses, which is not safe beside a thread that parses too (see ``trees``), pytest's import of a module for instance.
    Whoever starts graders in threads calls it before: the answer is kept.
    """
    return _packages(task.reference, task.support or "", task.module)


@lru_cache(maxsize=4096)
def _packages(reference: str, support: str, module: str) -> tuple[str, ...]:
    found: set[str] = set()
    for source in (reference, support):
        for node in ast.walk(syntax_tree(source)):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition(".")[0])
    own = {"support", "pytest", "hypothesis", "pytest_codearena", module.partition(".")[0]}
    return tuple(sorted(found - set(sys.stdlib_module_names) - own))
