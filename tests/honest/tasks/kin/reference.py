"""What classes inherit, and classes that are passed around."""


class Shape:
    """Something with sides."""

    sides = 0

    def __init__(self, name):
        self.name = name

    @classmethod
    def named(cls, name):
        """Make one of this class."""
        return cls(name.title())

    @classmethod
    def kind(cls):
        """Return the class' own name."""
        return cls.__name__


class Square(Shape):
    """Four of them."""

    sides = 4


class Odd(Exception):
    """Carries what was odd."""

    def __init__(self, shape):
        super().__init__(shape)
        self.shape = shape


def check(shape):
    """Raise Odd with the shape itself if it has no sides."""
    if shape.sides == 0:
        raise Odd(shape)
    return shape


class Reason:
    """Made where it is needed, and only there."""

    def __init__(self, text):
        self.text = text


def refuse(text):
    """Raise Odd with a Reason."""
    raise Odd(Reason(text))


def first_that_works(functions, error):
    """Return the result of the first function that does not raise `error`."""
    for function in functions:
        try:
            return function()
        except error:
            continue
    return None


def check_all(values):
    """Raise a group with a ValueError for every negative value."""
    errors = [ValueError(f"{value} is negative") for value in values if value < 0]
    if errors:
        raise ExceptionGroup("not all of them", errors)
    return len(values)
