"""A basket that keeps items of its own."""


class Basket:
    def __init__(self, items=()):
        self._items = items or []

    def add(self, item):
        self._items.append(item)

    def items(self):
        return self._items
