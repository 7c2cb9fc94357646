"""Known algorithms for problems that code solves by trying everything: each module knows one problem by its shape.

They are rules like any other. What was recognised wrongly fails the visible tests.
"""

from __future__ import annotations

from ..rules import Rule
from . import bounds, filters, intervals, kept, orders, reach, splices, stretches, totals, windows

ALGORITHMS: tuple[Rule, ...] = (
    *stretches.RULES,
    *windows.RULES,
    *totals.RULES,
    *bounds.RULES,
    *intervals.RULES,
    *splices.RULES,
    *orders.RULES,
    *filters.RULES,
    *reach.RULES,
    *kept.RULES,
)
"""All of them."""
