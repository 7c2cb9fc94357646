"""Payment days of a standing order."""

import calendar
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import count

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_bank_day(day: date, holidays: Collection[date]) -> bool:
    """Tell whether banks work on that day."""
    return day.weekday() < SATURDAY and day not in holidays


def bank_day(due: date, holidays: Collection[date]) -> date:
    """Return the day on which a payment is carried out that is due on `due`."""
    later = earlier = due
    while not is_bank_day(later, holidays):
        later += ONE_DAY
    if later.month == due.month:
        return later
    while not is_bank_day(earlier, holidays):
        earlier -= ONE_DAY
    return earlier


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month if it is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def payment_days(first: date, months: int = 1, holidays: Collection[date] = ()) -> Iterator[date]:
    """Yield the days of all payments."""
    for number in count():
        yield bank_day(months_later(first, number * months), holidays)
