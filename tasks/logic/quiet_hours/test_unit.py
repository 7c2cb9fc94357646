import pytest
from candidate import is_quiet

MONDAY, TUESDAY, FRIDAY, SATURDAY, SUNDAY = 0, 1, 4, 5, 6


def at(hour, minute=0):
    return hour * 60 + minute


LUNCH = ([MONDAY, FRIDAY], at(12), at(13))
SUNDAY_NIGHT = ([SUNDAY], at(22), at(6))


@pytest.mark.parametrize(
    ("minute", "quiet"),
    [(at(11, 59), False), (at(12), True), (at(12, 59), True), (at(13), False)],
)
def test_window_within_one_day(minute, quiet):
    assert is_quiet([LUNCH], FRIDAY, minute) is quiet


def test_other_days_are_not_covered():
    assert is_quiet([LUNCH], TUESDAY, at(12, 30)) is False


def test_evening_of_a_night_window():
    assert is_quiet([SUNDAY_NIGHT], SUNDAY, at(23)) is True
    assert is_quiet([SUNDAY_NIGHT], SUNDAY, at(21, 59)) is False


def test_morning_after_a_night_window():
    assert is_quiet([SUNDAY_NIGHT], MONDAY, at(2)) is True
    assert is_quiet([SUNDAY_NIGHT], MONDAY, at(6)) is False


def test_morning_before_a_night_window():
    assert is_quiet([SUNDAY_NIGHT], SUNDAY, at(2)) is False


def test_evening_after_a_night_window():
    assert is_quiet([SUNDAY_NIGHT], MONDAY, at(23)) is False


def test_window_of_24_hours():
    whole = [([SATURDAY], at(8), at(8))]
    assert is_quiet(whole, SATURDAY, at(7, 59)) is False
    assert is_quiet(whole, SATURDAY, at(8)) is True
    assert is_quiet(whole, SUNDAY, at(7, 59)) is True
    assert is_quiet(whole, SUNDAY, at(8)) is False


def test_any_window_counts():
    assert is_quiet([LUNCH, SUNDAY_NIGHT], MONDAY, at(5)) is True
    assert is_quiet([SUNDAY_NIGHT, LUNCH], MONDAY, at(12, 30)) is True


def test_no_windows():
    assert is_quiet([], MONDAY, at(3)) is False
