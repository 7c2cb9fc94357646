import calendar
from datetime import date, timedelta
from itertools import islice

import reference
from candidate import payment_days
from hypothesis import given
from hypothesis import strategies as st

ONE_DAY = timedelta(days=1)
PAYMENTS = 8


def end_of_month(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


any_day = st.dates(date(2000, 1, 1), date(2090, 12, 31))
late_day = st.builds(lambda day, left: end_of_month(day) - left * ONE_DAY, any_day, st.integers(0, 3))
rhythms = st.sampled_from([1, 1, 2, 3, 6, 7, 12, 14])


@st.composite
def orders(draw):
    """A standing order, and holidays that are mostly around its due days."""
    first, months = draw(any_day | late_day), draw(rhythms)
    near = st.builds(
        lambda number, shift: reference.months_later(first, number * months) + shift * ONE_DAY,
        st.integers(0, PAYMENTS - 1),
        st.integers(-3, 4),
    )
    return first, months, draw(st.frozensets(near, max_size=12))


def due_days(first, months):
    """The due days, found by counting the months one by one."""
    year, month = first.year, first.month
    for number in range(PAYMENTS * months):
        if number % months == 0:
            yield date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


@given(orders())
def test_agrees_with_the_reference(order):
    expected = list(islice(reference.payment_days(*order), PAYMENTS))
    assert list(islice(payment_days(*order), PAYMENTS)) == expected


@given(orders())
def test_no_bank_day_is_passed_over(order):
    first, months, holidays = order

    def rests(day):
        return day.isoweekday() > 5 or day in holidays

    for due, paid in zip(due_days(first, months), payment_days(*order), strict=False):
        assert not rests(paid)
        assert (paid.year, paid.month) == (due.year, due.month)
        if paid > due:
            skipped = due, paid
        elif paid < due:
            skipped = paid + ONE_DAY, end_of_month(due) + ONE_DAY
        else:
            continue
        assert all(rests(skipped[0] + n * ONE_DAY) for n in range((skipped[1] - skipped[0]).days))


@given(any_day | late_day, st.sampled_from([2, 3, 5]))
def test_a_slower_rhythm_leaves_payments_out(first, months):
    monthly = islice(payment_days(first), 0, 4 * months, months)
    assert list(islice(payment_days(first, months), 4)) == list(monthly)
