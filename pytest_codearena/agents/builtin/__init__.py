"""The offline agent. What it knows is the table of rules.

How rules alone are followed is in ``search``; how the visible tests choose among them, given a way to try code, in ``validation``.
"""

from __future__ import annotations

from .agent import CPU_S, Builtin
from .algorithms import ALGORITHMS
from .characters import RULES as TEXT_RULES
from .mend import LINE_RULES
from .operators import OPERATORS
from .rules import Context, Finder, Proposal, Rule
from .search import TREE_RULES, Fix, fixes
from .validation import TRIED_RULES

__all__ = [
    "ALGORITHMS",
    "CPU_S",
    "LINE_RULES",
    "OPERATORS",
    "RULES",
    "TEXT_RULES",
    "TREE_RULES",
    "TRIED_RULES",
    "Builtin",
    "Context",
    "Finder",
    "Fix",
    "Proposal",
    "Rule",
    "fixes",
]

RULES: tuple[Rule, ...] = (*TEXT_RULES, *LINE_RULES, *TREE_RULES, *TRIED_RULES, *OPERATORS)
"""All rules: for broken text, for one logical line, for modules that compile, and the guesses among which tests choose."""
