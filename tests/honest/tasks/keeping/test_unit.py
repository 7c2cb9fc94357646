from candidate import Basket, Journal, recorded


def test_journal_shares():
    lines = []
    journal = Journal(lines)
    journal.write("a")
    journal.write("b")
    assert lines == ["a", "b"]


def test_basket_does_not():
    mine = ["x"]
    basket = Basket(mine)
    basket.add("y")
    assert mine == ["x"]
    basket.items().append("z")
    assert basket.items() == ["x", "y"]
    mine.append("w")
    assert basket.items() == ["x", "y"]


def test_recorded():
    log = []
    with recorded(log, "a") as same:
        assert same is log
        assert log == ["begin a"]
    assert log == ["begin a", "end a"]
