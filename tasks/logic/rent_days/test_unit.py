from datetime import date
from itertools import islice

from candidate import payment_days


def payments(number, *order):
    return [day.isoformat() for day in islice(payment_days(*order), number)]


def test_same_day_of_every_month():
    assert payments(4, date(2024, 1, 10)) == ["2024-01-10", "2024-02-12", "2024-03-11", "2024-04-10"]


def test_short_month():
    assert payments(3, date(2025, 1, 31)) == ["2025-01-31", "2025-02-28", "2025-03-31"]


def test_leap_year():
    assert payments(2, date(2024, 1, 30)) == ["2024-01-30", "2024-02-29"]


def test_after_a_weekend_the_old_day_holds_again():
    assert payments(3, date(2024, 6, 1)) == ["2024-06-03", "2024-07-01", "2024-08-01"]


def test_weekend_at_the_end_of_a_month():
    assert payments(1, date(2024, 3, 30)) == ["2024-03-29"]
    assert payments(1, date(2024, 6, 30)) == ["2024-06-28"]


def test_every_quarter():
    assert payments(4, date(2024, 11, 5), 3) == ["2024-11-05", "2025-02-05", "2025-05-05", "2025-08-05"]


def test_december_is_followed_by_january():
    assert payments(3, date(2023, 11, 15)) == ["2023-11-15", "2023-12-15", "2024-01-15"]


def test_holiday():
    assert payments(2, date(2024, 4, 1), 1, [date(2024, 4, 1), date(2024, 5, 1)]) == ["2024-04-02", "2024-05-02"]


def test_holidays_up_to_the_end_of_the_month():
    closed = {date(2024, 12, 31), date(2024, 12, 30)}
    assert payments(1, date(2024, 12, 30), 1, closed) == ["2024-12-27"]


def test_once_a_year_on_the_29th_of_february():
    assert payments(5, date(2024, 2, 29), 12)[::4] == ["2024-02-29", "2028-02-29"]


def test_two_orders_at_once():
    one, two = payment_days(date(2024, 1, 10)), payment_days(date(2024, 1, 31))
    assert [next(one), next(two), next(one)] == [date(2024, 1, 10), date(2024, 1, 31), date(2024, 2, 12)]
