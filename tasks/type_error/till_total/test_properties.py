import pytest
import reference
from candidate import day_total
from hypothesis import given
from hypothesis import strategies as st

cents = st.integers(-100_000, 1_000_000)
spaces = st.sampled_from(["", " ", "  "])
amounts_as_text = st.builds(lambda left, amount, right: f"{left}{amount}{right}", spaces, cents, spaces)
entries = st.lists(cents | amounts_as_text | spaces, max_size=30)


@given(entries)
def test_agrees_with_the_reference(entries):
    assert day_total(entries) == reference.day_total(entries)


@given(st.lists(st.tuples(cents, st.booleans()), max_size=30))
def test_text_or_int_makes_no_difference(amounts):
    entries = [str(amount) if as_text else amount for amount, as_text in amounts]
    assert day_total(entries) == sum(amount for amount, _ in amounts)


@given(entries, entries)
def test_two_shifts_make_a_day(morning, evening):
    assert day_total(morning + evening) == day_total(morning) + day_total(evening)


@given(entries, st.text("abc,.", min_size=1, max_size=5), entries)
def test_text_that_is_no_number(before, text, after):
    assert day_total([*before, 100, *after]) == day_total(before + after) + 100
    with pytest.raises(ValueError):
        day_total([*before, text, *after])
