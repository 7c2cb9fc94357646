"""Tokens of text that need not be Python: nothing is an error, strings without an end and stray characters are tokens too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

OPENERS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}

_STRING_START = re.compile(r"(?i:[rbuft]|[rb][rbft]|[ft]r)?(\"\"\"|'''|\"|')")
_PLAIN = re.compile(
    r"""(?P<space>[ \t\f]+|\\[ \t]*\r?\n)
      | (?P<newline>\r?\n)
      | (?P<comment>\#[^\n]*)
      | (?P<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?[jJ]?|0[xXoObB][0-9a-fA-F_]+)
      | (?P<name>[^\W\d]\w*)
      | (?P<op>\*\*=|//=|>>=|<<=|\.\.\.|->|:=|==|!=|<=|>=|\*\*|//|<<|>>|[-+*/%@&|^]=|[-+*/%@&|^~<>()\[\]{},:;.=])
      | (?P<other>[^\n])
    """,
    re.VERBOSE,
)
_HEXADECIMAL = re.compile(r"0[xXoObB][0-9a-fA-F_]+")
_BODY_ENDS = {quote: re.compile(rf"(?:[^\\]|\\.)*?{quote}", re.DOTALL) for quote in ('"""', "'''")}
_LINE_BODY = {quote: re.compile(rf"(?:[^\\\n{quote}]|\\[^\n]|\\\n)*") for quote in ('"', "'")}


class Token(NamedTuple):
    """One piece of text."""

    kind: str
    """name, number, string, open_string (no end on its line), open_docstring (no end at all), op, comment, newline, other."""
    text: str
    start: int
    end: int


def iter_tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens from ``start`` on; blanks and continued lines are left out."""
    position = start
    while position < len(text):
        string = _STRING_START.match(text, position)
        if string is not None:
            token = _string(text, position, string)
            position = token.end
            yield token
            continue
        match = _HEXADECIMAL.match(text, position)
        kind = "number"
        if match is None:
            match = _PLAIN.match(text, position)
            if match is None:  # a newline that no pattern takes does not exist, but then one character is skipped
                position += 1
                continue
            kind = match.lastgroup or "other"
        position = match.end()
        if kind != "space":
            yield Token(kind, match[0], match.start(), position)


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """All tokens of a short text."""
    return tuple(iter_tokens(text))


@lru_cache(maxsize=8192)
def code_tokens(text: str) -> tuple[Token, ...]:
    """The tokens that count: no comments, no newlines."""
    return tuple(token for token in tokens(text) if token.kind not in ("comment", "newline"))


def _string(text: str, start: int, opening: re.Match[str]) -> Token:
    quote = opening[1]
    if len(quote) == 3:
        end = _BODY_ENDS[quote].match(text, opening.end())
        if end is None:
            return Token("open_docstring", text[start:], start, len(text))
        return Token("string", text[start : end.end()], start, end.end())
    body = _LINE_BODY[quote].match(text, opening.end())
    stop = body.end() if body else opening.end()
    if text[stop : stop + 1] == quote:
        return Token("string", text[start : stop + 1], start, stop + 1)
    line_end = text.find("\n", start)
    stop = max(stop, len(text) if line_end < 0 else line_end)
    return Token("open_string", text[start:stop], start, stop)


def depth_after(code: Sequence[Token]) -> list[str]:
    """The brackets that are open after ``code``; a closer of the wrong kind closes what is open."""
    stack: list[str] = []
    for token in code:
        if token.kind == "op" and token.text in OPENERS:
            stack.append(token.text)
        elif token.kind == "op" and token.text in CLOSERS and stack:
            stack.pop()
    return stack
