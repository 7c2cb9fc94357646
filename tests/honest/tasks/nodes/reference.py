"""Trees, linked lists, graphs, orders and listeners."""

import asyncio

from support import Order


class Node:
    """A node of a tree."""

    def __init__(self, value, children=None):
        self.value = value
        self.children = children if children is not None else []

    def total(self):
        """Return the sum of all values below."""
        return self.value + sum(child.total() for child in self.children)

    def walk(self):
        """Yield all values, this one first."""
        yield self.value
        for child in self.children:
            yield from child.walk()


class Link:
    """A link of a chain."""

    def __init__(self, value, next=None):
        self.value = value
        self.next = next


def values_of(link):
    """Return the values of a chain."""
    found = []
    while link is not None:
        found.append(link.value)
        link = link.next
    return found


def turned(link):
    """Return the chain the other way round, made of the same links."""
    before = None
    while link is not None:
        link.next, before, link = before, link, link.next
    return before


def reachable(graph, start):
    """Return the sorted names that can be reached in a dict of lists."""
    seen, pending = set(), [start]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(graph.get(name, ()))
    return sorted(seen)


class Desk:
    """Takes orders."""

    def __init__(self):
        self.orders = []
        self.listeners = []

    def take(self, order):
        """Keep the order and tell all listeners."""
        self.orders.append(order)
        for listener in self.listeners:
            listener(order)
        return order

    def stamp(self):
        """Write the position into each order."""
        for number, order in enumerate(self.orders):
            order.notes["number"] = number
            order.add("stamped")

    def busiest(self):
        """Return the order with most lines."""
        return max(self.orders, key=lambda order: len(order.lines))

    def tell(self, things):
        """Return the things after each listener has seen them."""
        for listener in self.listeners:
            listener(things)
        return [things, len(things)]


class Rejected(Exception):
    """Something was not taken."""

    def __init__(self, items):
        super().__init__("rejected")
        self.items = items


def require(items):
    """Raise Rejected with those that are negative."""
    bad = [item for item in items if item < 0]
    if bad:
        raise Rejected(bad)
    return items


async def fill(queue, items):
    """Append each."""
    for item in items:
        await asyncio.sleep(0)
        queue.append(item)


class Feed:
    """An asynchronous source."""

    def __init__(self, items):
        self.items = items
        self.seen = []

    async def read(self):
        """Take one."""
        await asyncio.sleep(0)
        item = self.items.pop(0)
        self.seen.append(item)
        return item
