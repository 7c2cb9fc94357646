"""Where in a module the mistake may be: the lines that the failing visible tests run, and the passing ones do not."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable

from ...trees import syntax_tree
from ...trying import VisibleCheck

_RAISED = re.compile(r"^(?:E\s+)?\s*(?:in )?[\w.<>]+, line (\d+): ", re.MULTILINE)
_RAISED_THERE = 1.4
_UNKNOWN = 0.5
"""Of what runs when the module is loaded, and of all where nothing is known."""


class Suspicion:
    """How likely each line of one source is to hold the mistake, in [0, 1]; 0 if no failing test runs it."""

    def __init__(self, source: str, checks: Iterable[VisibleCheck]) -> None:
        found = list(checks)
        self._statements = _statements(syntax_tree(source))
        failing = [check for check in found if not check.passed and check.outcome != "not_run"]
        scores = ochiai([check.lines for check in failing], [check.lines for check in found if check.passed])
        self._known = bool(scores) and all(check.lines for check in failing)
        highest = max(scores.values(), default=1.0)
        self._scores = {line: score / highest for line, score in scores.items()}
        for line in {line for check in failing for line in raised_lines(check)}:
            self._scores[line] = _RAISED_THERE

    def of(self, line: int) -> float:
        """Returns the suspicion of the statement in which a line is; more than 1 where an exception was raised."""
        owner = self._statements.get(line)
        if owner is None or not self._known:
            return self._scores.get(line, _UNKNOWN)
        lines, inside = owner
        return max((self._scores.get(each, 0.0) for each in lines), default=0.0) if inside else _UNKNOWN


def raised_lines(check: VisibleCheck) -> frozenset[int]:
    """Returns the lines of the source in which a test's exception was raised or passed through; none if it was the test's own."""
    return frozenset(map(int, _RAISED.findall(check.message)))


def ochiai(failing: list[frozenset[int]], passing: list[frozenset[int]]) -> dict[int, float]:
    """Returns Ochiai's coefficient of each line that a failing test runs.

    It was found to rank faulty places best of those that were compared in R. Abreu, P. Zoeteweij, A. van Gemund, "An Evaluation of
    Similarity Coefficients for Software Fault Localization" (PRDC 2006).
    """
    scores = {}
    for line in frozenset().union(*failing):
        failed = sum(line in lines for lines in failing)
        passed = sum(line in lines for lines in passing)
        scores[line] = failed / math.sqrt(len(failing) * (failed + passed))
    return scores


def _statements(tree: ast.Module) -> dict[int, tuple[range, bool]]:
    """For each line those of its innermost statement, and whether it is in a function.

    Those of a loop or branch are the lines of its head; a function's head goes with all of it.
    """
    found: dict[int, tuple[range, bool]] = {}
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, inside = waiting.pop()
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
            if is_function:
                last = node.end_lineno or last
            found.update(
                dict.fromkeys(
                    range(node.lineno, (node.end_lineno or last) + 1), (range(node.lineno, last + 1), inside or is_function)
                )
            )
        inner = inside or is_function
        waiting += [
            (child, inner)
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
        ]
    return found
