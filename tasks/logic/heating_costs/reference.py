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


def split(cents: int, areas: list[int]) -> list[int]:
    """Return whole shares of `cents` in proportion to the areas; they add up to it."""
    total = sum(areas)
    if total == 0:
        return [0] * len(areas)
    shares = [cents * each // total for each in areas]
    lost = [cents * each % total for each in areas]
    left_over = cents - sum(shares)
    for index in sorted(range(len(areas)), key=lambda index: -lost[index])[:left_over]:
        shares[index] += 1
    return shares


def share_out(amount: Decimal, house: House) -> Bill:
    """Return what every flat pays."""
    if area(house) == 0:
        raise ValueError("the house has no area")
    sign = int(Decimal(1).copy_sign(amount))
    return _bill(abs(int(amount / CENT)), sign, house)


def _bill(cents: int, sign: int, house: House) -> Bill:
    shares = split(cents, [area(part) for part in house.values()])
    return {
        name: sign * share * CENT if isinstance(part, int) else _bill(share, sign, part)
        for (name, part), share in zip(house.items(), shares)
    }
