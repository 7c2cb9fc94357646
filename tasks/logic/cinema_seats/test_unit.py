import pytest
from candidate import free_blocks


def test_block_on_the_left():
    assert free_blocks("..XXX", 2) == [1]


def test_block_in_the_middle():
    assert free_blocks("X...XX", 2) == [2, 3]


def test_block_on_the_right():
    assert free_blocks("XX...", 3) == [3]


def test_whole_row():
    assert free_blocks("....", 4) == [1]


def test_single_seats():
    assert free_blocks(".X.X.", 1) == [1, 3, 5]


def test_sold_out():
    assert free_blocks("XXXX", 1) == []


def test_group_larger_than_the_row():
    assert free_blocks("...", 4) == []


def test_row_without_seats():
    assert free_blocks("", 1) == []


@pytest.mark.parametrize("group", [0, -2])
def test_group_without_people(group):
    with pytest.raises(ValueError):
        free_blocks("...", group)
