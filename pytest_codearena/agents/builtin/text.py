"""From the places that a tree speaks of to places in the text: the parser counts bytes, text counts characters."""

from __future__ import annotations

import ast
from functools import lru_cache

from ...trees import syntax_tree

Located = ast.stmt | ast.expr | ast.arg | ast.alias | ast.excepthandler
Function = ast.FunctionDef | ast.AsyncFunctionDef
Edit = tuple[int, int, str]
"""Start, end, and what stands there instead."""


class Text:
    """A source that compiles, and its tree."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = syntax_tree(source)
        self._lines = source.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def start(self, node: Located) -> int:
        """Where ``node`` begins."""
        return self.place(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """Where ``node`` ends."""
        return self.place(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def of(self, node: Located) -> str:
        """The text of ``node``."""
        return self.source[self.start(node) : self.end(node)]

    def place(self, line: int, column: int) -> int:
        """The position of a byte column of a line, both as the parser counts."""
        text = self._lines[line - 1]
        characters = column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))
        return self._starts[line - 1] + characters

    def line_start(self, line: int) -> int:
        """The position of the first character of a line."""
        return self._starts[line - 1]

    def indent(self, node: ast.stmt) -> str:
        """The blanks before a statement."""
        line = self._lines[node.lineno - 1]
        return line[: len(line) - len(line.lstrip())]

    def edited(self, *edits: Edit) -> str:
        """The source with all of ``edits`` made; they must not overlap."""
        source = self.source
        for start, end, new in sorted(edits, reverse=True):
            source = source[:start] + new + source[end:]
        return source


@lru_cache(maxsize=64)
def read(source: str) -> Text:
    """The text of a source that compiles. Nobody changes the tree."""
    return Text(source)


def import_place(text: Text) -> int:
    """Where a new import goes: after the last one at the top, else after the docstring."""
    line = 1
    for statement in text.tree.body:
        docstring = (
            isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and statement is text.tree.body[0]
        )
        if docstring or isinstance(statement, ast.Import | ast.ImportFrom):
            line = (statement.end_lineno or statement.lineno) + 1
    return min(text.line_start(line) if line <= len(text.source.split("\n")) else len(text.source), len(text.source))
