import pytest
from candidate import Catalogue, answer


@pytest.fixture
def bikes():
    catalogue = Catalogue()
    catalogue.weigh("spoke", 6)
    catalogue.weigh("rim", 500)
    catalogue.weigh("frame", 2000)
    catalogue.assemble("wheel", {"rim": 1, "spoke": 32})
    catalogue.assemble("bike", {"frame": 1, "wheel": 2})
    return catalogue


def test_simple_part(bikes):
    assert bikes.weight("rim") == 500


def test_product(bikes):
    assert bikes.weight("wheel") == 692


def test_product_of_products(bikes):
    assert bikes.weight("bike") == 3384


def test_part_on_several_levels(bikes):
    bikes.assemble("repair kit", {"spoke": 4, "wheel": 1})
    assert bikes.weight("repair kit") == 716


def test_part_gets_another_weight(bikes):
    assert bikes.weight("bike") == 3384
    bikes.weigh("spoke", 5)
    assert (bikes.weight("spoke"), bikes.weight("wheel"), bikes.weight("bike")) == (5, 660, 3320)


def test_part_that_weighs_nothing(bikes):
    bikes.weigh("spoke", 0)
    assert bikes.weight("bike") == 3000
    bikes.weigh("spoke", 1)
    assert bikes.weight("bike") == 3064


def test_product_is_made_in_another_way(bikes):
    assert bikes.weight("bike") == 3384
    bikes.assemble("wheel", {"rim": 1, "spoke": 20})
    assert bikes.weight("bike") == 3240


def test_simple_part_becomes_a_product(bikes):
    assert bikes.weight("bike") == 3384
    bikes.weigh("tube", 300)
    bikes.assemble("frame", {"tube": 5})
    assert (bikes.weight("frame"), bikes.weight("bike")) == (1500, 2884)
    bikes.weigh("tube", 100)
    assert bikes.weight("bike") == 1884


def test_product_becomes_a_simple_part(bikes):
    assert bikes.weight("bike") == 3384
    bikes.weigh("wheel", 800)
    assert bikes.weight("bike") == 3600
    bikes.weigh("rim", 1)
    assert bikes.weight("bike") == 3600


def test_unknown_name(bikes):
    with pytest.raises(KeyError):
        bikes.weight("bell")


def test_unknown_part(bikes):
    with pytest.raises(KeyError):
        bikes.assemble("wheel", {"rim": 1, "nipple": 32})
    with pytest.raises(KeyError):
        bikes.assemble("shed", {"shed": 1})
    assert bikes.weight("bike") == 3384


@pytest.mark.parametrize("product", ["bike", "wheel", "spoke"])
def test_product_that_would_hold_itself(bikes, product):
    with pytest.raises(ValueError):
        bikes.assemble(product, {"frame": 1, "bike": 1})
    assert (bikes.weight("bike"), bikes.weight("spoke")) == (3384, 6)


def test_product_that_no_longer_holds_a_part(bikes):
    bikes.assemble("wheel", {"rim": 1})
    bikes.assemble("spoke", {"wheel": 2})
    assert bikes.weight("spoke") == 1000


def test_former_product_may_become_a_part_of_its_own_part(bikes):
    bikes.weigh("wheel", 800)
    bikes.assemble("spoke", {"wheel": 2})
    assert bikes.weight("spoke") == 1600


def test_product_of_nothing(bikes):
    bikes.assemble("idea", {})
    assert bikes.weight("idea") == 0


def test_dict_is_changed_later(bikes):
    parts = {"rim": 1}
    bikes.assemble("wheel", parts)
    parts["spoke"] = 1
    assert bikes.weight("wheel") == 500


def test_answer():
    log = [
        ("weigh", "nut", 3),
        ("ask", "nut"),
        ("assemble", "bag", {"nut": 9}),
        ("ask", "bag"),
        ("weigh", "nut", 4),
        ("ask", "bag"),
    ]
    assert answer(log) == [3, 27, 36]
    assert answer([]) == []


def test_two_catalogues_are_independent(bikes):
    other = Catalogue()
    other.weigh("spoke", 1)
    assert bikes.weight("spoke") == 6
    with pytest.raises(KeyError):
        other.weight("rim")
