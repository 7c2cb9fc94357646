from itertools import accumulate

import reference
from candidate import assign
from hypothesis import given
from hypothesis import strategies as st


def queues(gaps, minutes, size):
    """Cars by the minutes between arrivals, and how long each one charges."""
    return st.lists(st.tuples(gaps, minutes), **size).map(
        lambda cars: list(zip(accumulate(gap for gap, _ in cars), (minutes for _, minutes in cars), strict=True))
    )


short, long = {"max_size": 15}, {"min_size": 25, "max_size": 40}
cars = (
    queues(st.integers(0, 3), st.integers(1, 6), short)
    | queues(st.integers(0, 1), st.integers(1, 12), long)
    | queues(st.integers(0, 40), st.integers(1, 90), long)
)
points = st.integers(1, 5) | st.integers(6, 12)


@given(cars, points)
def test_agrees_with_the_reference(cars, points):
    assert assign(cars, points) == reference.assign(cars, points)


@given(cars, points)
def test_each_car_gets_what_it_is_due(cars, points):
    free_from = {number: 0 for number in range(1, points + 1)}
    plan = assign(cars, points)
    assert len(plan) == len(cars)
    for (arrival, minutes), (point, start) in zip(cars, plan, strict=True):
        assert start == max(arrival, min(free_from.values()))
        assert point == min(number for number, minute in free_from.items() if minute <= start)
        free_from[point] = start + minutes


@given(cars, points, st.integers(1, 1000))
def test_only_the_time_between_arrivals_counts(cars, points, shift):
    later = assign([(arrival + shift, minutes) for arrival, minutes in cars], points)
    assert later == [(point, start + shift) for point, start in assign(cars, points)]


@given(cars, points)
def test_later_cars_change_nothing_and_a_point_too_many_is_never_used(cars, points):
    plan = assign(cars, points)
    half = len(cars) // 2
    assert assign(cars[:half], points) == plan[:half]
    enough = len(cars) + points
    assert assign(cars, enough) == assign(cars, enough + 1)
    assert all(start == arrival for (arrival, _), (_, start) in zip(cars, assign(cars, enough), strict=True))
