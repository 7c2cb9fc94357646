"""Heating costs of a house, by floor area."""

from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")

House = dict[str, Any]
"""Areas of flats, and parts of the house, which are such dicts again."""
Bill = dict[str, Any]
"""The same with amounts."""


def area(part: int | House) -> int:
    """Return the square metres of a flat, or of all flats in a part of the house."""
    if isinstance(part, int):
        return part
    return sum(area(inner) for inner in part.values())


def split(amount: Decimal, areas: list[int]) -> list[Decimal]:
    """Return shares of the amount in proportion to the areas."""
    total = sum(areas)
    if total == 0:
        return [Decimal("0.00")] * len(areas)
    return [(amount * each / total).quantize(CENT) for each in areas]


def share_out(amount: Decimal, house: House) -> Bill:
    """Return what every flat pays."""
    if area(house) == 0:
        raise ValueError("the house has no area")
    return _bill(amount, house)


def _bill(amount: Decimal, house: House) -> Bill:
    shares = split(amount, [area(part) for part in house.values()])
    return {
        name: share if isinstance(part, int) else _bill(share, part)
        for (name, part), share in zip(house.items(), shares)
    }
