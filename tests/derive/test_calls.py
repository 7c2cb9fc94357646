"""Calls with plain arguments, read from tests."""

from __future__ import annotations

import pytest

from pytest_codearena.derive.calls import Call, called_functions, documented_calls, literal_calls

IMPORT = "from candidate import f\n"


def found(tests: str) -> list[tuple[object, ...]]:
    """Positional arguments of the calls of ``f``."""
    return [call.positional for call in literal_calls(tests, "candidate", ["f", "g"])]


@pytest.mark.parametrize(
    "tests",
    [
        "from candidate import f\ndef test():\n    assert f(-1, [2.5, 'a']) == 0\n",
        "from candidate import f as tested\ndef test():\n    assert tested(-1, [2.5, 'a']) == 0\n",
        "import candidate\ndef test():\n    assert candidate.f(-1, [2.5, 'a']) == 0\n",
        "import candidate as c\ndef test():\n    assert 1 + c.f(-1, [2.5, 'a'])\n",
        "from candidate import *\ndef test():\n    assert f(-1, [2.5, 'a'])\n",
        IMPORT + "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(f(-1, [2.5, 'a']), 0)\n",
        IMPORT + "import pytest\n@pytest.mark.parametrize('a, b', [(-1, [2.5, 'a'])])\ndef test(a, b):\n    assert f(a, b)\n",
        IMPORT + "import pytest\n@pytest.mark.parametrize(('a', 'b'), [pytest.param(-1, [2.5, 'a'], id='x')])\ndef test(a, b):\n    f(a, b)\n",
        IMPORT + "import pytest\nROWS = [[-1, [2.5, 'a']]]\n@pytest.mark.parametrize('row', ROWS)\ndef test(row):\n    assert f(*row)\n",
        IMPORT + "def test():\n    for a, b in [(-1, [2.5, 'a'])]:\n        assert f(a, b)\n",
        IMPORT + "def test():\n    a = -1\n    items = [2.5, 'a']\n    assert f(a, items)\n",
        IMPORT + "def test():\n    a, expected = [-1, [2.5, 'a']], 3\n    assert f(*a) == expected\n",
        IMPORT + "def test():\n    assert all(f(a, [2.5, 'a']) for a in [-1])\n",
        IMPORT + "def test():\n    data = [[[-1, [2.5, 'a']], 3]]\n    data = [[a, tuple([b])] for a, b in data]\n    [(a, b)] = data\n    assert f(*a)\n",
    ],
)
def test_the_forms_in_which_tests_pass_arguments(tests: str) -> None:
    assert found(tests) == [(-1, [2.5, "a"])]


@pytest.mark.parametrize(
    "tests",
    [
        "from other import f\ndef test():\n    f(1)\n",
        IMPORT + "def test(tmp_path):\n    f(tmp_path)\n",
        IMPORT + "def test():\n    x = 1\n    x = compute()\n    f(x)\n",
        IMPORT + "x = 1\ndef test(x):\n    f(x)\n",
        IMPORT + "def test():\n    f(**{'a': 1})\n",
        IMPORT + "def test():\n    f(int('1'))\n",
        IMPORT + "def test():\n    f(10 ** 99)\n",
    ],
)
def test_what_is_not_known_is_left_out(tests: str) -> None:
    assert found(tests) == []


def test_each_call_is_found_once_and_in_order() -> None:
    assert found(IMPORT + "def test():\n    f(2)\n    f(1)\n    f(2)\n    for n in range(3):\n        f(n)\n") == [(2,), (1,), (0,)]


def test_arguments_by_name() -> None:
    assert literal_calls(IMPORT + "def test():\n    f(1, b={2: None})\n", "candidate", ["f"]) == [Call("f", (1,), (("b", {2: None}),))]


def test_a_module_inside_of_a_package() -> None:
    tests = "import shop.basket\nfrom shop import basket as b\n\ndef test():\n    shop.basket.f(1)\n    b.f(2)\n"
    assert [call.positional for call in literal_calls(tests, "shop.basket", ["f"])] == [(1,), (2,)]


def test_examples_in_docstrings() -> None:
    source = 'def f(a):\n    """Text.\n\n    >>> f([1])\n    2\n    >>> g = f(3)\n    >>> f(\n    """\n'
    assert [call.positional for call in documented_calls(source)] == [([1],), (3,)], "up to one that is no Python"
    assert documented_calls('"""Text.\n\n>>>f(1)\n"""\ndef f(a): pass\n') == []


def test_which_functions_are_called_at_all() -> None:
    tests = "from candidate import f, g, h\n\ndef test(x):\n    g(x)\n    f(g(x))\n    assert h\n"
    assert called_functions(tests, "candidate", ["f", "g", "h"]) == ["g", "f"]


def test_rows_and_loops_that_multiply_are_cut_off() -> None:
    tests = IMPORT + "def test():\n" + "".join(f"{'    ' * depth}for x{depth} in range(100):\n" for depth in range(1, 5))
    assert 0 < len(found(tests + "                    f(x1, x2, x3, x4)\n")) <= 400
