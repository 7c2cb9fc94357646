"""Line rules about the parentheses of functions and calls, and the order of what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lexer import CLOSERS, OPENERS, Token, code_tokens
from .rules import Context, Proposal, Rule

_PARAMETERS = re.compile(r"(?:async[ \t]+)?def[ \t]+\w+[ \t]*")


def parameter_list(text: str, context: Context) -> Iterator[Proposal]:
    """``def f:``, ``def f a, b:``, ``def f(a=1, b):``, ``f(a=1, b)``."""
    head = _PARAMETERS.match(text)
    if head and text[head.end() : head.end() + 1] != "(":
        rest = text[head.end() :]
        colon = rest.find(":")
        end = len(rest) if colon < 0 else colon
        named = f"{text[: head.end()].rstrip()}({rest[:end].strip(' )')})"
        yield Proposal(named + rest[end:], 1.05)
    for start, end in _argument_lists(text):
        parts = _arguments(text, start, end)
        plain = [part for part in parts if part.strip() and not _has_default(part) and not part.strip().startswith("*")]
        keyed = [part for part in parts if _has_default(part)]
        if not keyed or not plain or parts[: len(plain)] == plain or any(part.strip() in ("*", "/") for part in parts):
            continue
        first = parts.index(keyed[0])
        if head:
            given = [part if number < first or part not in plain else f"{part}=None" for number, part in enumerate(parts)]
            yield Proposal(text[:start] + ",".join(given) + text[end:], 1.2)
        others = [part for part in parts if part not in plain]
        ordered = ", ".join(part.strip() for part in (*plain, *others) if part.strip())
        yield Proposal(text[:start] + ordered + text[end:], 1.35)


def _argument_lists(text: str) -> Iterator[tuple[int, int]]:
    """Where the content of each pair of parentheses begins and ends, inner ones first."""
    stack: list[Token] = []
    for token in code_tokens(text):
        if token.text in OPENERS:
            stack.append(token)
        elif token.text in CLOSERS and stack:
            opener = stack.pop()
            if opener.text == "(" and token.text == ")":
                yield opener.end, token.start


def _arguments(text: str, start: int, end: int) -> list[str]:
    """The parts between the commas of one list."""
    parts: list[str] = []
    depth, begin = 0, start
    for token in code_tokens(text):
        if start <= token.start < end and token.kind == "op":
            depth += (token.text in OPENERS) - (token.text in CLOSERS)
            if token.text == "," and depth == 0:
                parts.append(text[begin : token.start])
                begin = token.end
    return [*parts, text[begin:end]]


def _has_default(part: str) -> bool:
    return re.match(r"\s*\w+\s*(:[^=]+)?=(?!=)", part) is not None


RULES = (Rule("parameter_list", "parentheses or the order of parameters", "def f:", "def f():", parameter_list),)
