import asyncio

import candidate
import pytest
from candidate import Desk, Link, Node
from support import Order


def test_tree():
    root = Node(1)
    child = Node(2)
    root.children.append(child)
    child.children.append(Node(3))
    assert root.total() == 6
    assert root.children[0] is child
    root.children[0].value = 10
    assert root.total() == 14
    child.children.clear()
    assert list(root.walk()) == [1, 10]
    root.children = [Node(5), Node(6)]
    assert root.total() == 12


def test_children_that_were_given():
    children = [Node(1)]
    root = Node(0, children)
    children.append(Node(2))
    assert root.total() == 3
    assert root.children is children


def test_tree_grows_while_it_is_walked():
    root = Node(1)
    seen = []
    for value in root.walk():
        seen.append(value)
        if value < 3:
            root.children.append(Node(value + 1))
    assert seen == [1, 2, 3]


def test_chain():
    a, b, c = Link("a"), Link("b"), Link("c")
    a.next = b
    b.next = c
    assert candidate.values_of(a) == ["a", "b", "c"]
    first = candidate.turned(a)
    assert first is c
    assert first.next.next is a
    assert candidate.values_of(c) == ["c", "b", "a"]


def test_graph():
    graph = {"a": ["b"], "b": []}
    assert candidate.reachable(graph, "a") == ["a", "b"]
    graph["b"].append("c")
    assert candidate.reachable(graph, "a") == ["a", "b", "c"]


def test_orders():
    desk = Desk()
    order = Order("x")
    assert desk.take(order) is order
    order.add("one")
    order.lines.append("two")
    desk.take(Order("y", ["one"]))
    assert desk.busiest() is order
    desk.stamp()
    assert order.notes == {"number": 0}
    assert order.lines == ["one", "two", "stamped"]
    assert desk.orders[1].notes["number"] == 1
    order.name = "z"
    assert desk.orders[0].name == "z"
    desk.orders.pop(0)
    desk.stamp()
    assert order.lines[-1] == "stamped"
    assert len(order.lines) == 3


def test_listeners():
    desk = Desk()
    heard = []
    desk.listeners.append(heard.append)
    desk.listeners.append(lambda order: order.add("heard"))
    order = desk.take(Order("x"))
    assert heard == [order]
    assert heard[0].lines == ["heard"]
    desk.listeners.clear()
    desk.take(Order("y"))
    assert len(heard) == 1


def test_listener_that_uses_the_desk():
    desk, other = Desk(), Desk()
    mine = []

    def listener(order):
        mine.append(order)
        if order.name != "again":
            other.orders = mine
            desk.take(Order("again"))

    desk.listeners.append(listener)
    order = desk.take(Order("x", ["a"]))
    assert [each.name for each in mine] == ["x", "again"]
    assert order is mine[0]
    order.lines.append("b")
    assert [each.lines for each in other.orders] == [["a", "b"], []]
    other.stamp()
    assert mine[1].lines == ["stamped"]


def test_listener_that_keeps_more():
    desk = Desk()
    nodes = []

    def listener(things):
        nodes.append(Node(1, [Node(2)]))
        nodes[-1].children.append(Node(3))
        things.append("heard")

    desk.listeners = [listener, listener]
    things = ["x"]
    found = desk.tell(things)
    assert found == [["x", "heard", "heard"], 3]
    assert found[0] is things
    assert [node.total() for node in nodes] == [6, 6]
    assert desk.tell([])[1] == 2


def test_rejected():
    with pytest.raises(candidate.Rejected) as caught:
        candidate.require([1, -2, -3])
    assert caught.value.items == [-2, -3]
    caught.value.items.append(0)
    assert caught.value.items[-1] == 0
    kept = [1]
    assert candidate.require(kept) is kept


def test_asynchronous():
    async def main():
        queue = []
        await asyncio.gather(candidate.fill(queue, [1, 2]), candidate.fill(queue, [3]))
        return queue

    assert sorted(asyncio.run(main())) == [1, 2, 3]


def test_feed():
    items = [1, 2]
    feed = candidate.Feed(items)

    async def main():
        first = await feed.read()
        items.append(3)
        return [first, await feed.read(), await feed.read()]

    assert asyncio.run(main()) == [1, 2, 3]
    assert items == []
    assert feed.seen == [1, 2, 3]
