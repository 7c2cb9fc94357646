import numpy as np
from candidate import Board, bump, mean, move, scale
from support import Point


def test_scale():
    np.testing.assert_array_equal(scale(np.arange(6).reshape(2, 3), 2), [[0, 2, 4], [6, 8, 10]])
    assert (scale(np.array([1.5]), 2) == np.array([3.0])).all()


def test_bump():
    a = np.zeros(3)
    bump(a)
    assert a.tolist() == [1, 1, 1]


def test_mean():
    assert mean(np.array([1, 2, 3])) == 2
    assert isinstance(mean(np.array([1, 2, 3])), np.float64)


def test_move():
    p = Point(1)
    q = move(p)
    assert q is p
    assert p == Point(2, ["moved"])


def test_board():
    board = Board(2)
    board.grid[0, 1] = 5
    assert board.total() == 5
