"""Recorded examples of properties, and the few of them by which a candidate is compared with the buggy code."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..records import VisibleCall
from .conduct import literal

_MAX_PROBES = 8

Drawn = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """Inputs of one run of a property's body."""

    drawn: Drawn
    lines: tuple[str, ...]
    """They, one a line, as a counterexample is shown."""
    calls: tuple[VisibleCall, ...]
    """What it asked of the reference."""

    def atoms(self) -> list[list[list[str]]]:
        """Returns the literals of the inputs by name, and the calls, as they travel to the client."""
        drawn = [[name, literal(value) or ""] for name, value in self.drawn.items()]
        return [drawn, [[call.function, call.arguments, call.result] for call in self.calls]]


@dataclass(slots=True)
class Records:
    """Examples by test id, and those of them by which a candidate is compared with the buggy code."""

    examples: dict[str, list[Example]] = field(default_factory=dict)
    probes: dict[str, Probes] = field(default_factory=dict)
    """Empty until the buggy code was tried."""
    visible: frozenset[tuple[str, str]] = frozenset()
    """Function and arguments of what the visible tests ask: a candidate may know the answers by heart."""

    def compare_with(self, passed: Mapping[str, Sequence[int]]) -> None:
        """Chooses the probes, given which examples the buggy code passed."""
        for name, examples in self.examples.items():
            fresh = [place for place, example in enumerate(examples) if self._is_fresh(example)]
            good = [place for place in fresh if place in passed.get(name, ())]
            bad = [place for place in fresh if place not in good]
            self.probes[name] = Probes(len(good), _spread(good), len(bad), _spread(bad))

    def is_better(self, passed: Mapping[str, Sequence[int]]) -> bool:
        """True if a candidate that passed these examples passes more fresh ones than the buggy code, by the probes."""
        expected = math.fsum(probes.expected(passed.get(name, ())) for name, probes in self.probes.items())
        return expected > sum(probes.good_count for probes in self.probes.values()) + 1e-9

    def atoms(self) -> list[list[Any]]:
        """Returns them as they travel to the client: for each property its id, and drawn inputs and calls of each example."""
        return [[name, [example.atoms() for example in examples]] for name, examples in self.examples.items()]

    def _is_fresh(self, example: Example) -> bool:
        """True if it asks for more than the visible tests do."""
        return not example.calls or any((call.function, call.arguments) not in self.visible for call in example.calls)


@dataclass(frozen=True, slots=True)
class Probes:
    """A few of a property's fresh examples, some that the buggy code passes and some that it does not."""

    good_count: int
    good: tuple[int, ...]
    bad_count: int
    bad: tuple[int, ...]

    def expected(self, passed: Sequence[int]) -> float:
        """Returns how many fresh examples a candidate passes that passed these: each kind stands for its own."""
        kinds = ((self.good_count, self.good), (self.bad_count, self.bad))
        return math.fsum(count * sum(place in passed for place in places) / len(places) for count, places in kinds if places)


def _spread(places: Sequence[int]) -> tuple[int, ...]:
    """Up to ``_MAX_PROBES`` of the places, evenly."""
    step = max(1.0, len(places) / _MAX_PROBES)
    return tuple(places[int(number * step)] for number in range(min(len(places), _MAX_PROBES)))
