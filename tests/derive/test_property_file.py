"""The written property file: whatever its function takes, it is a test that the reference passes and other code does not."""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pytest_codearena.derive.calls import Call
from pytest_codearena.derive.domain import domain_of, smaller
from pytest_codearena.derive.property_file import Subject, guide, property_file, raised_on_purpose
from pytest_codearena.derive.tolerance import EXACT, tolerance_of

from .membership import alike

REFERENCE = """\
def f(*arguments):
    return [repr(each) for each in arguments], len(repr(arguments)) / 3
"""
NAMES = ["a", "max", "draw", "items", "st", "len", "units"]


@contextmanager
def modules(**sources: str) -> Iterator[None]:
    """These modules can be imported meanwhile."""
    before = {name: sys.modules.get(name) for name in sources}
    for name, source in sources.items():
        sys.modules[name] = module = types.ModuleType(name)
        exec(source, vars(module))
    try:
        yield
    finally:
        for name, module_before in before.items():
            sys.modules.pop(name)
            if module_before is not None:
                sys.modules[name] = module_before


def run(text: str, *, candidate: str, reference: str = REFERENCE, examples: int = 15) -> None:
    """Runs the properties in a file's text, as pytest would."""
    with modules(candidate=candidate, reference=reference):
        space: dict[str, Any] = {}
        exec(compile(text, "test_properties.py", "exec"), space)
        tests = [value for name, value in space.items() if name.startswith("test_")]
        assert tests
        for test in tests:
            settings(
                max_examples=examples, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
            )(test)()


signatures = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(signatures, st.data(), st.sampled_from([1.0, 0.4]))
def test_for_any_signature_the_reference_passes_and_nothing_else_does(names: list[str], data: st.DataObject, share: float) -> None:
    columns = [data.draw(alike) for _ in names]
    calls = [Call("f", tuple(row)) for row in zip(*columns, strict=False)]
    node = ast.parse(f"def f({', '.join(names)}): pass").body[0]
    assert isinstance(node, ast.FunctionDef)
    domain = smaller(domain_of(node, calls, from_annotations=False), share)
    text = property_file([Subject(domain, tolerance=EXACT)], "candidate")
    ast.parse(text)
    run(text, candidate=REFERENCE)
    with pytest.raises(AssertionError):
        run(text, candidate="def f(*arguments):\n    return None\n")


def subject(calls: list[tuple[Any, ...]], **how: Any) -> Subject:
    """What is derived for ``f(n)`` from these calls."""
    node = ast.parse("def f(n): pass").body[0]
    assert isinstance(node, ast.FunctionDef)
    return Subject(domain_of(node, [Call("f", each) for each in calls], from_annotations=False), **how)


def test_inputs_on_which_the_reference_fails_by_accident_are_left_out() -> None:
    reference = "def f(n):\n    return 1 // n\n"
    text = property_file([subject([(0,), (9,)])], "candidate")
    run(text, candidate="def f(n):\n    return 1 if n == 1 else 0\n", reference=reference, examples=50)


def test_exceptions_that_are_raised_on_purpose_are_asked_for() -> None:
    reference = "def f(n):\n    if n > 5:\n        raise ValueError(n)\n    return n\n"
    assert raised_on_purpose(reference) == ("ValueError",)
    text = property_file([subject([(0,), (9,)], raises=("ValueError",))], "candidate")
    run(text, candidate=reference.replace("(n)\n", "('other words')\n", 1).replace("f('other words')", "f(n)"), reference=reference)
    for wrong in ("return n", "raise KeyError(n)"):
        with pytest.raises((AssertionError, KeyError)):
            run(text, candidate=f"def f(n):\n    if n > 5:\n        {wrong}\n    return n\n", reference=reference, examples=50)


def test_results_of_a_kind_that_no_test_has_are_left_out() -> None:
    reference = "def f(n):\n    return [n] if n else None\n"
    text = property_file([subject([(0,), (3,)], kinds=("list",))], "candidate")
    run(text, candidate="def f(n):\n    return [n]\n", reference=reference, examples=50)


def test_floats_may_be_off_by_a_rounding() -> None:
    close = REFERENCE.replace("/ 3", "* (1 / 3) + 1e-9")
    run(property_file([subject([(0,), (9,)], tolerance=EXACT)], "candidate"), candidate=close)
    with pytest.raises(AssertionError):
        run(property_file([subject([(0,), (9,)], tolerance=EXACT)], "candidate"), candidate=REFERENCE.replace("/ 3", "/ 3.01"))


def test_items_of_an_iterator_are_compared() -> None:
    text = property_file([subject([(0,), (9,)], yields=True)], "candidate")
    reference = "def f(n):\n    yield from range(n)\n"
    run(text, candidate="def f(n):\n    return range(n)\n", reference=reference)
    with pytest.raises(AssertionError):
        run(text, candidate="def f(n):\n    return range(n + 1)\n", reference=reference)


def test_changed_arguments_are_compared_where_that_is_the_purpose() -> None:
    text = property_file([subject([([2, 1],), ([1, 4, 3],)], changes=True)], "candidate")
    reference = "def f(n):\n    n.sort()\n"
    run(text, candidate="def f(n):\n    n[:] = sorted(n)\n", reference=reference)
    with pytest.raises(AssertionError):
        run(text, candidate="def f(n):\n    n.append(0)\n", reference=reference)


def test_a_slow_reference_is_asked_less_often() -> None:
    one = subject([(0,), (9,)])
    assert "settings" not in property_file([one], "candidate")
    assert "@settings(max_examples=20)\n@given" in property_file([replace(one, examples=20)], "candidate")


def test_the_guide_is_a_file_without_tests() -> None:
    tree = ast.parse(guide("shop.basket", ["total"]))
    assert [type(node) for node in tree.body] == [ast.Expr]
    assert "from shop.basket import total" in (ast.get_docstring(tree) or "")


@pytest.mark.parametrize(
    ("tests", "tolerance"),
    [
        ("assert f(1) == 0.5", EXACT),
        ("assert abs(f(1) - 0.5) < 1e-4", 1e-4),
        ("assert math.fabs(f(1) - 0.5) <= 10 ** -3", 1e-3),
        ("assert f(1) == pytest.approx(0.5, abs=0.25)", 0.25),
        ("assert f(1) == pytest.approx(0.5)", EXACT),
        ("assert f(1) == approx(x, rel=eps)", float("inf")),
        ("assert round(f(1), 2) == 0.5", 0.01),
        ("assert math.isclose(f(1), 2, rel_tol=1e-3)", 1e-3),
        ("self.assertAlmostEqual(f(1), 2, places=3)", 1e-3),
        ("self.assertAlmostEqual(f(1), 2, delta=0.5)", 0.5),
        ("self.assertAlmostEqual(f(1), 2, 4)", 1e-4),
    ],
)
def test_tests_say_how_exactly_they_look(tests: str, tolerance: float) -> None:
    assert tolerance_of(tests) == pytest.approx(tolerance)
