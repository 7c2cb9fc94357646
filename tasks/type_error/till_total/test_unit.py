import pytest
from candidate import day_total


def test_corrections_only():
    assert day_total([500, -200]) == 300


def test_till_only():
    assert day_total(["1250", "399"]) == 1649


def test_mixed():
    assert day_total(["1250", 50, "399", -1]) == 1698


def test_refunds():
    assert day_total(["1000", "-300"]) == 700


def test_spaces_around_the_amount():
    assert day_total([" 1250 ", "50 "]) == 1300


def test_drawer_opened_without_a_sale():
    assert day_total(["", "700", "   ", 5]) == 705


def test_quiet_day():
    assert day_total([]) == 0
    assert day_total(["", " "]) == 0


@pytest.mark.parametrize("text", ["12,50", "abc", "1 000", "-"])
def test_no_number(text):
    with pytest.raises(ValueError):
        day_total(["100", text])


def test_total_is_an_int():
    assert type(day_total(["7"])) is int
