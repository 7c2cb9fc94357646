from datetime import date, timedelta

import pytest
import reference
from candidate import collection_days, reminder
from hypothesis import given
from hypothesis import strategies as st

DAY = timedelta(days=1)

dates = st.dates(date(2023, 12, 15), date(2024, 3, 15))
workdays = dates.filter(lambda day: day.weekday() != 6)
# Most holidays lie in the first weeks, so that many of them meet a collection.
near = st.integers(-6, 20).map(lambda days: days * DAY)


@st.composite
def plans(draw):
    """first, last, weeks, and holidays, among which some may stand twice"""
    first = draw(workdays)
    last = first + draw(st.integers(-2, 50)) * DAY
    holidays = draw(st.lists(near, max_size=12))
    return first, last, draw(st.integers(1, 3)), [first + ahead for ahead in holidays]


@given(plans())
def test_agrees_with_the_reference(plan):
    assert collection_days(*plan) == reference.collection_days(*plan)


@given(workdays, st.lists(near, max_size=6))
def test_work_of_the_week_is_done_in_its_order(first, ahead):
    holidays = {first + days for days in ahead}
    monday = first - first.weekday() * DAY
    working = [monday + n * DAY for n in range(21) if (monday + n * DAY).weekday() != 6]
    working = [day for day in working if day not in holidays]
    for position in range(6):
        planned = monday + position * DAY
        assert collection_days(planned, planned, 1, holidays) == [working[position]]


@given(plans())
def test_without_holidays_the_plan_is_kept(plan):
    first, last, weeks, _ = plan
    days = collection_days(first, last, weeks)
    assert days == [first + n * DAY for n in range(0, (last - first).days + 1, 7 * weeks)]
    sundays = [first + (6 - first.weekday() + 7 * week) * DAY for week in range(-1, 9)]
    assert collection_days(first, last, weeks, sundays) == days


@given(plans(), st.integers(-3, 0), st.integers(0, 6))
def test_plans_that_are_refused(plan, weeks, sundays):
    first, last, every, holidays = plan
    with pytest.raises(ValueError):
        collection_days(first, last, weeks, holidays)
    with pytest.raises(ValueError):
        collection_days(first + (6 - first.weekday() + 7 * sundays) * DAY, last, every, holidays)


@given(st.sets(dates, max_size=5).map(sorted), dates)
def test_reminder_agrees_with_the_reference(days, today):
    assert reminder(days, today) == reference.reminder(days, today)


@given(dates, st.integers(0, 40), st.sets(st.integers(1, 40), max_size=3), st.sets(st.integers(1, 40), max_size=3))
def test_reminder_counts_the_days(today, ahead, past, later):
    days = [today + n * DAY for n in sorted([-n for n in past] + [ahead] + [ahead + n for n in later])]
    assert reminder(days, today) == {0: "today", 1: "tomorrow"}.get(ahead, f"in {ahead} days")
    assert reminder(days, days[-1] + DAY) == "no more this year"
