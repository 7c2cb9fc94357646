"""Derived properties: kept where the reference stands them, and no stricter than what is right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_codearena.authoring.properties import Derived, Solution, derive_properties
from pytest_codearena.grading.answers import Answers


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """One process that asks."""
    with Answers() as made:
        yield made


def derive(answers: Answers, source: str, *calls: str, others: tuple[str, ...] = (), check: str = "assert {} is not Ellipsis") -> Derived:
    """What is derived for ``f`` from tests with these calls."""
    tests = "import pytest\nfrom candidate import f\n\n\ndef test():\n" + "".join(f"    {check.format(call)}\n" for call in calls)
    return derive_properties(Solution(source, others=others), [tests], "candidate", answers, from_annotations=False)


def test_a_property_for_each_function_that_tests_call(answers: Answers) -> None:
    source = "def f(x):\n    return g(x)\n\n\ndef g(x):\n    return [x]\n\n\ndef _hidden(x):\n    return x\n"
    derived = derive(answers, source, "f(1)", "f(9)")
    assert (derived.functions, dict(derived.missing)) == (("f",), {})
    assert "reference.f" in derived.text


REFUSED = {
    "it ends": ("import os\ndef f(x):\n    if x not in (1, 9):\n        os._exit(0)\n    return x\n", "does not stand made-up inputs"),
    "it does not end": ("def f(x):\n    while x not in (1, 9):\n        pass\n    return x\n", "does not stand made-up inputs"),
    "it is random": ("import random, os\ndef f(x):\n    return os.urandom(4)\n", "does not answer the same twice"),
    "it returns an object": ("def f(x):\n    return object()\n", "returns what is no plain data"),
    "it is made for these only": ("def f(x):\n    return {1: 2, 9: 3}[x]\n", "fails on made-up inputs"),
    "it does not load": ("import no_such_module\ndef f(x):\n    return x\n", "does not answer what the tests ask (not loaded)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_property_where_the_reference_does_not_stand_one(answers: Answers, name: str) -> None:
    source, reason = REFUSED[name]
    derived = derive(answers, source, "f(1)", "f(9)")
    assert derived.text == ""
    assert reason in derived.missing["f"]


def test_inputs_get_smaller_until_the_reference_is_quick(answers: Answers) -> None:
    slow = "def f(x):\n    return 1 if x < 2 else f(x - 1) + f(x - 2)\n"
    derived = derive(answers, slow, "f(1)", "f(5)", "f(40)")
    assert derived.functions == ("f",)
    assert "st.integers(1, 40)" not in derived.text


def test_a_solution_that_is_right_too_is_not_refused(answers: Answers) -> None:
    """Made-up lists are not sorted as those of the tests are by chance; another solution shows that they have to be."""
    reference = "def f(x):\n    return x[0]\n"
    calls = ("f([1, 2])", "f([3, 4])")
    assert derive(answers, reference, *calls).functions == ("f",)
    other = "def f(x):\n    return min(x)\n"
    assert derive(answers, reference, *calls, others=(other,)).functions == ()
    wrong = "def f(x):\n    return x[-1]\n"
    assert derive(answers, reference, *calls, others=(wrong,)).functions == ("f",), "it fails the tests: it says nothing"


def test_answers_that_look_otherwise_than_those_of_the_tests_say_that_inputs_are_not_meant(answers: Answers) -> None:
    merge = "def f(x):\n    out = []\n    for n in x:\n        out.append(max([n, *out[-1:]]) if x[0] < 3 else n)\n    return out\n"
    derived = derive(answers, merge, "f([1, 2, 3])", "f([2, 9, 5])", "f([4, 8, 9])")
    assert derived.missing == {"f": "the reference answers made-up inputs otherwise than those of the tests"}


def test_a_tolerance_that_depends_on_data_is_not_guessed(answers: Answers) -> None:
    source = "def f(x):\n    return x / 3\n"
    assert derive(answers, source, "f(1)", "f(9)", check="assert {} == pytest.approx(1, abs=0.1 * 0)").functions == ()
    exact = derive(answers, source, "f(1)", "f(9)", check="assert abs({} - 1) < 1e-3")
    assert "abs=0.001" in exact.text


def test_what_is_raised_on_purpose_is_part_of_it(answers: Answers) -> None:
    source = "def f(x):\n    if x > 5:\n        raise ValueError(x)\n    return x\n"
    assert '{"ValueError"}' in derive(answers, source, "f(1)", "f(9)").text


def test_iterators_and_changed_arguments(answers: Answers) -> None:
    assert "list(function(*arguments))" in derive(answers, "def f(x):\n    yield from x\n", "f([1, 2])", "f([3])").text
    sorts = "def f(x):\n    x.sort()\n"
    assert "return result, arguments" in derive(answers, sorts, "f([1, 2])", "f([3, 1])", "f([4])").text
    also = "def f(x):\n    x.sort()\n    return x[0]\n"
    assert "return result, arguments" not in derive(answers, also, "f([1, 2])", "f([3, 1])", "f([4])").text
