"""What a rule is. Every rule of every family has this one shape, so the search needs to know none of them.

Costs say how far-fetched a repair is: about 0.5 for what can hardly be meant otherwise, 1 for an ordinary slip of the
keyboard, 2 for a guess. They only ever compare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at beside the source."""

    tests: str = ""
    """Source of the visible tests: which names they import and how they use them."""
    feedback: str = ""
    """What earlier attempts of the episode came to; empty at the first."""
    category: str = ""
    words: frozenset[str] = frozenset()
    """Identifiers that stand elsewhere in the file."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to change a source."""

    source: str
    cost: float
    at: int = 0
    """Where the mistake is. Proposals of rules about whole modules that agree on it are alternatives to each other."""


Finder = Callable[[str, Context], Iterator[Proposal]]
"""Yields proposals for a source (a whole module, or one logical line for the families that say so), best ones first.

Never raises, never executes anything, and yields the same for the same arguments.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of mistake and its repairs."""

    name: str
    summary: str
    """The mistake, in one line."""
    before: str
    after: str
    """An example: ``find`` proposes ``after`` for ``before``."""
    find: Finder
    tests: str = ""
    """Visible tests that the example needs."""
    feedback: str = ""
    """Feedback that the example needs."""
