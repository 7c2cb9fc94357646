from decimal import Decimal

import pytest
from candidate import balance, shares


def written(costs):
    return {flat: str(share) for flat, share in costs.items()}


def test_equal_areas():
    assert written(shares(Decimal("1000.00"), {"left": 50, "right": 50})) == {"left": "500.00", "right": "500.00"}


def test_in_proportion():
    assert written(shares(Decimal("90.00"), {"attic": 20, "ground": 40})) == {"attic": "30.00", "ground": "60.00"}


@pytest.mark.parametrize("areas", [{"a": 62.5, "b": 37.5}, {"a": "62.5", "b": "37,5"}, {"a": Decimal("62.5"), "b": 37.5}])
def test_areas_of_all_kinds(areas):
    assert shares(Decimal("10.00"), areas) == {"a": Decimal("6.25"), "b": Decimal("3.75")}


def test_a_float_means_what_it_prints():
    assert written(shares(Decimal("3.00"), {"a": 0.1, "b": 0.2})) == {"a": "1.00", "b": "2.00"}
    assert written(shares(Decimal("9.00"), {"a": 0.7, "b": 0.1, "c": 0.1})) == {"a": "7.00", "b": "1.00", "c": "1.00"}


def test_cents_that_are_left():
    assert written(shares(Decimal("10.00"), {"b": 1, "a": 1, "c": 1})) == {"b": "3.33", "a": "3.34", "c": "3.33"}
    assert written(shares(Decimal("1.00"), {"a": 1, "b": 4, "c": 1})) == {"a": "0.17", "b": "0.67", "c": "0.16"}
    assert written(shares(Decimal("0.02"), {"a": 30, "b": 31, "c": 32})) == {"a": "0.00", "b": "0.01", "c": "0.01"}


def test_refund():
    assert written(shares(Decimal("-10.00"), {"a": 2, "b": 1})) == {"a": "-6.66", "b": "-3.34"}


def test_flat_without_an_area():
    assert written(shares(Decimal("5.00"), {"cellar": 0, "a": 70})) == {"cellar": "0.00", "a": "5.00"}


def test_order_of_the_flats():
    assert list(shares(Decimal("1.00"), {"c": 1, "a": 3, "b": 2})) == ["c", "a", "b"]


def test_other_ways_to_write_the_total():
    assert written(shares(Decimal("7"), {"a": 1, "b": 2})) == {"a": "2.33", "b": "4.67"}
    assert written(shares(Decimal("7.100"), {"a": 1})) == {"a": "7.10"}
    assert written(shares(Decimal("0"), {"a": 1})) == {"a": "0.00"}


@pytest.mark.parametrize("total", ["1.005", "0.001", "NaN", "Infinity", "-Infinity"])
def test_bad_total(total):
    with pytest.raises(ValueError):
        shares(Decimal(total), {"a": 1})


@pytest.mark.parametrize(
    "areas",
    [{}, {"a": 0}, {"a": -1, "b": 5}, {"a": 1, "b": "large"}, {"a": ""}, {"a": "1.2.3"}, {"a": float("nan")}, {"a": float("inf"), "b": 1}],
)
def test_bad_areas(areas):
    with pytest.raises(ValueError):
        shares(Decimal("10.00"), areas)


def test_balance():
    assert str(balance(Decimal("120.50"), [Decimal("30.25"), 40, "12.50", "12,50"])) == "25.25"
    assert str(balance(Decimal("20.00"), [Decimal("30.25")])) == "-10.25"
    assert str(balance(Decimal("20.10"), ["20.1"])) == "0.00"


def test_nothing_prepaid():
    assert str(balance(Decimal("20.00"), [])) == "20.00"
    assert str(balance(Decimal("20"), iter([5]))) == "15.00"


def test_arguments_are_left_alone():
    areas, prepaid = {"a": 62.5, "b": "37,5"}, ["1.00", 2]
    shares(Decimal("10.00"), areas)
    balance(Decimal("10.00"), prepaid)
    assert areas == {"a": 62.5, "b": "37,5"}
    assert prepaid == ["1.00", 2]
