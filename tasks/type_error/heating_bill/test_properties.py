from decimal import Decimal
from fractions import Fraction

import pytest
import reference
from candidate import balance, shares
from hypothesis import given
from hypothesis import strategies as st

cents = st.integers(-500, 500) | st.integers(-100_000, 100_000)
tenths = st.integers(0, 30) | st.integers(0, 2000)


def money(cents):
    return Decimal(cents).scaleb(-2)


def way(tenths, form):
    """An area in one of the ways to give it."""
    text = f"{tenths // 10}.{tenths % 10}"
    match form:
        case "int" if tenths % 10 == 0:
            return tenths // 10
        case "float":
            return tenths / 10
        case "comma":
            return text.replace(".", ",")
        case "text":
            return text
    return Decimal(tenths).scaleb(-1)


forms = st.sampled_from(["int", "float", "comma", "text", "Decimal"])
houses = st.dictionaries(st.text("abAB1é ", min_size=1, max_size=2), st.tuples(tenths, forms), min_size=1, max_size=12).filter(
    lambda house: any(area for area, _ in house.values())
)


def areas_of(house):
    return {flat: way(*area) for flat, area in house.items()}


@given(cents, houses)
def test_agrees_with_the_reference(total, house):
    found = shares(money(total), areas_of(house))
    expected = reference.shares(money(total), areas_of(house))
    assert list(found.items()) == list(expected.items())
    assert {share.as_tuple().exponent for share in found.values()} == {-2}


@given(cents, houses)
def test_whole_cents_that_add_up(total, house):
    found = shares(money(total), areas_of(house))
    whole = sum(area for area, _ in house.values())
    assert sum(found.values()) == money(total)
    lower = {flat: total * area // whole for flat, (area, _) in house.items()}
    raised = {flat for flat, share in found.items() if share == money(lower[flat] + 1)}
    assert all(found[flat] == money(lower[flat]) for flat in found if flat not in raised)
    order = sorted(house, key=lambda flat: (-house[flat][0], flat))
    assert raised == set(order[: total - sum(lower.values())])


@given(cents, houses, st.integers(2, 9))
def test_only_the_proportion_counts(total, house, times):
    larger = {flat: way(area * times, form) for flat, (area, form) in house.items()}
    assert shares(money(total), larger) == shares(money(total), areas_of(house))


@given(cents, houses, st.sampled_from([-1, -0.1, "-2,5", Decimal("-0.1"), "x", "", "1,2,3", float("nan"), float("inf"), "Infinity", "1 2"]))
def test_areas_that_are_refused(total, house, bad):
    areas = areas_of(house)
    assert sum(shares(money(total), areas).values()) == money(total)
    with pytest.raises(ValueError):
        shares(money(total), {**areas, "x": bad})
    with pytest.raises(ValueError):
        shares(money(total), dict.fromkeys(areas, 0))


@given(cents, houses, st.integers(1, 999), st.integers(3, 6))
def test_totals_that_are_refused(total, house, parts, digits):
    crumbs = Decimal(parts if parts % 10 else parts + 1).scaleb(-digits)
    areas = areas_of(house)
    assert sum(shares(money(total) + Decimal("0.000"), areas).values()) == money(total)
    for bad in (money(total) + crumbs, Decimal("NaN"), Decimal("-Infinity")):
        with pytest.raises(ValueError):
            shares(bad, areas)


@given(cents, st.lists(st.tuples(cents, st.sampled_from(["Decimal", "text", "comma", "int"])), max_size=5))
def test_balance_and_payments_are_the_share(share, payments):
    prepaid, paid = [], Fraction(0)
    for amount, form in payments:
        text = str(money(amount))
        prepaid.append({"text": text, "comma": text.replace(".", ","), "int": amount}.get(form, money(amount)))
        paid += amount if form == "int" else Fraction(amount, 100)
    left = balance(money(share), prepaid)
    assert left == reference.balance(money(share), prepaid)
    assert Fraction(left) + paid == Fraction(share, 100)
    assert left.as_tuple().exponent == -2
