import pytest
from candidate import check_digit, tracking_number


def test_check_digit():
    assert check_digit(47312482) == 9


def test_check_digit_is_an_int():
    assert type(check_digit(47312482)) is int


def test_ten_becomes_zero():
    assert check_digit(10_100_000) == 0


def test_eleven_becomes_five():
    assert check_digit(0) == 5


def test_short_serial_is_filled_up_on_the_left():
    assert check_digit(7) == 6
    assert tracking_number("RA", 7, "GB") == "RA000000076GB"


def test_whole_number():
    assert tracking_number("RA", 47312482, "GB") == "RA473124829GB"


def test_codes_in_lower_case():
    assert tracking_number("ee", 12345678, "de") == "EE123456785DE"


@pytest.mark.parametrize("serial", [-1, 100_000_000, 4_731_248_290])
def test_serial_out_of_range(serial):
    with pytest.raises(ValueError):
        check_digit(serial)
    with pytest.raises(ValueError):
        tracking_number("RA", serial, "GB")
