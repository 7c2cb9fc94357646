"""When the bins of a street are emptied."""

from collections.abc import Iterable
from datetime import date, timedelta

DAY = timedelta(days=1)
SUNDAY = 6


def collection_days(first: date, last: date, weeks: int, holidays: Iterable[date] = ()) -> list[date]:
    """Return the days on which the bins are emptied."""
    if weeks < 1:
        raise ValueError(f"not a number of weeks: {weeks}")
    if first.weekday() == SUNDAY:
        raise ValueError("nobody works on Sundays")
    closed = set(holidays)
    days = []
    planned = first
    while planned <= last:
        days.append(_put_off(planned, closed))
        planned += weeks * 7 * DAY
    return days


def _put_off(planned: date, closed: set[date]) -> date:
    """Return the working day on which the crew gets to what is planned."""
    day = planned - planned.weekday() * DAY
    streets_before = planned.weekday()
    while streets_before or not _is_working_day(day, closed):
        if _is_working_day(day, closed):
            streets_before -= 1
        day += DAY
    return day


def _is_working_day(day: date, closed: set[date]) -> bool:
    return day.weekday() != SUNDAY and day not in closed


def reminder(days: list[date], today: date) -> str:
    """Return how long it is until the next collection."""
    for day in days:
        if day < today:
            continue
        elif day == today:
            return "today"
        elif day == today + DAY:
            return "tomorrow"
        return f"in {(day - today).days} days"
    return "no more this year"
