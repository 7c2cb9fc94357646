from decimal import Decimal

import pytest
from candidate import share_out


def shown(bill):
    return {name: shown(part) if isinstance(part, dict) else str(part) for name, part in bill.items()}


def test_equal_flats():
    assert shown(share_out(Decimal("90.00"), {"left": 50, "right": 50})) == {"left": "45.00", "right": "45.00"}


def test_in_proportion_to_the_area():
    assert shown(share_out(Decimal("120.00"), {"small": 40, "large": 80})) == {"small": "40.00", "large": "80.00"}


def test_cent_left_over_goes_to_the_first_of_equals():
    assert shown(share_out(Decimal("100.00"), {"a": 60, "b": 60, "c": 60})) == {
        "a": "33.34",
        "b": "33.33",
        "c": "33.33",
    }


def test_cent_left_over_goes_to_the_largest_fraction():
    assert shown(share_out(Decimal("1.00"), {"a": 50, "b": 10, "c": 90})) == {"a": "0.33", "b": "0.07", "c": "0.60"}


def test_equal_fractions_that_never_end():
    assert shown(share_out(Decimal("1.00"), {"a": 10, "b": 55, "c": 85})) == {"a": "0.07", "b": "0.37", "c": "0.56"}


def test_several_cents_are_left_over():
    bill = share_out(Decimal("0.05"), {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1})
    assert list(shown(bill).values()) == ["0.01"] * 5 + ["0.00"] * 2


def test_parts_in_parts():
    house = {"front": {"ground floor": 30, "upper floors": {"first": 30, "attic": 30}}, "back": 90}
    assert shown(share_out(Decimal("100.01"), house)) == {
        "front": {"ground floor": "16.67", "upper floors": {"first": "16.67", "attic": "16.67"}},
        "back": "50.00",
    }


def test_refund():
    assert shown(share_out(Decimal("-1.00"), {"a": 20, "b": 20, "c": 20})) == {"a": "-0.34", "b": "-0.33", "c": "-0.33"}


def test_what_has_no_area_pays_nothing():
    house = {"boiler room": 0, "flat": 70, "cellar": {"left": 0, "right": 0}, "yard": {}}
    assert shown(share_out(Decimal("10.00"), house)) == {
        "boiler room": "0.00",
        "flat": "10.00",
        "cellar": {"left": "0.00", "right": "0.00"},
        "yard": {},
    }


def test_nothing_to_pay():
    assert shown(share_out(Decimal("0.00"), {"a": 10, "b": 20})) == {"a": "0.00", "b": "0.00"}


def test_house_stays_as_it_is():
    house = {"front": {"a": 10, "b": 20}, "back": 30}
    share_out(Decimal("7.77"), house)
    assert house == {"front": {"a": 10, "b": 20}, "back": 30}


@pytest.mark.parametrize("house", [{}, {"a": 0}, {"front": {"a": 0}, "back": {}}])
def test_house_without_area(house):
    with pytest.raises(ValueError):
        share_out(Decimal("10.00"), house)
