import reference
from candidate import climbs
from hypothesis import given
from hypothesis import strategies as st


@st.composite
def rides(draw):
    heights = draw(st.lists(st.integers(-100, 900), min_size=1, max_size=30))
    point = st.integers(0, len(heights) - 1)
    return heights, draw(st.lists(st.tuples(point, point), max_size=20))


@given(rides())
def test_agrees_with_the_reference(ride):
    assert climbs(*ride) == reference.climbs(*ride)


@given(rides())
def test_ups_minus_downs_is_the_difference_in_height(ride):
    heights, legs = ride
    there = climbs(heights, legs)
    back = climbs(heights, [(end, begin) for begin, end in legs])
    for (begin, end), up, down in zip(legs, there, back, strict=True):
        assert up - down == heights[end] - heights[begin]


@given(rides())
def test_a_leg_is_the_sum_of_its_steps(ride):
    heights, legs = ride
    expected = []
    for begin, end in legs:
        ridden = heights[begin : end + 1] if begin <= end else heights[end : begin + 1][::-1]
        expected.append(sum(b - a for a, b in zip(ridden, ridden[1:]) if b > a))
    assert climbs(heights, legs) == expected
