"""Line rules about brackets: never closed, never opened, or of different kinds."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from .lexer import CLOSERS, OPENERS, Token, code_tokens
from .rules import Context, Proposal, Rule

_FARTHEST = 40


def unclosed_bracket(text: str, context: Context) -> Iterator[Proposal]:
    """``f(x``, ``if (a and b:``, ``[1, 2, (3]``: at the end of the line, before the block's colon, or between two tokens."""
    code = code_tokens(text)
    open_at, mismatched = _unclosed(code), _mismatched(code)
    targets = [(index, len(code)) for index in open_at[-2:]] + [(opener, closer) for opener, closer in mismatched]
    for opener, stop in targets:
        closing = OPENERS[code[opener].text]
        natural = stop - 1
        if stop == len(code) and code[-1].text == ":" and opener < len(code) - 1:
            natural = len(code) - 2
        for index in range(max(opener, stop - _FARTHEST), stop):
            after = code[index].end
            if index == natural or (index == stop - 1 and stop < len(code)):
                cost = 1.0 if stop == len(code) else 1.1
            elif "\n" in text[after : code[index + 1].start if index + 1 < len(code) else after]:
                cost = 1.15
            else:
                cost = 1.2 + 0.02 * (stop - index)
            yield Proposal(f"{text[:after]}{closing}{text[after:]}", cost)
        if stop == len(code):
            yield Proposal(text[: code[opener].start] + text[code[opener].end :], 1.4)


def unopened_bracket(text: str, context: Context) -> Iterator[Proposal]:
    """``f x)``, ``(a + b))``, ``x = a + b) * 2``: one closer too many, or the opener is missing."""
    code = code_tokens(text)
    for closer in _unopened(code)[:2]:
        token = code[closer]
        at_end = closer == len(code) - 1 or code[closer + 1].text in (":", ",") or code[closer - 1].text in CLOSERS
        yield Proposal(text[: token.start] + text[token.end :], 1.05 if at_end else 1.3)
        opening = CLOSERS[token.text]
        for index in range(max(0, closer - _FARTHEST), closer):
            before = code[index - 1] if index else None
            if before is not None and before.kind == "name" and not keyword.iskeyword(before.text):
                glued = code[index].start > before.end
                yield Proposal(f"{text[: before.end]}{opening}{text[code[index].start :]}", 1.03 if glued else 1.25)
            else:
                start = code[index].start
                cost = 1.15 if before is not None and (before.text in ("=", "return") or keyword.iskeyword(before.text)) else 1.2
                yield Proposal(f"{text[:start]}{opening}{text[start:]}", cost + 0.02 * (closer - index))
        previous = code[closer - 1] if closer else None
        if previous is not None and previous.kind == "name" and not keyword.iskeyword(previous.text):
            yield Proposal(f"{text[: previous.end]}{opening}{text[token.start :]}", 1.02)


def mismatched_bracket(text: str, context: Context) -> Iterator[Proposal]:
    """``[1, 2)``, ``f(x]``: one of the two is of the wrong kind."""
    code = code_tokens(text)
    for opener, closer in _mismatched(code):
        left, right = code[opener], code[closer]
        yield Proposal(f"{text[: right.start]}{OPENERS[left.text]}{text[right.end :]}", 1.0)
        yield Proposal(f"{text[: left.start]}{CLOSERS[right.text]}{text[left.end :]}", 1.06)
        yield Proposal(text[: right.start] + text[right.end :], 1.25)
        yield Proposal(text[: left.start] + text[left.end :], 1.3)


def _walk(code: list[Token]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Indexes of openers that stay open, of closers that close nothing, and (opener, closer) of unlike pairs."""
    stack: list[int] = []
    unopened: list[int] = []
    unlike: list[tuple[int, int]] = []
    for index, token in enumerate(code):
        if token.text in OPENERS:
            stack.append(index)
        elif token.text in CLOSERS:
            if not stack:
                unopened.append(index)
            elif code[stack[-1]].text == CLOSERS[token.text]:
                stack.pop()
            else:
                unlike.append((stack.pop(), index))
    return stack, unopened, unlike


def _unclosed(code: list[Token]) -> list[int]:
    return _walk(code)[0]


def _unopened(code: list[Token]) -> list[int]:
    return _walk(code)[1]


def _mismatched(code: list[Token]) -> list[tuple[int, int]]:
    return _walk(code)[2]


RULES = (
    Rule("unclosed_bracket", "a bracket is never closed", "f(g(x)", "f(g(x))", unclosed_bracket),
    Rule("unopened_bracket", "a bracket is closed that was never opened", "f(x))", "f(x)", unopened_bracket),
    Rule("mismatched_bracket", "a bracket is closed by another kind", "f(x]", "f(x)", mismatched_bracket),
)
