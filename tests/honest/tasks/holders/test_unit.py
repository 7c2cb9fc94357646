import copy
import unittest
from collections import Counter, defaultdict, deque

import candidate
import pytest
from candidate import Grid, Registry, Stack


def test_the_list_of_a_stack_is_one():
    stack = Stack()
    assert stack.data is stack.data
    stack.push(1).push(2)
    assert stack.data == [1, 2]
    stack.data.append(3)
    assert stack.pop() == 3
    assert len(stack) == 2


def test_the_list_that_was_given():
    mine = [5]
    stack = Stack(mine)
    mine.append(6)
    assert stack.pop() == 6
    stack.push(7)
    assert mine == [5, 7]
    assert stack.data is mine


def test_two_stacks_on_one_list():
    shared = []
    left, right = Stack(shared), Stack(shared)
    left.push(1)
    right.push(2)
    assert shared == [1, 2]
    assert left.pop() == 2
    assert len(right) == 1


def test_stacks_do_not_share_by_default():
    left, right = Stack(), Stack()
    left.data.append(1)
    assert right.data == []
    assert left.data is not right.data


def test_copies():
    stack = Stack([1])
    other = stack.copy()
    other.data.append(2)
    assert stack.data == [1]
    shallow = copy.copy(stack)
    shallow.data.append(3)
    assert stack.data == [1, 3]
    deep = copy.deepcopy(stack)
    deep.data.append(4)
    assert stack.data == [1, 3]
    assert deep.data == [1, 3, 4]


def test_attribute_is_replaced():
    stack = Stack()
    fresh = [9]
    stack.data = fresh
    stack.push(10)
    assert fresh == [9, 10]
    fresh.clear()
    assert len(stack) == 0


def test_grid():
    rows = [[1, 2], [3, 4]]
    grid = Grid(rows)
    grid.rows[0][1] = 5
    assert grid.total() == 13
    assert rows[0] == [1, 5]
    grid.rows.append([10])
    assert grid.total() == 23
    rows[2] = [20, 21]
    grid.flip()
    assert rows == [[5, 1], [4, 3], [21, 20]]
    row = grid.rows[1]
    row.append(100)
    assert grid.total() == 154


def test_grid_of_one_row():
    grid = Grid([[0] * 2] * 2)
    grid.rows[0][0] = 1
    assert grid.total() == 2
    assert grid.rows[0] is grid.rows[1]


def test_registry():
    registry = Registry()
    registry.register("x", 1)
    of_x = registry.of("x")
    registry.register("x", 2)
    assert of_x == [1, 2]
    of_x.append(3)
    assert registry.of("x") == [1, 2, 3]
    assert registry.by_kind["x"] is of_x
    assert registry.of("y") == []
    assert set(registry.by_kind) == {"x", "y"}
    registry.by_kind["z"].append(7)
    assert registry.of("z") == [7]


def test_counts():
    registry = Registry()
    registry.register("x", 1)
    registry.counts["y"] += 5
    registry.counts.update("yy")
    assert registry.most_common() == "y"
    registry.counts.clear()
    registry.register("z", 1)
    assert registry.most_common() == "z"
    assert isinstance(registry.counts, Counter)


def test_sets_and_deques():
    registry = Registry()
    tags, recent = registry.tags, registry.recent
    for number in range(5):
        registry.register("ab"[number % 2], number)
    assert tags == {"a", "b"}
    assert recent == deque([2, 3, 4])
    recent.append(9)
    assert list(registry.recent) == [3, 4, 9]
    tags |= {"q"}
    tags.discard("a")
    assert registry.tags == {"b", "q"}


def test_cached_list():
    assert candidate.divisors(6) is candidate.divisors(6)
    assert candidate.divisors(6) == [1, 2, 3, 6]
    candidate.divisors(4).append(99)
    assert candidate.divisors(4) == [1, 2, 4, 99]
    candidate.divisors.cache_clear()
    assert candidate.divisors(4) == [1, 2, 4]


def test_default_arguments():
    assert candidate.collect(1) == [1]
    assert candidate.collect(2) == [2]
    mine = []
    assert candidate.collect(3, mine) is mine
    assert candidate.collect(4, into=mine) == [3, 4]


def test_aliases_among_arguments():
    same = []
    left, right = candidate.both(same, same)
    assert left is right is same
    assert same == [1, 2]
    one, two = [], []
    assert candidate.both(one, two) == ([1], [2])
    assert one is not two


def test_configuration(monkeypatch):
    assert candidate.within_limit(3)
    monkeypatch.setitem(candidate.CONFIG, "limit", 10)
    assert candidate.within_limit(9)
    candidate.CONFIG["names"].append("b")
    assert candidate.CONFIG["names"][-1] == "b"
    monkeypatch.setattr(candidate, "CONFIG", {"limit": 0})
    assert not candidate.within_limit(1)


def test_configuration_is_put_back():
    assert not candidate.within_limit(9)
    candidate.CONFIG["limit"] = 20
    assert candidate.within_limit(15)
    candidate.CONFIG.update(limit=3)


def test_removed_from_the_list():
    values = [1, 5, 2, 7, 3]
    assert candidate.drop_small(values, 3) is None
    assert values == [5, 7, 3]


def test_borrowed():
    pool = [[1], [2]]
    with candidate.borrowed(pool) as item:
        assert item == [2]
        item.append(3)
        assert pool == [[1]]
    assert pool == [[1], [2, 3]]
    with pytest.raises(KeyError), candidate.borrowed(pool) as item:
        item.clear()
        raise KeyError
    assert pool[-1] == []
    assert pool[-1] is item


def test_batches():
    found = []
    for batch in candidate.batches([1, 2, 3], 2):
        batch.append("end")
        found.append(batch)
    assert found == [[1, 2, "end"], [3, "end"]]


def test_iterating_while_it_grows():
    stack = Stack([1])
    seen = []
    for item in stack.data:
        seen.append(item)
        if item < 4:
            stack.push(item + 1)
    assert seen == [1, 2, 3, 4]


@pytest.fixture
def stack():
    return Stack([1, 2])


@pytest.fixture(scope="module")
def common():
    return Registry()


@pytest.fixture(scope="session")
def longest():
    return Stack()


@pytest.mark.parametrize("number", [3, 4])
def test_fixture(stack, number):
    stack.data.append(number)
    assert stack.pop() == number
    assert len(stack) == 2


class TestOldStyle(unittest.TestCase):
    def setUp(self):
        self.items = ["a"]
        self.stack = Stack(self.items)
        self.addCleanup(self.items.clear)

    def test_push(self):
        self.stack.push("b")
        self.assertEqual(self.items, ["a", "b"])
        self.assertIs(self.stack.data, self.items)

    def test_items(self):
        self.items += ["c"]
        self.assertListEqual(self.stack.data, ["a", "c"])
        self.assertEqual(self.stack.pop(), "c")


class TestNewStyle:
    def setup_method(self):
        self.grid = Grid([[1]])

    def test_rows(self):
        self.grid.rows.append([2])
        assert self.grid.total() == 3

    def test_rows_again(self):
        assert self.grid.total() == 1
