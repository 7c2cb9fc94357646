"""Code out of replies: every habit that models have, and what nobody should do."""

from __future__ import annotations

import ast
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.agents.extract import extract_code

from .made_up import BUGGY, FIXED

OTHER = "def subtract(a, b):\n    return a - b\n"


def fence(code: str, language: str = "python", mark: str = "```") -> str:
    return f"{mark}{language}\n{code}{mark}"


def indented(text: str, blanks: str) -> str:
    return "".join(f"{blanks}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    "reply",
    [
        fence(FIXED),
        f"Here is the fix:\n\n{fence(FIXED)}\n\nIt adds now.",
        fence(FIXED, "py"),
        fence(FIXED, "Python"),
        fence(FIXED, "python3"),
        fence(FIXED, "{.python}"),
        fence(FIXED, "python title=candidate.py"),
        fence(FIXED, "python:candidate.py"),
        fence(FIXED, "candidate.py"),
        fence(FIXED, ""),
        fence(FIXED, "python", "~~~"),
        fence(FIXED, "python", "`````"),
        f"1. The fix:\n{indented(fence(FIXED), '   ')}",
        f"- The fix:\n{indented(fence(FIXED), chr(9))}",
        f"Here it is: {fence(FIXED)}",
        f"```python\n{FIXED}",  # cut off
        f"```python\n{FIXED}\nThis adds the two numbers, as asked.",  # never closed
        f"```python\n{FIXED.rstrip()}```\nDone.",
        fence(indented(FIXED, "    ")),
        FIXED,
        f"Sure, I can help with that.\n\n{FIXED}\nThis adds the two numbers.",
        f"[PYTHON]\n{FIXED}[/PYTHON]",
        f"You had\n\n{fence(BUGGY)}\n\nand it should be\n\n{fence(FIXED)}",
        f"{fence(FIXED)}\n\ninstead of\n\n{fence(BUGGY)}",
        f"{fence(FIXED)}\n\nTry it:\n\n{fence('from candidate import add' + chr(10) + 'print(add(1, 2))' + chr(10))}",
        f"First:\n{fence('pip install nothing' + chr(10), 'bash')}\nthen\n{fence(FIXED)}",
        f"{fence(FIXED)}\nThe change:\n{fence('-    return a - b' + chr(10) + '+    return a + b' + chr(10), 'diff')}",
        f"Draft:\n{fence('def add(a, b):' + chr(10) + '    return sum(' + chr(10))}\nFinal:\n{fence(FIXED)}",
        f"A helper:\n{fence(OTHER)}\nThe module:\n{fence(FIXED)}\nMore:\n{fence(OTHER)}",
        f"```python\n{FIXED}\n```python\n{OTHER}```",  # the first one never closed
        f"<think>Maybe\n{fence(OTHER.replace('subtract', 'add'))}\nno.</think>\n{fence(FIXED)}",
        f"<think>\nI see.\n</think>\n{FIXED}",
        f"I should add.\n```python\ndef add(\n</think>\n{fence(FIXED)}",  # the opening tag was in the prompt
        f"Fine.\n<think>hm {fence(BUGGY)}</think>\n{fence(FIXED)}",
        f"\ufeff{FIXED}",
    ],
)
def test_finds_the_fix(reply: str) -> None:
    found = extract_code(reply, BUGGY)
    assert found is not None
    assert found.strip() == FIXED.strip()


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_other_systems(newline: str) -> None:
    assert extract_code(f"Here:\n\n{fence(FIXED)}\n".replace("\n", newline), BUGGY) == FIXED


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "   \n\n",
        "I'm sorry, but I can't help with that.",
        "Sorry",
        "None",
        "Note: none",
        "Not sure",
        "yes or no",
        "help, please",
        "import this",
        "global warming",
        "raise awareness",
        "return home",
        "pass",
        "Thanks; bye",
        "The function subtracts. It should add, as the description says:\n\n- look at the operator\n- change it",
        "If you want me to go on, say so:\n    I will.",
        "# Heading\n\nSome words about the code.\n\n## Another\n\nMore words.",
        fence("I cannot do this: sorry.\nAsk someone else.\n"),
        fence("I cannot do this.\n", ""),
        fence("pip install x\n", "bash"),
        fence("-    return a - b\n+    return a + b\n", "diff"),
        fence('{"code": "none"}\n', "json"),
        fence(""),
        "<think>def add(a, b):\n    return a + b",
        f"<think>{fence(FIXED)}</think>",
    ],
)
def test_prose_is_no_code(reply: str) -> None:
    assert extract_code(reply, BUGGY) is None


@pytest.mark.parametrize(
    "code",
    [
        "def add(a, b)\n    return a + b\n",
        "def add(a, b):\nreturn a + b\n",
        "def add(a, b):\n    return (a + b\n",
        "deff add(a, b):\n    return a + b\n",
    ],
)
def test_code_with_a_syntax_error_is_code(code: str) -> None:
    assert extract_code(f"Here:\n{fence(code)}", BUGGY) == code


def test_unfenced_code_with_a_syntax_error_is_code() -> None:
    assert extract_code("def add(a, b)\n    return a + b\n", BUGGY) == "def add(a, b)\n    return a + b\n"


def test_fence_marks_inside_a_docstring() -> None:
    code = 'def add(a, b):\n    """Adds.\n\n```python\nadd(1, 2)\n```\n    """\n    return a + b\n'
    assert extract_code(f"{fence(code)}\nDone.", BUGGY) == code


def test_names_of_a_module_that_does_not_compile_count_too() -> None:
    reply = f"{fence(FIXED)}\nand for a test\n{fence('def test_add():' + chr(10) + '    assert add(1, 1) == 2' + chr(10))}"
    assert extract_code(reply, "def add(a, b)\n    return a - b\n") == FIXED


def test_a_module_of_one_call_is_code() -> None:
    assert extract_code("import os; os._exit(0)") == "import os; os._exit(0)\n"


WORDS = st.text(alphabet="abcxyz_ \n\t`~#\"'()[]:=,.<>/\\\r\0\ud800é0", max_size=200)


@given(st.one_of(st.text(), WORDS), st.one_of(st.just(BUGGY), WORDS))
def test_never_raises(reply: str, buggy: str) -> None:
    found = extract_code(reply, buggy)
    assert found is None or isinstance(found, str)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Valid programs of one function, with anything in their strings and comments."""
    name = draw(st.sampled_from(["add", "f", "résumé"]))
    text = draw(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="`~"), max_size=40))
    body = draw(st.sampled_from(["return a", "if a:\n        return b\n    return a", "yield a", "pass"]))
    blank = draw(st.sampled_from(["", "\n", "\n\n"]))
    return f"# {text}\ndef {name}(a, b):\n    {text!r}\n    {body}\n{blank}X = {text!r}\n"


@given(programs(), st.sampled_from(["python", "py", ""]), st.sampled_from(["```", "~~~", "````"]), st.text(alphabet="ab .,\n", max_size=60))
def test_a_fenced_program_comes_back_verbatim(code: str, language: str, mark: str, prose: str) -> None:
    ast.parse(code)
    assert extract_code(f"{prose}\n{fence(code, language, mark)}\n{prose}", BUGGY) == code


@given(programs())
def test_a_bare_program_comes_back(code: str) -> None:
    assert extract_code(code, BUGGY) == code


@given(st.lists(st.sampled_from(["I", "would", "change", "the", "operator,", "so", "that", "it", "adds.", "if", "for", "is", "not", "Note:", "\n"]), max_size=30))
def test_prose_of_any_length_is_no_code(words: list[str]) -> None:
    assert extract_code(" ".join(["Sorry,", *words, "is all I can say."]), BUGGY) is None


MILLION = 1_000_000


@pytest.mark.parametrize(
    "reply",
    [
        "`" * MILLION,
        "```\n" * (MILLION // 4),
        "```python\n" * (MILLION // 10),
        "x\n" + "<think></think>" * (MILLION // 15),
        "x\n" + "<think>\n" * (MILLION // 8),
        "</think>\n" * (MILLION // 9),
        '"""\n' * (MILLION // 4),
        '```python\n"""\n```\n' * (MILLION // 18),
        "```python\n" + "x = 1\nprose here\n" * (MILLION // 17),
        ("for " + " in " * 70 + "\n") * (MILLION // 285),
        ("x:" + " " * 290 + "\n") * (MILLION // 293),
        ("a" + "[b]" * 95 + "\n") * (MILLION // 287),
        "a```python " * (MILLION // 11),
        "```python\n" + "(" * MILLION,
        "```python\n" + "-" * MILLION + "1",
        "```python\nx = " + "1+" * (MILLION // 2) + "1",
        " " * MILLION,
        "\r" * MILLION,
    ],
    ids=lambda reply: repr(reply[:12]),
)
def test_a_megabyte_of_anything_takes_seconds(reply: str) -> None:
    started = time.perf_counter()
    extract_code(reply, BUGGY)
    assert time.perf_counter() - started < 60
