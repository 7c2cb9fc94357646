"""What all sessions of a server share: settings, tasks, the curriculum, and one pool of graders."""

from __future__ import annotations

from collections.abc import Sequence

from ..grading.graders import MAX_IDLE_GRADERS
from ..grading.pool import GradingPool
from ..records import Task
from .choice import TaskChoice
from .settings import ServerSettings

_MOST_IDLE_GRADERS = 64


class Arena:
    """Made once for a server; close it when no session steps any more."""

    def __init__(self, tasks: Sequence[Task], settings: ServerSettings | None = None) -> None:
        """Raises UsageError for tasks that can't be served together. No process is started before the first grade."""
        self.settings = settings or ServerSettings()
        self.choice = TaskChoice(tasks)
        wanted = len(self.choice.tasks) + self.settings.workers  # a grader that is made anew costs a second
        self.pool = GradingPool(
            tasks,
            self.settings.workers,
            sandbox=self.settings.sandbox,
            seed=self.settings.seed,
            live_search=False,
            shrink=False,
            backend=self.settings.backend,
            max_idle_graders=max(MAX_IDLE_GRADERS, min(wanted, _MOST_IDLE_GRADERS)),
        )

    def close(self) -> None:
        """No grader, candidate or file of this server is left after this."""
        self.pool.close()
