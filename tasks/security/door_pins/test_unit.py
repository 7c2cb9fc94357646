import pytest
from candidate import DoorPins, NoPinLeft


def test_form_of_a_pin():
    pins = DoorPins()
    for flat in range(8):
        pin = pins.issue(flat)
        assert len(pin) == 4
        assert pin.isdecimal()
        assert pin.isascii()
    assert len(DoorPins(digits=3).issue(1)) == 3


def test_opens():
    pins = DoorPins(digits=3)
    first, second = pins.issue(1), pins.issue(2)
    assert pins.opens(1, first) is True
    assert pins.opens(2, second) is True
    assert pins.opens(1, second) is False
    assert pins.opens(3, first) is False
    assert pins.opens(1, "") is False


def test_new_pin():
    pins = DoorPins(digits=3)
    old = pins.issue(1)
    new = pins.issue(1)
    assert new != old
    assert pins.opens(1, new) is True
    assert pins.opens(1, old) is False


def test_revoke():
    pins = DoorPins(digits=3)
    pin = pins.issue(1)
    pins.revoke(1)
    assert pins.opens(1, pin) is False
    with pytest.raises(KeyError):
        pins.revoke(1)


def test_no_two_flats_share_a_pin():
    pins = DoorPins(digits=2)
    issued = [pins.issue(flat) for flat in range(72)]
    assert len(set(issued)) == 72
    assert all(pins.opens(flat, pin) for flat, pin in enumerate(issued))


def test_no_pin_left():
    pins = DoorPins(digits=2)
    issued = [pins.issue(flat) for flat in range(72)]
    for flat in (72, 5):
        with pytest.raises(NoPinLeft):
            pins.issue(flat)
    assert pins.opens(5, issued[5]) is True
    pins.revoke(9)
    assert pins.issue(72) == issued[9]


def test_obvious_pins_are_not_issued():
    pins = DoorPins(digits=2)
    issued = {pins.issue(flat) for flat in range(72)}
    assert not issued & {"00", "77", "01", "89", "10", "98"}
    assert {"02", "13", "90", "09", "20"} <= issued


@pytest.mark.parametrize("digits", [1, 0, -3])
def test_too_few_digits(digits):
    with pytest.raises(ValueError):
        DoorPins(digits)


def test_two_houses_have_pins_of_their_own():
    north, south = DoorPins(digits=3), DoorPins(digits=3)
    assert [north.issue(flat) for flat in range(6)] != [south.issue(flat) for flat in range(6)]
