"""Electricity prices over time."""


def price_on(changes: list[tuple[int, int]], day: int) -> int | None:
    """Return the price that holds on `day`, or None before the first change."""
    low, high = 0, len(changes)
    while low < high:
        middle = (low + high) // 2
        if changes[middle][0] <= day:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        return None
    return changes[low - 1][1]
