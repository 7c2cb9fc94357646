from collections import deque
from datetime import date, timedelta

import pytest
import reference
from candidate import checksum, group, merge, rotate, share, transpose, variance, vat, workdays
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=25)


@few
@given(st.decimals(0, 1000, places=2), st.integers(0, 30))
def test_vat(net, percent):
    assert vat(net, percent) == reference.vat(net, percent)


@few
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_workdays(first, days):
    last = first + timedelta(days)
    assert workdays(first, last) == reference.workdays(first, last)


@few
@given(st.lists(st.integers(1, 9), min_size=1))
def test_share(parts):
    assert sum(share(parts)) == 1


@few
@given(st.integers(0, 4).flatmap(lambda n: st.lists(st.lists(st.integers(), min_size=n, max_size=n), min_size=n, max_size=n)))
def test_transpose(matrix):
    expected = [list(column) for column in zip(*matrix)]
    transpose(matrix)
    assert matrix == expected


@few
@given(st.binary())
def test_checksum(data):
    assert checksum(data) == reference.checksum(data)


@few
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5))))
def test_group(pairs):
    assert group(pairs) == reference.group(pairs)


@few
@given(st.lists(st.integers()).map(deque), st.integers(-5, 5))
def test_rotate(items, steps):
    before = list(items)
    rotate(items, steps)
    assert rotate(items, -steps) == deque(before)


@few
@given(st.lists(st.integers(-50, 50), min_size=1))
def test_variance(values):
    assert variance(values) == pytest.approx(reference.variance(values), abs=1e-9)


@few
@given(st.dictionaries(st.sampled_from("abc"), st.integers()), st.dictionaries(st.sampled_from("abc"), st.integers()))
def test_merge(left, right):
    expected = dict(left)
    reference.merge(expected, right)
    merge(left, right)
    assert left == expected
