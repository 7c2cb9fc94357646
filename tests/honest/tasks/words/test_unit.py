import itertools

import candidate
import pytest
from candidate import fibonacci, flatten, parse_pairs, primes, top_words


@pytest.fixture
def poem():
    return "a rose is a rose is a rose"


def test_top_words(poem):
    assert top_words(poem) == [("a", 3), ("rose", 3), ("is", 2)]
    assert top_words(poem, limit=1) == [("a", 3)]
    assert top_words("", 2) == []
    assert candidate.LIMIT == 3


def test_items_are_tuples(poem):
    for word, count in top_words(poem):
        assert isinstance(word, str)
        assert count > 0


@pytest.mark.parametrize(
    ("nested", "flat"),
    [([], []), ([1, [2, [3, []]]], [1, 2, 3]), ([[[[[5]]]], 6], [5, 6])],
    ids=["empty", "deep", "deeper"],
)
def test_flatten(nested, flat):
    assert flatten(nested) == flat


def test_flatten_two_hundred_deep():
    nested = [0]
    for number in range(1, 200):
        nested = [nested, number]
    assert flatten(nested) == list(range(200))


def test_fibonacci():
    assert [fibonacci(n) for n in range(8)] == [0, 1, 1, 2, 3, 5, 8, 13]
    assert fibonacci(300) % 1000 == 600


def test_fibonacci_of_nothing():
    with pytest.raises(ValueError, match="negative"):
        fibonacci(-1)


def test_primes():
    assert list(itertools.islice(primes(), 6)) == [2, 3, 5, 7, 11, 13]
    assert next(iter(primes())) == 2
    for prime in primes():
        if prime > 20:
            assert prime == 23
            break


def test_parse_pairs():
    assert parse_pairs("a=1; b=2;") == {"a": 1, "b": 2}
    assert parse_pairs("") == {}
    with pytest.raises(ValueError):
        parse_pairs("a")
    with pytest.raises(ValueError):
        parse_pairs("a=x")
