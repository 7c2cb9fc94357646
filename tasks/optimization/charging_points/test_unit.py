import pytest
from candidate import assign


def test_lowest_number_first():
    assert assign([(0, 30), (1, 30), (2, 30)], 3) == [(1, 0), (2, 1), (3, 2)]


def test_point_is_used_again():
    assert assign([(0, 10), (20, 10), (40, 10)], 3) == [(1, 0), (1, 20), (1, 40)]


def test_lowest_number_although_another_one_is_free_for_longer():
    assert assign([(0, 50), (0, 10), (60, 5)], 2) == [(1, 0), (2, 0), (1, 60)]


def test_waiting_for_the_point_that_is_free_first():
    assert assign([(0, 50), (0, 20), (5, 10)], 2) == [(1, 0), (2, 0), (2, 20)]


def test_two_points_are_free_in_the_same_minute():
    assert assign([(0, 20), (0, 20), (5, 10), (6, 10)], 2) == [(1, 0), (2, 0), (1, 20), (2, 20)]
    assert assign([(0, 20), (10, 10), (11, 1)], 2) == [(1, 0), (2, 10), (1, 20)]


def test_point_that_is_free_in_this_very_minute():
    assert assign([(0, 20), (20, 5)], 1) == [(1, 0), (1, 20)]
    assert assign([(0, 20), (5, 15), (20, 5)], 3) == [(1, 0), (2, 5), (1, 20)]


def test_queue_at_one_point():
    assert assign([(0, 10), (1, 20), (2, 30), (90, 1)], 1) == [(1, 0), (1, 10), (1, 30), (1, 90)]


def test_same_arrival():
    assert assign([(7, 3), (7, 2), (7, 1)], 2) == [(1, 7), (2, 7), (2, 9)]


def test_more_points_than_cars():
    assert assign([(3, 9)], 100) == [(1, 3)]


def test_no_cars():
    assert assign([], 4) == []


@pytest.mark.parametrize("points", [0, -1])
def test_no_points(points):
    with pytest.raises(ValueError):
        assign([(0, 10)], points)


def test_cars_stay_as_they_are():
    cars = [(0, 10), (1, 20), (2, 30)]
    assign(cars, 1)
    assert cars == [(0, 10), (1, 20), (2, 30)]
