"""The search: what the visible tests refuse is not proposed, what they let pass is ranked, what was refused is learned from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pytest_codearena import GradingPool, solve
from pytest_codearena.agents import make_agent
from pytest_codearena.agents.builtin import OPERATORS, Builtin, Context
from pytest_codearena.agents.builtin.behaviour import calls_of, refused_calls
from pytest_codearena.agents.builtin.suspicion import Suspicion, ochiai
from pytest_codearena.agents.parsing import compiles, quiet
from pytest_codearena.records import SourceFile, Task
from pytest_codearena.trying import VisibleCheck

from .made_up import BUGGY, FIRST, FIXED, task

LARGEST = "def largest(xs):\n    best = xs[0]\n    for x in xs:\n        if x < best:\n            best = x\n    return best\n"
MIDDLE = (
    "def middle(a, b, c):\n    if a < b:\n        if b < c:\n            return b\n        return max(a, c)\n"
    "    if a < c:\n        return a\n    return min(b, c)\n"
)
REPAIRS = {
    "a comparison": (LARGEST, LARGEST.replace("<", ">"), "largest([1, 3, 2]) == 3", "largest([5]) == 5", "largest([-1, -2]) == -1"),
    "a bound": (
        "def total(n):\n    return sum(range(n))\n", "def total(n):\n    return sum(range(n + 1))\n",
        "total(3) == 6", "total(1) == 1", "total(0) == 0",
    ),
    "a variable": (
        "def area(width, height):\n    return width * width\n", "def area(width, height):\n    return width * height\n",
        "area(2, 3) == 6", "area(1, 5) == 5", "area(4, 4) == 16",
    ),
    "a function": (MIDDLE, MIDDLE.replace("min(b, c)", "max(b, c)"), "middle(3, 2, 1) == 2", "middle(1, 2, 3) == 2", "middle(3, 1, 2) == 2"),
    "two places": (
        "def span(xs):\n    low = max(xs)\n    high = min(xs)\n    return [low, high]\n",
        "def span(xs):\n    low = min(xs)\n    high = max(xs)\n    return [low, high]\n",
        "span([1, 2])[0] == 1", "span([1, 2])[1] == 2", "span([3]) == [3, 3]", "span([4, 1, 2]) == [1, 4]",
    ),
    "nothing to take": (
        "def mean(xs):\n    return sum(xs) / len(xs)\n", "def mean(xs):\n    if not xs:\n        return 0\n    return sum(xs) / len(xs)\n",
        "mean([]) == 0", "mean([1, 2]) == 1.5", "mean([0]) == 0",
    ),
    "a loop without end": (
        "def halvings(n):\n    count = 0\n    while n > 1:\n        n = n * 2\n        count += 1\n    return count\n",
        "def halvings(n):\n    count = 0\n    while n > 1:\n        n = n // 2\n        count += 1\n    return count\n",
        "halvings(8) == 3", "halvings(9) == 3", "halvings(1) == 0", "halvings(31) == 4",
    ),
}  # fmt: skip


def made(buggy: str, reference: str, *claims: str) -> Task:
    name = ast.parse(reference).body[0].name  # type: ignore[attr-defined]
    tests = f"from candidate import {name}\n" + "".join(f"\n\ndef test_{number}():\n    assert {claim}\n" for number, claim in enumerate(claims))
    return replace(task(buggy, reference), digest=name, visible=(SourceFile("test_unit.py", tests),))


@pytest.fixture(scope="module")
def pool() -> Iterator[GradingPool]:
    with GradingPool(seed=1) as made_pool:
        yield made_pool


@pytest.mark.parametrize("mistake", REPAIRS)
def test_mistakes_that_no_rule_can_see(mistake: str, pool: GradingPool) -> None:
    buggy, reference, *claims = REPAIRS[mistake]
    found = made(buggy, reference, *claims)
    episode = solve(found, "builtin?cpu_s=60", grading=lambda *each: pool.grade(each[0], each[1], attempt=each[2]), trying=pool.trying)
    assert episode.outcome == "solved", [attempt.code for attempt in episode.attempts]
    assert len(episode.attempts) == 1


def test_the_same_proposal_every_time(pool: GradingPool) -> None:
    buggy, reference, *claims = REPAIRS["a comparison"]
    found = made(buggy, reference, *claims)
    observation = replace(FIRST, buggy_code=buggy, visible_tests=found.visible)
    proposed = []
    for _ in range(2):
        agent = Builtin(cpu_s=60)  # more than it takes: a busy machine may not cut the search short
        agent.use(pool.trying(found))
        proposed.append(agent.propose(observation))
    assert proposed[0] == proposed[1]
    assert "that pass the visible tests" in proposed[0].note


def test_what_was_refused_is_not_proposed_in_other_words(pool: GradingPool) -> None:
    """Two visible tests leave open whether the sum or the product is meant; the hidden one tells after the first attempt."""
    tests = "from candidate import join\n\n\ndef test_twos():\n    assert join(2, 2) == 4\n"
    hidden = (
        "import reference\nfrom candidate import join\nfrom hypothesis import given\nfrom hypothesis import strategies as st\n\n\n"
        "@given(st.integers(0, 9), st.integers(0, 9))\ndef test_any(a, b):\n    assert join(a, b) == reference.join(a, b)\n"
    )
    base = task("def join(a, b):\n    return a - b\n", "def join(a, b):\n    return a * b\n")
    found = replace(base, digest="join", visible=(SourceFile("test_unit.py", tests),), hidden=(SourceFile("test_properties.py", hidden),))
    episode = solve(found, Builtin(cpu_s=60), grading=lambda *each: pool.grade(each[0], each[1], attempt=each[2]), trying=pool.trying)
    assert episode.outcome == "solved", [attempt.code for attempt in episode.attempts]
    assert len({attempt.code for attempt in episode.attempts}) == len(episode.attempts)


def test_without_a_trial_it_says_what_its_rules_say() -> None:
    assert Builtin().propose(replace(FIRST, buggy_code=BUGGY)).code == BUGGY
    assert FIXED != BUGGY


def test_a_chain_passes_the_trial_on(pool: GradingPool) -> None:
    buggy, reference, *claims = REPAIRS["a bound"]
    found = made(buggy, reference, *claims)
    agent = make_agent("chain:builtin?cpu_s=60,buggy", found)
    episode = solve(found, agent, attempts=1, grading=lambda *each: pool.grade(each[0], each[1]), trying=pool.trying)
    assert episode.outcome == "solved"


@pytest.mark.parametrize("rule", OPERATORS, ids=lambda rule: rule.name)
def test_operators_yield_what_compiles_and_differs(rule: object) -> None:
    with quiet():
        for source in (LARGEST, MIDDLE, *(each.before for each in OPERATORS)):
            for proposal in rule.find(source, Context()):  # type: ignore[attr-defined]
                assert proposal.source != source
                assert 0 < proposal.cost < 5
                assert compiles(proposal.source), proposal.source


def check(name: str, passed: bool, *lines: int, message: str = "") -> VisibleCheck:
    return VisibleCheck(name, passed, "passed" if passed else "failed", message, frozenset(lines))


def test_ochiai_by_hand() -> None:
    scores = ochiai([frozenset({1, 2, 3})], [frozenset({1, 2}), frozenset({1})])
    assert scores == {1: pytest.approx(3**-0.5), 2: pytest.approx(2**-0.5), 3: 1.0}


def test_lines_of_failing_tests_are_suspected() -> None:
    suspicion = Suspicion(LARGEST, [check("a", False, 1, 2, 3, 4, 5, 6), check("b", True, 1, 2, 3, 4, 6)])
    assert suspicion.of(5) == 1.0
    assert 0.0 < suspicion.of(4) < 1.0
    assert Suspicion(LARGEST, [check("a", False, 1, 2, 3, 6), check("b", True, 1, 2, 3, 4, 6)]).of(5) == 0.0


def test_the_line_that_raised_comes_first() -> None:
    message = "E   TypeError: no\nE   in largest, line 4: if x < best:"
    assert Suspicion(LARGEST, [check("a", False, 1, 2, 3, 4, message=message)]).of(4) > 1.0


def test_calls_like_those_of_the_tests() -> None:
    tests = "import candidate\n\n\ndef test_a():\n    n = 2\n    assert candidate.f([3, 5], n) == candidate.f(k(), 1)\n"
    calls = calls_of("def f(xs, n=1):\n    return xs\n\n\ndef g(x):\n    return x\n", [tests], "candidate")
    assert set(calls) == {"f"}
    assert calls["f"][0] == ([3, 5], 2)
    assert ([], 2) in calls["f"] and ([3, 5], 3) in calls["f"]
    assert len(calls["f"]) == len({repr(call) for call in calls["f"]})
    assert calls == calls_of("def f(xs, n=1):\n    return xs\n\n\ndef g(x):\n    return x\n", [tests], "candidate")
    assert calls_of("def f(x):\n    return x\n", ["def test_a(:"], "candidate") == {}


def test_inputs_that_a_property_was_refused_for() -> None:
    feedback = "Some.\n\nproperty test_any failed:\nthe property test_any does not hold for:\n    a=[1, 2]\n    b=-3\n"
    assert list(refused_calls(feedback, ["b", "a"])) == [(-3, [1, 2])]
    assert list(refused_calls(feedback, ["x", "y"])) == [([1, 2], -3)]
    assert list(refused_calls(feedback, ["x"])) == []
