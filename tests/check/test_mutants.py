"""What mutants are: each is the reference but for one edit, and nothing that no test could see is edited."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pytest_codearena
from pytest_codearena.check.mutants import Mutant, mutants_of, sample

TASKS = sorted(Path(__file__).parents[2].glob("tasks/*/*/reference.py"))
PACKAGE = Path(pytest_codearena.__file__).parent
OURS = [PACKAGE / name for name in ("stats/rates.py", "grading/ledger.py", "attack/tables.py", "sandbox/folders.py", "agents/scripted.py")]
SOURCES = {path.relative_to(path.parents[2]).as_posix(): path.read_text(encoding="utf-8") for path in [*TASKS, *OURS]}

KINDS = {
    "operators": ("def f(a, b):\n    return a + b\n", ["return a - b"]),
    "assignment operators": ("def f(a):\n    a *= 2\n    return a\n", ["a += 2", "pass"]),
    "numbers": ("X = 2\n", ["X = 3", "X = 1"]),
    "fractions": ("X = 0.5\n", ["X = 1.5"]),
    "numbers in collections": ("X = [4, 5]\n", ["X = [5, 5]", "X = [4, 6]"]),
    "truth values": ("X = True\n", ["X = False"]),
    "texts": ("X = 'abc'\nY = ''\n", ["X = ''", "Y = 'X'"]),
    "bytes": ('X = b"abc"\n', ['X = b""']),
    "texts between fields": ("def f(a):\n    return f'{a:02}-{a}'\n", ["return f'{a:}-{a}'", "return f'{a:02}{a}'", "return None"]),
    "comparisons": ("def f(a, b):\n    return a < b\n", ["return a <= b", "return None"]),
    "identity": ("def f(a, b):\n    return a is b\n", ["return a is not b"]),
    "membership": ("def f(a, b):\n    return a not in b\n", ["return a in b"]),
    "edges of whole numbers": ("def f(a):\n    return a >= 3\n", ["return a > 3", "return a >= 2"]),
    "boolean logic": ("def f(a, b):\n    return a and b\n", ["return a or b", "return a", "return b"]),
    "negations": ("def f(a):\n    return not a, -a\n", ["return a, -a", "return not a, a"]),
    "conditions": ("def f(a):\n    if a(1):\n        a()\n", ["if not (a(1)):", "if a(2):"]),
    "loops": ("def f(a, b):\n    while a < b:\n        a += 1\n", ["while not (a < b):", "while a <= b:"]),
    "conditional values": ("X = 1 if Y else 2\n", ["X = 1 if not (Y) else 2"]),
    "conditions of comprehensions": ("def f(a):\n    return [x for x in a if x]\n", ["return [x for x in a if not (x)]", "return [x for x in a if True]"]),
    "patterns": ("match X:\n    case int() if Y:\n        pass\n", ["case int() if not (Y):", "case int() if True:"]),
    "dropped calls": ("def f(a):\n    a.sort()\n    return a\n", ["pass"]),
    "dropped assignments": ("def f(a):\n    a = 1\n    a.x = 2\n    return a\n", ["pass", "a = 2", "a.x = 3"]),
    "dropped deletions": ("def f(a):\n    del a[0]\n", ["pass", "del a[1]"]),
    "dropped guards": ("def f(a):\n    if a:\n        return 5\n    return 6\n", ["pass"]),
    "swapped arguments": ("def f(a, b):\n    return g(a, (b), c=1)\n", ["return g((b), a, c=1)"]),
    "changed returns": ("def f(a):\n    return a\n\n\ndef g():\n    return None\n", ["return None", "return 0"]),
    "changed yields": ("def f(a):\n    yield a\n", ["yield None", "pass"]),
    "break": ("def f(a):\n    for x in a:\n        break\n", ["continue"]),
    "continue": ("def f(a):\n    for x in a:\n        continue\n", ["break"]),
    "slices": ("def f(a, b):\n    return a[1:b:2]\n", ["return a[:b:2]", "return a[1::2]", "return a[1:b + 1:2]", "return a[1:b]"]),
    "ranges": ("def f(a):\n    return range(1, a)\n", ["return range(1, a + 1)", "return range(1, a - 1)", "return range(a, 1)"]),
    "defaults": ("def f(a=None, b=(), c=3):\n    pass\n", ["def f(a=0, b=(), c=3):", "def f(a=None, b=(None), c=3):", "def f(a=None, b=(), c=4):"]),
    "raised classes": ("def f():\n    raise KeyError(1)\n", ["raise ValueError(1)", "pass"]),
    "caught classes": (
        "try:\n    pass\nexcept (KeyError, IndexError):\n    pass\nexcept ValueError:\n    pass\n",
        ["except (IndexError,):", "except (KeyError,):", "except ():"],
    ),
    "extremes": ("def f(a):\n    return min(a), any(a), sorted(a)\n", ["return max(a), any(a), sorted(a)", "return min(a), all(a), sorted(a)", "return min(a), any(a), list(a)"]),
    "dropped methods": ("def f(a):\n    return a.strip()\n", ["return a"]),
    "sorting": ("def f(a):\n    return sorted(a, key=len)\n", ["return sorted(a, key=None)"]),
}  # fmt: skip
"""A source for each kind of mistake, and lines that become of it."""

INVISIBLE = {
    "docstrings": '"""Says 1 + 1."""\n\n\ndef f():\n    """Returns 2."""\n',
    "annotations": 'def f(a: "list[int]", *, b: int) -> "str":\n    c: dict[str, 1]\n',
    "names that tools read": '__all__ = ["f"]\n__version__ = "1.0"\n',
    "messages": 'def f(a):\n    raise ValueError("no " + f"{a} of 3")\n',
    "messages of own exceptions": 'class BadError(ValueError):\n    def __init__(self, a):\n        super().__init__(f"bad {a}")\n',
    "logging": 'def f(a):\n    logger.debug("at %d", 3)\n    logging.warning("so", exc_info=True)\n',
    "scripts": 'if __name__ == "__main__":\n    print(1 + 1)\n',
    "types": 'from typing import TYPE_CHECKING, TypeVar\n\nif TYPE_CHECKING:\n    X = 1\nT = TypeVar("T")\n',
    "decorators": "@cache(maxsize=3)\nclass A:\n    pass\n",
    "bases": "class A(make(1, 2), slots=True):\n    pass\n",
    "assertions": "def f(a):\n    assert a > 1\n",
    "symmetric arguments": "X = max(Y, Z)\n",
}


def after(source: str) -> list[str]:
    return [mutant.after for mutant in mutants_of(source)]


@pytest.mark.parametrize("kind", KINDS)
def test_mistakes_of_each_kind_are_made(kind: str) -> None:
    source, expected = KINDS[kind]
    assert set(expected) <= set(after(source))


@pytest.mark.parametrize("kind", INVISIBLE)
def test_what_no_test_sees_is_left_alone(kind: str) -> None:
    whole = {"pass", 'raise TypeError("no " + f"{a} of 3")', "X = min(Y, Z)"}  # that it is raised, or called, is seen
    assert set(after(INVISIBLE[kind])) <= whole


def test_a_change_that_is_the_same_code_is_no_mutant() -> None:
    """``not (a == b)`` is ``a != b``, and two edits may come to the same."""
    found = mutants_of("def f(a, b):\n    if not (a == b):\n        return a[0:]\n")
    assert len({ast.dump(ast.parse(each.source)) for each in found}) == len(found)
    assert [each.after for each in found].count("if (a == b):") + [each.after for each in found].count("if a == b:") == 1


@pytest.mark.filterwarnings("error")
def test_warnings_of_odd_code_are_nobodys_concern() -> None:
    assert "return a is not 3" in after("def f(a):\n    return a is 3\n")


def test_a_mark_names_lines_as_they_are_shown() -> None:
    found = mutants_of("X = f(\n    1,\n    2,\n)\n")
    assert [(each.line, each.before, each.after) for each in found] == [
        (2, "1,", "2,"),
        (2, "1,", "0,"),
        (2, "1, 2,", "2, 1,"),
        (3, "2,", "3,"),
        (3, "2,", "1,"),
    ]


@pytest.mark.parametrize("name", SOURCES)
def test_a_mutant_is_its_reference_but_for_one_edit(name: str) -> None:
    source = SOURCES[name]
    found = mutants_of(source)
    assert found
    assert [each.line for each in found] == sorted(each.line for each in found)
    assert len({each.source for each in found}) == len(found)
    lines = source.split("\n")
    for each in found:
        tree = ast.parse(each.source)
        assert ast.dump(tree) != ast.dump(ast.parse(source))
        compile(each.source, "mutant", "exec")
        changed = each.source.split("\n")
        assert changed[: each.line - 1] == lines[: each.line - 1]
        same_end = next(n for n in range(len(changed) + 1) if changed[len(changed) - n - 1] != lines[len(lines) - n - 1])
        edited = lines[each.line - 1 : len(lines) - same_end]
        assert " ".join(" ".join(edited).split()) in " ".join(each.before.split())
        assert each.after


@pytest.mark.parametrize("name", list(SOURCES)[:3])
def test_the_same_source_has_the_same_mutants(name: str) -> None:
    assert mutants_of(SOURCES[name]) == mutants_of(SOURCES[name])


MANY = tuple(Mutant(line, "", str(number), str(number)) for number, line in enumerate(sorted([*range(40), *range(0, 40, 2), *[7] * 30])))


@settings(max_examples=50)
@given(st.lists(st.sampled_from(MANY), unique=True).map(lambda some: sorted(some, key=MANY.index)), st.integers(0, 60), st.text(max_size=3))
def test_a_sample_is_small_in_order_and_spread_over_the_lines(some: list[Mutant], most: int, seed: str) -> None:
    chosen = sample(some, most, seed)
    assert chosen == sample(some, most, seed)
    assert len(chosen) == min(most, len(some))
    assert list(chosen) == [each for each in some if each in chosen]
    counts = {each.line: [other.line for other in chosen].count(each.line) for each in some}
    left_out = [each for each in some if each not in chosen]
    assert all(counts[each.line] >= max(counts.values()) - 1 for each in left_out)
