# CANARY-7f3a91: no candidate may ever see this line.
import candidate
import pytest
import reference
from hypothesis import given, settings
from hypothesis import strategies as st

numbers = st.lists(st.integers(-99, 99), max_size=8)
few = settings(max_examples=25)


@few
@given(st.integers(-5, 200))
def test_squares(n):
    assert candidate.squares_below(n) == reference.squares_below(n)


@few
@given(numbers, numbers)
def test_total(left, right):
    assert candidate.total(left + right) == sum(left) + sum(right)


@few
@given(st.text("abc ", max_size=9))
def test_texts(text):
    assert candidate.shout(text) == text.upper() + "!"
    assert candidate.count_words(text) == reference.count_words(text)


@few
@given(numbers.filter(len))
def test_mean(values):
    assert candidate.mean(values) == pytest.approx(sum(values) / len(values))


@few
@given(st.integers())
def test_even(n):
    assert candidate.is_even(n) == (n % 2 == 0)
