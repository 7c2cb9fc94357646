"""The text of a property file: for each function a strategy and a test that it agrees with the reference."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..trees import syntax_tree
from .domain import Domain
from .strategies import arguments_source

USUAL_EXAMPLES = 100
"""How many inputs Hypothesis draws unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A function with what its property has to take care of."""

    domain: Domain
    examples: int = USUAL_EXAMPLES
    """How many inputs are drawn."""
    raises: tuple[str, ...] = ()
    """Exceptions that the reference raises on purpose: the same is asked of a candidate."""
    tolerance: float | None = None
    """By how much a float may be off; None if no floats come out of it."""
    kinds: tuple[str, ...] = ()
    """Types of what it returns in the tests: an input for which the reference returns another is left out. Empty for any."""
    yields: bool = False
    """True if it returns an iterator, of which the items are compared."""
    changes: bool = False
    """True if changing its arguments is what it is for: they are compared too."""


_HEAD = '''\
"""Hidden properties: on inputs like those of the tests, {module} agrees with the reference.

The inputs were derived from the arguments of the tests and from annotations; an input for which the reference itself
is not made (it fails by accident) is left out.
"""
'''

_AGREE = '''\
def agree(got, expected):
    """True if both are equal, but for the rounding of floats."""
    if isinstance(expected, float) and isinstance(got, (int, float)):
        return got == pytest.approx(expected, rel=1e-6, abs={tolerance!r}, nan_ok=True)
    if isinstance(expected, (list, tuple)) and type(got) is type(expected):
        return len(got) == len(expected) and all(map(agree, got, expected))
    if isinstance(expected, dict) and type(got) is type(expected):
        return got.keys() == expected.keys() and all(agree(got[key], expected[key]) for key in expected)
    return got == expected
'''


def property_file(subjects: Sequence[Subject], module: str) -> str:
    """Returns the whole file. Each function's tests are named after it."""
    tolerances = [subject.tolerance for subject in subjects if subject.tolerance is not None]
    imports = ["import copy", ""] + ["import pytest"] * bool(tolerances)
    imports += ["import reference"]
    imports += [f"from {module} import {', '.join(sorted(subject.domain.function for subject in subjects))}"]
    slow = any(subject.examples < USUAL_EXAMPLES for subject in subjects)
    imports += ["from hypothesis import given, reject" + ", settings" * slow, "from hypothesis import strategies as st"]
    parts = [_HEAD.format(module=module), "\n".join(imports) + "\n"]
    if tolerances:
        parts.append(_AGREE.format(tolerance=max(tolerances)))
    parts += [_tests(subject) for subject in subjects]
    return "\n".join(parts)


def _tests(subject: Subject) -> str:
    name = subject.domain.function
    compared = f"agree(answer({name}, arguments), expected)" if subject.tolerance is not None else f"answer({name}, arguments) == expected"
    compared = compared.replace("answer(", f"{name}_answer(")
    told = f"    if type(expected).__name__ not in {set_of(subject.kinds)}:\n        reject()\n" if subject.kinds else ""
    settings = "" if subject.examples >= USUAL_EXAMPLES else f"@settings(max_examples={subject.examples})\n"
    return f'''
{arguments_source(subject.domain)}


{_answer(subject)}


{settings}@given({name}_arguments())
def test_{name}_agrees_with_the_reference(arguments):
    try:
        expected = {name}_answer(reference.{name}, arguments)
    except Exception:
        reject()
{told}    assert {compared}
'''


def _answer(subject: Subject) -> str:
    """A function of the test file that asks the code under test, or the reference, and returns all that is to be compared."""
    name = subject.domain.function
    call = "list(function(*arguments))" if subject.yields else "function(*arguments)"
    body = [f"result = {call}", "return result, arguments"] if subject.changes else [f"return {call}"]
    if subject.raises:
        body = ["try:", *(f"    {line}" for line in body), "except Exception as error:"]
        body += [f"    if type(error).__name__ not in {set_of(subject.raises)}:", "        raise"]
        body += ["    return type(error).__name__"]
    lines = [f"def {name}_answer(function, arguments):", "    arguments = copy.deepcopy(arguments)", *(f"    {line}" for line in body)]
    return "\n".join(lines)


def set_of(names: Iterable[str]) -> str:
    """Returns the source of a set of texts, in alphabetical order."""
    return "{" + ", ".join(f'"{name}"' for name in sorted(names)) + "}"


def raised_on_purpose(source: str) -> tuple[str, ...]:
    """Returns the names of the exceptions that a module raises by name, outside of ``NotImplementedError``."""
    found = set()
    for node in ast.walk(syntax_tree(source)):
        if isinstance(node, ast.Raise) and node.exc is not None:
            named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
            if name[:1].isupper():
                found.add(name)
    return tuple(sorted(found - {"NotImplementedError", "StopIteration"}))


def guide(module: str, functions: Sequence[str]) -> str:
    """Returns a property file without properties, which says how to write them."""
    named = ", ".join(functions) or "the functions under test"
    example = functions[0] if functions else "function"
    return textwrap.dedent(
        f'''\
        """Hidden properties of {named}: no agent sees this file.

        None could be derived here. A property holds for every input that a strategy draws, e.g.

            import reference
            from {module} import {example}
            from hypothesis import given
            from hypothesis import strategies as st

            @given(st.lists(st.integers(0, 9)))
            def test_agrees_with_the_reference(items):
                assert {example}(items) == reference.{example}(items)

        Compare with the reference, or say what any right answer has: its order, its length, what it undoes. Draw inputs
        that the visible tests do not hold: only then do these tests notice a fix that knows the visible ones by heart.
        """
        '''
    )
