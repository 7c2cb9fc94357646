"""What changed between two sources, line by line, and within the lines that were rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MAX_LINES = 1000
"""Longer sources are not compared: it would take too long."""
MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: ``before`` and ``after`` are alike in both versions, ``changed`` is not."""

    kind: str
    """removed, added, same, or gap (lines that are alike and left out)."""
    before: str
    changed: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is shown of a change."""

    lines: tuple[Line, ...]
    note: str = ""
    """What is not shown, or why nothing is; empty if all is there."""
    added: int = 0
    removed: int = 0


def difference(before: str, after: str, most: int, around: int = 3) -> Difference:
    """What makes ``after`` out of ``before``, with lines ``around`` it; of more than ``most`` lines the others are counted."""
    if before == after:
        return Difference((), "nothing was changed")
    old, new = before.removesuffix("\n").split("\n"), after.removesuffix("\n").split("\n")
    if old == new:
        return Difference((), "only the line break at the end was changed")
    if max(len(old), len(new)) > MAX_LINES:
        return Difference((), f"{len(old):,} lines became {len(new):,}: too long to compare here")
    lines = list(_lines(old, new, around))
    left = len(lines) - most
    return Difference(
        tuple(lines[:most]),
        f"… {left:,} more lines" if left > 0 else "",
        sum(line.kind == "added" for line in lines),
        sum(line.kind == "removed" for line in lines),
    )


def whole(source: str, most: int) -> Difference:
    """The source itself, for where there is nothing to compare it with."""
    lines = source.removesuffix("\n").split("\n")
    left = len(lines) - most
    shown = tuple(Line("same", _cut(line)) for line in lines[:most])
    return Difference(shown, f"… {left:,} more lines" if left > 0 else "")


def _lines(old: Sequence[str], new: Sequence[str], around: int) -> Iterator[Line]:
    for index, group in enumerate(SequenceMatcher(None, old, new).get_grouped_opcodes(around)):
        start = group[0][1]
        if index or start:
            yield Line("gap", f"line {start + 1}")
        for tag, first, last, new_first, new_last in group:
            if tag == "equal":
                yield from (Line("same", _cut(line)) for line in old[first:last])
            elif tag == "replace" and last - first == new_last - new_first:
                yield from _rewritten(old[first:last], new[new_first:new_last])
            else:
                yield from (Line("removed", _cut(line)) for line in old[first:last])
                yield from (Line("added", _cut(line)) for line in new[new_first:new_last])


def _rewritten(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    pairs = [(_cut(a), _cut(b)) for a, b in zip(old, new, strict=True)]
    ends = [_alike(a, b) for a, b in pairs]
    for kind, side in (("removed", 0), ("added", 1)):
        for pair, (head, tail) in zip(pairs, ends, strict=True):
            line = pair[side]
            end = len(line) - tail
            yield Line(kind, line[:head], line[head:end], line[end:])


def _alike(a: str, b: str) -> tuple[int, int]:
    """Characters at the start and at the end that both lines share, whole words; none if less than a third of the shorter one."""
    head = _to_a_word(a, b, _shared(a, b))
    tail = _to_a_word(a[::-1], b[::-1], _shared(a[head:][::-1], b[head:][::-1]))
    indent = len(a) - len(a.lstrip())
    return (head, tail) if 3 * (head + tail - indent) >= min(len(a), len(b)) - indent else (0, 0)


def _shared(a: str, b: str) -> int:
    """Characters at the start that are the same in both."""
    return next((index for index, (one, two) in enumerate(zip(a, b, strict=False)) if one != two), min(len(a), len(b)))


def _to_a_word(a: str, b: str, shared: int) -> int:
    """A word of which only a part is shared was changed as a whole."""
    while shared and _is_word(a[shared - 1]) and any(_is_word(text[shared : shared + 1]) for text in (a, b)):
        shared -= 1
    return shared


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def _cut(line: str) -> str:
    return line if len(line) <= MAX_COLUMNS else f"{line[:MAX_COLUMNS]}…"
