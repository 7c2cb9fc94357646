import pytest
from candidate import GarageFull, ParkingGarage


def test_lowest_number_first():
    garage = ParkingGarage(3)
    assert [garage.enter("AA1"), garage.enter("BB2"), garage.enter("CC3")] == [1, 2, 3]


def test_freed_space_is_given_again():
    garage = ParkingGarage(3)
    for plate in ("AA1", "BB2", "CC3"):
        garage.enter(plate)
    assert garage.leave("BB2") == 2
    assert garage.enter("DD4") == 2


def test_full_garage():
    garage = ParkingGarage(1)
    garage.enter("AA1")
    with pytest.raises(GarageFull):
        garage.enter("BB2")
    assert garage.find("BB2") is None


def test_car_that_is_inside_already():
    garage = ParkingGarage(2)
    garage.enter("AA1")
    with pytest.raises(ValueError):
        garage.enter("aa 1")
    assert garage.free_spaces() == 1


def test_car_that_is_not_inside():
    garage = ParkingGarage(2)
    with pytest.raises(KeyError):
        garage.leave("AA1")


def test_find():
    garage = ParkingGarage(2)
    garage.enter("AA1")
    garage.enter("BB2")
    assert garage.find("BB2") == 2
    assert garage.find("ZZ9") is None


def test_camera_spellings():
    garage = ParkingGarage(2)
    garage.enter("b-xy 12")
    assert garage.find("BXY12") == 1
    assert garage.leave("B XY-12") == 1
    assert garage.find("b-xy 12") is None


def test_free_spaces():
    garage = ParkingGarage(2)
    assert garage.free_spaces() == 2
    garage.enter("AA1")
    assert garage.free_spaces() == 1
    garage.leave("AA1")
    assert garage.free_spaces() == 2


def test_two_garages_are_independent():
    north, south = ParkingGarage(1), ParkingGarage(1)
    north.enter("AA1")
    assert south.find("AA1") is None
    assert south.enter("AA1") == 1
