"""Heating costs of the flats in a house."""

import math
from collections.abc import Iterable
from decimal import Decimal

Number = int | float | str | Decimal

CENT = 0.01


def shares(total: Decimal, areas: dict[str, Number]) -> dict[str, Decimal]:
    """Return each flat's share of the costs."""
    exact = {flat: float(area) for flat, area in areas.items()}
    whole = sum(exact.values())
    if not whole or any(area < 0 for area in exact.values()):
        raise ValueError("areas are positive")
    costs = {flat: math.floor(total * area / whole / CENT) * CENT for flat, area in exact.items()}
    left = round((total - sum(costs.values())) / CENT)
    for flat in sorted(costs, key=lambda flat: (-exact[flat], flat))[:left]:
        costs[flat] += CENT
    return costs


def balance(share: Decimal, prepaid: Iterable[Number]) -> Decimal:
    """Return what is still to be paid of a share."""
    return round(share - sum(prepaid, 0.0), 2)
