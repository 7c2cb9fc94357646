"""What the arguments of one call have to do with each other, in every observed call: lengths, bounds, membership."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Observed = Sequence[Mapping[str, Any]]
"""The arguments of each call, by parameter."""

_TELLING = 3
"""So many different calls have to agree before it is taken for a rule."""


class Rule(StrEnum):
    """How a parameter follows another one that is drawn before it."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    MEMBER = "one of"
    LENGTH = "as long as"


class Measure(StrEnum):
    """What counts of the other one."""

    VALUE = "value"
    LENGTH = "length"
    LARGEST = "largest"
    """Its largest element; 0 if it is empty."""


@dataclass(frozen=True, slots=True)
class Relation:
    """``parameter`` is at most, at least, or as long as a measure of ``other`` and an offset; or one of its elements."""

    parameter: str
    rule: Rule
    other: str
    measure: Measure = Measure.VALUE
    offset: int = 0

    def bound(self, other: Any) -> int:
        """Returns the bound, given the other argument."""
        return _measured(self.measure, other) + self.offset

    def holds(self, value: Any, other: Any) -> bool:
        """True if the relation holds between these two."""
        if self.rule is Rule.MEMBER:
            return value in other
        bound = self.bound(other)
        if self.rule is Rule.LENGTH:
            return len(value) == bound
        return bool(value <= bound if self.rule is Rule.AT_MOST else value >= bound)


def _measured(measure: Measure, value: Any) -> int:
    if measure is Measure.LENGTH:
        return len(value)
    return int(max(value, default=0) if measure is Measure.LARGEST else value)


def relations(observed: Observed, parameters: Sequence[str]) -> list[Relation]:
    """Returns at most one relation for each parameter, to one that has none itself."""
    if len({repr(call) for call in observed}) < _TELLING:
        return []
    found: dict[str, Relation] = {}
    for parameter in parameters:
        for other in parameters:
            free = other != parameter and other not in found and parameter not in {known.other for known in found.values()}
            relation = _relation(parameter, other, [(call[parameter], call[other]) for call in observed]) if free else None
            if relation is not None:
                found[parameter] = relation
                break
    return list(found.values())


def _relation(parameter: str, other: str, pairs: Sequence[tuple[Any, Any]]) -> Relation | None:
    for applies, candidates in _RULES:
        if all(applies(value, base) for value, base in pairs):
            for rule, measure, offset in candidates:
                relation = Relation(parameter, rule, other, measure, offset)
                if all(relation.holds(value, base) for value, base in pairs):
                    return relation
    if all(_is_sequence(value) and _is_sequence(base) for value, base in pairs):
        differences = {len(value) - len(base) for value, base in pairs}
        if len(differences) == 1 and len({len(base) for _, base in pairs}) > 1:
            return Relation(parameter, Rule.LENGTH, other, Measure.LENGTH, differences.pop())
    return None


def _is_whole(value: Any) -> bool:
    return type(value) is int


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple, str))


def _holds_whole(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(map(_is_whole, value))


_RULES: tuple[tuple[Callable[[Any, Any], bool], tuple[tuple[Rule, Measure, int], ...]], ...] = (
    (lambda value, base: _is_whole(value) and _holds_whole(base) and bool(base), ((Rule.MEMBER, Measure.VALUE, 0),)),
    (lambda value, base: _is_whole(value) and _holds_whole(base), ((Rule.AT_LEAST, Measure.LARGEST, 1),)),
    (
        lambda value, base: _is_whole(value) and isinstance(base, (list, tuple, str, dict)),
        ((Rule.AT_MOST, Measure.LENGTH, -1), (Rule.AT_MOST, Measure.LENGTH, 0)),
    ),
    (
        lambda value, base: _is_whole(value) and _is_whole(base),
        ((Rule.AT_LEAST, Measure.VALUE, 1), (Rule.AT_LEAST, Measure.VALUE, 0)),
    ),
)
"""Kinds of the two values, and what may hold between them, the strictest first."""
