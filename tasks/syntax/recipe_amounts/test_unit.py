from fractions import Fraction

import pytest
from candidate import scale


@pytest.mark.parametrize(
    ("line", "factor", "expected"),
    [
        ("2 eggs", 4, "8 eggs"),
        ("3 eggs", Fraction(1, 3), "1 eggs"),
        ("12", 2, "24"),
        ("0 regrets", 5, "0 regrets"),
    ],
)
def test_whole_numbers(line, factor, expected):
    assert scale(line, factor) == expected


@pytest.mark.parametrize(
    ("line", "factor", "expected"),
    [
        ("½ lemon", 2, "1 lemon"),
        ("1½ cups flour", 2, "3 cups flour"),
        ("1 ½ cups flour", 2, "3 cups flour"),
        ("1½ cups flour", Fraction(1, 2), "¾ cups flour"),
        ("⅔ cup sugar", 2, "1⅓ cup sugar"),
        ("⅛ tsp saffron", 5, "⅝ tsp saffron"),
    ],
)
def test_signs(line, factor, expected):
    assert scale(line, factor) == expected


@pytest.mark.parametrize(
    ("line", "factor", "expected"),
    [
        ("3/4 l milk", 3, "2¼ l milk"),
        ("1 3/4 l milk", 2, "3½ l milk"),
        ("4/8 lemon", 1, "½ lemon"),
        ("9/4 lemon", 1, "2¼ lemon"),
        ("2 eggs", Fraction(1, 5), "2/5 eggs"),
        ("7 eggs", Fraction(1, 5), "1 2/5 eggs"),
    ],
)
def test_fractions(line, factor, expected):
    assert scale(line, factor) == expected


@pytest.mark.parametrize(
    "line",
    ["salt", "", "2-3 eggs", "1.5 l milk", "½-1 lemon", "1/0 of it", "1 2/0", " 2 eggs", "2eggs", "1/2/3", "٣ eggs", "²"],
)
def test_lines_without_an_amount(line):
    expected = "2 2/0" if line == "1 2/0" else line
    assert scale(line, 2) == expected


def test_only_the_amount_changes():
    assert scale("2  sheets of 20 x 30 cm ", 3) == "6  sheets of 20 x 30 cm "
    assert scale("1  ½", 3) == "3  ½"


@pytest.mark.parametrize("factor", [0, -1, Fraction(-1, 2)])
def test_factor_that_leaves_nothing(factor):
    with pytest.raises(ValueError):
        scale("2 eggs", factor)
    with pytest.raises(ValueError):
        scale("salt", factor)
