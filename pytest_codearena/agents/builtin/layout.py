"""How deep each line should stand: a search over the block structures that the lines allow, cheapest first.

A line costs nothing where it stands as written, and the more the farther it has to move. Python's grammar forbids most
structures (``else`` needs its ``if``, ``return`` its ``def``, nothing stands deeper without a block); habits decide the
rest: code after ``return`` is never reached, and a line that uses the loop's variable belongs to the loop.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .lexer import code_tokens, iter_tokens
from .lines import BRANCH_WORDS, Line, first_word, opens_block

_BEAM = 48
_UNIT = 4
_MOST_ROWS = 3000
_DEEPEST = 16
"""Nobody nests deeper, and the search would have to look at every level for every line."""
_ENDERS = frozenset(("return", "raise", "break", "continue"))
_LOOPS = frozenset(("for", "while"))
_FOLLOWS = {
    "elif": ("if", "elif"),
    "else": ("if", "elif", "for", "while", "except"),
    "except": ("try", "except"),
    "finally": ("try", "except", "else"),
}
"""Branch -> what the branch before it may begin with."""


@dataclass(frozen=True, slots=True)
class _Block:
    """An open block, as one path of the search sees it."""

    column: int
    """Where its lines stood in the file; -1 until the first one came."""
    depth: int
    """Where its lines will stand."""
    opener: str
    """First word of the line that opened it; empty for the module."""
    forced: bool = False
    """True if its first line had to be moved in: then the lines after it are in doubt."""
    aliases: frozenset[int] = frozenset()
    """Other columns from which lines were moved into it."""
    last: str = ""
    """First word of its latest statement or branch."""
    bound: frozenset[str] = frozenset()
    """Names that its opener and its lines bind."""


@dataclass(frozen=True, slots=True)
class _Path:
    cost: float
    stack: tuple[_Block, ...]
    depths: tuple[int, ...]
    opened: str = ""
    """First word of the line before, if that one opened a block that is still empty."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What the search needs to know of one line."""

    column: int
    word: str
    opens: bool
    names: frozenset[str]
    bound: frozenset[str]
    gap: int
    """Blank lines before it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One arrangement of the lines."""

    source: str
    cost: float


def layouts(lines: Sequence[Line], tab_size: int = 4, most: int = 6) -> list[Layout]:
    """Arrangements of ``lines`` that the grammar allows, cheapest first; empty blocks get a ``pass``."""
    rows = list(_rows(lines, tab_size))
    if not rows or len(rows) > _MOST_ROWS:
        return []
    start = _Path(0.0, (_Block(0, 0, ""),), ())
    paths = [start]
    beam = max(8, min(_BEAM, 24_000 // len(rows)))
    for number, row in enumerate(rows):
        following: dict[tuple[object, ...], list[_Path]] = {}
        for path in paths:
            for longer in _steps(path, row, rows[number - 1] if number else None):
                following.setdefault((longer.stack, longer.opened), []).append(longer)
        # Paths that agree on all that matters from here on differ in the past only: a few of each are kept.
        kept = [path for same in following.values() for path in heapq.nsmallest(most, same, key=lambda path: path.cost)]
        paths = heapq.nsmallest(beam, kept, key=lambda path: path.cost)
    finished = [path for path in paths if not path.opened or _can_be_empty(path.opened)]
    complete = [path for path in finished if not any(block.last == "try" for block in path.stack)]
    return [Layout(_arranged(lines, path, tab_size), path.cost) for path in complete[:most]]


def _rows(lines: Sequence[Line], tab_size: int) -> Iterator[_Row]:
    gap = 0
    for line in lines:
        if not line.is_code:
            gap += not line.text
            continue
        word = first_word(line.text)
        opens = opens_block(line.text)
        code = code_tokens(line.text)
        names = frozenset(token.text for token in code if token.kind == "name")
        if word == "async" and len(code) > 1:
            word = code[1].text
        yield _Row(line.column(tab_size), word, opens, names, _bound(line.text), gap)
        gap = 0


def _bound(text: str) -> frozenset[str]:
    """Names that a line binds: loop variables, assignment targets, ``as`` names."""
    match = re.match(r"(?:async[ \t]+)?for[ \t]+(.+?)[ \t]+in\b", text) or re.match(
        r"([\w, \t.]+?)[ \t]*(?::[^=]+)?[-+*/%|&]?=(?!=)", text
    )
    found = set(re.findall(r"[^\W\d]\w*", match[1])) if match else set()
    return frozenset(found | set(re.findall(r"\bas[ \t]+(\w+)", text)))


def _steps(path: _Path, row: _Row, before: _Row | None) -> Iterator[_Path]:
    """All ways in which ``row`` may continue ``path``."""
    if path.opened:
        if len(path.stack) < _DEEPEST:
            yield from _into_new_block(path, row, before)
        if not _can_be_empty(path.opened):
            return
        path = replace(path, cost=path.cost + 1.3, opened="", depths=(*path.depths[:-1], -path.depths[-1] - 1))
    for level in range(len(path.stack) - 1, -1, -1):
        cost = _cost_at(path.stack, level, row, before)
        if cost is not None:
            yield _placed(path, path.stack[: level + 1], row, path.cost + cost, moved=cost > 0)


def _can_be_empty(opener: str) -> bool:
    """Blocks that a ``pass`` makes whole without changing what the rest means."""
    return opener in ("def", "class", "except", "else", "finally", "if", "elif")


def _into_new_block(path: _Path, row: _Row, before: _Row | None) -> Iterator[_Path]:
    """The first line of a block: it stands deeper than the opener, or it has to be moved there."""
    outer = path.stack[-1]
    if (row.word == "case") != (path.opened == "match") or row.word in BRANCH_WORDS - {"case"}:
        return
    if row.word in ("return", "yield") and not _inside_def(path.stack, path.opened):
        return
    if row.word in ("break", "continue") and not _inside_loop(path.stack, path.opened):
        return
    opener_column = before.column if before is not None else outer.column
    forced = row.column <= opener_column
    cost = 0.0
    if forced:
        cost = 1.1 + (1.0 if row.word in ("def", "class", "@") and path.opened not in ("class", "if", "try") else 0.0)
        cost += 0.5 * (row.gap > 1)
    depth = outer.depth + (_UNIT if forced or row.column - opener_column > 8 else row.column - opener_column)
    block = _Block(row.column, depth, path.opened, forced, bound=before.bound if before is not None else frozenset())
    yield _placed(path, (*path.stack, block), row, path.cost + cost, moved=False)


def _placed(path: _Path, stack: tuple[_Block, ...], row: _Row, cost: float, *, moved: bool) -> _Path:
    top = stack[-1]
    aliases = top.aliases | {row.column} if moved and row.column != top.column else top.aliases
    top = replace(top, aliases=aliases, last=row.word, bound=top.bound | row.bound)
    return _Path(cost, (*stack[:-1], top), (*path.depths, top.depth), row.word if row.opens else "")


def _cost_at(stack: tuple[_Block, ...], level: int, row: _Row, before: _Row | None) -> float | None:
    """What it costs to put ``row`` into the block at ``level``, as its next line; None if Python forbids it."""
    block = stack[level]
    if any(inner.last == "try" for inner in stack[level + 1 :]):
        return None
    if row.word in _FOLLOWS:
        if block.last not in _FOLLOWS[row.word]:
            return None
    elif block.last == "try" or (row.word == "case") != (block.opener == "match"):
        return None
    if row.word in ("return", "yield") and not _inside_def(stack[: level + 1]):
        return None
    if row.word in ("break", "continue") and not _inside_loop(stack[: level + 1]):
        return None
    return _distance(stack, level, row) + _habit(stack, level, row, before)


def _distance(stack: tuple[_Block, ...], level: int, row: _Row) -> float:
    """How far the line is from where the block's lines stood."""
    block = stack[level]
    if row.column == block.column:
        return 0.0
    if row.column in block.aliases:
        return 0.05
    if row.column == block.depth and any(other.forced for other in stack):
        return 0.1  # it stands where the block will be once it is moved in
    return 0.95 + 0.02 * abs(row.column - block.column)


def _habit(stack: tuple[_Block, ...], level: int, row: _Row, before: _Row | None) -> float:
    """What makes a place unlikely although Python allows it. Counts only where lines have to move anyway."""
    block = stack[level]
    exact = row.column == block.column and not any(other.forced and other.column == row.column for other in stack)
    if exact and not any(other.forced for other in stack):
        return 0.0
    cost = 0.0
    if block.last in _ENDERS and row.word not in ("def", "class", "@"):
        cost += 1.2
    if row.word == "return" and block.opener in _LOOPS and (row.column != block.column or block.forced):
        cost += 0.8
    if row.word in ("def", "class", "@") or row.gap > 1:
        cost += 0.6 * sum(other.opener not in ("class", "") for other in stack[1 : level + 1])
    if row.word in ("import", "from") and level:
        cost += 0.5
    in_doubt = [number for number, other in enumerate(stack) if other.forced and other.column == row.column]
    if in_doubt and not exact:
        cost += _stay_or_leave(stack, level, row, in_doubt[-1])
    return cost


def _stay_or_leave(stack: tuple[_Block, ...], level: int, row: _Row, doubtful: int) -> float:
    """A block was moved in and this line stood where its first line did: does it still belong to it?"""
    block = stack[doubtful]
    stays = level >= doubtful
    if block.opener in ("def", "class"):
        leaves_rightly = row.gap > 0 and (row.word in ("def", "class", "@") or row.gap > 1)
        return (0.5 if stays else 0.0) if leaves_rightly else (0.0 if stays else 0.6)
    if block.opener in _LOOPS:
        uses = bool(row.names & block.bound) or block.opener == "while"
        belongs = uses and row.word != "return"
        return (0.0 if stays else 0.45) if belongs else (0.45 if stays else 0.0)
    if block.opener in ("try", "with"):
        return 0.0 if stays else 0.3
    return 0.3 if stays else 0.0


def _inside_def(stack: Sequence[_Block], opened: str = "") -> bool:
    openers = [block.opener for block in stack] + [opened]
    return "def" in openers and "class" not in openers[len(openers) - openers[::-1].index("def") :]


def _inside_loop(stack: Sequence[_Block], opened: str = "") -> bool:
    openers = [block.opener for block in stack] + [opened]
    inner = len(openers) - openers[::-1].index("def") if "def" in openers else 0
    return bool(_LOOPS & set(openers[inner:]))


def _arranged(lines: Sequence[Line], path: _Path, tab_size: int) -> str:
    """The source with every line at its depth; comments go with the line after them."""
    out: list[str] = []
    waiting: list[Line] = []
    depths = iter(path.depths)
    shift = 0
    for line in lines:
        if not line.is_code:
            waiting.append(line)
            continue
        depth = next(depths)
        empty = depth < 0  # an opener whose block is empty
        depth = -depth - 1 if empty else depth
        shift = depth - line.column(tab_size)
        out += [_shifted(other, shift, tab_size) for other in waiting]
        waiting.clear()
        out.append(_shifted(line, shift, tab_size))
        if empty:
            out.append(f"{' ' * (depth + _UNIT)}pass\n")
    if path.opened:
        out.append(f"{' ' * (path.depths[-1] + _UNIT)}pass\n")
    out += [_shifted(other, shift, tab_size) for other in waiting]
    return "".join(out)


def _shifted(line: Line, shift: int, tab_size: int) -> str:
    """The line moved by ``shift`` columns, its continuation lines with it unless they are inside a string."""
    if not line.text:
        return "\n"
    indent = " " * max(0, line.column(tab_size) + shift)
    if "\n" not in line.text or shift == 0:
        return f"{indent}{line.text}\n"
    in_string = [(token.start, token.end) for token in iter_tokens(line.text) if "\n" in token.text and token.kind != "newline"]
    if line.text.startswith(('"', "'")):
        in_string = []  # a docstring: its lines move with it
    position, parts = 0, []
    for number, part in enumerate(line.text.split("\n")):
        inside = any(start < position < end for start, end in in_string)
        position += len(part) + 1
        if number and part.strip() and not inside:
            blanks = part[: len(part) - len(part.lstrip(" \t"))].expandtabs(tab_size)
            part = " " * max(0, len(blanks) + shift) + part.lstrip(" \t")
        parts.append(part)
    return indent + "\n".join(parts) + "\n"
