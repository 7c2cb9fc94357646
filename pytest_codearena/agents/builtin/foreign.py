"""Line rules about what other languages, and Python 2, write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lexer import code_tokens
from .lines import BLOCK_WORDS, first_word
from .punctuation import masked
from .rules import Context, Proposal, Rule

_FOREIGN_OPERATORS = (
    (re.compile(r"=\s*>(?!=)"), ">="),
    (re.compile(r"(?<![=<>!])=\s*<(?!=)"), "<="),
    (re.compile(r"(?<![=<>])=!"), "!="),
    (re.compile(r"!\s+="), "!="),
    (re.compile(r"<\s+="), "<="),
    (re.compile(r">\s+="), ">="),
    (re.compile(r"(?<![=<>!])=\s+="), "=="),
    (re.compile(r"!=="), "!="),
    (re.compile(r"==="), "=="),
    (re.compile(r"<>"), "!="),
    (re.compile(r"\s*&&\s*"), " and "),
    (re.compile(r"\s*\|\|\s*"), " or "),
    (re.compile(r"!(?!=)\s*"), "not "),
    (re.compile(r"::"), ":"),
    (re.compile(r"\.\.(?!\.)"), "."),
    (re.compile(r"([-+*/%])\s+="), r"\1="),
    (re.compile(r"-\s+>"), "->"),
    (re.compile(r"->"), "."),
    (re.compile(r"(?<=\w)\+\+"), " += 1"),
    (re.compile(r"(?<=\w)--"), " -= 1"),
    (re.compile(r"(?<![=!<>:])==?(?=\s*not\b)"), "="),
    (re.compile(r":\s+="), ":="),
)
_HEADS = BLOCK_WORDS - {"match", "case", "async"}
_DECLARATIONS = frozenset(
    "var let const int float double string str bool boolean auto val mut public private static void new local my".split()
)
_FILLERS = frozenset("then do begin than".split())


def foreign_operator(text: str, context: Context) -> Iterator[Proposal]:
    """``=>``, ``=<``, ``&&``, ``||``, ``!x``, ``===``, ``<>``, ``x++``, ``a ? b : c``."""
    bare = masked(text)
    for pattern, meant in _FOREIGN_OPERATORS:
        matches = list(pattern.finditer(bare))
        for match in matches:
            yield Proposal(f"{text[: match.start()]}{match.expand(meant)}{text[match.end() :]}", 1.0 if meant != "." else 1.6)
        if len(matches) > 1:
            changed = text
            for match in reversed(matches):
                changed = f"{changed[: match.start()]}{match.expand(meant)}{changed[match.end() :]}"
            yield Proposal(changed, 1.2)
    if "?" in bare:
        yield from _ternary(text, bare)


def _ternary(text: str, bare: str) -> Iterator[Proposal]:
    ternary = re.search(r"(?P<head>(?:=|\breturn\b|\()\s*)(?P<test>[^=?]+)\?(?P<yes>[^:?]+):(?P<no>[^)?\n]+)", bare)
    if ternary:
        parts = {name: text[ternary.start(name) : ternary.end(name)].strip() for name in ("test", "yes", "no")}
        chosen = f"{parts['yes']} if {parts['test']} else {parts['no']}"
        yield Proposal(f"{text[: ternary.end('head')]}{chosen}{text[ternary.end() :]}", 1.2)


_PYTHON2 = re.compile(r"(print|exec)[ \t]+(?![=(.])(.+?)([ \t]*(?:#[^\n]*)?)$", re.DOTALL)
_OLD_EXCEPT = re.compile(r"except[ \t]+([\w.]+|\([^()\n]*\))[ \t]*,[ \t]*(\w+)[ \t]*:")
_OLD_RAISE = re.compile(r"raise[ \t]+([\w.]+)[ \t]*,[ \t]*(.+)$", re.DOTALL)
_IMPORT_FIRST = re.compile(r"import[ \t]+([\w, \t*]+?)[ \t]+from[ \t]+([\w.]+)")


def python_2(text: str, context: Context) -> Iterator[Proposal]:
    """``print x``, ``exec x``, ``except E, e:``, ``raise E, "text"``."""
    match = _PYTHON2.match(text)
    if match:
        yield Proposal(f"{match[1]}({match[2]}){match[3]}", 0.9)
    match = _OLD_EXCEPT.match(text)
    if match:
        yield Proposal(f"except {match[1]} as {match[2]}:{text[match.end() :]}", 0.9)
        yield Proposal(f"except ({match[1]}, {match[2]}):{text[match.end() :]}", 0.8 if match[2][0].isupper() else 1.2)
    match = _OLD_RAISE.match(text)
    if match:
        yield Proposal(f"raise {match[1]}({match[2]})", 0.9)


def import_order(text: str, context: Context) -> Iterator[Proposal]:
    """``import sqrt from math``."""
    match = _IMPORT_FIRST.match(text)
    if match:
        yield Proposal(f"from {match[2]} import {match[1]}{text[match.end() :]}", 0.9)


def foreign_declaration(text: str, context: Context) -> Iterator[Proposal]:
    """``var x = 1``, ``int n = 0``, ``new Stack()``, ``if x then:``."""
    code = code_tokens(text)
    for index, token in enumerate(code):
        following = code[index + 1] if index + 1 < len(code) else None
        declares = token.text in _DECLARATIONS and following is not None and following.kind == "name"
        if declares or (token.text in _FILLERS and index):
            stop = following.start if following is not None and declares else token.end
            shorter = text[: token.start].rstrip(" ") + text[stop:] if not declares else text[: token.start] + text[stop:]
            yield Proposal(shorter, 1.1)


def comment_mark(text: str, context: Context) -> Iterator[Proposal]:
    """``// text``, ``/* text */``, ``x = 1 // text``."""
    if text.startswith(("//", "/*", "* ", "*/", "--", "<!--")):
        yield Proposal(f"# {text.lstrip('/*-<! ').removesuffix('*/').rstrip()}", 0.9)
    for match in re.finditer(r"[ \t]//[ \t]*\D|;[ \t]*//", masked(text)):
        start = match.start()
        yield Proposal(f"{text[:start]}  # {text[start:].lstrip(' ;/')}", 1.3)


def braces(text: str, context: Context) -> Iterator[Proposal]:
    """``if x {``, ``} else {``, a line that is only ``}``."""
    stripped = text.strip()
    if stripped in ("}", "};", "})", "});", "end", "endif", "fi", "done"):
        yield Proposal("", 0.9)
        return
    changed = stripped
    if changed.startswith("}"):
        changed = changed[1:].lstrip()
    if changed.endswith("{") and first_word(changed) in _HEADS:
        changed = f"{changed[:-1].rstrip()}:"
    if changed != stripped:
        yield Proposal(changed, 0.9)
    if stripped.endswith(("};", "}")) and stripped.count("{") < stripped.count("}"):
        yield Proposal(stripped.rstrip("};").rstrip(), 1.2)


RULES = (
    Rule("foreign_operator", "an operator of another language", "a && b", "a and b", foreign_operator),
    Rule("python_2", "a statement of Python 2", "print x", "print(x)", python_2),
    Rule("import_order", "import before from", "import pi from math", "from math import pi", import_order),
    Rule("foreign_declaration", "a word that Python does not need", "var x = 1", "x = 1", foreign_declaration),
    Rule("comment_mark", "a comment as other languages write it", "// sum", "# sum", comment_mark),
    Rule("braces", "braces around a block", "if x {", "if x:", braces),
)
