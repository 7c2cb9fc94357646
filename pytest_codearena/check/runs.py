"""Candidates of one task, run for its examination: as thoroughly as each question needs, and no more."""

from __future__ import annotations

from typing import Final

from ..grading.pool import GradingPool
from ..grading.reward import verdict_of
from ..records import Check, Execution, Task, Verdict

_PATIENCE: Final = 10
"""A candidate may take so many times as long for a check as the reference for its slowest one."""
_LEAST_S: Final = 0.3
"""Less is no limit that a busy machine would respect."""


class Runs:
    """Runs candidates of one task, and remembers which properties something wrong has failed."""

    def __init__(self, task: Task, pool: GradingPool, *, seed: int) -> None:
        """Runs the reference once. Raises TaskError if it does not pass."""
        self.task = task
        self.seed = seed
        self._pool = pool
        checks = pool.prove(task)
        self.properties: tuple[str, ...] = tuple(name for name, phase in checks if phase == "property")
        self.bitten: set[str] = set()
        """Properties that something wrong has failed."""
        self.reference = pool.execute(task, task.reference, seed=seed, live_search=False, both_phases=True, timed=False)
        slowest_s = max(self.reference.check_s.values(), default=0.0)
        self.limit_s = min(task.limits.timeout_s, max(_LEAST_S, _PATIENCE * slowest_s))
        """CPU seconds of one check after which a candidate has failed it, to spare us those that never end."""
        self.buggy = self.all_checks(task.buggy)
        if passes(self.buggy):
            self.buggy = pool.execute(task, task.buggy, seed=seed)

    @property
    def pool(self) -> GradingPool:
        """The pool in which candidates run."""
        return self._pool

    def all_checks(self, source: str) -> Execution:
        """Returns what became of each check on recorded inputs; a property that fails has bitten."""
        found = self._pool.execute(
            self.task, source, seed=self.seed, live_search=False, both_phases=True, timed=False, timeout_s=self.limit_s
        )
        self._note(found)
        return found

    def kills(self, mutant: str) -> bool:
        """True if the tests notice it. It is run no further than it takes to know, and to know which properties bite."""
        all_bite = set(self.properties) <= self.bitten
        found = self._until_failure(mutant, live_search=False) if all_bite else self.all_checks(mutant)
        if passes(found):
            found = self._until_failure(mutant, live_search=True)
        if passes(found) and self.task.efficiency is not None and self.task.efficiency.min_score > 0:
            found = self._timed(mutant)
            return verdict_of(self.task, found) is not Verdict.RESOLVED
        return not passes(found)

    def _until_failure(self, source: str, *, live_search: bool) -> Execution:
        found = self._pool.execute(
            self.task,
            source,
            seed=self.seed,
            first_failure=True,
            live_search=live_search,
            timed=False,
            timeout_s=self.limit_s,
        )
        self._note(found)
        return found

    def _timed(self, source: str) -> Execution:
        return self._pool.execute(self.task, source, seed=self.seed, first_failure=True, live_search=False)

    def _note(self, execution: Execution) -> None:
        self.bitten.update(check.id for check in failing(execution) if check.phase == "property")


def failing(execution: Execution) -> list[Check]:
    """Returns the checks that were run and did not pass."""
    return [check for check in execution.checks if check.counts and not check.passed and check.outcome != "not_run"]


def passes(execution: Execution) -> bool:
    """True if the candidate loads and passes every check; what it costs is another question."""
    return execution.imported and all(check.passed for check in execution.checks if check.counts)
