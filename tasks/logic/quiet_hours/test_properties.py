import reference
from candidate import is_quiet
from hypothesis import given
from hypothesis import strategies as st

DAY, WEEK = 1440, 7 * 1440

days = st.integers(0, 6)
minutes = st.integers(0, 1439)
windows = st.lists(
    st.tuples(st.lists(days, max_size=4, unique=True), minutes, minutes)
    | st.tuples(st.lists(days, max_size=4, unique=True), st.just(480), st.just(480)),
    max_size=4,
)


@st.composite
def moments(draw):
    """Windows, and a moment that is often right at the edge of one of them."""
    chosen = draw(windows)
    edges = [edge for _, start, end in chosen for edge in (start, end)]
    near = st.sampled_from(edges) if edges else minutes
    minute = draw(minutes | near | near.map(lambda edge: (edge - 1) % DAY))
    return chosen, draw(days), minute


@given(moments())
def test_agrees_with_the_reference(moment):
    assert is_quiet(*moment) is reference.is_quiet(*moment)


@given(moments())
def test_some_window_began_less_than_its_length_ago(moment):
    chosen, day, minute = moment
    expected = any(
        (day * DAY + minute - (begins * DAY + start)) % WEEK < ((end - start) % DAY or DAY)
        for begun, start, end in chosen
        for begins in begun
    )
    assert is_quiet(chosen, day, minute) is expected


@given(moments(), days)
def test_no_day_of_the_week_is_special(moment, shift):
    chosen, day, minute = moment
    shifted = [([(d + shift) % 7 for d in begun], start, end) for begun, start, end in chosen]
    assert is_quiet(shifted, (day + shift) % 7, minute) is is_quiet(chosen, day, minute)
