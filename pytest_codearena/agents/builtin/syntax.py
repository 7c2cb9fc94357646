"""From a module that does not compile to modules that do, cheapest first.

Characters first, then each logical line for itself, then the indentation of all of them together. The three are
independent, so several mistakes in one file are as easy as one.
"""

from __future__ import annotations

import ast
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...trees import syntax_tree
from ..parsing import compiles
from .characters import RULES as TEXT_RULES
from .layout import layouts
from .lexer import code_tokens
from .lines import Line, first_word, join, problem, split
from .mend import mend
from .rules import Context

_MOST_BAD_LINES = 15
"""A text with more is not a slip of the keyboard, and mending line by line would make nonsense of it."""
_MOST_COMBINATIONS = 60
_MOST_RESULTS = 8
_JOIN_COST = 1.1


@dataclass(frozen=True, slots=True)
class Repair:
    """A module that compiles, and how it came about."""

    source: str
    cost: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Option:
    """One reading of a logical line; ``swallows`` lines after it are part of it."""

    text: str
    cost: float
    rules: tuple[str, ...] = ()
    swallows: int = 0


def syntax_repairs(source: str, context: Context) -> list[Repair]:
    """Modules near ``source`` that compile, cheapest first; ``source`` itself if it does; empty if none is found."""
    if compiles(source):
        return [Repair(source, 0.0, ())]
    found: dict[str, Repair] = {}
    for text, cost, rules in _readings(source, context):
        for repair in _line_repairs(text, context):
            repair = replace(repair, cost=repair.cost + cost, rules=(*rules, *repair.rules))
            if repair.source not in found or repair.cost < found[repair.source].cost:
                found[repair.source] = repair
    return sorted(found.values(), key=lambda repair: repair.cost)[:_MOST_RESULTS]


def _readings(source: str, context: Context) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """The text as it is or with its characters mended."""
    readings: list[tuple[str, float, tuple[str, ...]]] = [(source, 0.0, ())]
    for rule in (*TEXT_RULES, TEXT_RULES[-1]):  # of two docstrings without an end the second shows once the first has one
        changed = [
            (proposal.source, cost + proposal.cost, (*rules, rule.name))
            for text, cost, rules in readings[:2]
            for proposal in rule.find(text, context)
        ]
        readings = [*changed, *readings]
    bad = {text: _bad_lines(text) for text, _, _ in readings}
    readings.sort(key=lambda reading: 0.5 * bad[reading[0]] + reading[1])
    yield from [reading for reading in readings[:3] if bad[reading[0]] <= _MOST_BAD_LINES]


def _bad_lines(text: str) -> int:
    return sum(problem(line.text) is not None for line in split(text))


def _line_repairs(text: str, context: Context) -> Iterator[Repair]:
    """Ways through the options of all lines, in the order of their cost, each arranged so that it compiles."""
    lines = split(text)
    context = replace(context, words=context.words | _words(lines))
    options = [_options(lines, number, context) for number in range(len(lines))]
    if not all(options):
        return
    results = 0
    for cost, chosen in _combinations(options):
        rules = tuple(rule for option in chosen for rule in option.rules)
        for arranged in _arrangements(_applied(lines, chosen)):
            results += 1
            yield Repair(arranged.source, cost + arranged.cost, (*rules, *arranged.rules))
        if results >= _MOST_RESULTS:
            return


def _words(lines: Sequence[Line]) -> frozenset[str]:
    """The names in those lines that are valid."""
    sound = [line.text for line in lines if line.is_code and problem(line.text) is None]
    return frozenset(token.text for text in sound for token in code_tokens(text) if token.kind == "name")


def _options(lines: Sequence[Line], number: int, context: Context) -> list[_Option]:
    """How one line can be read: as it is if it is valid, else mended, or joined with the line after it."""
    text = lines[number].text
    if not lines[number].is_code or problem(text) is None:
        return [_Option(text, 0.0)]
    options = [_Option(mended.text, mended.cost, mended.rules) for mended in mend(text, context)]
    joined = text.removesuffix("\\").rstrip()
    for swallows in range(1, 4):
        following = lines[number + swallows] if number + swallows < len(lines) else None
        if (
            following is None
            or not following.is_code
            or first_word(following.text) in ("def", "class", "return", "import", "@")
        ):
            break
        joined = f"{joined} {following.text}"
        if problem(joined) is None:
            options.append(_Option(joined, _JOIN_COST, ("broken_line",), swallows))
            break
    return sorted(options, key=lambda option: option.cost)


def _combinations(options: Sequence[Sequence[_Option]]) -> Iterator[tuple[float, list[_Option]]]:
    """One option per line, by total cost: best-first over the index of each line that has a choice."""
    open_lines = [number for number, choice in enumerate(options) if len(choice) > 1]
    first = tuple(0 for _ in open_lines)

    def total(indexes: tuple[int, ...]) -> float:
        chosen = dict(zip(open_lines, indexes, strict=True))
        return sum(choice[chosen.get(number, 0)].cost for number, choice in enumerate(options))

    queue = [(total(first), first)]
    seen = {first}
    for _ in range(_MOST_COMBINATIONS):
        if not queue:
            return
        cost, indexes = heapq.heappop(queue)
        chosen = dict(zip(open_lines, indexes, strict=True))
        yield cost, [choice[chosen.get(number, 0)] for number, choice in enumerate(options)]
        for place, number in enumerate(open_lines):
            following = (*indexes[:place], indexes[place] + 1, *indexes[place + 1 :])
            if following[place] < len(options[number]) and following not in seen:
                seen.add(following)
                heapq.heappush(queue, (total(following), following))


def _applied(lines: Sequence[Line], chosen: Sequence[_Option]) -> list[Line]:
    applied: list[Line] = []
    number = 0
    while number < len(lines):
        option = chosen[number]
        if option.text or not lines[number].text:  # a line that was mended away is no line
            applied.append(Line(lines[number].indent if option.text else "", option.text))
        number += 1 + option.swallows
    return applied


def _arrangements(lines: Sequence[Line]) -> list[Repair]:
    """The lines as they stand if that compiles, else where they should stand."""
    plain = join(lines)
    if compiles(plain):
        return [Repair(plain, 0.0, ())]
    tabs = any("\t" in line.indent for line in lines)
    rule = "mixed_tabs" if tabs else "indentation"
    found = [layout for tab_size in ((4, 8) if tabs else (4,)) for layout in layouts(lines, tab_size)]
    sound = [layout for layout in found if compiles(layout.source)]
    repairs = [Repair(layout.source, layout.cost + 0.3 * _unreachable(layout.source), (rule,)) for layout in sound]
    return sorted(repairs, key=lambda repair: repair.cost)


def _unreachable(source: str) -> int:
    """How many statements stand right after one that leaves the block."""
    bodies = [getattr(node, field, []) for node in ast.walk(syntax_tree(source)) for field in ("body", "orelse", "finalbody")]
    pairs = [pair for body in bodies if isinstance(body, list) for pair in pairwise(body)]
    return sum(isinstance(left, ast.Return | ast.Raise | ast.Break | ast.Continue) for left, _ in pairs)
