"""The departure board of a bus stop."""

DAY = 24 * 60


def next_departures(timetable: dict[str, list[int]], now: int, limit: int = 3) -> list[tuple[int, str]]:
    """Return the next departures as (minutes to wait, line), soonest first."""
    board = []
    for line, departures in timetable.items():
        for departure in departures:
            wait = departure - now
            if wait < 0:
                wait += DAY
            board.append((wait, line))
    board.sort()
    return board[:limit]
