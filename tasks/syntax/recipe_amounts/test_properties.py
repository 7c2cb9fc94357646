from fractions import Fraction

import pytest
import reference
from candidate import scale
from hypothesis import given
from hypothesis import strategies as st

SIGNS = "½⅓⅔¼¾⅛⅜⅝⅞"

wholes = st.integers(0, 40).map(str) | st.integers(900, 10**6).map(str)
fractions = st.builds("{}/{}".format, st.integers(0, 20), st.integers(1, 12))
signs = st.sampled_from(SIGNS)
amounts = st.one_of(
    wholes,
    fractions,
    signs,
    st.builds("{}{}{}".format, wholes, st.sampled_from(["", " "]), signs),
    st.builds("{} {}".format, wholes, fractions),
)
things = st.sampled_from(["", " eggs", " Eggs", "  ½", " 3 x 4", " ml", " 1/2", "-3 eggs", "½", "/2", ".5 l", "g", "\n", " \n", "²"])
rests = things | st.text("1½⅜/ 0x.-", max_size=4)
factors = st.integers(1, 12) | st.builds(Fraction, st.integers(1, 12), st.integers(1, 10))


@given(amounts, rests, factors)
def test_agrees_with_the_reference(amount, rest, factor):
    assert scale(amount + rest, factor) == reference.scale(amount + rest, factor)


@given(st.text("01½⅔³٣/. x-", max_size=6), factors)
def test_any_line_agrees_with_the_reference(line, factor):
    assert scale(line, factor) == reference.scale(line, factor)


@given(amounts, factors, factors)
def test_two_steps_are_one_step(amount, first, second):
    line = f"{amount} cups"
    assert scale(scale(line, first), second) == scale(line, first * second)


@given(st.integers(0, 60), st.integers(1, 24), factors)
def test_the_new_amount_is_the_product(top, bottom, factor):
    text = scale(f"{top}/{bottom}", factor)
    head = text.rstrip(SIGNS)
    total = Fraction(0)
    for part in head.split():
        total += Fraction(part)
    for sign in text[len(head) :]:
        total += reference.SIGNS[sign]
    assert total == Fraction(top, bottom) * factor
    for part in text.split()[-1:]:
        if "/" in part:
            numerator, denominator = map(int, part.split("/"))
            assert denominator > 1
            assert 0 < numerator < denominator
            assert denominator not in (2, 3, 4, 8)
            assert Fraction(part).denominator == denominator


@given(amounts, st.sampled_from(["-", "g", "/1/2", ".5", "½½", "%", "x 3"]), factors)
def test_a_line_without_an_amount_stays(amount, rest, factor):
    assert scale(f"{amount} {rest}", 1) == f"{scale(amount, 1)} {rest}"
    assert scale(f"x{amount} {rest}", factor) == f"x{amount} {rest}"
    assert scale(f" {amount}", factor) == f" {amount}"


@given(amounts, st.integers(-3, 0) | st.builds(Fraction, st.integers(-9, 0), st.integers(1, 9)))
def test_nothing_and_less_than_nothing(amount, factor):
    for line in (amount, "salt"):
        with pytest.raises(ValueError):
            scale(line, factor)
