"""Line rules about words: keywords that are misspelt, glued, torn apart, or belong to another language."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from .distance import nearest
from .lexer import Token, code_tokens
from .lines import first_word, opens_block, problem
from .rules import Context, Proposal, Rule
from .vocabulary import BUILTIN_NAMES, FOREIGN

STARTING = frozenset(
    "def class return import from while for if try with raise pass break continue del global nonlocal assert elif else except "
    "finally async await yield lambda not match case".split()
)
"""Keywords that may begin a statement."""
INSIDE = frozenset("and or not in is if else for lambda None True False await yield as import from async".split())
"""Keywords that may stand further on."""

_CONFUSED = {"del": "def", "is": "in", "in": "is", "as": "is", "with": "while", "for": "from", "from": "for", "def": "del"}
_ATOM_KINDS = ("name", "number", "string")


@lru_cache(maxsize=4096)
def meant_keywords(word: str, at_start: bool) -> tuple[tuple[float, str], ...]:
    """(cost, keyword) for what ``word`` may be meant to be at the beginning of a statement or further on."""
    found: dict[str, float] = {}
    allowed = STARTING if at_start else INSIDE
    if word in FOREIGN and (FOREIGN[word].split()[0] in allowed or not FOREIGN[word].isalpha()):
        found[FOREIGN[word]] = 1.0
    if not keyword.iskeyword(word):
        for slips, meant in nearest(word, allowed):
            found.setdefault(meant, 0.85 + 0.15 * slips)
        for slips, foreign in nearest(word, FOREIGN) if len(word) > 4 else ():
            if FOREIGN[foreign] in allowed:
                found.setdefault(FOREIGN[foreign], 1.0 + 0.15 * slips)
    elif word in _CONFUSED and _CONFUSED[word] in allowed:
        found.setdefault(_CONFUSED[word], 1.6)
    return tuple(sorted((cost, meant) for meant, cost in found.items()))


def misspelt_keyword(text: str, context: Context) -> Iterator[Proposal]:
    """``retrun x``, ``whiel``, ``Else``, ``elseif``, ``function f(x)``."""
    code = code_tokens(text)
    for index, token in enumerate(code):
        if token.kind != "name":
            continue
        before = code[index - 1].text if index else ""
        known = 0.6 if token.text in context.words and before not in ("", ":") else 0.0
        for cost, meant in meant_keywords(token.text, before in ("", ":", ";", "else", "async")):
            yield Proposal(_replaced(text, token, meant), cost + known)


def glued_keyword(text: str, context: Context) -> Iterator[Proposal]:
    """``returnx``, ``forx in xs``, ``notx``, ``return1``, ``xin xs``."""
    for index, token in enumerate(code_tokens(text)):
        if token.kind != "name" or keyword.iskeyword(token.text) or token.text in BUILTIN_NAMES:
            continue
        for word in STARTING if index == 0 else INSIDE:
            rest = token.text.removeprefix(word)
            if rest != token.text and (rest.isidentifier() or rest.isdigit()):
                yield Proposal(_replaced(text, token, f"{word} {rest}"), 1.1 if rest in context.words or not index else 1.4)
            rest = token.text.removesuffix(word)
            if index and rest != token.text and rest.isidentifier() and rest in context.words:
                yield Proposal(_replaced(text, token, f"{rest} {word}"), 1.2)


def torn_word(text: str, context: Context) -> Iterator[Proposal]:
    """``re turn x``, ``el if x:``, ``else if x:``, ``pri nt(x)``."""
    code = code_tokens(text)
    for left, right in pairwise(code):
        if left.kind != "name" or right.kind != "name" or "\n" in text[left.end : right.start]:
            continue
        whole = left.text + right.text
        if (left.text, right.text) in (("else", "if"), ("els", "if"), ("esle", "if")):
            yield Proposal(f"{text[: left.start]}elif{text[right.end :]}", 0.9)
        elif keyword.iskeyword(whole):
            yield Proposal(f"{text[: left.start]}{whole}{text[right.end :]}", 1.05)
        elif whole in BUILTIN_NAMES or whole in context.words or f"{left.text}_{right.text}" in context.words:
            joined = whole if whole in context.words or whole in BUILTIN_NAMES else f"{left.text}_{right.text}"
            yield Proposal(f"{text[: left.start]}{joined}{text[right.end :]}", 1.25)


def missing_keyword(text: str, context: Context) -> Iterator[Proposal]:
    """``add(a, b):``, ``x in xs:``, ``x > 3:``."""
    if not opens_block(text) or first_word(text) in STARTING - {"not", "lambda", "await"}:
        return
    if re.match(r"[^\W\d]\w*[ \t]*\(.*\)[ \t]*(->[^:]*)?:", text, re.DOTALL):
        yield Proposal(f"def {text}", 1.2)
    if re.match(r"[\w, \t]+[ \t]in[ \t]", text):
        yield Proposal(f"for {text}", 1.3)
    yield Proposal(f"if {text}", 1.6)
    yield Proposal(f"while {text}", 1.9)
    if text[:1].isupper():
        yield Proposal(f"class {text}", 1.5)


def missing_in(text: str, context: Context) -> Iterator[Proposal]:
    """``for x xs:``, ``for x of xs:``, ``for i = range(3):``, ``if x not None:``."""
    code = code_tokens(text)
    names = [token.text for token in code]
    if "for" in names:
        for index in range(names.index("for") + 2, len(code)):
            token, before = code[index], code[index - 1]
            if "in" in names[names.index("for") : index]:
                break
            if token.text in ("of", "from", "on", "=", ":", ":=", "<-", "within", "im", "ni", "inn", "i", "n", "is"):
                yield Proposal(_replaced(text, token, " in " if token.kind == "op" else "in"), 1.15)
            if token.kind in _ATOM_KINDS and before.kind == "name" and not keyword.iskeyword(token.text):
                yield Proposal(f"{text[: token.start]}in {text[token.start :]}", 1.2)
    for left, right in pairwise(code):
        if left.text == "not" and right.text in ("None", "True", "False"):
            yield Proposal(f"{text[: left.start]}is {text[left.start :]}", 1.1)


def keyword_as_name(text: str, context: Context) -> Iterator[Proposal]:
    """``def f(class):``, ``lambda = 3``: a trailing underscore, as PEP 8 has it."""
    bad = problem(text)
    for token in code_tokens(text):
        name_like = keyword.iskeyword(token.text) and token.text not in ("None", "True", "False", "not", "and", "or")
        if bad and name_like and token.end >= bad.offset - 2:
            yield Proposal(_replaced(text, token, f"{token.text}_"), 1.9)


def _replaced(text: str, token: Token, new: str) -> str:
    return f"{text[: token.start]}{new}{text[token.end :]}"


RULES = (
    Rule("misspelt_keyword", "a keyword is misspelt or another language's", "retrun x", "return x", misspelt_keyword),
    Rule("glued_keyword", "the blank after a keyword is missing", "returnx", "return x", glued_keyword),
    Rule("torn_word", "a blank inside a word", "el if x:", "elif x:", torn_word),
    Rule("missing_keyword", "the keyword of a block is missing", "add(a, b):", "def add(a, b):", missing_keyword),
    Rule("missing_in", "in or is is missing, or stands for something else", "for x of xs:", "for x in xs:", missing_in),
    Rule("keyword_as_name", "a keyword used as a name", "class = 1", "class_ = 1", keyword_as_name),
)
