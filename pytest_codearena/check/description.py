"""Whether the description, which an agent reads, gives the reference's code away."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..records import Task
from ..trees import syntax_tree

_TOKEN = re.compile(r"[^\W\d]\w*|\d\w*(?:\.\d\w*)?|\S")
_LEAST_TOKENS = 5
"""Of a line of the fix: what is shorter may stand in a sentence."""
_LEAST_TOKENS_OF_A_RUN = 10
"""Of two lines in a row."""
_INTERFACE = ("def ", "async def ", "class ", "import ", "from ", "@")
"""Lines that begin so say what there is, not how it is done."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of code as its tokens."""

    number: int
    text: str
    tokens: tuple[str, ...]
    new: bool
    """True if buggy.py, which an agent sees anyway, does not have it."""


def description_problems(task: Task, *, shown: str) -> list[str]:
    """Returns what is wrong if title or description hold lines of the reference that the buggy code does not have."""
    told = _tokens(f"{task.title}\n{task.description}")
    lines = _code_lines(task)
    for line in lines:
        if line.new and len(line.tokens) >= _LEAST_TOKENS and _holds(told, line.tokens):
            return [_problem(shown, line)]
    for line, following in pairwise(lines):
        run = line.tokens + following.tokens
        if (line.new or following.new) and len(run) >= _LEAST_TOKENS_OF_A_RUN and _holds(told, run):
            return [_problem(shown, line)]
    return []


def _problem(shown: str, line: _Line) -> str:
    return (
        f"{shown}/task.toml: description: holds line {line.number} of reference.py ({line.text}), so it gives the fix away; say what "
        "the code should do, not how"
    )


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.replace("'", '"')))


def _holds(told: Sequence[str], run: Sequence[str]) -> bool:
    first, count = run[0], len(run)
    return any(told[place : place + count] == run for place, token in enumerate(told) if token == first)


def _code_lines(task: Task) -> list[_Line]:
    """Returns the reference's lines without comments, docstrings, and what says only what there is."""
    known = {_tokens(line) for line in task.buggy.split("\n")}
    prose = _prose(task.reference)
    found = []
    for number, line in enumerate(_without_comments(task.reference), start=1):
        text = line.strip()
        tokens = _tokens(text)
        if tokens and number not in prose and not text.startswith(_INTERFACE):
            found.append(_Line(number, text, tokens, tokens not in known))
    return found


def _prose(source: str) -> set[int]:
    """Returns the numbers of the lines on which docstrings stand."""
    found: set[int] = set()
    for node in ast.walk(syntax_tree(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def _without_comments(source: str) -> list[str]:
    lines = source.split("\n")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return lines
