"""Candidates of one task, run for its examination: as thoroughly as each question needs, and no more."""

from __future__ import annotations

from typing import Final

from ..grading.pool import GradingPool
from ..grading.reward import verdict_of
from ..records import Check, Execution, Task, Verdict

_PATIENCE: Final = 10
"""A check may take so many times as long as with the reference: spares us those that never end."""
_FEW: Final = 0.1
"""Share of a property's examples that is recorded where only the collection of the tests is in question."""


class Runs:
    """Runs candidates of one task, and remembers which properties something wrong has failed."""

    def __init__(self, task: Task, *, sandbox: str, seed: int, recorded_share: float = 1.0) -> None:
        """Runs the reference and the buggy code once. Raises TaskError if the reference does not pass. Close it."""
        self.task = task
        self.seed = seed
        self._sandbox = sandbox
        self.pool = GradingPool(sandbox=sandbox, seed=seed, shrink=False, recorded_share=recorded_share)
        try:
            self._begin()
        except BaseException:
            self.pool.close()
            raise

    def _begin(self) -> None:
        checks = self.pool.prove(self.task)
        self.properties: tuple[str, ...] = tuple(name for name, phase in checks if phase == "property")
        """Ids of the hidden checks."""
        self.bitten: set[str] = set()
        """Properties that something wrong has failed."""
        self.reference = self.pool.execute(
            self.task, self.task.reference, seed=self.seed, live_search=False, both_phases=True, timed=False, weighed=True
        )
        self.buggy = self.all_checks(self.task.buggy)

    def close(self) -> None:
        """No process of it is left after this."""
        self.pool.close()

    def all_checks(self, source: str, *, bites: bool = True) -> Execution:
        """Returns what became of each check on recorded inputs; a property that fails has bitten, if that ``bites``."""
        return self._run(source, live_search=False, both_phases=True, bites=bites)

    def kills(self, mutant: str) -> bool:
        """True if the tests notice it. It is run no further than it takes to know, and to know which properties bite."""
        all_bite = self.bitten.issuperset(self.properties)
        found = self._run(mutant, live_search=False, first_failure=True) if all_bite else self.all_checks(mutant)
        if passes(found):
            found = self._run(mutant, live_search=True, first_failure=True)
        if passes(found) and self.task.efficiency is not None and self.task.efficiency.min_score > 0:
            return verdict_of(self.task, self.timed(mutant)) is not Verdict.RESOLVED
        return not passes(found)

    def searched(self, source: str, seed: int, *, share: float) -> Execution:
        """Returns what became of each check on inputs that ``seed`` draws: this share of a property's examples.

        As in a grade, properties are not run where a unit test fails.
        """
        return self.pool.execute(
            self.task,
            source,
            seed=seed,
            replay=False,
            live_share=share,
            timed=False,
            patience=_PATIENCE,
        )

    def anew(self, seed: int) -> Runs:
        """Returns the runs of a grader that collected the tests once more, and recorded a few inputs of its own. Close it.

        Raises TaskError if the reference does not pass there.
        """
        return Runs(self.task, sandbox=self._sandbox, seed=seed, recorded_share=_FEW)

    def timed(self, source: str) -> Execution:
        """Returns a run that measured the task's workload, if it has one and all checks pass, but not what the cost grows like."""
        return self.pool.execute(
            self.task, source, seed=self.seed, first_failure=True, live_search=False, growth=False, patience=_PATIENCE
        )

    def _run(
        self, source: str, *, live_search: bool, first_failure: bool = False, both_phases: bool = False, bites: bool = True
    ) -> Execution:
        found = self.pool.execute(
            self.task,
            source,
            seed=self.seed,
            live_search=live_search,
            first_failure=first_failure,
            both_phases=both_phases,
            timed=False,
            patience=_PATIENCE,
        )
        if bites:
            self.bitten.update(check.id for check in failing(found) if check.phase == "property")
        return found


def failing(execution: Execution) -> list[Check]:
    """Returns the checks that were run and did not pass."""
    return [check for check in execution.checks if check.counts and not check.passed and check.outcome != "not_run"]


def passes(execution: Execution) -> bool:
    """True if the candidate loads and passes every check; what it costs is another question."""
    return execution.imported and all(check.passed for check in execution.checks if check.counts)
