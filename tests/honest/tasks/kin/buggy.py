class Shape:
    pass


class Square(Shape):
    pass


class Odd(Exception):
    pass


def check(shape):
    return shape


def first_that_works(functions, error):
    return None


def check_all(values):
    return 0


def refuse(text):
    return None
