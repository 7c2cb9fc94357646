from candidate import Basket


def test_what_it_is_given():
    mine = ["x"]
    basket = Basket(mine)
    basket.add("y")
    assert mine == ["x"]
    mine.append("w")
    assert basket.items() == ["x", "y"]


def test_what_it_gives_out():
    basket = Basket(["x"])
    basket.items().append("z")
    assert basket.items() == ["x"]
