"""Code out of a model's reply.

A reply is hostile input: it is read in linear time, nothing in it is executed, and no text makes this raise.
Among several blocks the one wins that defines most of what the buggy code defines, that parses, and that comes last;
a block that only quotes the buggy code comes after all others. Prose is never returned as code.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass

from .fences import Block, split_reply
from .parsing import defined_names, parsed

_MAX_PIECES = 40
_PARSED_CHARS = 2_000_000
"""How much text one reply may have parsed: the parser takes two seconds and 400 MB for a megabyte."""
_LINE_HEAD = 160
"""Patterns look at this much of a line, so that none can be made slow."""

_TOP_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]{0,80})?=(?!=)", re.MULTILINE)
_DEFINITION_LINE = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[:(])")
_CODE_LINE = re.compile(
    r"""[ \t]*(?:
        (?:async[ \t]+)?def[ \t]+\w+ | class[ \t]+\w+[ \t]*[:(] | @\w
        | import[ \t]+[\w.]+[ \t]*(?:$|,|as\b|\#) | from[ \t]+[\w.]+[ \t]+import\b
        | for[ \t].+[ \t]in[ \t].+:$ | while[ \t]\S.*:$ | (?:if|elif)[ \t(].*:$ | (?:try|else|finally):$ | except\b.*:$
        | with[ \t].+:$ | assert[ \t]\S+[ \t]*[=!<>(] | (?:raise|return|yield|del)[ \t]+\w+[(.\[]
        | \w+(?:\.\w+|\[[^\]]*\])*(?:,[ \t]*\w+)*[ \t]*(?::[^=]{1,60})?[-+*/%&|^]?=(?!=)[ \t]*\S
        | \w+(?:\.\w+)*\(.*\)$ | [ \t]+(?:return|yield|raise|pass|break|continue)\b
    )""",
    re.VERBOSE,
)
_CONTINUED = re.compile(r"[ \t]+\S|[)\]}#]|\"\"\"|'''|(?:pass|break|continue|return)\b")


def extract_code(reply: str, buggy: str = "") -> str | None:
    """The program that ``reply`` proposes, verbatim with plain newlines; None if the reply holds no code.

    ``buggy`` is the code that was to be repaired: its names tell a fix from an example beside it. Code with a syntax
    error is still code. Never raises, whatever the text.
    """
    text = reply.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not text.strip():
        return None
    search = _Search(buggy)
    blocks, outside = split_reply(text)
    for block in blocks[-_MAX_PIECES:]:
        search.add_block(block)
    if search.best is None:
        search.add_text(outside)
    return search.best.code if search.best else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that may be the answer; ``rank`` compares pieces, the greatest is taken."""

    code: str
    rank: tuple[bool, int, bool, int, bool, int]


class _Search:
    """Keeps the best piece seen so far."""

    def __init__(self, buggy: str) -> None:
        tree = parsed(buggy)
        self.names = defined_names(tree) if tree else frozenset(_named(_TOP_DEFINITION, buggy))
        self.buggy = _squeezed(buggy)
        self.best: _Piece | None = None
        self.count = 0
        self.unparsed = _PARSED_CHARS

    def add_block(self, block: Block) -> None:
        """Weighs a fenced block."""
        code, tree = self._reading(block)
        if block.is_python or not block.language:
            if not _looks_like_code(tree, code, block.is_python):
                return
            trust = 1 if block.is_python else 0
        elif tree is not None and self._coverage(code, tree) and _is_program(tree):
            trust = -1  # fenced as something else, but it is what was asked for
        else:
            return
        if tree is None and not block.closed:
            code, tree = self._without_epilogue(code)
        self._offer(code, tree, trust, block.closed)

    def add_text(self, text: str) -> None:
        """Weighs text that nobody fenced: as a whole, or else the runs of code lines in it."""
        tree = self._parsed(text)
        if tree is not None:
            if _is_program(tree):
                self._offer(f"{text.strip(chr(10))}\n", tree, 0, True)
            return
        for region in _regions(text)[-_MAX_PIECES:]:
            tree = self._parsed(region)
            names_known = bool(self._coverage(region, tree)) or not self.names
            if (tree is not None and _is_program(tree)) or (tree is None and names_known and _defines(region)):
                self._offer(region, tree, 0, True)

    def _reading(self, block: Block) -> tuple[str, ast.Module | None]:
        """The first reading of a block that parses; its plain content if none does."""
        readings = [block.code, *block.longer]
        if block.code[:1] in (" ", "\t"):
            readings.append(textwrap.dedent(block.code))
        for code in readings:
            tree = self._parsed(code)
            if tree is not None:
                return code, tree
        return block.code, None

    def _without_epilogue(self, code: str) -> tuple[str, ast.Module | None]:
        """A block that nobody closed may run on into prose: the code lines of it, if those alone parse."""
        coverage = self._coverage(code, None)
        for region in _regions(code)[:_MAX_PIECES]:
            tree = self._parsed(region)
            if tree is not None and self._coverage(region, tree) == coverage:
                return region, tree
        return code, None

    def _offer(self, code: str, tree: ast.Module | None, trust: int, closed: bool) -> None:
        self.count += 1
        fresh = _squeezed(code) not in self.buggy
        rank = (fresh, self._coverage(code, tree), tree is not None, trust, closed, self.count)
        if self.best is None or rank > self.best.rank:
            self.best = _Piece(code, rank)

    def _coverage(self, code: str, tree: ast.Module | None) -> int:
        """How many of the buggy code's names a piece defines."""
        names = defined_names(tree) if tree else frozenset(_named(_TOP_DEFINITION, code))
        return len(self.names & names)

    def _parsed(self, code: str) -> ast.Module | None:
        if len(code) > self.unparsed:
            return None
        self.unparsed -= len(code)
        return parsed(code)


def _named(pattern: re.Pattern[str], code: str) -> set[str]:
    found = (match[1] or match[2] for match in pattern.finditer(code))
    return {name for name in found if not name.startswith("_")}


def _squeezed(code: str) -> str:
    return "\n".join(line.rstrip() for line in code.strip().split("\n"))


def _looks_like_code(tree: ast.Module | None, code: str, tagged: bool) -> bool:
    if tree is not None:
        return _is_program(tree) or (tagged and any(not isinstance(node, ast.Expr) for node in tree.body))
    return any(_CODE_LINE.match(line[:_LINE_HEAD].rstrip()) for line in code.split("\n"))


def _is_program(tree: ast.Module) -> bool:
    """False for prose that happens to parse, such as ``Sorry``, ``Note: none``, ``import this`` or ``global warming``."""
    return any(_does_something(node) for node in tree.body)


def _does_something(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    if isinstance(node, ast.AnnAssign):
        return node.value is not None
    prosaic = ast.Raise | ast.Return | ast.Delete | ast.Assert | ast.Global | ast.Nonlocal | ast.Pass | ast.Break
    return not isinstance(node, prosaic | ast.Continue | ast.Import | ast.ImportFrom)


def _defines(region: str) -> bool:
    """True if a definition with an indented line stands in text that does not parse."""
    lines = region.split("\n")
    return any(_DEFINITION_LINE.match(line[:_LINE_HEAD]) for line in lines) and any(line[:1] in (" ", "\t") for line in lines)


def _regions(text: str) -> list[str]:
    """The runs of lines that read like a program; inside a docstring every line belongs to the run."""
    regions: list[str] = []
    run: list[str] = []
    in_string = False

    def end_run() -> None:
        while run and (not run[-1].strip() or run[-1].startswith("#")):
            run.pop()
        if run:
            regions.append("".join(f"{line}\n" for line in run))
        run.clear()

    for line in text.split("\n"):
        head = line[:_LINE_HEAD].rstrip()
        starts = bool(_CODE_LINE.match(head)) and head[:1] not in (" ", "\t")
        if in_string or starts or (run and (not head or _CONTINUED.match(head))) or (not run and head.startswith('"""')):
            run.append(line)
            if (line.count('"""') + line.count("'''")) % 2:
                in_string = not in_string
        else:
            end_run()
    end_run()
    return regions
