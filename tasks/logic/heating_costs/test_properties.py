from decimal import Decimal
from fractions import Fraction

import pytest
import reference
from candidate import share_out
from hypothesis import given
from hypothesis import strategies as st

names = st.sampled_from(["1st floor", "attic", "Büro", "yard ", "B"])
flats = st.integers(0, 9) | st.integers(10, 2000) | st.just(60)


def parts(inner):
    return st.dictionaries(names, inner, max_size=4)


buildings = parts(st.recursive(flats, parts, max_leaves=8))
houses = buildings.filter(reference.area)
rows = st.dictionaries(st.sampled_from("abcdefghijkl"), flats, min_size=1, max_size=9).filter(reference.area)
amounts = st.builds(
    lambda cents: Decimal(cents).scaleb(-2), st.integers(-300, 300) | st.integers(-10_000_000, 10_000_000)
)


def flat_by_flat(bill):
    for part in bill.values():
        yield from flat_by_flat(part) if isinstance(part, dict) else [part]


def scaled(house, factor):
    return {name: scaled(part, factor) if isinstance(part, dict) else part * factor for name, part in house.items()}


@given(amounts, houses)
def test_agrees_with_the_reference(amount, house):
    expected = reference.share_out(amount, house)
    assert share_out(amount, house) == expected


@given(amounts, houses)
def test_every_level_adds_up_and_is_less_than_a_cent_off(amount, house):
    def check(paid, part, bill):
        assert list(bill) == list(part)
        assert sum(flat_by_flat(bill)) == paid
        total = reference.area(part)
        for name, inner in part.items():
            got = sum(flat_by_flat(bill[name])) if isinstance(inner, dict) else bill[name]
            fair = Fraction(paid) * reference.area(inner) / total if total else 0
            assert abs(Fraction(got) - fair) < Fraction(1, 100)
            if isinstance(inner, dict) and inner:
                check(got, inner, bill[name])

    bill = share_out(amount, house)
    check(amount, house, bill)
    assert all(share.as_tuple().exponent == -2 for share in flat_by_flat(bill))


@given(amounts, rows)
def test_left_over_cents_go_by_the_fraction_and_then_by_the_place(amount, row):
    cents, total = abs(int(amount * 100)), sum(row.values())
    bill = share_out(amount, row)
    got_one, got_none = [], []
    for place, (name, area) in enumerate(row.items()):
        down, lost = divmod(cents * area, total)
        extra = abs(int(bill[name] * 100)) - down
        (got_one if extra else got_none).append((-lost, place))
        assert extra in (0, 1)
    assert not got_one or not got_none or max(got_one) < min(got_none)


@given(amounts, houses, st.integers(2, 5))
def test_only_proportions_count_and_a_refund_is_a_bill_turned_round(amount, house, factor):
    bill = share_out(amount, house)
    assert share_out(amount, scaled(house, factor)) == bill
    assert share_out(-amount, house) == scaled(bill, -1)


@given(amounts, buildings)
def test_no_area_no_bill(amount, building):
    if reference.area(building):
        assert sum(flat_by_flat(share_out(amount, building))) == amount
    with pytest.raises(ValueError):
        share_out(amount, scaled(building, 0))
