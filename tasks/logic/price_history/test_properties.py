import reference
from candidate import price_on
from hypothesis import given
from hypothesis import strategies as st

days = st.integers(0, 400)
histories = st.dictionaries(days, st.integers(150, 600), max_size=40).map(lambda changes: sorted(changes.items()))


@given(histories, st.integers(-5, 410))
def test_agrees_with_the_reference(changes, day):
    assert price_on(changes, day) == reference.price_on(changes, day)


@given(histories, days)
def test_latest_change_that_is_not_in_the_future(changes, day):
    expected = None
    for since, price in changes:
        if since <= day:
            expected = price
    assert price_on(changes, day) == expected


@given(histories.filter(len))
def test_each_price_holds_until_the_next_change(changes):
    ends = [since - 1 for since, _ in changes[1:]] + [changes[-1][0] + 1000]
    for (since, price), end in zip(changes, ends, strict=True):
        assert price_on(changes, since) == price
        assert price_on(changes, end) == price
    assert price_on(changes, changes[0][0] - 1) is None
