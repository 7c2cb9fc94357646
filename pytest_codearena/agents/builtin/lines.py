"""A broken file taken apart into logical lines, each of which can be judged and mended for itself.

Where a bracket is never closed, Python sees one endless statement. Here the next line that can only be the beginning
of a statement ends it, so that one mistake does not hide all that follow.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...trees import syntax_tree
from ..parsing import PARSER_ERRORS
from .lexer import CLOSERS, OPENERS, code_tokens, depth_after, iter_tokens

BLOCK_WORDS = frozenset("if elif else for while try except finally with def class async match case".split())
BRANCH_WORDS = frozenset("elif else except finally case".split())
_STATEMENT_WORDS = frozenset(
    "def class return import while try raise with pass break continue del global nonlocal assert elif except finally @".split()
)
_LONGEST_LINE, _SHORT_LINE = 20_000, 400
_MOST_ENDLESS = 10
"""After so many brackets that are never closed only short statements are believed to span lines: it stays linear."""
_FIRST_WORD = re.compile(r"[^\W\d]\w*|@")
_ASSIGNMENT = re.compile(r"[^\W\d][\w.]*(?:\[[^\]\n]{0,80}\])?[ \t]*(?::[^=\n]{1,60})?[-+*/%|&^]?=(?!=)")
_PREFIX = {
    "elif": "if 1: pass\n",
    "else": "if 1: pass\n",
    "except": "try: pass\n",
    "finally": "try: pass\n",
    "case": "match _:\n ",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line, which may span several of the file."""

    indent: str
    """The blanks before it."""
    text: str
    """The rest, without the final newline; empty for a blank line."""

    @property
    def is_code(self) -> bool:
        """False for blank lines and comments."""
        return bool(self.text) and not self.text.startswith("#")

    def column(self, tab_size: int) -> int:
        """How deep the line stands."""
        return len(self.indent.replace("\f", "").expandtabs(tab_size))


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a logical line is none."""

    offset: int
    """Where in its text the parser noticed."""
    message: str


def parse_line(text: str) -> ast.Module:
    """The tree of one logical line, put where its first word may stand and given a body. Raises what the parser raises."""
    return syntax_tree(f"{_prefix(text)}{text}{_body(text)}")


def _prefix(text: str) -> str:
    word = first_word(text)
    return "" if word == "case" and not opens_block(text) else _PREFIX.get(word, "")


def _body(text: str) -> str:
    word = first_word(text)
    if not opens_block(text):
        return "\ndef _(): pass" if word == "@" else ""
    return {"match": "\n case _: pass", "try": "\n  pass\nfinally: pass"}.get(word, "\n  pass")


@lru_cache(maxsize=16384)
def problem(text: str) -> Problem | None:
    """What is wrong with one logical line by itself; None if it could stand in a program. Call it inside ``quiet()``."""
    try:
        parse_line(text)
    except SyntaxError as error:
        prefix = _prefix(text)
        line = (error.lineno or 1) - prefix.count("\n")
        column = (error.offset or 1) - 1 - (len(prefix) - prefix.rfind("\n") - 1 if line == 1 else 0)
        return Problem(_offset(text, line, column), error.msg or "")
    except PARSER_ERRORS as error:
        return Problem(len(text), str(error))
    return None


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    if line < 1:
        return 0
    if line > len(lines):
        return len(text)
    return sum(len(before) + 1 for before in lines[: line - 1]) + max(0, min(column, len(lines[line - 1])))


@lru_cache(maxsize=16384)
def opens_block(text: str) -> bool:
    """True if the line ends in a colon that is not inside brackets."""
    code = code_tokens(text)
    return bool(code) and code[-1].text == ":" and not depth_after(code)


def first_word(text: str) -> str:
    """The name or keyword that the line begins with, ``@`` for a decorator, else nothing."""
    match = _FIRST_WORD.match(text)
    return match[0] if match else ""


def split(source: str) -> list[Line]:
    """The logical lines of ``source``, also of one that Python can't read. Joined again they give the source."""
    lines: list[Line] = []
    position = endless = 0
    while position < len(source):
        blanks = position
        while blanks < len(source) and source[blanks] in " \t\f":
            blanks += 1
        farthest = blanks + (_LONGEST_LINE if endless < _MOST_ENDLESS else _SHORT_LINE)
        end, closed = _logical_end(source, blanks, farthest)
        endless += not closed or end - blanks > _SHORT_LINE
        text = source[blanks:end]
        if "\n" in text and problem(text) is not None:
            end = _first_cut(source, position, blanks, end)
            text = source[blanks:end].rstrip("\n")
        lines.append(Line(source[position:blanks], text))
        position = end + 1
    return lines


def join(lines: Sequence[Line]) -> str:
    """The file that consists of ``lines``."""
    return "".join(f"{line.indent}{line.text}\n" for line in lines)


def _logical_end(source: str, start: int, farthest: int) -> tuple[int, bool]:
    """Position of the newline that ends the logical line at ``start``, and whether all its brackets are closed there.

    A docstring without an end ends it too. Beyond ``farthest`` no closing bracket is looked for.
    """
    depth = 0
    for token in iter_tokens(source, start):
        if token.start > farthest:
            return _line_end(source, start), False
        if token.kind == "newline" and depth == 0:
            return token.start, True
        if token.kind == "op" and token.text in OPENERS:
            depth += 1
        elif token.kind == "op" and token.text in CLOSERS:
            depth = max(0, depth - 1)
        elif token.kind == "open_docstring" or (token.kind == "open_string" and depth == 0):
            return _line_end(source, token.start), True
    return len(source), depth == 0


def _line_end(source: str, position: int) -> int:
    end = source.find("\n", position)
    return len(source) if end < 0 else end


def _first_cut(source: str, start: int, code_start: int, end: int) -> int:
    """Where a statement that makes no sense as a whole ends, if one of its later lines begins another statement."""
    base = len(source[start:code_start].expandtabs(4))
    in_string = [(token.start, token.end) for token in iter_tokens(source[:end], code_start) if "\n" in token.text]
    line_start = _line_end(source, code_start) + 1
    previous = source[code_start : line_start - 1]
    opener = first_word(previous)
    if opener in BLOCK_WORDS and _ends_in_colon(previous):
        return line_start - 1  # the block's colon is there, only a bracket before it is missing
    while line_start < end:
        line_end = _line_end(source, line_start)
        line = source[line_start:line_end]
        inside = any(first < line_start < last for first, last in in_string)
        if opener in ("def", "class") and line.lstrip().startswith(('"""', "'''")):
            return line_start - 1
        if not inside and line.strip() and _begins_statement(line, base, previous.rstrip()):
            return line_start - 1
        if line.strip():
            previous = line
        line_start = line_end + 1
    return end


def _begins_statement(line: str, base: int, previous: str) -> bool:
    text = line.lstrip(" \t\f")
    word = first_word(text)
    if word in _STATEMENT_WORDS or (word == "from" and " import" in text):
        return True
    if word in BLOCK_WORDS and _ends_in_colon(text):
        return True
    if len(line[: len(line) - len(text)].expandtabs(4)) > base:
        return False
    if _ASSIGNMENT.match(text):
        return True
    return bool(word) and not previous.endswith((",", "(", "[", "{", "\\", "+", "-", "*", "/", "%", "and", "or", "="))


def _ends_in_colon(text: str) -> bool:
    code = code_tokens(text)
    return bool(code) and code[-1].text == ":"
