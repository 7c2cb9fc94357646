"""Line rules about quotes: missing, of two kinds, or inside the string that they delimit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lexer import Token, code_tokens, tokens
from .rules import Context, Proposal, Rule
from .vocabulary import BUILTIN_NAMES

_EDGE = re.compile(r"(?<=\w)(?=\W)|(?<=\W)(?=\w)|(?<=[^\w\s])(?=[^\w\s])|(?<=\s)(?=\S)|(?<=\S)(?=\s)|$")
_CLOSING_RUN = re.compile(r"[)\]}:,;.!?\s]*$")
_STRING_METHOD = re.compile(r"\.(?:join|format|split|strip|replace|encode|lower|upper|startswith|endswith)\(")
_STRING_OPERATOR = re.compile(r"[ \t]+[%+][ \t]+(\w+|\()")
_OTHER = {'"': "'", "'": '"'}
_MOST_EDGES = 120


def unclosed_string(text: str, context: Context) -> Iterator[Proposal]:
    """``print("text)``, ``{"a: 1}``, ``f(text")``: the missing quote at any place where a word or the line ends."""
    bad = _open_string(text)
    if bad is None:
        return
    quote = _quote_of(bad)
    opening = bad.start + bad.text.index(quote)
    run = _CLOSING_RUN.search(bad.text)
    run_start = max(opening + 1, bad.start + (run.start() if run else len(bad.text)))
    rare_prefix = 0.3 if text[bad.start : opening].lower() in ("u", "b", "r") else 0.0
    for rank, position in enumerate(range(run_start, bad.end + 1)):
        yield Proposal(f"{text[:position]}{quote}{text[position:]}", 1.0 + 0.02 * rank + rare_prefix)
    for match in _STRING_METHOD.finditer(text, opening + 1, bad.end):
        yield Proposal(f"{text[: match.start()]}{quote}{text[match.start() :]}", 0.97)
    for match in _STRING_OPERATOR.finditer(text, opening + 1, bad.end):
        if match[1] == "(" or match[1] in context.words or match[1] in BUILTIN_NAMES:
            yield Proposal(f"{text[: match.start()]}{quote}{text[match.start() :]}", 0.98)
    line_start = text.rfind("\n", 0, bad.start) + 1
    edges = [match.start() for match in _EDGE.finditer(text, line_start, bad.end)] + [line_start]
    for position in edges[-_MOST_EDGES:]:
        if position < run_start:
            distance = 0.005 * min(40, abs(position - opening))
            yield Proposal(f"{text[:position]}{quote}{text[position:]}", _edge_cost(text, position, quote) + distance)


def _edge_cost(text: str, position: int, quote: str) -> float:
    """How likely a quote is at a place, as the end of a string if one is open there, else as its beginning."""
    line_start = text.rfind("\n", 0, position) + 1
    before, after = text[max(line_start, position - 1) : position], text[position : position + 1]
    if text.count(quote, line_start, position) % 2:
        likely = not before.isspace() and after in ("", ")", "]", "}", ":", ",", ".", " ", "+", "%", "[")
    else:
        likely = before in ("(", "[", "{", "=", ",") or (before in (" ", ":") and not after.isspace())
    return 1.2 if likely else 1.5


def wrong_quote(text: str, context: Context) -> Iterator[Proposal]:
    """``"text'``: the string ends with the other kind of quote."""
    bad = _open_string(text)
    if bad is None:
        return
    quote = _quote_of(bad)
    other = _OTHER[quote]
    for position in _places(text, other)[-12:]:
        yield Proposal(f"{text[:position]}{quote}{text[position + 1 :]}", 0.95 if bad.start < position < bad.end else 1.1)
    opening = bad.start + bad.text.index(quote)
    if other in bad.text:
        yield Proposal(f"{text[:opening]}{other}{text[opening + 1 :]}", 1.0)


def inner_quote(text: str, context: Context) -> Iterator[Proposal]:
    """``'it's'``: the delimiter inside the string. Other delimiters, or a backslash before it."""
    for quote, other in _OTHER.items():
        places = _places(text, quote)
        for start, first in enumerate(places):
            for skipped, last in enumerate(places[start + 2 : start + 5]):
                content = text[first + 1 : last]
                inner = places[start + 1 : start + 2 + skipped]
                apostrophes = all(text[place - 1].isalnum() and text[place + 1 : place + 2].isalnum() for place in inner)
                cost = (1.05 if apostrophes else 1.35) + 0.15 * skipped
                if other not in content:
                    yield Proposal(f"{text[:first]}{other}{content}{other}{text[last + 1 :]}", cost)
                else:
                    escaped = re.sub(rf"(?<!\\){quote}", rf"\\{quote}", content)
                    yield Proposal(f"{text[: first + 1]}{escaped}{text[last:]}", cost + 0.05)


def stray_quote(text: str, context: Context) -> Iterator[Proposal]:
    """``"text""``, ``x = 5"``: one quote too many."""
    if _open_string(text) is None and not any(token.kind == "open_docstring" for token in tokens(text)):
        return
    for quote in _OTHER:
        for place in _places(text, quote)[:12]:
            doubled = quote in (text[place - 1 : place], text[place + 1 : place + 2])
            yield Proposal(text[:place] + text[place + 1 :], 1.1 if doubled else 1.4)


def docstring_line(text: str, context: Context) -> Iterator[Proposal]:
    '''``"""text""``, ``""text"""``, ``"""text``: a docstring on one line that lacks quotes.'''
    for quote in _OTHER:
        triple = quote * 3
        if text.startswith(triple):
            bare = text[3:].rstrip().rstrip("\"'")
            yield Proposal(f"{triple}{bare}{triple}", 0.9)
        elif text.startswith(quote) and text.rstrip().endswith(triple):
            yield Proposal(f"{triple}{text.strip().strip(quote)}{triple}", 0.9)
        for token in tokens(text):
            if token.kind == "open_docstring" and triple in token.text[:5]:
                body = token.text.rstrip()
                run = _CLOSING_RUN.search(body)
                cut = token.start + (run.start() if run else len(body))
                for position in range(cut, token.start + len(body) + 1):
                    yield Proposal(f"{text[:position]}{triple}{text[position:]}", 1.05)


def f_string_brace(text: str, context: Context) -> Iterator[Proposal]:
    """``f"{x"``, ``f"x}"``: a brace of an f-string is missing."""
    for token in code_tokens(text):
        if token.kind != "string" or "f" not in token.text[:2].lower():
            continue
        opened, closed = token.text.count("{"), token.text.count("}")
        if opened == closed:
            continue
        brace = "}" if opened > closed else "{"
        for match in _EDGE.finditer(token.text, 2):
            position = token.start + match.start()
            if position < token.end:
                before = token.text[match.start() - 1 : match.start()]
                likely = before.isalnum() or before in ")]" if brace == "}" else not before.isalnum()
                yield Proposal(f"{text[:position]}{brace}{text[position:]}", 1.1 if likely else 1.3)
        for place in (token.text.find("{"), token.text.rfind("}")):
            if place > 0:
                position = token.start + place
                yield Proposal(text[:position] + text[position + 1 :], 1.4)


def _open_string(text: str) -> Token | None:
    return next((token for token in tokens(text) if token.kind == "open_string"), None)


def _quote_of(token: Token) -> str:
    return token.text.lstrip("rRbBuUfFtT")[0]


def _places(text: str, quote: str) -> list[int]:
    """Where ``quote`` stands without a backslash before it."""
    return [match.start() for match in re.finditer(rf"(?<!\\){quote}", text)]


RULES = (
    Rule("unclosed_string", "a quote is missing", 'print("text)', 'print("text")', unclosed_string),
    Rule("wrong_quote", "a string ends with the other quote", "x = \"text'", 'x = "text"', wrong_quote),
    Rule("inner_quote", "the delimiter stands inside its string", "x = 'it's'", 'x = "it\'s"', inner_quote),
    Rule("stray_quote", "one quote too many", 'x = "text""', 'x = "text"', stray_quote),
    Rule("docstring_line", "a docstring lacks quotes", '"""Text.""', '"""Text."""', docstring_line),
    Rule("f_string_brace", "a brace of an f-string is missing", 'f"{x"', 'f"{x}"', f_string_brace),
)
