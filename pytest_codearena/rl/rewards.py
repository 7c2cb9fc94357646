"""A reward function for TRL: replies in, rewards out, and nothing that a model writes ends the training."""

from __future__ import annotations

import hashlib
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from ..agents.extract import extract_code
from ..errors import CodeArenaError, UsageError
from ..grading.advice import growth_of
from ..grading.pool import GradingPool
from ..grading.reward import no_code_grade
from ..records import Grade, Task, Weights
from .monitor import Sample, reached, summarise
from .prompts import TASK_COLUMN, by_name

_log = logging.getLogger(__name__)

CACHE_SIZE = 20_000
"""How many grades are kept if nothing is said; each takes about a kilobyte."""
_MAX_WARM_GRADERS = 64
"""A grader that is kept takes about 15 MB of its own."""
_LONGEST_ANALYSIS = 50_000
"""Characters of source up to which its growth is looked at."""
_MOST_WARNINGS = 100
"""Different ones that a function logs; a data set may be wrong in every row."""

Watcher = Callable[[int, Mapping[str, float]], None]
"""Takes a step's number and its figures, as ``monitor.summarise`` names them."""


def make_reward_func(
    tasks: Iterable[Task],
    workers: int | None = None,
    cache: int = CACHE_SIZE,
    *,
    task_ids: Iterable[str] = (),
    prove: bool = True,
    task_column: str = TASK_COLUMN,
    seed: int | None = None,
    sandbox: str = "strict",
    weights: Weights | None = None,
    watch: Watcher | None = None,
    backend: Executor | str = "local",
) -> RewardFunction:
    """Returns a reward function that can grade now, for ``reward_funcs`` of TRL's trainers.

    Args:
        tasks: those that rows of the data set may name.
        workers: grades done at the same time; as many as there are cores if None. With several processes, each has so many.
        cache: how many grades are kept, so that equal code is graded once; 0 keeps none beyond a batch.
        task_ids: names of tasks that the data set holds, e.g. ``dataset["task_id"]``, to be checked now.
        prove: run every task's reference first, so that a broken task or sandbox is known before the training begins.
        task_column: the column of the data set that names a row's task.
        seed: of the recorded inputs of the properties; None draws new ones for each grader.
        sandbox: ``strict`` or ``weak``.
        weights: of the reward's components.
        watch: called after each batch with what it came to.
        backend: where it is graded, as ``GradingPool`` takes it: ``local``, ``ray``, ``ray:ADDRESS``, or an executor.

    Raises UsageError for names that no task has, TaskError for a broken task, SandboxError if nothing can be graded here.
    """
    found = by_name(tasks)
    unknown = sorted(set(task_ids) - set(found))
    if unknown:
        raise UsageError(f"task_ids: no task {_listed(unknown)}; there are {_listed(sorted(found))}")
    if cache < 0:
        raise UsageError(f"cache: expected 0 or more, got {cache}")
    count = workers if workers is not None else len(os.sched_getaffinity(0))
    warm = min(max(len(found), count), _MAX_WARM_GRADERS)
    pool = GradingPool(
        found.values(),
        count,
        sandbox=sandbox,
        seed=seed,
        live_search=False,
        shrink=False,
        max_idle_graders=warm,
        weights=weights,
        backend=backend,
    )
    if prove:
        try:
            with ThreadPoolExecutor(count) as executor:
                list(executor.map(pool.prove, found.values()))
        except BaseException:
            pool.close()
            raise
    return RewardFunction(found, pool, cache, task_column=task_column, weights=weights, watch=watch)


@dataclass(frozen=True, slots=True)
class _Row:
    """One completion, read."""

    task: Task | None
    """None if the row names no task."""
    code: str | None
    """None if the reply holds no code."""
    group: int

    @property
    def key(self) -> str:
        """The same for equal code that is meant for the same version of a task."""
        text = f"{self.task.name}\0{self.task.digest}\0{self.code}" if self.task else ""
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class RewardFunction:
    """Rewards of a batch of completions; made by ``make_reward_func``. Close it when the training is over."""

    def __init__(
        self,
        tasks: Mapping[str, Task],
        pool: GradingPool,
        cache: int,
        *,
        task_column: str = TASK_COLUMN,
        weights: Weights | None = None,
        watch: Watcher | None = None,
    ) -> None:
        self.__name__ = "repair_reward"
        self.runs = 0
        """Programs that were run; equal ones were not run again."""
        self._tasks = tasks
        self.pool = pool
        """What it grades with; the graders of all tasks are warm once it was made with ``prove``."""
        self._size = cache
        self._cache: OrderedDict[str, Sample] = OrderedDict()
        self._column = task_column
        self._weights = weights
        self._watch = watch
        self._calls = 0
        self._told: set[str] = set()
        self._usual = {name: reached(task.buggy) | reached(task.reference) for name, task in tasks.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __call__(
        self,
        prompts: Sequence[Any],
        completions: Sequence[Any],
        completion_ids: Sequence[Any] | None = None,
        *,
        trainer_state: Any = None,
        log_extra: Callable[[str, list[Any]], None] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        **columns: Any,
    ) -> list[float | None]:
        """Returns a reward in [0, 1] for each completion, None for those that could not be graded; no completion makes it raise.

        A reply without code earns 0. None is for what is no fault of the model: a row that names no task, a grader that
        failed. TRL leaves such a sample out.

        Args:
            prompts: of each completion; neighbours that are equal are one group.
            completions: texts, or lists of messages of which the assistant's last one counts.
            completion_ids: not looked at.
            trainer_state: of the trainer, for the number of the step.
            log_extra: takes a column of the completions table.
            log_metric: takes a figure of this batch.
            columns: of the data set; one of them names the task.
        """
        self._calls += 1
        rows = self._rows(prompts, completions, columns.get(self._column))
        known = self._graded({row.key: row for row in rows if row.task is not None and row.code is not None})
        samples = [self._sample(row, known) for row in rows]
        if log_extra is not None:
            log_extra("task", [sample.task for sample in samples])
            log_extra("verdict", [str(sample.verdict) if sample.verdict is not None else "masked" for sample in samples])
        figures = summarise(samples)
        if log_metric is not None:
            for name, value in figures.items():
                log_metric(f"codearena/{name}", value)
        if self._watch is not None:
            self._watch(getattr(trainer_state, "global_step", self._calls - 1), figures)
        return [sample.reward for sample in samples]

    def close(self) -> None:
        """No grader, candidate or file of this function is left after this."""
        self.pool.close()

    def _rows(self, prompts: Sequence[Any], completions: Sequence[Any], names: Any) -> list[_Row]:
        if not isinstance(names, Sequence) or isinstance(names, str) or len(names) != len(completions):
            self._tell(f'the data set has no column "{self._column}" that names the task of each row, as prompt_rows makes it')
            names = [None] * len(completions)
        if len(prompts) != len(completions):
            prompts = [None] * len(completions)
        rows: list[_Row] = []
        group, before = -1, object()
        for prompt, name, completion in zip(prompts, names, completions, strict=True):
            task = self._tasks.get(name) if isinstance(name, str) else None
            if task is None and name is not None:
                self._tell(f"{self._column}: there is no task {name!r:.200}; its samples are masked")
            if (prompt, name) != before:
                group, before = group + 1, (prompt, name)
            rows.append(_Row(task, extract_code(_reply(completion), task.buggy) if task is not None else None, group))
        return rows

    def _graded(self, wanted: Mapping[str, _Row]) -> dict[str, Sample]:
        """A sample for each key, but for those whose grading failed. Programs for one task are run one after the other."""
        known = {key: self._cache[key] for key in wanted if key in self._cache}
        missing = [(row.task, row.code, key) for key, row in wanted.items() if key not in known]
        futures: dict[str, Future[Grade]] = {}
        for task, code, key in sorted(missing, key=lambda each: each[0].name if each[0] is not None else ""):
            assert task is not None and code is not None
            futures[key] = self.pool.submit(task, code)
        for key, future in futures.items():
            grade = self._result(future, wanted[key])
            if grade is not None:
                known[key] = self._judged(wanted[key], grade)
        for key, sample in known.items():
            self._cache[key] = sample
            self._cache.move_to_end(key)
        while len(self._cache) > self._size:
            self._cache.popitem(last=False)
        return known

    def _result(self, future: Future[Grade], row: _Row) -> Grade | None:
        """The grade; None if there is none, which is told: days of training must not end because one grader did."""
        name = row.task.name if row.task is not None else ""
        try:
            grade = future.result()
        except CodeArenaError as error:
            self._tell(f"{name}: not graded, so the sample is masked: {error}")
        except Exception:  # a mistake of ours: logged with its traceback, and counted as masked
            _log.exception("%s: not graded, so the sample is masked; this is a mistake of pytest-codearena", name)
        else:
            self.runs += 1
            return grade
        return None

    def _sample(self, row: _Row, known: Mapping[str, Sample]) -> Sample:
        task = row.task
        if task is None:
            return Sample("", "", row.group, None)
        if row.code is None:
            return replace(self._judged(row, no_code_grade(task, weights=self._weights)), group=row.group)
        found = known.get(row.key)
        return replace(found, group=row.group) if found is not None else Sample(task.name, task.category, row.group, None)

    def _judged(self, row: _Row, grade: Grade) -> Sample:
        task, code = row.task, row.code
        assert task is not None
        runs = code is not None and len(code) <= _LONGEST_ANALYSIS and grade.components["compile"].value > 0
        return Sample(
            task.name,
            task.category,
            row.group,
            grade.reward,
            grade.verdict,
            {name: each.value for name, each in grade.components.items() if each.weight and each.source == "measured"},
            hardcoded="hardcoded" in grade.flags,
            reaches=code is not None and not reached(code) <= self._usual[task.name],
            growth=growth_of(task, grade, code) if runs else None,
        )

    def _tell(self, text: str) -> None:
        """Logs it, once."""
        if text not in self._told and len(self._told) < _MOST_WARNINGS:
            self._told.add(text)
            _log.warning("%s", text)


def _reply(completion: Any) -> str:
    """What the model wrote: the text, or the assistant's last words in a list of messages; empty if there are none."""
    if isinstance(completion, str):
        return completion
    for message in reversed(completion) if isinstance(completion, list | tuple) else ():
        if isinstance(message, Mapping) and message.get("role", "assistant") == "assistant":
            text = _content(message.get("content"))
            if text:
                return text
    return ""


def _content(content: Any) -> str:
    """The text of a message: as it is, or in parts of which some are text."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list | tuple) else ()
    return "".join(part["text"] for part in parts if isinstance(part, Mapping) and isinstance(part.get("text"), str))


def _listed(names: Sequence[str]) -> str:
    """Some of the names, for an error."""
    shown = ", ".join(f'"{name}"' for name in names[:5])
    return f"{shown}, … ({len(names)})" if len(names) > 5 else shown
