"""Line rules about brackets: never closed, never opened, or of different kinds."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Sequence

from .lexer import CLOSERS, OPENERS, Token, code_tokens
from .rules import Context, Proposal, Rule
from .vocabulary import BUILTIN_NAMES

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
            following = code[index + 1] if index + 1 < len(code) else None
            if index == opener and following is not None and _cannot_begin(following):
                cost = 1.02
            elif index == natural or (index == stop - 1 and stop < len(code)):
                cost = 1.0 if stop == len(code) else 1.1
            elif following is not None and "\n" in text[after : following.start]:
                cost = 1.15
            else:
                cost = 1.2 + 0.02 * (stop - index)
            yield Proposal(f"{text[:after]}{closing}{text[after:]}", cost)
        if stop == len(code) and not _glues(code, opener):
            yield Proposal(text[: code[opener].start] + text[code[opener].end :], 1.4)


def _cannot_begin(token: Token) -> bool:
    """True for what can't stand right after an opening bracket, as in ``s.lower( in x``."""
    return token.text in (
        "in",
        "is",
        "and",
        "or",
        "if",
        "else",
        "for",
        "==",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "/",
        "%",
        "=",
        ":",
        ".",
    )


def _glues(code: Sequence[Token], index: int) -> bool:
    """True if two words would become one without this bracket."""
    around = code[max(0, index - 1) : index + 2]
    return (
        len(around) == 3
        and all(token.kind in ("name", "number") for token in (around[0], around[2]))
        and (around[0].end == around[1].start and around[1].end == around[2].start)
    )


def unopened_bracket(text: str, context: Context) -> Iterator[Proposal]:
    """``f x)``, ``(a + b))``, ``x = a + b) * 2``: one closer too many, or the opener is missing."""
    code = code_tokens(text)
    for closer in _unopened(code)[:2]:
        token, previous = code[closer], code[closer - 1] if closer else None
        doubled = previous is not None and previous.text == token.text
        after_closer = previous is not None and previous.text in CLOSERS
        at_end = closer == len(code) - 1 or code[closer + 1].text in (":", ",")
        extra = 1.05 if doubled else 1.2 if after_closer or at_end else 1.3
        yield Proposal(text[: token.start] + text[token.end :], extra)
        opening = CLOSERS[token.text]
        yield from _openings(text, code, closer, opening)
        if previous is not None and previous.kind == "name" and not keyword.iskeyword(previous.text):
            method = closer > 1 and code[closer - 2].text == "."
            yield Proposal(f"{text[: previous.end]}{opening}{text[token.start :]}", 1.02 if method else 1.35)


def _openings(text: str, code: Sequence[Token], closer: int, opening: str) -> Iterator[Proposal]:
    """The places where the bracket may have been opened: after a name, at the beginning of an expression, inside a word."""
    for index in range(max(0, closer - _FARTHEST), closer):
        before, token = code[index - 1] if index else None, code[index]
        far = 0.02 * (closer - index)
        if before is not None and before.kind == "name" and not keyword.iskeyword(before.text):
            glued = token.start > before.end and token.kind in ("name", "number", "string")
            yield Proposal(f"{text[: before.end]}{opening}{text[token.start :]}", 1.03 if glued else 1.25)
        else:
            after_word = before is not None and (before.text in ("=", "return") or keyword.iskeyword(before.text))
            yield Proposal(f"{text[: token.start]}{opening}{text[token.start :]}", (1.08 if after_word else 1.13) + far)


def torn_out_bracket(text: str, context: Context) -> Iterator[Proposal]:
    """``enumeratexs)``, ``wordi]``: the bracket between two words is gone, and they became one."""
    code = code_tokens(text)
    known = context.words | BUILTIN_NAMES
    for closer in _unopened(code)[:1]:
        opening = CLOSERS[code[closer].text]
        for token in code[max(0, closer - _FARTHEST) : closer]:
            if token.kind != "name" or keyword.iskeyword(token.text) or token.text in context.words:
                continue
            for cut in range(1, len(token.text)):
                left, right = token.text[:cut], token.text[cut:]
                sure = (left in known) + (right in known or right.isdigit())
                if sure and right[0] != "_" and (opening == "[" or not right.isdigit()):
                    place = token.start + cut
                    yield Proposal(
                        f"{text[:place]}{opening}{text[place:]}", 0.95 if sure == 2 else 1.6 - 0.02 * min(10, len(left))
                    )


def mismatched_bracket(text: str, context: Context) -> Iterator[Proposal]:
    """``[1, 2)``, ``f(x]``: one of the two is of the wrong kind."""
    code = code_tokens(text)
    for opener, closer in _mismatched(code):
        left, right = code[opener], code[closer]
        yield Proposal(f"{text[: right.start]}{OPENERS[left.text]}{text[right.end :]}", 1.0)
        yield Proposal(f"{text[: left.start]}{CLOSERS[right.text]}{text[left.end :]}", 1.06)
        yield Proposal(text[: right.start] + text[right.end :], 1.25)
        if not _glues(code, opener):
            yield Proposal(text[: left.start] + text[left.end :], 1.3)


def _walk(code: Sequence[Token]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
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


def _unclosed(code: Sequence[Token]) -> list[int]:
    return _walk(code)[0]


def _unopened(code: Sequence[Token]) -> list[int]:
    return _walk(code)[1]


def _mismatched(code: Sequence[Token]) -> list[tuple[int, int]]:
    return _walk(code)[2]


RULES = (
    Rule("unclosed_bracket", "a bracket is never closed", "f(g(x)", "f(g(x))", unclosed_bracket),
    Rule("unopened_bracket", "a bracket is closed that was never opened", "f(x))", "f(x)", unopened_bracket),
    Rule("torn_out_bracket", "the bracket between two words is gone", "range(lenxs))", "range(len(xs))", torn_out_bracket),
    Rule("mismatched_bracket", "a bracket is closed by another kind", "f(x]", "f(x)", mismatched_bracket),
)
