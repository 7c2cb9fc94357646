"""Grades the attempts of a report again: same code, same weights, today's tasks and grader; no model is asked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import __version__
from ..baseline.reading import read_baseline
from ..episode import Repair
from ..errors import SandboxError, TaskError, UsageError
from ..grading.client import layers
from ..grading.pool import GradingPool
from ..grading.reward import with_components
from ..judge.rubric import RUBRIC_VERSION
from ..records import Attempt, Candidate, Episode, Grade, Outcome, Report, Settings, Task, Verdict
from ..tasks import find_tasks, load_task

TOLERANCE = 0.02
"""A reward that moves by less, and only because speed was measured anew, did not change."""
_JUDGED = ("llm_correctness", "llm_security", "llm_quality")
_ALL_PASS = (Verdict.RESOLVED, Verdict.SLOW)
_CHANGED, _INCOMPLETE = 1, 3


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt that was graded otherwise."""

    episode: Episode
    """As it is now."""
    old: Attempt
    new: Attempt
    moved: tuple[str, ...]
    """Components of the reward that are others now."""


@dataclass(frozen=True, slots=True)
class Regraded:
    """What came of it."""

    name: str
    """Of the old report."""
    old: Report
    report: Report
    """With the new grades; what could not be graded is left out."""
    attempts: int
    """Attempts that were graded again."""
    changes: tuple[Change, ...]
    other_tasks: tuple[tuple[str, str, str], ...]
    """Name, old digest and new digest of tasks that were changed since."""
    left_out: tuple[tuple[Episode, str], ...]
    """Episodes that could not be graded again, with the reason."""
    cut: int
    """Later attempts that are left out, since an earlier one of their episode is resolved now."""
    open: int
    """Episodes that were solved and are not any more, though attempts were left: the agent would have gone on."""
    unjudged: int
    """Attempts whose judge's scores are left out: they are about something else than what there is now."""


def status_of(regraded: Regraded) -> int:
    """Returns the exit status: 0 nothing changed, 1 something did, 3 nothing did as far as it could be graded."""
    return _CHANGED if regraded.changes else _INCOMPLETE if regraded.left_out else 0


def regrade(path: Path, roots: Sequence[Path], *, sandbox: str = "strict", tolerance: float = TOLERANCE) -> Regraded:
    """Returns the report at ``path`` with new grades for all of its attempts whose tasks are below ``roots``.

    Weights are those of the report, and its seed, or 0 if it had none. Raises UsageError for a report or a root that can't be
    read, and SandboxError where candidates can't be isolated.
    """
    old = read_baseline(path)
    held = layers(sandbox)
    settings = replace(old.settings, sandbox=sandbox, seed=old.settings.seed or 0)
    found = _Tasks(roots, {episode.task for episode in old.episodes})
    episodes: list[Episode] = []
    left_out: list[tuple[Episode, str]] = []
    changes: list[Change] = []
    others: dict[tuple[str, str], str] = {}
    attempts = cut = still_open = unjudged = 0
    with GradingPool(sandbox=sandbox, seed=settings.seed, weights=settings.weights) as pool:
        for before in old.episodes:
            if not before.attempts:
                episodes.append(before)
                continue
            try:
                task = found.of(before)
                again = _Again(before, task, pool, settings, rubric=old.judge.rubric if old.judge else "")
                now = again.episode()
            except (TaskError, SandboxError) as error:
                left_out.append((before, str(error)))
                continue
            if task.digest != before.digest:
                others[before.task, before.digest] = task.digest
            episodes.append(now)
            attempts += len(now.attempts)
            cut += len(before.attempts) - len(now.attempts)
            lost = before.outcome is Outcome.SOLVED and now.outcome is not Outcome.SOLVED
            still_open += lost and len(now.attempts) < settings.attempts
            unjudged += again.unjudged
            changes += _changes(before, now, tolerance)
    created = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    spending = replace(old.spending, paid=0.0, asked=0, replayed=0) if old.spending is not None else None
    report = Report(__version__, created, settings, held, tuple(episodes), old.judge, old.curriculum, spending)
    named = tuple((name, digest, new) for (name, digest), new in others.items())
    return Regraded(path.name, old, report, attempts, tuple(changes), named, tuple(left_out), cut, still_open, unjudged)


class _Tasks:
    """The tasks of some names below some folders."""

    def __init__(self, roots: Sequence[Path], names: set[str]) -> None:
        for root in roots:
            if not root.exists():
                raise UsageError(f"--tasks: there is no {root}; name a task, or a folder of tasks")
        folders = {folder.resolve(): folder for root in roots for folder in find_tasks(root)}
        self._folders = {name: [each for full, each in folders.items() if full.name == name] for name in names}
        self._loaded: dict[Path, Task] = {}

    def of(self, episode: Episode) -> Task:
        """Returns the task of an episode: that version, or else the one at its place, or of its name.

        Raises TaskError if there is none, or several and none of them is the one, and for the author's mistakes.
        """
        folders = self._folders[episode.task]
        if not folders:
            raise TaskError(f"{episode.path}: there is no task of this name; say where it is with --tasks")
        faults: list[TaskError] = []
        tasks: list[Task] = []
        for folder in folders:
            try:
                tasks.append(self._load(folder))
            except TaskError as error:
                faults.append(error)
        same = [task for task in tasks if task.digest == episode.digest]
        same = same or [task for task in tasks if f"{task.path.as_posix()}/".endswith(f"/{episode.path}/")]
        if same:
            return same[0]
        if faults:
            raise faults[0]
        if len(tasks) > 1:
            raise TaskError(f"{episode.path}: {len(tasks)} tasks have this name, and none is this version; name one with --tasks")
        return tasks[0]

    def _load(self, folder: Path) -> Task:
        if folder not in self._loaded:
            self._loaded[folder] = load_task(folder)
        return self._loaded[folder]


class _Again:
    """One episode, graded again."""

    def __init__(self, before: Episode, task: Task, pool: GradingPool, settings: Settings, *, rubric: str) -> None:
        self._before = before
        self._task = task
        self._pool = pool
        self._settings = settings
        self._same_question = rubric == RUBRIC_VERSION and task.digest == before.digest
        self._old = {attempt.number: attempt for attempt in before.attempts}
        self.unjudged = 0

    def episode(self) -> Episode:
        """Returns the episode with the new grades, up to the first attempt that is resolved now."""
        before = self._before
        repair = Repair(self._task, attempts=len(before.attempts), grading=self._grade, settings=self._settings)
        for old in before.attempts:
            candidate = Candidate(old.code, reply=old.reply, tokens=old.tokens, method=old.method, note=old.note)
            repair.attempt(candidate, agent_s=old.timing.agent_s)
            if repair.solved:
                break
        outcome = before.outcome
        if repair.solved:
            outcome = Outcome.SOLVED
        elif outcome is Outcome.SOLVED:
            outcome = Outcome.UNSOLVED
        task = self._task
        return replace(
            before,
            digest=task.digest,
            category=task.category,
            difficulty=task.difficulty,
            outcome=outcome,
            attempts=repair.attempts,
            error="" if repair.solved else before.error,
        )

    def _grade(self, task: Task, source: str, number: int, previous: tuple[str, ...]) -> Grade:
        seed, weights = self._settings.seed, self._settings.weights
        grade = self._pool.grade(task, source, attempt=number, previous=previous, seed=seed)
        if self._settings.judge is None or not grade.components["compile"].value or not grade.components["tests"].value:
            return grade  # a judge is not asked about such code
        old = self._old[number].grade
        judged = {name: old.components[name] for name in _JUDGED if name in old.components}
        if set(judged) != set(_JUDGED) or any(each.source == "neutral" for each in judged.values()) or not self._holds(old, grade):
            self.unjudged += 1
            return grade
        shares = {name: replace(component, weight=grade.components[name].weight) for name, component in judged.items()}
        kept = with_components(grade, {**grade.components, **shares}, attempt=number, weights=weights)
        return replace(kept, judge_tokens=old.judge_tokens, judge_error=old.judge_error)

    def _holds(self, old: Grade, new: Grade) -> bool:
        """True if the judge's scores say the same of the new grade: they were scaled by how many tests pass."""
        if not self._same_question:
            return False
        if old.verdict in _ALL_PASS and new.verdict in _ALL_PASS:
            return True
        scaled_alike = old.verdict not in _ALL_PASS and new.verdict not in _ALL_PASS
        return scaled_alike and old.components["tests"].value == new.components["tests"].value


def _changes(before: Episode, now: Episode, tolerance: float) -> list[Change]:
    found = []
    for old, new in zip(before.attempts, now.attempts, strict=False):
        names = {**old.grade.components, **new.grade.components}
        moved = tuple(name for name in names if old.grade.components.get(name) != new.grade.components.get(name))
        moved += ("repeat",) if old.repeated != new.repeated else ()
        by = abs(new.grade.reward - old.grade.reward)
        if old.grade.verdict is not new.grade.verdict or (by > 1e-5 and (set(moved) != {"efficiency"} or by > tolerance)):
            found.append(Change(now, old, new, moved))
    return found
