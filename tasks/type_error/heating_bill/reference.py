"""Heating costs of the flats in a house."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

Number = int | float | str | Decimal

CENT = Decimal("0.01")


def shares(total: Decimal, areas: dict[str, Number]) -> dict[str, Decimal]:
    """Return each flat's share of the costs."""
    exact = {flat: _number(area) for flat, area in areas.items()}
    whole = sum(exact.values())
    if not whole or any(area < 0 for area in exact.values()):
        raise ValueError("areas are positive")
    if not total.is_finite() or total % CENT:
        raise ValueError(f"not an amount of money: {total}")
    costs = {flat: (total * area / whole).quantize(CENT, ROUND_FLOOR) for flat, area in exact.items()}
    left = int((total - sum(costs.values())) / CENT)
    for flat in sorted(costs, key=lambda flat: (-exact[flat], flat))[:left]:
        costs[flat] += CENT
    return costs


def balance(share: Decimal, prepaid: Iterable[Number]) -> Decimal:
    """Return what is still to be paid of a share."""
    return (share - sum(map(_number, prepaid))).quantize(CENT)


def _number(number: Number) -> Decimal:
    """Return the number as it is printed."""
    try:
        exact = Decimal(str(number).replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"not a number: {number}") from None
    if not exact.is_finite():
        raise ValueError(f"not a number: {number}")
    return exact
