import unittest

import candidate
import pytest
from candidate import count_words, is_even, mean, shout, squares_below, total


def test_squares():
    assert squares_below(10) == [0, 1, 4, 9]
    assert len(squares_below(26)) == 6
    assert sorted(squares_below(5), reverse=True) == [4, 1, 0]


def test_total():
    assert total([1, 2, 3]) == 6
    assert 0 == total([])


def test_shout():
    assert shout("ho") == "HO!"
    assert shout("ho").endswith("!")
    assert "A" in shout("a")


def test_mean():
    assert mean([1.0, 2.0]) == pytest.approx(1.5)
    assert abs(mean([0.1, 0.2]) - 0.15) < 1e-9
    assert round(mean([1, 2, 2]), 3) == 1.667


def test_mean_of_nothing():
    with pytest.raises(ValueError, match="no numbers"):
        mean([])


@pytest.mark.parametrize("n", range(6))
def test_even(n):
    assert is_even(n) is (n % 2 == 0)


def test_words():
    assert count_words("a b a") == {"a": 2, "b": 1}
    assert count_words("a").keys() == {"a"}


def test_no_other_answer():
    assert not isinstance(candidate.total([2]), bool)
    assert squares_below(5) != [0, 1, 4, 9]


class TestOldStyle(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(total([4, 5]), 9)
        self.assertNotEqual(shout("a"), "a")
        self.assertIn(4, squares_below(5))
        self.assertAlmostEqual(mean([1, 2]), 1.5)
        self.assertTrue(is_even(2))
        self.assertFalse(is_even(1))
