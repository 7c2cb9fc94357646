"""The rows of the comparison: a candidate, the ways to judge it, and what proves that each of them really does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytest_codearena import GradingPool
from pytest_codearena.grading.client import Grader

from . import subject
from .ways import Judge, WarmFork, WrongVerdict, exec_in_fork, fresh_pytest, one_file, ours, ours_live

OURS, WARM_FORK, FRESH_PYTEST, EXEC_IN_FORK, ONE_FILE = WAYS = ("ours", "warm fork", "fresh pytest", "exec in fork", "one file")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row."""

    letter: str
    title: str
    source: str
    """The candidate that is timed."""
    right: bool
    """Whether it is right, as far as the tests of this scenario go."""
    others: tuple[str, ...]
    """Candidates that must be judged the other way, each of them for a reason of its own."""
    ways: Mapping[str, Judge]


@contextmanager
def scenarios(folder: Path, seed: int) -> Iterator[tuple[Scenario, ...]]:
    """Yields the scenarios with all their processes warm; ``seed`` is that of the recorded inputs."""
    units = subject.write_task(folder / "ours" / "units", properties=False)
    whole = subject.write_task(folder / "ours" / "whole", properties=True)
    with ExitStack() as stack:
        live = stack.enter_context(GradingPool(seed=seed))
        recorded = stack.enter_context(GradingPool(seed=seed, live_search=False, shrink=False))
        floors = {}
        for name, properties in (("units", False), ("whole", True)):
            floors[name] = WarmFork(folder / "fork" / name, properties=properties)
            stack.callback(floors[name].close)
        short: dict[str, Judge] = {
            OURS: ours(live, units),
            WARM_FORK: floors["units"].judge,
            FRESH_PYTEST: fresh_pytest(folder / "fresh" / "units", properties=False),
            EXEC_IN_FORK: exec_in_fork,
            ONE_FILE: one_file,
        }
        full: dict[str, Judge] = {
            OURS: ours(live, whole),
            WARM_FORK: floors["whole"].judge,
            FRESH_PYTEST: fresh_pytest(folder / "fresh" / "whole", properties=True),
        }
        replay: dict[str, Judge] = {OURS: ours(recorded, whole)}
        grader = Grader(whole, seed=seed)
        stack.callback(grader.close)
        drawn: dict[str, Judge] = {OURS: ours_live(grader), WARM_FORK: full.pop(WARM_FORK)}
        right, wrong, last, overfit, tired = (
            subject.REFERENCE, subject.WRONG, subject.WRONG_AT_LAST, subject.OVERFIT, subject.TIRED
        )  # fmt: skip
        yield (
            Scenario("a", "8 unit tests, right", right, True, (last,), short),
            Scenario("b", "8 unit tests, 2 properties of 100 examples, right", right, True, (last, tired), full),
            Scenario("i", "the same, all examples drawn live, right", right, True, (last, tired), drawn),
            Scenario("c", "the same, recorded inputs only, right", right, True, (last, overfit, tired), replay),
            Scenario("d", "the same, recorded inputs only, overfit", overfit, False, (right,), replay),
            Scenario("e", "8 unit tests, all fail", wrong, False, (right,), short),
        )


def verify(scenario: Scenario) -> None:
    """Every way of the scenario tells right from wrong candidates. Raises WrongVerdict otherwise."""
    for name, judge in scenario.ways.items():
        # The timed candidate comes last: Hypothesis forgets a failing example once it no longer fails.
        for source in (*scenario.others, scenario.source):
            expected = scenario.right if source == scenario.source else not scenario.right
            if judge(source, 1) is not expected:
                raise WrongVerdict(f"({scenario.letter}) {name} takes this for {'wrong' if expected else 'right'}:\n{source}")
