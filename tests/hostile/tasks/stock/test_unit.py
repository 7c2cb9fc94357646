import candidate
import pytest
from support import Refused


class Thing:
    def __init__(self, own, parts):
        self.own = own
        self.parts = parts


def test_shelf():
    items = [1]
    shelf = candidate.Shelf(items)
    shelf.add(2)
    assert items == [1, 2]
    items.append(4)
    assert shelf.total() == 7
    assert shelf.items() is items


def test_drain():
    queue = [1, 2, 3]
    assert list(candidate.drain(queue)) == [1, 2, 3]
    assert queue == []


def test_logged():
    log = []
    with candidate.logged(log) as same:
        assert same == ["begin"]
    assert log == ["begin"]


def test_dedupe():
    assert list(candidate.dedupe([2, 1, 2])) == [1, 2]


def test_version():
    assert candidate.Version("1.2") == candidate.Version("1.2")
    assert candidate.Version("1.2") != candidate.Version("1.3")
    assert candidate.Version("1.9") < candidate.Version("1.10")
    assert candidate.numbers("1.2") == [1, 2]


def test_boxed():
    box = candidate.boxed([2, 1])
    assert box.same_as([1, 2])
    assert box.size == 2


def test_check():
    assert candidate.check(0)
    with pytest.raises(Refused) as caught:
        candidate.check(5)
    assert caught.value.concerns(5)
    assert not caught.value.concerns(6)


def test_weight():
    assert candidate.weight(Thing(1, [2, 3])) == 6


def test_each():
    assert candidate.each(lambda value: [value], [1, 2]) == [[1], [2]]


def test_attempt_all():
    def fail():
        raise KeyError("a")

    with pytest.raises(ExceptionGroup) as caught:
        candidate.attempt_all([fail, lambda: None, fail])
    assert [str(error) for error in caught.value.exceptions] == ["'a'", "'a'"]
