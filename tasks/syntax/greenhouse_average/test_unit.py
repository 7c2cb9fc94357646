import pytest
from candidate import average_reading


def test_whole_degrees():
    assert average_reading([18, 20, 22]) == pytest.approx(20.0)


def test_fractions_of_a_degree():
    assert average_reading([21.5, 22.0]) == pytest.approx(21.75)


def test_single_reading():
    assert average_reading([19.25]) == pytest.approx(19.25)


def test_lost_packets_are_left_out():
    assert average_reading([None, 10, None, 20]) == pytest.approx(15.0)


def test_frost_is_not_a_lost_packet():
    assert average_reading([0, 0, 6]) == pytest.approx(2.0)


def test_below_zero():
    assert average_reading([-4.0, -8.0]) == pytest.approx(-6.0)


@pytest.mark.parametrize("readings", [[], [None], [None, None, None]])
def test_nothing_received(readings):
    with pytest.raises(ValueError):
        average_reading(readings)
