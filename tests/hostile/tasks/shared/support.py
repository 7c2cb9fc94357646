class Box:
    """Holds items."""

    def __init__(self, items):
        self.items = items

    def same_as(self, items):
        return self.items == items

    def first(self):
        return self.items[0]
