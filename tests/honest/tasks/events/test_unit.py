import itertools
from unittest.mock import Mock, call

import candidate
import pytest


def test_bus():
    bus = candidate.Bus()
    heard = []
    off = bus.on("x", heard.append)
    bus.on("x", lambda value: value * 2)
    assert bus.emit("x", 5) == [None, 10]
    off()
    assert bus.emit("x", 6) == [12]
    assert bus.emit("y") == []
    assert heard == [5]


def test_bus_calls_mocks():
    bus, listener = candidate.Bus(), Mock(return_value="ok")
    bus.on("x", listener)
    assert bus.emit("x", 1, "b") == ["ok"]
    listener.assert_called_once_with(1, "b")
    bus.emit("x")
    assert listener.call_args_list == [call(1, "b"), call()]


def test_recorded():
    log = []
    with candidate.recorded(lambda *what: log.append(what), "a") as name:
        assert name == "A"
        assert log == [("a", "begin")]
    assert log == [("a", "begin"), ("a", "end")]


def test_recorded_failure():
    log = []
    with pytest.raises(KeyError), candidate.recorded(lambda *what: log.append(what), "a"):
        raise KeyError("x")
    assert log[-1] == ("a", "KeyError")


def test_retry():
    calls = []

    @candidate.retry(3)
    def shaky(value, *, more=0):
        calls.append(value)
        if len(calls) < 3:
            raise ValueError("not yet")
        return value + more

    assert shaky(5, more=1) == 6
    assert calls == [5, 5, 5]


def test_retry_gives_up():
    function = Mock(side_effect=ValueError("never"), __name__="function", __qualname__="function")
    with pytest.raises(ValueError, match="never"):
        candidate.retry(2)(function)()
    assert function.call_count == 2


def test_retry_lets_others_through():
    def wrong():
        raise TypeError("no")

    with pytest.raises(TypeError):
        candidate.retry(5)(wrong)()


def test_windows():
    assert list(candidate.windows("abcd", 2)) == [("a", "b"), ("b", "c"), ("c", "d")]
    assert list(itertools.islice(candidate.windows(itertools.count(), 3), 2)) == [(0, 1, 2), (1, 2, 3)]
    assert list(candidate.windows(iter([1]), 2)) == []


def test_memo():
    function = Mock(side_effect=lambda value: value + 1)
    ask = candidate.memo(function)
    assert [ask(1), ask(1), ask(2)] == [2, 2, 3]
    assert function.call_count == 2


def test_sort_by():
    items = ["ccc", "a", "bb"]
    assert candidate.sort_by(items, len) is items
    assert items == ["a", "bb", "ccc"]
    assert candidate.sort_by(items, key=lambda text: -len(text)) == ["ccc", "bb", "a"]
