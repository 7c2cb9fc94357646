"""What an agent reads, the description and the drawn inputs of a failing property, must not hold what it should find itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_codearena import GradingPool, load_task
from pytest_codearena.check.description import description_problems
from pytest_codearena.check.leaks import leak_problems
from pytest_codearena.records import RecordedExample, VisibleCall

from ..plugin.made_up import write_task
from .made_up import good

REFERENCE = '''\
"""Fares."""


def fare(age):
    """Return what a ride costs."""
    if age < 6:
        return 0
    # children and seniors
    half = age < 14 or age >= 65
    return 150 if half else 300
'''
BUGGY = REFERENCE.replace(" or age >= 65", "")


def problems_of(tmp_path: Path, description: str) -> list[str]:
    files = {"reference.py": REFERENCE, "buggy.py": BUGGY}
    task = load_task(write_task(tmp_path / "fares", **good(files=files, description=f"'''{description}'''")))
    return description_problems(task, shown="fares")


class TestDescription:
    @pytest.mark.parametrize(
        "description",
        [
            "half = age < 14 or age >= 65",
            "Write `half=age<14 or age>=65`, and you are done.",
            "It should be half  =  age < 14\nor age >= 65.",
            "half = age < 14 or age >= 65 return 150 if half else 300",
        ],
    )
    def test_a_line_of_the_fix_is_found_whatever_its_layout(self, tmp_path: Path, description: str) -> None:
        (problem,) = problems_of(tmp_path, description)
        assert problem.startswith("fares/task.toml: description: holds line 9 of reference.py (half = age < 14 or age >= 65), so it gives")

    @pytest.mark.parametrize(
        "description",
        [
            "fare(age): half from 65 on and below 14, nothing below 6. Known to be wrong: seniors pay 300.",
            "def fare(age): returns what a ride costs.",
            "Return what a ride costs.",
            "children and seniors pay half: age < 14 or age >= 65",
            "if age < 6: return 0",  # the buggy code has it too
            "return 150 if half else 300",
        ],
    )
    def test_names_numbers_and_what_the_buggy_code_says_are_no_fix(self, tmp_path: Path, description: str) -> None:
        assert problems_of(tmp_path, description) == []

    @pytest.mark.parametrize(("description", "found"), [("pay = 0 return pay + pay * age + 1", 1), ("pay = 0, so pay nothing", 0)])
    def test_a_short_line_is_a_fix_together_with_the_next(self, tmp_path: Path, description: str, found: int) -> None:
        reference = "def fare(age):\n    pay = 0\n    return pay + pay * age + 1\n"
        files = {"reference.py": reference, "buggy.py": reference.replace("pay = 0", "pay = 7")}
        task = load_task(write_task(tmp_path / "fares", **good(files=files, description=f'"{description}"')))
        assert len(description_problems(task, shown="fares")) == found


def example(drawn: dict[str, object], *calls: tuple[str, str, str]) -> RecordedExample:
    return RecordedExample(tuple((name, repr(value)) for name, value in drawn.items()), tuple(VisibleCall(*call) for call in calls))


LEAKING = {
    "beside the question": example({"case": (3, "fizz")}, ("fizz", "3", "'fizz'")),
    "by another name": example({"n": 30, "expected": 300}, ("fare", "30", "300")),
    "deep inside": example({"case": {"in": [7, 8], "out": [{"sum": 1500}]}}, ("total", "[7, 8]", "1500")),
    "of a second call": example({"a": 1, "b": 2, "third": "abcd"}, ("f", "1", "7"), ("f", "2", "'abcd'")),
    "of a call by name": example({"n": 3, "word": "fizz"}, ("fizz", "n=3", "'fizz'")),
}
NOT_LEAKING = {
    "handed in": example({"words": ["abcd", "efgh"]}, ("longest", "['abcd', 'efgh']", "'abcd'")),
    "trivial": example({"n": 3, "answer": 7}, ("f", "3", "7")),
    "truth": example({"n": 3, "answer": True}, ("f", "3", "True")),
    "short": example({"n": 3, "answer": "abc"}, ("f", "3", "'abc'")),
    "there and back": example({"text": "hello"}, ("encode", "'hello'", "'olleh'"), ("decode", "'olleh'", "'hello'")),
    "stored before": example({"key": "a", "value": "hello"}, ("put", "'a', 'hello'", "None"), ("get", "'a'", "'hello'")),
    "of a question that is not shown": example({"parts": ["hello", "you"]}, ("split", "'hello,you'", "['hello', 'you']")),
    "of an object": example({"value": "hello"}, ("", "", ""), ("peek", "3", "'hello'")),
    "not drawn": example({"n": 30}, ("fare", "30", "300")),
    "refused": example({"n": 30, "error": "ValueError"}, ("fare", "30", "raise ValueError('ValueError')")),
    "of another type": example({"n": 30, "price": 300.5}, ("fare", "30", "'300.5'")),
}


class TestDrawnInputs:
    @pytest.mark.parametrize("how", LEAKING)
    def test_an_answer_beside_its_question_is_found(self, how: str) -> None:
        (problem,) = leak_problems({"test_p.py::test_it[1]": [LEAKING[how]]}, shown="tasks/x")
        assert problem.startswith("tasks/x/test_p.py: test_it: its drawn input ")

    @pytest.mark.parametrize("how", NOT_LEAKING)
    def test_what_gives_nothing_away_is_left_alone(self, how: str) -> None:
        assert leak_problems({"test_p.py::test_it": [NOT_LEAKING[how]]}, shown="tasks/x") == []

    def test_now_and_then_it_is_chance(self) -> None:
        chance = [LEAKING["by another name"], NOT_LEAKING["not drawn"], NOT_LEAKING["not drawn"]]
        assert leak_problems({"test_p.py::test_it": chance}, shown="tasks/x") == []
        assert len(leak_problems({"test_p.py::test_it": chance[:2]}, shown="tasks/x")) == 1

    def test_the_grader_tells_what_was_drawn_and_asked(self, tmp_path: Path) -> None:
        task = load_task(write_task(tmp_path / "fares", **good()))
        with GradingPool(seed=1) as pool:
            found = pool.examples(task)
        assert sorted(found) == ["test_properties.py::test_agrees_with_the_reference", "test_properties.py::test_there_are_three_prices"]
        for each in found["test_properties.py::test_agrees_with_the_reference"]:
            ((name, age),) = each.drawn
            assert name == "age"
            (call,) = each.calls
            assert (call.function, call.arguments) == ("fare", age)
            assert int(call.result) == (0 if int(age) < 6 else 150 if int(age) < 14 or int(age) >= 65 else 300)
