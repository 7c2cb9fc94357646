from itertools import accumulate

import reference
from candidate import best_stretches
from hypothesis import given
from hypothesis import strategies as st

days = st.lists(st.integers(-50, 50), min_size=1, max_size=30)


@given(st.lists(days, max_size=5))
def test_agrees_with_the_reference(roofs):
    assert best_stretches(roofs) == reference.best_stretches(roofs)


@given(days)
def test_largest_difference_of_two_running_totals(balances):
    totals = list(accumulate(balances, initial=0))
    largest = max(later - earlier for i, earlier in enumerate(totals) for later in totals[i + 1 :])
    assert best_stretches([balances]) == [largest]


@given(days, days)
def test_a_disaster_splits_the_days_in_two(before, after):
    whole = before + [-10_000] + after
    together, *apart = best_stretches([whole, before, after])
    assert together == max(apart)


@given(days)
def test_direction_of_time_does_not_matter(balances):
    forwards, backwards = best_stretches([balances, balances[::-1]])
    assert forwards == backwards
