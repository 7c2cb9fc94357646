"""What pytest sees of a task: task.toml is a File, and each agent and epoch is one Item of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from .attack.lines import failure_text
from .attack.run import Findings
from .check.findings import Findings as CheckFindings
from .check.lines import failure_text as check_text
from .errors import CodeArenaError, TaskError
from .records import Episode, Outcome, Settings, Task
from .tasks import load_task
from .terminal import failure_lines


class Arena(Protocol):
    """What an item needs of the run that it is part of."""

    settings: Settings

    def episode(self, item: Repair) -> Episode:
        """Returns the item's episode, whatever became of it."""
        ...

    def examine(self, task: Task, path: str) -> CheckFindings:
        """Returns what is wrong with the task. Raises TaskError if its reference does not pass."""
        ...

    def attack(self, task: Task, path: str) -> Findings:
        """Returns what the attacks came to. Raises TaskError for the author's mistakes."""
        ...


class CheatsPass(Exception):
    """Code that computes nothing of what is asked passes every test of the task."""


class TaskIsWeak(Exception):
    """The task is not good; the text says what its author has to mend."""


class RepairFailed(Exception):
    """The agent did not repair the task."""


class TaskFile(pytest.File):
    """One task folder."""

    def __init__(self, *, arena: Arena, **rest: Any) -> None:
        super().__init__(**rest)
        self.arena = arena

    def collect(self) -> Iterator[pytest.Item]:
        """Yields the task's items. Raises TaskError for what its author has to mend."""
        task = load_task(self.path)
        settings = self.arena.settings
        if settings.attack:
            yield TaskAttack.from_parent(self, name="attack", task=task)
        elif not settings.agents:
            yield TaskCheck.from_parent(self, name="check", task=task)
        names = ids_of(settings.agents)
        for agent in settings.agents:
            for epoch in range(1, settings.epochs + 1):
                yield Repair.from_parent(self, name=f"{names[agent]}#{epoch}", task=task, agent=agent, epoch=epoch)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Returns one line for the author's mistakes, pytest's own form for anything else."""
        if isinstance(excinfo.value, TaskError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class _TaskItem(pytest.Item):
    """What repair, check and attack have in common: marks, keywords, place."""

    def __init__(self, *, task: Task, **rest: Any) -> None:
        super().__init__(**rest)
        self.task = task
        self.folder = self.nodeid.rpartition("::")[0].rpartition("/")[0]
        """The task's folder relative to the run's root, as reports show it."""
        for word in (task.category, task.difficulty):
            self.config.addinivalue_line("markers", f"{word}: codearena category or difficulty")
            self.add_marker(word)
        self.extra_keyword_matches.update((task.name, task.category, task.difficulty, *task.tags))

    @property
    def arena(self) -> Arena:
        """The run that this item is part of."""
        parent = self.parent
        assert isinstance(parent, TaskFile)
        return parent.arena

    def reportinfo(self) -> tuple[Path, int, str]:
        """Returns place and title, as pytest shows them; pytest wants a line of whatever is skipped."""
        return self.path, 0, f"{self.task.name}: {self.name}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Returns plain text for what this package raises on purpose, pytest's own form for anything else."""
        if isinstance(excinfo.value, (CodeArenaError, CheatsPass, RepairFailed, TaskIsWeak)):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class Repair(_TaskItem):
    """One agent's episode on one task. The episode runs as setup, so that what is no failure of the model is an error."""

    def __init__(self, *, agent: str, epoch: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.agent = agent
        self.epoch = epoch
        self.episode: Episode | None = None

    def setup(self) -> None:
        """Runs the episode. An episode that says nothing about the model fails it."""
        self.episode = episode = self.arena.episode(self)
        self.user_properties += _properties(episode)
        if not episode.outcome.judges_the_model:
            if episode.outcome is Outcome.BUDGET:
                pytest.skip(episode.error)
            pytest.fail(f"{episode.outcome}: {episode.error}", pytrace=False)

    def runtest(self) -> None:
        """Passes if the episode is solved. Raises RepairFailed with all that it came to."""
        assert self.episode is not None
        if self.episode.outcome is not Outcome.SOLVED:
            raise RepairFailed("\n".join([_headline(self.episode), "", *self._details(self.episode)]))

    def _details(self, episode: Episode) -> list[str]:
        return failure_lines(episode, buggy=self.task.buggy, max_attempts=self.arena.settings.attempts)


class TaskCheck(_TaskItem):
    """Without an agent: the task itself is examined."""

    findings: CheckFindings | None = None
    """What came of it; None before it ran."""

    def runtest(self) -> None:
        """Passes if the task is good. Raises TaskIsWeak with all that is to mend, TaskError if the reference does not pass."""
        self.findings = self.arena.examine(self.task, self.folder)
        if self.findings.problems:
            raise TaskIsWeak(check_text(self.findings))


class TaskAttack(_TaskItem):
    """The task's tests are tried with code that computes nothing."""

    findings: Findings | None = None
    """What came of it; None before it ran."""

    def runtest(self) -> None:
        """Passes if no attack passes every test. Raises CheatsPass with those that do, TaskError with what to mend before."""
        self.findings = self.arena.attack(self.task, self.folder)
        if self.findings.cheats:
            raise CheatsPass(failure_text(self.findings))


def _headline(episode: Episode) -> str:
    """One line for pytest's short summary."""
    if not episode.attempts:
        return f"{episode.outcome}: no attempt was made"
    grade = episode.attempts[-1].grade
    counted = [check for check in grade.checks if check.counts]
    passed = sum(check.passed for check in counted)
    checks = f", {passed}/{len(counted)} checks" if counted else ""
    count = len(episode.attempts)
    return f"{episode.outcome} in {count} attempt{'s' * (count > 1)}: {grade.verdict}{checks}, reward {grade.reward:.2f}"


def ids_of(agents: tuple[str, ...]) -> dict[str, str]:
    """Returns a name for each agent: its spec, but for what pytest 9.2 can't find again (brackets, double colons)."""
    names: dict[str, str] = {}
    for agent in agents:
        name = agent.replace("::", ":").translate({ord("["): "(", ord("]"): ")"})
        while name in names.values():
            name += "'"
        names[agent] = name
    return names


def _properties(episode: Episode) -> list[tuple[str, object]]:
    """What JUnit files say of it: flat names, texts and numbers."""
    found: dict[str, object] = {
        "codearena_agent": episode.agent,
        "codearena_outcome": str(episode.outcome),
        "codearena_solved": str(episode.outcome is Outcome.SOLVED).lower() if episode.outcome.judges_the_model else "",
        "codearena_verdict": str(episode.attempts[-1].grade.verdict) if episode.attempts else "",
        "codearena_reward": episode.reward,
        "codearena_attempts": len(episode.attempts),
    }
    return [(name, "" if value is None else value) for name, value in found.items()]
