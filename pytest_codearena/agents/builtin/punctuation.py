"""Line rules about colons, commas and operators."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from .lexer import CLOSERS, OPENERS, Token, code_tokens, depth_after, tokens
from .lines import BLOCK_WORDS, first_word, problem
from .rules import Context, Proposal, Rule

_CONDITIONS = frozenset("if elif while assert return not".split())
_ATOMS = ("name", "number", "string")
_LEFTOVER = frozenset(
    ("+", "-", "*", "/", "%", ",", ".", "=", "==", "and", "or", "not", "in", "<", ">", "&", "|", "**", "//", "+=")
)

_CONFUSED = {
    ";": (":", ",", ""),
    ",": (".", ":", ""),
    ".": (",",),
    ":": (",", "="),
    "=": (":", "-", "+"),
    "-": ("_", "="),
    "<": (",",),
    ">": (".",),
    ":=": ("=",),
    "->": (":",),
    "==": ("=",),
    "'": (",",),
    "/": ("\\",),
    "*": ("**",),
    "|": ("or",),
    "&": ("and",),
    "!": ("not ",),
}


def missing_colon(text: str, context: Context) -> Iterator[Proposal]:
    """``if x``, ``def f()``, ``else``, ``if x return 1``, ``while x;``."""
    code = code_tokens(text)
    if not code or first_word(text) not in BLOCK_WORDS:
        return
    last = code[-1]
    if last.text != ":":
        yield Proposal(f"{text[: last.end]}:{text[last.end :]}", 1.0)
        if last.text in (";", ",", ".", "{", "=", "-", "|") or last.kind == "other":
            yield Proposal(f"{text[: last.start].rstrip(' ')}:{text[last.end :]}", 1.02)
    bad = problem(text)
    if bad is not None:
        for index, token in enumerate(code[1:], 1):
            if abs(token.start - bad.offset) <= 1 or ("expected ':'" in bad.message and token.start == bad.offset):
                yield Proposal(f"{text[: code[index - 1].end]}: {text[token.start :]}", 1.15)
    if code[0].text in ("else", "try", "finally") and len(code) > 1 and code[1].text != ":":
        yield Proposal(f"{code[0].text}: {text[code[1].start :]}", 1.2)


def assignment_in_condition(text: str, context: Context) -> Iterator[Proposal]:
    """``if x = 5:``, ``return a = b``, ``[x for x in xs if x = 1]``; also ``==`` where ``=`` is meant."""
    code = code_tokens(text)
    for index, token in enumerate(code):
        if token.text == "=":
            condition = code[0].text in _CONDITIONS or any(other.text in ("if", "while") for other in code[:index])
            yield Proposal(_replaced(text, token, "=="), 1.0 if condition else 1.6)
        elif token.text == "==" and code[0].text not in _CONDITIONS:
            yield Proposal(_replaced(text, token, "="), 1.4)


def missing_comma(text: str, context: Context) -> Iterator[Proposal]:
    """``[1 2]``, ``f(a b)``, a line of a dict that lacks its comma; also a missing operator, as a guess."""
    code = code_tokens(text)
    bad = problem(text)
    for index in range(1, len(code)):
        left, right = code[index - 1], code[index]
        if not (_ends_atom(left) and _begins_atom(right)):
            continue
        open_brackets = depth_after(code[:index])
        inside = bool(open_brackets)
        near = 0.0 if bad is None or left.start - 2 <= bad.offset <= right.end + 2 or "comma" in bad.message else 0.4
        head, tail = text[: left.end], text[left.end :]
        yield Proposal(f"{head},{tail}", (1.05 if inside else 1.5) + near)
        if inside and open_brackets[-1] == "{":
            yield Proposal(f"{head}:{tail}", 1.1 + near)
        if index == 1 and left.kind == "name" and not inside:
            yield Proposal(f"{head} ={tail}", 1.45)
        if right.start > left.end:
            yield Proposal(f"{head}.{text[right.start :]}", 1.9 + near)
        for cost, operator in (
            (1.9, "+"),
            (1.9, "=="),
            (1.9, "*"),
            (2.0, "and"),
            (2.0, "in"),
            (2.1, "-"),
            (2.1, "or"),
            (2.2, "<"),
        ):
            yield Proposal(f"{head} {operator} {text[right.start :]}", cost + near)
        if not inside:
            yield Proposal(f"{head}; {text[right.start :]}", 1.6 + near)


def stray_token(text: str, context: Context) -> Iterator[Proposal]:
    """``return return x``, ``x = = 5``, ``a + * b``, ``x = 5:``, ``$x``: one token too many."""
    code = code_tokens(text)
    bad = problem(text)
    for index, token in enumerate(code):
        if token.text in OPENERS or token.text in CLOSERS or token.kind in ("open_string", "open_docstring"):
            continue
        last = index == len(code) - 1
        if bad is not None and not last and not token.start - 12 <= bad.offset <= token.end + 12:
            continue
        if index and code[index - 1].text == token.text:
            cost = 1.3 if token.text in ("|", "&", "+", "-", "<", ">") and code[index - 1].end == token.start else 1.0
        elif token.kind == "other":
            cost = 1.1
        elif last and token.text in _LEFTOVER | {":", ";"}:
            cost = 1.3
        elif token.kind == "op":
            cost = 1.55
        else:
            cost = 2.3 if keyword.iskeyword(token.text) else 2.6
        before = text[: token.start]
        yield Proposal(before.rstrip(" ") + text[token.end :] if last else before + text[token.end :].lstrip(" "), cost)


def confused_token(text: str, context: Context) -> Iterator[Proposal]:
    """``{"a" = 1}``, ``f(a: 1)``, ``x := 5``, ``(1; 2)``, ``a,b()``: a neighbouring key."""
    bad = problem(text)
    depth = 0
    for token in code_tokens(text):
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if token.text in _CONFUSED and (bad is None or token.start - 12 <= bad.offset <= token.end + 12):
            for rank, meant in enumerate(_CONFUSED[token.text]):
                yield Proposal(_replaced(text, token, meant), (1.25 if depth else 1.45) + 0.15 * rank)


def number_form(text: str, context: Context) -> Iterator[Proposal]:
    """``007``, ``2x``, ``1.000.5``."""
    code = code_tokens(text)
    for index, token in enumerate(code):
        if token.kind != "number":
            continue
        if re.fullmatch(r"0\d+", token.text):
            yield Proposal(_replaced(text, token, token.text.lstrip("0") or "0"), 1.0)
        following = code[index + 1] if index + 1 < len(code) else None
        if following is not None and following.start == token.end and following.kind == "name":
            yield Proposal(f"{text[: token.end]} * {text[following.start :]}", 1.4)
            yield Proposal(f"{text[: token.end]} {text[following.start :]}", 1.3)


def continued_line(text: str, context: Context) -> Iterator[Proposal]:
    """A blank after the backslash that continues a line, or a backslash too many."""
    fixed = re.sub(r"\\[ \t]+(?=\n)", r"\\", text)
    if fixed != text:
        yield Proposal(fixed, 0.8)
    for token in tokens(text):
        if token.kind == "other" and token.text == "\\":
            yield Proposal(text[: token.start] + text[token.end :], 1.2)


def bare_walrus(text: str, context: Context) -> Iterator[Proposal]:
    """``if not x := y:``, ``while a and x := y:``: what is set within an expression stands in parentheses."""
    match = re.search(r"\b(?:not|and|or|return) (\w+ := [^:\n]+?)(?=:?$)", text)
    if match:
        yield Proposal(f"{text[: match.start(1)]}({match[1]}){text[match.end(1) :]}", 1.0)


def _ends_atom(token: Token) -> bool:
    if token.kind == "name":
        return not keyword.iskeyword(token.text) or token.text in ("None", "True", "False")
    return token.kind in _ATOMS or token.text in CLOSERS


def _begins_atom(token: Token) -> bool:
    if token.kind == "name":
        return not keyword.iskeyword(token.text) or token.text in ("None", "True", "False", "not", "lambda")
    return token.kind in _ATOMS or token.text in ("{", "[", "(")


def _replaced(text: str, token: Token, new: str) -> str:
    return f"{text[: token.start]}{new}{text[token.end :]}"


def masked(text: str) -> str:
    """``text`` with its strings and comments blanked, of the same length."""
    masked = text
    for token in tokens(text):
        if token.kind in ("string", "open_string", "open_docstring", "comment"):
            masked = masked[: token.start] + "_" * len(token.text) + masked[token.end :]
    return masked


RULES = (
    Rule("missing_colon", "the colon of a block is missing", "if x", "if x:", missing_colon),
    Rule("assignment_in_condition", "= where == is meant", "if x = 5:", "if x == 5:", assignment_in_condition),
    Rule("missing_comma", "a comma or an operator is missing", "f(a b)", "f(a, b)", missing_comma),
    Rule("stray_token", "one token too many", "x = = 5", "x = 5", stray_token),
    Rule("confused_token", "a neighbouring key was hit", "f(a: 1)", "f(a= 1)", confused_token),
    Rule("number_form", "a number that Python does not write so", "x = 007", "x = 7", number_form),
    Rule("bare_walrus", "a name is set within an expression, without parentheses", "if not x := y:", "if not (x := y):", bare_walrus),
    Rule("continued_line", "a backslash that does not continue the line", "x = 1 + \\ \n2", "x = 1 + \\\n2", continued_line),
)
