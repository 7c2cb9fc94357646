"""Cars at the charging points of a motorway stop."""


def assign(cars: list[tuple[int, int]], points: int) -> list[tuple[int, int]]:
    """Return the point that each car gets, and the minute in which it starts to charge."""
    if points < 1:
        raise ValueError("a stop has at least one point")
    free_from = [0] * points
    plan = []
    for arrival, minutes in cars:
        best, start = 0, max(arrival, free_from[0])
        for index, minute in enumerate(free_from):
            if max(arrival, minute) < start:
                best, start = index, max(arrival, minute)
        free_from[best] = start + minutes
        plan.append((best + 1, start))
    return plan
