"""One function while it is read: its names, the loops around the place that is read, and what they cost."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from .costs import ONE, UNSURE, Bound
from .values import NUMBERS, Scope, Value, number, symbol_of

MOST_STEPS = 60_000
DEEPEST = 60
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class TooMuch(Exception):
    """The source is too large or too deep to be read to its end."""


@dataclass
class Reading:
    """What all functions of one analysis share."""

    module: Scope = field(default_factory=Scope)
    steps: int = 0
    depth: int = 0
    reasons: dict[tuple[int, str], tuple[str, bool]] = field(default_factory=dict)
    """(line, sentence) -> a word for what it is, and whether a loop that grows is around it."""
    active: list[Frame] = field(default_factory=list)
    silent: int = 0

    def step(self) -> None:
        """Count one node.

        Raises:
            TooMuch: at the limit, so that the time is bounded for any source.
        """
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooMuch

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Go one level down.

        Raises:
            TooMuch: at the limit.
        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooMuch
        try:
            yield
        finally:
            self.depth -= 1

    def say(self, line: int, sentence: str, word: str) -> None:
        """Keep a reason, once."""
        if not self.silent and len(self.reasons) < 100:
            looped = any(trips.grows for frame in self.active for trips in frame.trips)
            self.reasons.setdefault((line, sentence), (word, looped))


@dataclass
class SelfCall:
    """A call of the function by itself."""

    node: ast.Call
    arguments: dict[str, ast.expr]
    looped: bool


@dataclass
class Frame:
    """The state of reading one function."""

    reading: Reading
    node: FunctionNode | ast.Module
    scope: Scope
    levels: list[Bound] = field(default_factory=lambda: [ONE])
    """Cost so far: of the function, then of one round of each loop around."""
    trips: list[Bound] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    tests: list[tuple[int, ast.expr]] = field(default_factory=list)
    """Conditions around, each with the number of loops around it."""
    returned: Value | None = None
    yielded: bool = False
    self_calls: list[SelfCall] = field(default_factory=list)
    graph: bool = False
    """True inside a walk over a graph that visits each node once: its inner loops see each edge once."""
    shrinking: list[set[str]] = field(default_factory=list)
    """For each loop around, the collections from which it takes elements: they may stay short."""
    around: list[list[ast.stmt]] = field(default_factory=list)
    """The bodies of the loops around."""
    grown: set[str] = field(default_factory=set)
    """Names of collections to which something was added."""
    loosened: set[str] = field(default_factory=set)
    """Names that may have any length, because calls of the function by itself pass them on longer."""
    aliases: dict[str, set[str]] = field(default_factory=dict)
    """Names that were given the same collection."""
    assumed: Value | None = None
    """What a call of the function by itself is taken to return."""

    def charge(self, cost: Bound, node: ast.AST | None = None, sentence: str = "", word: str = "") -> None:
        """Add a cost, and the reason if it grows."""
        self.levels[-1] |= cost
        if node is not None and sentence and cost.grows:
            self.reading.say(getattr(node, "lineno", 0), sentence, word or sentence)

    def unsure(self, node: ast.AST, sentence: str) -> None:
        """Add a cost that can't be known."""
        self.charge(UNSURE, node, sentence, "unsure")

    @contextmanager
    def loop(
        self, trips: Bound, node: ast.AST, sentence: str, *, level: int | None = None, total: Bound | None = None
    ) -> Iterator[None]:
        """Read what is done in each round; with ``level``, all rounds together count once, in the loop with that number."""
        line = getattr(node, "lineno", 0)
        if sentence and trips.grows:
            inside = f" inside the loop of line {self.lines[-1]}" if self.lines and self.lines[-1] else ""
            self.reading.say(line, sentence + inside, "nested loop" if inside else "loop")
        self.levels.append(ONE)
        self.trips.append(trips)
        self.lines.append(line if trips.grows else self.lines[-1] if self.lines else 0)
        try:
            yield
        finally:
            cost = self.levels.pop()
            self.trips.pop()
            self.lines.pop()
            if level is None or total is None:
                self.levels[-1] |= trips * cost
            else:
                self.levels[min(level, len(self.levels) - 1)] |= total * cost
                self.levels[-1] |= ONE

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Read without counting and without reasons: only what becomes of the names matters."""
        levels, calls = list(self.levels), list(self.self_calls)
        self.reading.silent += 1
        try:
            yield
        finally:
            self.reading.silent -= 1
            self.levels[:] = levels
            self.self_calls[:] = calls

    def bind(self, name: str, value: Value) -> None:
        """Give a name a value, here."""
        if name in self.loosened and value.kind not in NUMBERS:
            value = replace(value, form=symbol_of(UNSURE), parts=())
        self.scope.names[name] = replace(value, born=len(self.trips))

    def rounds(self, born: int) -> Bound:
        """How often this place is reached after a name was bound under ``born`` loops."""
        product = ONE
        for trips in self.trips[born:]:
            product = product * trips
        return product

    def grow(self, name: str, by: Bound, element: Value | None = None) -> None:
        """A collection gets more elements here: ``by`` of them, each time."""
        value = self.scope.find(name)
        if value is None:
            return
        if name not in self.scope.names:
            self._grow_outer(name, value)
            return
        self.grown.add(name)
        for other in self.aliases.get(name, ()):
            if other in self.scope.names:
                self.scope.names[other] = replace(self.scope.names[other], form=symbol_of(UNSURE), parts=())
        amount = self.rounds(value.born) * by
        if (
            value.kind in ("set", "dict", "?")
            or self._maybe(name, value.born, element)
            or any(name in each for each in self.shrinking)
        ):
            amount = amount.loose()
        size = value.size | amount
        inner = value.element if value.element is not None else element
        if size != value.size or inner is not value.element:
            form = value.form if size == value.size else symbol_of(size)
            self.scope.names[name] = replace(value, form=form, element=inner, parts=())

    def _maybe(self, name: str, born: int, element: Value | None) -> bool:
        """True if a condition decides that may seldom hold; that something is new holds often, if it is of many kinds."""
        many = element is not None and element.size.high == UNSURE.high
        return any(depth > born and not (many and _is_new(test, name)) for depth, test in self.tests)

    def _grow_outer(self, name: str, value: Value) -> None:
        scope = self.scope.outer
        while scope is not None:
            if name in scope.names:
                scope.names[name] = replace(value, form=symbol_of(UNSURE), parts=())
                return
            scope = scope.outer

    def stepped(self, name: str, sign: int) -> None:
        """A number goes up or down by a constant."""
        value = self.scope.names.get(name)
        if value is None:
            return
        rounds = self.rounds(value.born)
        size = value.size if sign < 0 or not rounds.grows else value.size | rounds
        if rounds.grows:
            always = sign > 0 and all(symbol.walks for symbol, _ in value.form) and not self._sometimes(value.born)
            self.scope.names[name] = replace(number(size, walks=True) if always else number(size.loose()), born=value.born)

    def _sometimes(self, born: int) -> bool:
        """True if a condition decides whether this place is reached in a round of the loops since then."""
        skips = any(isinstance(each, ast.Continue) for body in self.around[born:] for part in body for each in ast.walk(part))
        return skips or any(depth > born for depth, _ in self.tests)

    def reading_of(self, node: FunctionNode, scope: object) -> Frame:
        """A new frame for a call from here."""
        return Frame(self.reading, node, Scope(outer=scope if isinstance(scope, Scope) else self.reading.module))


def _is_new(test: ast.expr, name: str) -> bool:
    """True for ``x not in name``."""
    match test:
        case ast.Compare(ops=[ast.NotIn()], comparators=[ast.Name(id=same)]):
            return same == name
        case _:
            return False
