"""Made-up episodes with the texts and numbers of real ones, for tests that look at how they are shown."""

from __future__ import annotations

from zlib import crc32

from pytest_codearena.records import (
    Attempt,
    Check,
    Component,
    Episode,
    Grade,
    Measurement,
    Outcome,
    Point,
    Timing,
    Tokens,
    Verdict,
)

BUGGY = """\
def first_index(items):
    index = {}
    for position, item in enumerate(items):
        index[item] = position
    return index
"""

CODE = """\
def first_index(items):
    index = {}
    for position, item in enumerate(items):
        index.setdefault(item, position)
    return index
"""


def checks(
    passed: int, failed: int, *, phase: str = "unit", message: str = "AssertionError: assert 0 == 1"
) -> tuple[Check, ...]:
    """So many passed and failed checks."""
    file = "test_unit.py" if phase == "unit" else "test_properties.py"
    good = tuple(Check(f"{file}::test_case_{i}", phase, "passed") for i in range(passed))
    return good + tuple(Check(f"{file}::test_wrong_{i}", phase, "failed", message) for i in range(failed))


def attempt(
    number: int,
    verdict: Verdict,
    reward: float,
    results: tuple[Check, ...] = (),
    *,
    feedback: str = "",
    code: str | None = CODE,
    judge: float | None = None,
    seconds: float = 1.0,
) -> Attempt:
    """One attempt, with the components that go with its checks."""
    ratio = sum(check.passed for check in results) / len(results) if results else 0.0
    judged = Component(0.5, 0.1, "neutral") if judge is None else Component(judge, 0.1, "judge")
    components = {
        "compile": Component(0.0 if verdict is Verdict.SYNTAX_ERROR else 1.0, 0.15, "measured"),
        "tests": Component(ratio, 0.35, "measured"),
        "efficiency": Component(1.0 if verdict is Verdict.RESOLVED else 0.0, 0.3, "measured"),
        "llm_correctness": judged,
    }
    measurement = Measurement(1.05, (Point(500, 0.004, 0.004),)) if verdict is Verdict.RESOLVED else None
    grade_time = Timing(0.0, 0.4, 0.1)
    grade = Grade(verdict, reward, components, results, (), feedback, measurement, grade_time)
    return Attempt(number, code, grade, Timing(seconds, 0.4, 0.1), Tokens(812, 240), "ollama", "")


def episode(
    task: str,
    category: str,
    outcome: Outcome,
    *attempts: Attempt,
    agent: str = "ollama:qwen2.5-coder:7b",
    epoch: int = 1,
    error: str = "",
) -> Episode:
    """One episode."""
    digest = f"{crc32(task.encode()):032x}"
    return Episode(task, f"tasks/{category}/{task}", digest, category, "medium", agent, epoch, outcome, attempts, error)


def some_run(agent: str = "ollama:qwen2.5-coder:7b", *, judge: float | None = None) -> list[Episode]:
    """A run over eight tasks in which everything happens that can happen."""
    failed = attempt(
        1,
        Verdict.FAILED,
        0.52,
        checks(5, 2, message="ZeroDivisionError: division by zero"),
        feedback="2 of 7 checks fail.\n\ntest_wrong_0: ZeroDivisionError: division by zero",
        judge=judge,
    )
    resolved = attempt(1, Verdict.RESOLVED, 0.89, checks(9, 0), judge=judge)
    return [
        episode("stale_index", "logic", Outcome.SOLVED, resolved, agent=agent),
        episode(
            "empty_mean",
            "logic",
            Outcome.UNSOLVED,
            failed,
            attempt(2, Verdict.OVERFIT, 0.61, checks(7, 0) + checks(1, 1, phase="property"), judge=judge, seconds=74),
            agent=agent,
        ),
        episode(
            "missing_colon", "syntax", Outcome.SOLVED, attempt(1, Verdict.SYNTAX_ERROR, 0.09), _second(resolved), agent=agent
        ),
        episode(
            "unclosed_bracket_in_a_nested_call",
            "syntax",
            Outcome.UNSOLVED,
            attempt(1, Verdict.NO_CODE, 0.0, code=None),
            agent=agent,
        ),
        episode(
            "quadratic_dedupe", "optimization", Outcome.UNSOLVED, attempt(1, Verdict.SLOW, 0.58, checks(12, 0)), agent=agent
        ),
        episode(
            "none_plus_int", "type-error", Outcome.AGENT_ERROR, failed, error="429 Too Many Requests after 5 tries", agent=agent
        ),
        episode("sql_in_a_string", "security", Outcome.SOLVED, resolved, agent=agent),
        episode("path_traversal", "security", Outcome.TRUNCATED, failed, agent=agent),
    ]


def _second(first: Attempt) -> Attempt:
    return Attempt(2, first.code, first.grade, first.timing, first.tokens, first.method, first.note)
