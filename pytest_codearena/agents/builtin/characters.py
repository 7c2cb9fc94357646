"""Rules on the whole text: characters that editors and chat windows put there, and docstrings that swallow the file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .lexer import iter_tokens
from .lines import parse_line, problem, split
from .rules import Context, Proposal, Rule

_MEANT = {
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‘’‚‛′´", "'"),
    **dict.fromkeys("–—−‐‑‒", "-"),
    **dict.fromkeys("×∗", "*"),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\0", ""),
    **dict.fromkeys("\u2028\u2029\u0085\x0b", "\n"),
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "…": "...",
    "→": "->",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "【": "[",
    "】": "]",
    "，": ",",
    "、": ",",
    "：": ":",
    "；": ";",
    "＝": "=",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
    "＜": "<",
    "＞": ">",
    "！": "!",
    "“": '"',
    "”": '"',
    "。": ".",
    "．": ".",
    "＂": '"',
    "＇": "'",
    "＃": "#",
    "％": "%",
    "＆": "&",
    "｜": "|",
}
_MOST_READINGS = 120
_READ = 500_000
"""Characters that may be taken apart for them."""
_LONGEST_DOCSTRING = 60
_STATEMENT = re.compile(
    r"""^[ \t]*(?:return\b | (?:if|for|while|with|def|class|elif|else[ ]if|print|raise|import|except)\b.*[:(=."'] | (?:try|else):?[ \t]*$
        | (?:def|class)[ ]\w+[ \t]*$ | import[ ]\w | from[ ][\w.]+[ ]import | [\w.\[\], ]+[-+*/]?=[ ] | [\w.]+\(.*\)?$).*""",
    re.MULTILINE | re.VERBOSE,
)
"""Lines that look like code, also if something is wrong with them."""


def odd_character(source: str, context: Context) -> Iterator[Proposal]:
    """Typographic quotes and dashes, no-break and invisible blanks, full-width signs outside of strings and comments."""
    parts: list[str] = []
    position = 0
    for token in iter_tokens(source):
        if token.kind == "other" and token.text in _MEANT:
            parts += [source[position : token.start], _MEANT[token.text]]
            position = token.end
    if parts:
        yield Proposal("".join([*parts, source[position:]]), 0.5)


def unclosed_docstring(source: str, context: Context) -> Iterator[Proposal]:
    """A docstring that never ends, so that all docstrings after it are code and all code between them is text."""
    strings = [token for token in iter_tokens(source) if token.kind in ("string", "open_docstring") and _is_triple(token.text)]
    if not any(token.kind == "open_docstring" or len(_STATEMENT.findall(token.text)) > 1 for token in strings):
        return
    readings: list[tuple[float, int, float, str]] = []
    for token in strings:
        quote = token.text.lstrip("rRbBuUfF")[:3]
        for place in _possible_ends(source, token.start, token.end):
            if len(readings) >= min(_MOST_READINGS, _READ // len(source)):
                break
            line_start = source.rfind("\n", 0, place) + 1
            own_line = bool(source[line_start:place]) and not source[line_start:place].strip("\"' \t")
            kept = source[:place] if own_line else source[:place].rstrip(" \t")
            there = _trailing_quotes(kept, quote)
            if source.count(quote[0], max(line_start, token.start + 3), place) != there:
                there = 0  # they end a string of that line
            changed = f"{kept[: len(kept) - there]}{quote}{source[place:]}"
            swallowed = [line.strip() for line in _STATEMENT.findall(source[token.start : place])]
            broken, idle = _nonsense(changed)
            rank = broken + idle + sum(_loss(line, 0.5) for line in swallowed) - (0.0, 0.6, 2.5)[there] - 0.4 * own_line
            readings.append((rank, len(readings), idle + sum(_loss(line, 1.1) for line in swallowed), changed))
    best = sorted(readings)[:4]
    for _, _, loss, changed in best:
        yield Proposal(changed, 0.6 + max(0.0, loss - best[0][2]))


def _nonsense(source: str) -> tuple[float, float]:
    """What speaks against a reading: its lines that don't parse, and its lines that do but do nothing."""
    broken = idle = 0.0
    for line in split(source):
        if not line.is_code or line.text.startswith(('"""', "'''")):
            continue
        if problem(line.text) is None:
            idle += 0.6 * _is_bare(line.text)
        else:
            broken += 0.4 if _STATEMENT.match(line.text) else 1.0  # broken code is to be expected, prose is not
    return broken, idle


def _loss(line: str, if_broken: float) -> float:
    """What it costs to take a line for text that looks like code."""
    if problem(line) is not None:
        return if_broken
    return 0.0 if _is_bare(line) else 0.6 if line.endswith(")") else 1.2


def _is_bare(text: str) -> bool:
    """True for a valid line that does nothing, as a sentence or a value in a docstring may be."""
    body = parse_line(text).body
    statement = body[-1] if body else None
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Call | ast.Yield | ast.YieldFrom | ast.Await)
    return isinstance(statement, ast.AnnAssign) and statement.value is None


def _is_triple(text: str) -> bool:
    return text.lstrip("rRbBuUfF")[:3] in ('"""', "'''")


def _trailing_quotes(kept: str, quote: str) -> int:
    """One or two quotes at the end, all that is there of the docstring's own end."""
    count = len(kept) - len(kept.rstrip(quote[0]))
    return count if count < 3 else 0


def _possible_ends(source: str, start: int, stop: int) -> Iterator[int]:
    """Line ends where the string that begins at ``start`` may have been meant to end."""
    place = start
    for _ in range(_LONGEST_DOCSTRING):
        place = source.find("\n", place + 1)
        if place < 0 or place >= stop:
            if place < 0:
                yield len(source)
            return
        yield place


_TWO_RESTS = re.compile(r"^([ \t]*[^=\n(]*\*\w+[^=\n(]*),[ \t]*\*\w+(?=[ \t]*=[^=])", re.MULTILINE)


def two_rests(source: str, context: Context) -> Iterator[Proposal]:
    """``a, *b, *_ = xs``: only one name takes the rest."""
    fixed = _TWO_RESTS.sub(r"\1", source)
    if fixed != source:
        yield Proposal(fixed, 0.6)


RULES = (
    Rule("two_rests", "two names that take the rest", "a, *b, *_ = xs\n", "a, *b = xs\n", two_rests),
    Rule("odd_character", "a character that looks like another", "x = “a”\n", 'x = "a"\n', odd_character),
    Rule(
        "unclosed_docstring",
        "a docstring never ends",
        'def f(x):\n    """Text.\n    return x\n',
        'def f(x):\n    """Text."""\n    return x\n',
        unclosed_docstring,
    ),
)
"""Rules whose source is a whole module that does not compile."""
