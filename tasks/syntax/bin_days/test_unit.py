from datetime import date

import pytest
from candidate import collection_days, reminder

# 2024-05-01 is a Wednesday.
MAY = [date(2024, 5, 2), date(2024, 5, 16), date(2024, 5, 30)]


def test_every_second_thursday():
    assert collection_days(date(2024, 5, 2), date(2024, 5, 31), 2) == MAY


def test_last_day_counts():
    assert collection_days(date(2024, 5, 2), date(2024, 5, 30), 2) == MAY
    assert collection_days(date(2024, 5, 2), date(2024, 5, 29), 2) == MAY[:2]


def test_over_the_end_of_february():
    assert collection_days(date(2024, 2, 26), date(2024, 3, 4), 1) == [date(2024, 2, 26), date(2024, 3, 4)]


def test_holiday_earlier_in_the_week():
    assert collection_days(date(2024, 5, 2), date(2024, 5, 2), 1, [date(2024, 5, 1)]) == [date(2024, 5, 3)]


def test_holiday_on_the_day_itself():
    assert collection_days(date(2024, 5, 1), date(2024, 5, 8), 1, {date(2024, 5, 1)}) == [
        date(2024, 5, 2),
        date(2024, 5, 8),
    ]


def test_holiday_later_in_the_week():
    assert collection_days(date(2024, 5, 1), date(2024, 5, 1), 1, [date(2024, 5, 2)]) == [date(2024, 5, 1)]


def test_two_holidays():
    holidays = [date(2024, 12, 25), date(2024, 12, 26)]
    assert collection_days(date(2024, 12, 24), date(2024, 12, 24), 1, holidays) == [date(2024, 12, 24)]
    assert collection_days(date(2024, 12, 25), date(2024, 12, 25), 1, holidays) == [date(2024, 12, 27)]
    assert collection_days(date(2024, 12, 26), date(2024, 12, 26), 1, holidays) == [date(2024, 12, 28)]


def test_saturday_is_put_off_over_the_weekend():
    assert collection_days(date(2024, 5, 4), date(2024, 5, 4), 1, [date(2024, 5, 1)]) == [date(2024, 5, 6)]


def test_holiday_on_a_sunday():
    assert collection_days(date(2024, 5, 4), date(2024, 5, 4), 1, [date(2024, 5, 5)]) == [date(2024, 5, 4)]


def test_plan_that_is_over():
    assert collection_days(date(2024, 5, 2), date(2024, 5, 1), 1) == []


@pytest.mark.parametrize("weeks", [0, -1])
def test_no_weeks(weeks):
    with pytest.raises(ValueError):
        collection_days(date(2024, 5, 2), date(2024, 5, 30), weeks)


def test_sunday_is_refused():
    with pytest.raises(ValueError):
        collection_days(date(2024, 5, 5), date(2024, 5, 30), 1)


@pytest.mark.parametrize(
    ("today", "text"),
    [
        (date(2024, 5, 16), "today"),
        (date(2024, 5, 15), "tomorrow"),
        (date(2024, 5, 14), "in 2 days"),
        (date(2024, 5, 17), "in 13 days"),
        (date(2024, 5, 31), "no more this year"),
    ],
)
def test_reminder(today, text):
    assert reminder(MAY, today) == text
