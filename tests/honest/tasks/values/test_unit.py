import math
from collections import deque
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from candidate import checksum, group, merge, rotate, share, transpose, variance, vat, workdays


def test_vat():
    assert vat(Decimal("10.00"), 19) == Decimal("1.90")
    assert str(vat(Decimal("0.50"), 5)) == "0.03"
    assert isinstance(vat(Decimal(1), 1), Decimal)


def test_workdays():
    assert workdays(date(2024, 5, 3), date(2024, 5, 6)) == [date(2024, 5, 3), date(2024, 5, 6)]
    assert workdays(date(2024, 5, 4), date(2024, 5, 5)) == []


def test_share():
    assert share([1, 2, 3]) == [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]


def test_transpose():
    matrix = [[1, 2], [3, 4]]
    rows = list(matrix)
    assert transpose(matrix) is None
    assert matrix == [[1, 3], [2, 4]]
    assert matrix[0] is rows[0]


def test_checksum():
    assert checksum(b"ab") == b"\x00\xc3"
    assert checksum(bytearray(b"")) == b"\x00\x00"


def test_group():
    assert group([("a", 1), ("b", 2), ("a", 3), ("a", 1)]) == {"a": {1, 3}, "b": {2}}


def test_rotate():
    items = deque([1, 2, 3])
    assert rotate(items, 1) is items
    assert items == deque([3, 1, 2])


def test_variance():
    assert variance([1, 2, 3, 4]) == pytest.approx(1.25)
    assert math.isclose(variance([0.1, 0.2]), 0.0025)


def test_merge():
    left = {"a": 1}
    assert merge(left, {"a": 2, "b": 3}) is None
    assert left == {"a": 3, "b": 3}
