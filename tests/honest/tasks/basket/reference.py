"""A basket that keeps items of its own."""


class Basket:
    """Neither what it is given nor what it gives out is shared."""

    def __init__(self, items=()):
        self._items = list(items)

    def add(self, item):
        """Put an item in."""
        self._items.append(item)

    def items(self):
        """Return the items."""
        return list(self._items)
