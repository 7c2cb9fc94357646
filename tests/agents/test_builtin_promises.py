"""What holds for whatever code the built-in agent is given."""

from __future__ import annotations

import ast
import random
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pytest_codearena
from pytest_codearena.agents.builtin import Builtin, Context, fixes
from pytest_codearena.agents.parsing import compiles, defined_names
from pytest_codearena.records import Observation

from .made_up import after, looking_at

TASKS = sorted((Path(pytest_codearena.__file__).parent.parent / "tasks").glob("*/*/buggy.py"))
PIECES = [
    "def f(x):", "def f(x)", "    return x", "return x", "class A:", "    def g(self):", "        self.x = 1", "for x in xs:", "    if x = 1:", "else:",
    "    else:", "try:", "except ValueError:", "print('a)", 'x = "b', "x = [1, 2", ")", "x = (1,", '"""', '    """Text.', "import math", "retrun x", "  pass",
    "\tpass", "while True:", "break", "x += y", "@d", "# note", "", "lambda: 0", "x = f(x", "match x:", "    case 1:", "async def h():", "    await x", "x: int = 3",
]  # fmt: skip


def proposed(source: str) -> str:
    code = Builtin().propose(looking_at(source)).code
    assert code is not None
    return code


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("\n".join))
@settings(deadline=None)
def test_code_that_compiles_stays_so_and_keeps_its_names(source: str) -> None:
    code = proposed(source)
    if compiles(source):
        assert compiles(code)
        moved = {method.name for owner in ast.walk(ast.parse(code)) if isinstance(owner, ast.ClassDef) for method in owner.body if hasattr(method, "name")}
        assert defined_names(ast.parse(code)) | moved >= defined_names(ast.parse(source))
    else:
        assert code == source or compiles(code)


@given(st.text(max_size=120))
@settings(deadline=None)
def test_any_text_at_all(source: str) -> None:
    code = proposed(source)
    assert code == source or compiles(code)


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("\n".join), st.lists(st.sampled_from(PIECES), max_size=4).map("\n".join))
@settings(deadline=None, max_examples=50)
def test_the_same_answer_every_time_and_nothing_twice(source: str, feedback: str) -> None:
    observation: Observation = looking_at(source)
    seen: list[str] = []
    for _ in range(3):
        first, second = Builtin().propose(observation), Builtin().propose(observation)
        assert first == second
        assert first.code is not None
        assert first.code not in seen or "again" in first.note or first.note == "no rule applies"
        seen.append(first.code)
        observation = after(observation, first.code, "failed", feedback)


def damaged(source: str, chance: random.Random) -> str:
    """A program with one to three slips of the keyboard."""
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(source))
        match chance.randrange(4):
            case 0:
                source = source[:place] + source[place + 1 :]
            case 1:
                source = source[:place] + source[place : place + 2][::-1] + source[place + 2 :]
            case 2:
                source = source[:place] + chance.choice("()[]{}:,'\"= \n\tx") + source[place:]
            case _:
                line = chance.choice(source.splitlines() or [""])
                source = source.replace(line, chance.choice(["  ", "    ", ""]) + line.lstrip(), 1)
    return source


@pytest.mark.slow
def test_damaged_programs_compile_again() -> None:
    """Of the shipped tasks' references, damaged at random, nearly all compile again: what stays broken is given back unchanged."""
    chance = random.Random(7)
    references = [path.with_name("reference.py").read_text(encoding="utf-8") for path in TASKS if path.with_name("reference.py").exists()]
    broken = [text for text in (damaged(chance.choice(references), chance) for _ in range(70)) if not compiles(text)]
    mended = [text for text in broken if compiles(proposed(text))]
    assert len(broken) > 30
    assert len(mended) / len(broken) > 0.9


@pytest.mark.parametrize("path", [path for path in TASKS if path.parent.parent.name == "syntax"], ids=lambda path: path.parent.name)
def test_the_syntax_tasks_compile_at_once(path: Path) -> None:
    observation = looking_at(path.read_text(encoding="utf-8"), tests=(path.parent / "test_unit.py").read_text(encoding="utf-8"))
    code = Builtin().propose(observation).code
    assert code is not None
    assert compiles(code)
    assert not [fix for fix in fixes(code, Context()) if fix.cost < 0.1 and not fix.rules[0].startswith("missing_return")]


@pytest.mark.parametrize(
    "source",
    [
        "(" * 30_000,
        '"""\n' * 8_000,
        "def f(:\n" * 4_000,
        "f'{" * 10_000,
        "x = [" + "1, " * 10_000,
        pytest.param("".join(f"{' ' * (number % 13)}if x:\n" for number in range(1_500)), marks=pytest.mark.slow),
        pytest.param("".join(f"class A{number}:\n    def f():\n        return self.x\n" for number in range(500)), marks=pytest.mark.slow),
        "“é”" * 10_000,
        "\ud800\0" * 10_000,
        "\\\n" * 10_000,
        "if x\n" * 6_000,
        "x = 1\n" * 200_000,
    ],
    ids=lambda source: repr(source[:12]),
)
def test_long_nonsense_takes_seconds(source: str) -> None:
    started = time.perf_counter()
    proposed(source)
    assert time.perf_counter() - started < 120


def test_warnings_of_foreign_code_are_nobodys_concern() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert proposed("def f(x)\n    return x is 5, '\\d'\n") == "def f(x):\n    return x == 5, '\\d'\n"
