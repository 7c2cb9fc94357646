import pytest
from candidate import OutOfStock, Stock


class Cancelled(Exception):
    """The customer has changed his mind."""


@pytest.fixture
def stock():
    stock = Stock()
    stock.add("cup", 10)
    stock.add("bowl", 4)
    return stock


def test_add_and_take(stock):
    stock.take("cup", 3)
    assert (stock.count("cup"), stock.count("bowl"), stock.count("jug")) == (7, 4, 0)


def test_take_more_than_there_is(stock):
    with pytest.raises(OutOfStock):
        stock.take("bowl", 5)
    assert stock.count("bowl") == 4
    stock.take("bowl", 4)
    assert stock.count("bowl") == 0


@pytest.mark.parametrize("number", [0, -1])
def test_less_than_one(stock, number):
    with pytest.raises(ValueError):
        stock.add("cup", number)
    with pytest.raises(ValueError):
        stock.take("cup", number)
    assert stock.moves() == [("cup", 10), ("bowl", 4)]


def test_articles(stock):
    assert stock.articles() == ["bowl", "cup"]
    stock.take("cup", 10)
    assert stock.articles() == ["bowl"]


def test_moves(stock):
    stock.take("cup", 2)
    assert stock.moves() == [("cup", 10), ("bowl", 4), ("cup", -2)]


def test_batch_that_succeeds(stock):
    with stock.batch():
        stock.take("cup", 2)
        stock.take("bowl", 2)
    assert (stock.count("cup"), stock.count("bowl")) == (8, 2)


def test_batch_that_fails(stock):
    with pytest.raises(OutOfStock), stock.batch():
        stock.take("cup", 2)
        stock.add("jug", 1)
        stock.take("bowl", 5)
    assert (stock.count("cup"), stock.count("bowl")) == (10, 4)
    assert stock.articles() == ["bowl", "cup"]


def test_moves_of_a_batch_that_fails(stock):
    with pytest.raises(Cancelled), stock.batch():
        stock.take("cup", 2)
        raise Cancelled
    stock.take("cup", 1)
    assert stock.moves() == [("cup", 10), ("bowl", 4), ("cup", -1)]


def test_inner_batch_that_fails(stock):
    with stock.batch():
        stock.take("cup", 1)
        with pytest.raises(Cancelled), stock.batch():
            stock.take("cup", 5)
            raise Cancelled
        stock.take("bowl", 1)
    assert (stock.count("cup"), stock.count("bowl")) == (9, 3)


def test_inner_batch_is_undone_with_the_outer_one(stock):
    with pytest.raises(Cancelled), stock.batch():
        stock.take("cup", 1)
        with stock.batch():
            stock.take("bowl", 1)
        raise Cancelled
    assert (stock.count("cup"), stock.count("bowl")) == (10, 4)
    assert stock.moves() == [("cup", 10), ("bowl", 4)]


def test_batch_that_does_nothing(stock):
    with stock.batch():
        pass
    assert stock.moves() == [("cup", 10), ("bowl", 4)]


def test_two_stocks_are_independent(stock):
    other = Stock()
    with pytest.raises(Cancelled), other.batch():
        stock.take("cup", 1)
        other.add("cup", 1)
        raise Cancelled
    assert (stock.count("cup"), other.count("cup")) == (9, 0)
