import pytest
import reference
from candidate import check_digit, tracking_number
from hypothesis import given
from hypothesis import strategies as st

serials = st.integers(10, 99_999_999) | st.integers(10, 9999)
codes = st.text("abcXYZ", min_size=2, max_size=2)


@given(codes, serials, codes)
def test_agrees_with_the_reference(service, serial, country):
    expected = reference.tracking_number(service, serial, country)
    assert tracking_number(service, serial, country) == expected


@given(serials)
def test_weighted_sum_with_the_check_digit_is_a_multiple_of_11(serial):
    digit = check_digit(serial)
    total, rest = 0, serial
    for weight in (7, 9, 5, 3, 2, 4, 6, 8):
        rest, last = divmod(rest, 10)
        total += weight * last
    assert 0 <= digit <= 9
    if total % 11 > 1:
        assert (total + digit) % 11 == 0
    else:
        assert digit == (5, 0)[total % 11]


@given(codes, serials, codes)
def test_the_label_can_be_read_back(service, serial, country):
    label = tracking_number(service, serial, country)
    assert len(label) == 13
    assert (label[:2], label[-2:]) == (service.upper(), country.upper())
    assert int(label[2:10]) == serial
    assert int(label[10]) == check_digit(serial)


@given(serials, st.integers(max_value=-1) | st.integers(min_value=100_000_000))
def test_eight_digits_and_no_more(good, serial):
    assert tracking_number("RA", good, "GB")[2:10] == str(good).rjust(8, "0")
    with pytest.raises(ValueError):
        tracking_number("RA", serial, "GB")
