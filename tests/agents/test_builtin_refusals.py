"""Repairs that need several lines, or several steps: found with the visible tests; and where the search has nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pytest_codearena import GradingPool, solve
from pytest_codearena.agents import make_agent
from pytest_codearena.agents.builtin import Builtin
from pytest_codearena.agents.chain import Chain
from pytest_codearena.records import Candidate, Episode, Observation, SourceFile, Task

from .made_up import BUGGY, FIXED, task

HEAD = "import asyncio\nimport pytest\nimport candidate\n"
SHARES = "def share(total, parts):\n    whole = sum(parts)\n    return [round(total * part / whole) for part in parts]\n"
SHARED = """def share(total, parts):
    whole, sign = sum(parts), -1 if total < 0 else 1
    found = [abs(total) * part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: -(abs(total) * parts[place] % whole))
    for place in order[:abs(total) - sum(found)]:
        found[place] += 1
    return [sign * each for each in found]
"""
SHARE_TESTS = """def test_left_over():
    assert candidate.share(10, [1, 1, 1]) == [4, 3, 3]
    assert candidate.share(7, [1, 1, 2]) == [2, 2, 3]
    assert candidate.share(-10, [1, 1, 1]) == [-4, -3, -3]

def test_nothing_left_over():
    assert candidate.share(4, [1, 1]) == [2, 2]
"""
SEAT = "def seat(plan, number):\n    return plan[number]\n"
SEAT_FOUND = """def seat(plan, number):
    if not 0 <= number < len(plan):
        raise ValueError(number)
    return plan[number]
"""
SEAT_TESTS = """def test_there():
    assert candidate.seat("ab", 1) == "b"

def test_not_there():
    with pytest.raises(ValueError):
        candidate.seat("ab", 2)
"""
HALF = "def half(n):\n    return n // 2\n"
HALF_TESTS = """def test_half():
    assert candidate.half(9) == 4
    assert candidate.half(0) == 0

def test_refused():
    with pytest.raises(ValueError):
        candidate.half(-1)
"""
VALUE = "def value(text, names):\n    return eval(text, dict(names))\n"
VALUED = """import ast
import operator

SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}

def value(text, names):
    return computed(ast.parse(text, mode="eval").body, names)

def computed(node, names):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        return SIGNS[type(node.op)](computed(node.left, names), computed(node.right, names))
    raise ValueError(text)
"""
VALUED = VALUED.replace("raise ValueError(text)", "raise ValueError(ast.unparse(node))")
VALUE_TESTS = """def test_formula():
    assert candidate.value("2 * (n - 1)", {"n": 4}) == 6

@pytest.mark.parametrize("text", ["abs(1)", "n.real", "[n]"])
def test_code(text):
    with pytest.raises(ValueError):
        candidate.value(text, {"n": 4})
"""
FETCH = """async def one(ask, name):
    return ask(name)

async def both(ask, left, right):
    return [one(ask, left), one(ask, right)]
"""
FETCHED = (
    FETCH.replace("one(ask, ", "await one(ask, ")
    .replace("def await one", "def one")
    .replace("return ask(", "return await ask(")
)
FETCH = FETCH.replace("ask, name", "ask: Callable[[str], Awaitable[int]], name")
FETCH = "from collections.abc import Awaitable, Callable\n\n" + FETCH
FETCH_TESTS = """async def ask(name):
    return len(name)

def test_one():
    assert asyncio.run(candidate.one(ask, "abc")) == 3

def test_both():
    assert asyncio.run(candidate.both(ask, "a", "ab")) == [1, 2]
"""
MOMENT = """from datetime import datetime, timedelta

def later(text, minutes):
    start = datetime.fromisoformat(text)
    return start + timedelta(minutes=minutes)
"""
MOMENTS = (
    MOMENT.replace("timedelta\n", "timedelta, timezone\n")
    .replace(
        "    return start",
        "    start = start.astimezone(timezone.utc) if start.tzinfo else start.replace(tzinfo=timezone.utc)\n    return start",
    )
    .replace("minutes=minutes", "minutes=int(minutes)")
)
MOMENT_TESTS = """from datetime import datetime, timezone

def test_number():
    assert candidate.later("2024-05-03T10:00:00+00:00", "5") == datetime(2024, 5, 3, 10, 5, tzinfo=timezone.utc)

def test_no_zone():
    assert candidate.later("2024-05-03T10:00:00", "5") == datetime(2024, 5, 3, 10, 5, tzinfo=timezone.utc)
"""
REPAIRS = {
    "shares": (SHARES, SHARED, SHARE_TESTS),
    "another error": (SEAT, SEAT_FOUND, SEAT_TESTS),
    "a check": (HALF, HALF.replace("    return", "    if n < 0:\n        raise ValueError(n)\n    return"), HALF_TESTS),
    "a formula": (VALUE, VALUED, VALUE_TESTS),
    "awaited in several places": (FETCH, FETCHED, FETCH_TESTS),
    "a number, then a time zone": (MOMENT, MOMENTS, MOMENT_TESTS),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[GradingPool]:
    with GradingPool(seed=1) as made_pool:
        yield made_pool


def made(buggy: str, reference: str, tests: str) -> Task:
    return replace(task(buggy, reference), digest=buggy[:40], visible=(SourceFile("test_unit.py", f"{HEAD}\n{tests}"),))


def episode_of(agent: object, found: Task, pool: GradingPool) -> Episode:
    return solve(found, agent, grading=lambda *each: pool.grade(each[0], each[1], attempt=each[2]), trying=pool.trying)  # type: ignore[arg-type]


@pytest.mark.parametrize("mistake", REPAIRS)
def test_repairs_of_several_lines_or_steps(mistake: str, pool: GradingPool) -> None:
    found = episode_of(Builtin(cpu_s=6), made(*REPAIRS[mistake]), pool)
    assert found.outcome == "solved", [attempt.code for attempt in found.attempts]
    assert len(found.attempts) == 1


HOPELESS = "def answer(n):\n    return n\n"
HOPELESS_TESTS = "def test_answer():\n    assert candidate.answer(3) == 'a text that nobody can guess from this'\n"
ANSWERED = "def answer(n):\n    return 'a text that nobody can guess from this'\n"


class TestNothingNew:
    def test_the_episode_ends(self, pool: GradingPool) -> None:
        found = episode_of(Builtin(cpu_s=0.2), made(HOPELESS, ANSWERED, HOPELESS_TESTS), pool)
        assert found.outcome == "unsolved"
        codes = [attempt.code for attempt in found.attempts]
        assert 1 <= len(codes) < 5
        assert len(set(codes)) == len(codes)

    def test_the_first_attempt_is_made(self) -> None:
        class Idle:
            name = "idle"

            def propose(self, observation: Observation) -> Candidate:
                return Candidate(code=observation.buggy_code, exhausted=True)

        assert [attempt.code for attempt in solve(task(), Idle()).attempts] == [BUGGY]

    def test_a_chain_asks_the_next_one(self) -> None:
        class Idle:
            name = "idle"

            def propose(self, observation: Observation) -> Candidate:
                return Candidate(code=observation.buggy_code, exhausted=True)

        chain = Chain([Idle(), make_agent("reference", task())])
        found = solve(task(), chain)
        assert found.outcome == "solved"
        assert found.attempts[0].code == FIXED
        assert "idle has nothing new" in found.attempts[0].note
