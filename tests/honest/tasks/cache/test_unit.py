import pytest
from candidate import LruCache


@pytest.fixture
def cache():
    cache = LruCache(2)
    cache["a"] = 1
    cache["b"] = [2]
    return cache


def test_forgets_the_oldest(cache):
    cache["c"] = 3
    assert "a" not in cache
    assert list(cache) == ["b", "c"]
    assert len(cache) == 2


def test_use_keeps(cache):
    assert cache["a"] == 1
    cache["c"] = 3
    assert list(cache) == ["a", "c"]


def test_get(cache):
    assert cache.get("a") == 1
    assert cache.get("x") is None
    assert cache.get("x", default=5) == 5
    assert (cache.hits, cache.misses) == (1, 2)


def test_missing(cache):
    with pytest.raises(KeyError):
        cache["x"]
    with pytest.raises(KeyError):
        del cache["x"]


def test_delete_and_clear(cache):
    del cache["a"]
    assert list(cache) == ["b"]
    cache.clear()
    assert len(cache) == 0
    assert not list(cache)


@pytest.mark.parametrize("size", [0, -1])
def test_no_room(size):
    with pytest.raises(ValueError):
        LruCache(size)
