import candidate
import pytest


def test_ordered():
    values = [3, 1, 2]
    assert candidate.ordered(values) == [1, 2, 3]
    assert candidate.ordered([]) == []


def test_rotated():
    matrix = [[1, 2], [3, 4]]
    expected = [[3, 1], [4, 2]]
    assert candidate.rotated(matrix) == expected


def test_merged():
    left, right = {"a": 1}, {"a": 2, "b": 3}
    assert candidate.merged(left, right) == {"a": 2, "b": 3}


@pytest.mark.parametrize(("values", "expected"), [([3, 1], 2), ([], 0), ([5], 0)])
def test_spread(values, expected):
    assert candidate.spread(values) == expected


def test_product():
    assert candidate.product([2, 3, 4]) == 24
    assert candidate.product([]) == 1


def test_parsed():
    assert candidate.parsed({"name": "x"}) == ("x", 0)
    assert candidate.parsed({"level": 3, "name": "y"}) == ("y", 3)


def test_filled():
    assert candidate.filled([[1, 1], [0, 1]], 0, 0) == 3


def test_unique():
    values = [1, 2, 1]
    result = candidate.unique(values)
    assert result == [1, 2]


def test_account():
    account = candidate.Account([1, 2])
    account.add(3)
    assert account.history() == [1, 2, 3]
    assert account.balance() == 6
