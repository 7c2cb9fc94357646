"""The graders of a run: made when the first fix is to be graded, or, where a cluster has to be reached, before the first test."""

from __future__ import annotations

from ..grading.graders import MAX_IDLE_GRADERS
from ..grading.pool import GradingPool
from ..records import Settings


class RunPool:
    """Gives out one pool, to any number of callers; close it."""

    def __init__(self, settings: Settings, backend: str, concurrency: int) -> None:
        """``concurrency`` is how many episodes run side by side."""
        self._settings = settings
        self._backend = backend
        self._concurrency = concurrency
        self._pool: GradingPool | None = None

    @property
    def local(self) -> bool:
        """True if fixes are graded on the cores of this machine."""
        return self._backend == "local"

    def get(self) -> GradingPool:
        """Returns the pool. Raises SandboxError if its back end can't be reached."""
        if self._pool is None:
            self._pool = GradingPool(
                workers=self._concurrency,
                backend=self._backend,
                sandbox=self._settings.sandbox,
                seed=self._settings.seed,
                weights=self._settings.weights,
                max_idle_graders=MAX_IDLE_GRADERS + self._concurrency - 1,
            )
        return self._pool

    def reach(self) -> None:
        """A cluster is reached after this: that it can't be is no matter of the first episode. Raises as ``get`` does."""
        if not self.local:
            self.get()

    def lines(self) -> list[str]:
        """Returns what people should know of the machines that graded."""
        return [f"backend: {remark}" for remark in self._pool.remarks] if self._pool is not None else []

    def close(self) -> None:
        """No grader of this run is left after this."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
