"""Cars at the charging points of a motorway stop."""

from heapq import heappop, heappush


def assign(cars: list[tuple[int, int]], points: int) -> list[tuple[int, int]]:
    """Return the point that each car gets, and the minute in which it starts to charge."""
    if points < 1:
        raise ValueError("a stop has at least one point")
    free = list(range(1, points + 1))
    busy: list[tuple[int, int]] = []
    plan = []
    for arrival, minutes in cars:
        while busy and busy[0][0] <= arrival:
            heappush(free, heappop(busy)[1])
        if free:
            start, point = arrival, heappop(free)
        else:
            start, point = heappop(busy)
        heappush(busy, (start + minutes, point))
        plan.append((point, start))
    return plan
