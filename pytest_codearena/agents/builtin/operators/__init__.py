"""Single edits of a module that compiles: what a tired programmer may have done otherwise. All of them are guesses.

They are rules like any other, but far too many to be proposed blindly: the visible tests choose.
"""

from __future__ import annotations

from ..rules import Rule
from . import arithmetic, conditions, everywhere, sequences, statements, variables

OPERATORS: tuple[Rule, ...] = (
    *conditions.RULES,
    *arithmetic.RULES,
    *variables.RULES,
    *statements.RULES,
    *sequences.RULES,
    *everywhere.RULES,
)
"""All operators."""
