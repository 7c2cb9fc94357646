import math

import candidate
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=15)
numbers = st.lists(st.integers(-9, 9), max_size=6)


@few
@given(numbers)
def test_ordered(values):
    expected = sorted(values)
    result = candidate.ordered(values)
    assert result == expected
    assert all(a <= b for a, b in zip(result, result[1:]))


@few
@given(numbers)
def test_ordered_twice(values):
    assert candidate.ordered(candidate.ordered(list(values))) == candidate.ordered(values)


@few
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n)))
def test_rotated(matrix):
    before = [list(row) for row in matrix]
    result = matrix
    for _ in range(4):
        result = candidate.rotated(result)
    assert result == before


@few
@given(st.dictionaries(st.text("ab", max_size=2), st.integers()), st.dictionaries(st.text("ab", max_size=2), st.integers()))
def test_merged(left, right):
    expected = left | right
    assert candidate.merged(left, right) == expected


@few
@given(numbers)
def test_product(values):
    expected = math.prod(values)
    assert candidate.product(values) == expected


@few
@given(numbers, numbers)
def test_account(start, more):
    account = candidate.Account(start)
    for move in more:
        account.add(move)
    assert account.balance() == sum(start) + sum(more)
    assert len(account.history()) == len(start) + len(more)
