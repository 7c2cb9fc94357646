class Refused(Exception):
    """Something was not taken."""

    def __init__(self, code=0):
        super().__init__(f"refused: {code}")
        self.code = code

    def concerns(self, code):
        return self.code == code


class Box:
    """Holds items."""

    def __init__(self, items):
        self.items = items

    def same_as(self, items):
        return self.items == items

    @property
    def size(self):
        return len(self.items)
