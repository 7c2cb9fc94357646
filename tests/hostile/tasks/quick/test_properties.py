# CANARY-7f3a91: no candidate may ever see this line.
import reference
from candidate import climbs
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=25)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.data())
def test_climbs(heights, data):
    point = st.integers(0, len(heights) - 1)
    legs = data.draw(st.lists(st.tuples(point, point).map(sorted).map(tuple), max_size=4))
    expected = reference.climbs(heights, legs)
    assert climbs(heights, legs) == expected
