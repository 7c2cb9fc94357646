import candidate
import pytest
from candidate import Odd, Shape, Square


class NotNow(Exception):
    pass


def test_inherited_classmethod():
    square = Square.named("tile")
    assert isinstance(square, Square)
    assert square.name == "Tile"
    assert square.sides == 4
    assert Square.kind() == "Square"
    assert Shape.kind() == "Shape"


def test_exception_that_holds_an_object():
    shape = Shape("point")
    with pytest.raises(Odd) as caught:
        candidate.check(shape)
    assert caught.value.shape is shape
    assert candidate.check(Square("x")).sides == 4


def test_exception_that_holds_an_object_never_seen_before():
    with pytest.raises(Odd) as caught:
        candidate.refuse("late")
    assert caught.value.shape.text == "late"


def test_exception_class_as_an_argument():
    def fails():
        raise NotNow

    assert candidate.first_that_works([fails, lambda: 5], NotNow) == 5
    assert candidate.first_that_works([lambda: int("x"), lambda: 6], ValueError) == 6
    with pytest.raises(NotNow):
        candidate.first_that_works([fails], KeyError)


def test_whole_message():
    with pytest.raises(ExceptionGroup):
        candidate.check_all([-1])
    with pytest.raises(AttributeError, match="^'int' object has no attribute 'sides'$"):
        candidate.check(5)


def test_group():
    assert candidate.check_all([1, 2]) == 2
    with pytest.raises(ExceptionGroup, match="not all") as caught:
        candidate.check_all([1, -2, -3])
    assert [str(each) for each in caught.value.exceptions] == ["-2 is negative", "-3 is negative"]
