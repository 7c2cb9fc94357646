import pytest
from candidate import windows


def test_runs_of_two():
    assert windows([10, 13, 9], 2) == [(23, 3), (22, 4)]


def test_runs_of_three():
    assert windows([5, 1, 4, 8, 2], 3) == [(10, 4), (13, 7), (14, 6)]


def test_runs_of_one():
    assert windows([7, -3, 0], 1) == [(7, 0), (-3, 0), (0, 0)]


def test_all_readings_make_one_run():
    assert windows([3, 9, 6], 3) == [(18, 6)]


def test_fewer_readings_than_a_run():
    assert windows([3, 9, 6], 4) == []
    assert windows([], 1) == []


def test_frost():
    assert windows([-30, -10, -20], 2) == [(-40, 20), (-30, 10)]


def test_rising_and_falling():
    assert windows([1, 2, 3, 4], 2) == [(3, 1), (5, 1), (7, 1)]
    assert windows([4, 3, 2, 1], 2) == [(7, 1), (5, 1), (3, 1)]


def test_highest_reading_leaves():
    assert windows([9, 1, 1, 2], 2) == [(10, 8), (2, 0), (3, 1)]


def test_equal_readings():
    assert windows([5, 5, 5, 5], 3) == [(15, 0), (15, 0)]
    assert windows([5, 7, 7, 5, 5], 2) == [(12, 2), (14, 0), (12, 2), (10, 0)]


@pytest.mark.parametrize("length", [0, -1])
def test_length_below_one(length):
    with pytest.raises(ValueError):
        windows([1, 2, 3], length)


def test_readings_stay_as_they_are():
    readings = [3, 1, 2, 3]
    windows(readings, 2)
    assert readings == [3, 1, 2, 3]
