"""Single calls of code in the sandbox: what it answers, and that nothing it does harms the one who asks."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena.grading.answers import Answer, Answers


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """One process that asks."""
    with Answers() as made:
        yield made


def ask(answers: Answers, body: str, *calls: tuple[Any, ...], **how: Any) -> list[Answer]:
    """What ``f`` with this body answers."""
    source = "def f(x):\n" + "\n".join(f"    {line}" for line in body.splitlines()) + "\n"
    return answers.ask(source, "f", calls or ((1,),), **{"timeout_s": 0.3, **how})


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("return [x, (x,), {'a': x}]", "[1, (1,), {'a': 1}]"),
        ("return {3, x, 2}", "{1, 2, 3}"),
        ("return 1.5, None", "(1.5, None,)"),
        ("from collections import Counter\nreturn Counter('aab')", "Counter({'a': 2, 'b': 1})"),
        ("from decimal import Decimal\nreturn Decimal('1.50')", "Decimal('1.50')"),
        ("return object()", ""),
        ("return [lambda: x]", ""),
        ("return (n for n in [x, 2])", "[1, 2]"),
        ("return map(str, [x])", "['1']"),
    ],
)
def test_what_is_returned(answers: Answers, body: str, text: str) -> None:
    (answer,) = ask(answers, body)
    assert (answer.text, answer.raised, answer.ended) == (text, "", "")


def test_what_is_raised_and_changed(answers: Answers) -> None:
    (raised,) = ask(answers, "raise KeyError(x)")
    assert (raised.text, raised.raised, raised.ended) == ("", "KeyError", "")
    (changed,) = ask(answers, "x.append(1)\nreturn 0", ([],))
    assert changed.changed
    (unchanged,) = ask(answers, "return x + [1]", ([],))
    assert not unchanged.changed


def test_each_source_starts_afresh_and_each_call_after_the_last(answers: Answers) -> None:
    count = "global n\nn = globals().get('n', 0) + x\nreturn n"
    assert [answer.text for answer in ask(answers, count, (1,), (2,))] == ["1", "3"]
    assert [answer.text for answer in ask(answers, count, (1,))] == ["1"]


def test_a_call_without_end_costs_what_it_may_cost(answers: Answers) -> None:
    hanging = ask(answers, "while x:\n    pass\nreturn 7", (0,), (1,), (0,), (1,), (0,), most_ended=2)
    assert [answer.ended for answer in hanging] == ["", "timeout", "", "timeout", "not asked"]
    assert hanging[2].text == "7", "the code is started again"


def test_the_budget_of_all_calls(answers: Answers) -> None:
    slow = ask(answers, "import time\nend = time.process_time() + 0.1\nwhile time.process_time() < end:\n    pass", *[(n,) for n in range(9)], budget_s=0.35)
    assert [answer.ended for answer in slow].count("not asked") in range(4, 7)


@pytest.mark.parametrize(
    ("body", "ended"),
    [
        ("import os\nos._exit(0)", "crashed"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "crashed"),
        ("return [0] * 10 ** 9", ""),
        ("a = [0]\nfor n in range(60):\n    a = [a, a]\nreturn a", ""),
        ("a = []\na.append(a)\nreturn a", ""),
        ("a = []\nfor n in range(3000):\n    a = [a]\nreturn a", ""),
        ("return 10 ** 100_000", ""),
        ("while True:\n    print('x' * 1000)", "timeout"),
        ("import itertools\nreturn (n for n in itertools.count())", ""),
        ("raise SystemExit", ""),
    ],
)
def test_whatever_code_does_is_an_answer(answers: Answers, body: str, ended: str) -> None:
    began_s = time.monotonic()
    (answer,) = ask(answers, body)
    assert answer.text == ""
    assert answer.ended == ended or (answer.ended in ("timeout", "crashed") and "itertools" in body)
    (after,) = ask(answers, "return x")
    assert after.text == "1"
    assert time.monotonic() - began_s < 50


def test_code_that_does_not_load(answers: Answers) -> None:
    for source in ("def f(x:\n", "1 / 0\n", "import no_such_module\n", "while True:\n    pass\n"):
        assert [each.ended for each in answers.ask(source, "f", [(1,), (2,)], timeout_s=0.3)] == ["not loaded"] * 2
    (missing,) = answers.ask("x = 1\n", "f", [(1,)], timeout_s=0.3)
    assert missing.raised == "AttributeError"


def test_the_same_but_for_rounding() -> None:
    def said(text: str) -> Answer:
        return Answer(text, "", "." in text, False, False, 0.0, "")

    assert said("[0.1, 2]").agrees(said("[0.10000000000000002, 2]"))
    assert not said("[0.1, 2]").agrees(said("[0.2, 2]"))
    assert not said("[0.1, 2]").agrees(said("[0.1, 3]"))
    assert not said("1").agrees(Answer("", "ValueError", False, False, False, 0.0, ""))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Answers() as made:
        written = made.ask("def f(x):\n    open('file', 'w').write('x')\n    return 1\n", "f", [(1,)], timeout_s=0.3)
        assert written[0].text == "1"
        assert [*tmp_path.iterdir()]
    assert [*tmp_path.iterdir()] == []
