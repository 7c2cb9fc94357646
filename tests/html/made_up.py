"""Reports of any size whose attempts look like real ones, and one in which every text is an attack on the page."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from pytest_codearena import load_task
from pytest_codearena.check.mutants import mutants_of
from pytest_codearena.records import (
    Attempt,
    Check,
    Component,
    Episode,
    Grade,
    Growth,
    Layer,
    Measurement,
    Outcome,
    Point,
    Report,
    Settings,
    Task,
    Timing,
    Tokens,
    Verdict,
)

ROOT = Path(__file__).parent.parent.parent
LAYERS = (Layer("landlock", True, True, "ABI 7"), Layer("namespaces", False, True, "not allowed"))
PARTS = {"compile": 0.15, "tests": 0.35, "efficiency": 0.3, "llm_correctness": 0.1, "llm_security": 0.05, "llm_quality": 0.05}

ATTACK = (
    '</script></pre></style></title>--><img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    "<svg onload=window.hit=1><a href=javascript:window.hit=1>{{ 7*7 }}{% raw %}<base href=//evil.example>\u2028\u202e&amp;'\""
)


@cache
def shipped() -> tuple[tuple[Task, tuple[str, ...]], ...]:
    """The shipped tasks, each with mutants of its reference."""
    tasks = [load_task(path.parent) for path in sorted((ROOT / "tasks").rglob("task.toml"))]
    return tuple((task, tuple(each.source for each in mutants_of(task.reference)[:10])) for task in tasks)


def report(episodes: int, attempts: int, *, agents: int = 2) -> Report:
    """So many episodes, each with so many attempts, of which the last one solves about half of them."""
    made = tuple(_episode(place, attempts, place % agents) for place in range(episodes))
    names = tuple(sorted({each.agent for each in made}))
    return Report("0.1.0", "2026-11-22T12:00:00+00:00", Settings(names, attempts), LAYERS, made)


def _episode(place: int, attempts: int, agent: int) -> Episode:
    draw = Random(place)
    task, mutants = shipped()[place // 2 % len(shipped())]
    codes = [draw.choice(mutants) for _ in range(attempts - 1)]
    solved = draw.random() < 0.5
    made = [_attempt(number, code, Verdict.FAILED, draw) for number, code in enumerate(codes, 1)]
    made.append(_attempt(attempts, task.reference if solved else task.buggy, Verdict.RESOLVED if solved else Verdict.OVERFIT, draw))
    path = f"tasks/{task.path.parent.name}/{task.name}"
    outcome = Outcome.SOLVED if solved else Outcome.UNSOLVED
    epoch = place // (2 * len(shipped())) + 1
    return Episode(task.name, path, task.digest, task.category, task.difficulty, f"ollama:model-{agent}", epoch, outcome, tuple(made))


def _attempt(number: int, code: str, verdict: Verdict, draw: Random) -> Attempt:
    good = verdict is Verdict.RESOLVED
    failing = 0 if good else draw.randint(1, 4)
    checks = [Check(f"test_unit.py::test_case_{i}", "unit", "passed") for i in range(10)]
    checks += [
        Check(f"test_unit.py::test_wrong_{i}", "unit", "failed", f"test_unit.py:{i}: in test_wrong_{i}\n    assert f({draw.random()}) == 3\n" + "E   assert 4 == 3\n" * 4)
        for i in range(failing)
    ]
    if verdict is Verdict.OVERFIT:
        checks.append(Check("test_properties.py::test_same", "property", "failed", "test_same does not hold for:\n    items=[0, 0, -1]"))
    ratio = 1 - failing / len(checks)
    parts = {name: Component(ratio if name == "tests" else 0.5, weight, "neutral" if "llm" in name else "measured") for name, weight in PARTS.items()}
    points = tuple(Point(size, size * 2e-6, size * 1.5e-6) for size in (500, 1000, 2000, 4000))
    measurement = Measurement(1.3, points, "", Growth.LINEAR, 1.01, 0.9) if good else None
    grade = Grade(verdict, 0.89 if good else round(0.5 * ratio, 3), parts, tuple(checks), (), "Some tests fail.", measurement, Timing(0, 0.4, 0.1))
    return Attempt(number, code, grade, Timing(1.2, 0.4, 0.1), Tokens(812, 240), "ollama", "")


def hostile() -> Report:
    """Every text that a candidate, a model, a task or a file name may choose is the attack."""
    settings = Settings((ATTACK,), judge=ATTACK, memory=ATTACK)
    check = Check(f"test_unit.py::{ATTACK}", "unit", "failed", ATTACK)
    told = Check(f"test_properties.py::{ATTACK}", "property", "failed", "\x00\x1b[31m\udc80" + ATTACK)
    grade = Grade(
        Verdict.FAILED,
        0.3,
        {ATTACK: Component(0.5, 0.5, ATTACK)},
        (check, told),
        (ATTACK,),
        ATTACK,
        Measurement(1.0, (Point(10, 0.1, 0.1), Point(20, 0.2, 0.2)), "", Growth.LINEAR, 1.0, 1.0),
        Timing(),
    )
    first = Attempt(1, f"x = 1\n{ATTACK}\n", grade, Timing(), Tokens(), ATTACK, ATTACK, ATTACK)
    second = replace(first, number=2, code=f"x = 2\n{ATTACK}{ATTACK}\n", grade=replace(grade, checks=()))
    episode = Episode(ATTACK, f"tasks/{ATTACK}", "0" * 32, ATTACK, "easy", ATTACK, 1, Outcome.UNSOLVED, (first, second))
    lost = Episode("lost", "tasks/lost", "1" * 32, "logic", "hard", ATTACK, 2, Outcome.AGENT_ERROR, (), ATTACK)
    return Report(ATTACK, ATTACK, settings, (Layer(ATTACK, True, True, ATTACK),), (episode, lost))
