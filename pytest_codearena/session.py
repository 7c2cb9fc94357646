"""One run of pytest with tasks in it: settings, graders, live progress, tables and the report file."""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from . import __version__
from .agents import make_agent, shown_as
from .agents.spec import parse_spec
from .attack.run import Findings, run_attacks
from .check.findings import Findings as CheckFindings
from .check.run import examine
from .collect import Repair
from .complexity_csv import append, row_of
from .episode import Grading, failed_episode, grading_by, solve
from .errors import SandboxError, StoredReplyError, TaskError, UsageError
from .grading.advice import growth_of
from .grading.client import layers
from .grading.packages import packages_of
from .options import backend_of, calls_of, concurrency_of, gate_of, judge_of, path_option, report_paths, resume_of, settings_of
from .records import Attempt, Episode, Growth, Outcome, Report, Spending, Task, Tokens
from .report import episode_from_line, episode_to_line
from .run.crashed import crashed_episode
from .run.examined import Examined
from .run.files import RunReport
from .run.live import live_progress
from .run.memory import RunMemory
from .run.order import CurriculumOrder
from .run.pool import RunPool
from .run.proofs import Proofs
from .run.reason import give_reason
from .run.side_by_side import SideBySide
from .run.thread_output import at_its_item
from .terminal import growth_lines, header_lines, summary_lines

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_OUTCOMES = {TaskError: Outcome.TASK_ERROR, SandboxError: Outcome.SANDBOX_ERROR}
_OUTCOMES |= dict.fromkeys((StoredReplyError, UsageError), Outcome.AGENT_ERROR)
_CUT_SHORT = (2, 3)
"""Exit statuses of pytest after Ctrl-C, and after an error of its own."""


class Session:
    """A pytest plugin object; lives from the first need to ``pytest_unconfigure``."""

    def __init__(self, config: pytest.Config) -> None:
        """Reads the options, once. Raises UsageError for a value that an option does not take."""
        self.config = config
        self.settings = settings_of(config)
        self._csv_path = path_option(config, "complexity")
        if self._csv_path is not None and not config.option.collectonly:
            append(self._csv_path)  # so that a file that can't be used stops the run before it costs anything
        self._is_worker = hasattr(config, "workerinput")
        self._report = RunReport(config, self.settings, report_paths(config), path_option(config, "html"))
        self._gate = gate_of(config, self.settings)
        self._failed_episodes = 0
        self._calls = calls_of(config, self.settings)
        config.pluginmanager.register(self._calls, "codearena-calls")
        self._judge = judge_of(config, self.settings, self._calls)
        self._memory = RunMemory(config, self.settings)
        self._resume = resume_of(config, self.settings)
        if self._judge:
            self._judge.take_over(self._resume.calibrations)
        self._order = CurriculumOrder(config, self.settings, path_option(config, "curriculum_state"))
        self._episodes: list[Episode] = []
        self._grown: list[tuple[Growth, Attempt]] = []
        self._examined = Examined()
        self._broken: set[str] = set()
        self._items: list[pytest.Item] = []
        self._concurrency = concurrency_of(config, self.settings)
        self._pool = RunPool(self.settings, backend_of(config), self._concurrency)
        self._proofs = Proofs(self._queue, self._pool.get, self.settings.seed, side_by_side=self._is_graded_side_by_side)
        self._side_by_side = SideBySide(
            config, self._concurrency, run=self._episode, before=self._prepare, failed=self._other_failures
        )

    # --- what items ask for

    def episode(self, item: Repair) -> Episode:
        """Returns the item's episode: one that an earlier run has finished, or else the agent's own now."""
        return self._side_by_side.episode(item)

    def _episode(self, item: Repair) -> Episode:
        episode = self._resume.take(item.task, item.agent, item.epoch, item.folder)
        if episode is None:
            episode = self.solve(item.task, item.agent, item.epoch, item.folder, item)
            self._report.keep(episode)
        return episode

    def _prepare(self, items: list[Repair]) -> None:
        """What threads would import and parse beside pytest is imported and parsed."""
        self._grading()
        for agent, item in {item.agent: item for item in items}.items():
            with suppress(UsageError):  # it is said of each episode
                make_agent(agent, item.task, seed=self.settings.seed)
        for item in items:
            packages_of(item.task)

    def _other_failures(self) -> int:
        return self._items[0].session.testsfailed - self._failed_episodes if self._items else 0

    def solve(self, task: Task, agent: str, epoch: int, path: str, item: Repair) -> Episode:
        """Returns the agent's episode on a task that is in order; otherwise the episode that says so."""
        spent = self._calls.used_up()
        if spent:
            return replace(failed_episode(task, agent, epoch, path, Outcome.BUDGET, spent), cost=0.0)
        calls = self._calls.of_episode(parse_spec(agent).text, task, epoch)
        try:
            self._proofs.check(task, self._shown(task))
            self._side_by_side.go_on()
            made = make_agent(agent, task, seed=self._calls.model_seed, calls=calls)
            episode = solve(
                task,
                made,
                attempts=self.settings.attempts,
                epoch=epoch,
                path=path,
                grading=self._grading(),
                trying=self._pool.get().trying,
                watch=self._watch(task, made.name, epoch, item),
                settings=self.settings,
                remembered=self._resume.offered(task.digest, made.name, self._memory.recall(task.digest, made.name)),
            )
            self._memory.keep(episode)
        except (TaskError, SandboxError, StoredReplyError, UsageError) as error:
            episode = failed_episode(task, agent, epoch, path, _OUTCOMES[type(error)], str(error))
        return replace(episode, cost=calls.cost)

    def _queue(self) -> list[Task]:
        """The run's tasks that are repaired, in their order."""
        return list({item.task.digest: item.task for item in self._items if isinstance(item, Repair)}.values())

    def _is_graded_side_by_side(self, task: Task) -> bool:
        several = sum(item.task.digest == task.digest for item in self._items if isinstance(item, Repair)) > 1
        return several and self._concurrency > 1 and self._pool.local and len(os.sched_getaffinity(0)) > 1

    def examine(self, task: Task, path: str) -> CheckFindings:
        """Returns what is wrong with the task. Raises TaskError if the reference does not pass."""
        settings = self.settings
        return examine(
            task, depth=settings.check, path=path, shown=self._shown(task), sandbox=settings.sandbox, seed=settings.seed
        )

    def attack(self, task: Task, path: str) -> Findings:
        """Returns what the attacks came to. Raises TaskError if the reference does not pass."""
        return run_attacks(task, self._pool.get(), path=path, seed=self.settings.seed)

    def _shown(self, task: Task) -> str:
        try:
            return task.path.relative_to(self.config.invocation_params.dir).as_posix()
        except ValueError:
            return task.path.as_posix()

    def _grading(self) -> Grading:
        plain = grading_by(self._pool.get(), self.settings.seed)
        plain = self._side_by_side.in_turns(plain) if self._pool.local else plain
        return self._judge.grading(plain, self._queue, self._pool.get()) if self._judge else plain

    def _watch(self, task: Task, agent: str, epoch: int, item: Repair) -> Callable[[Attempt], None]:
        tell = live_progress(self.config, item, self.settings.attempts, mixed=self._concurrency > 1)

        def watch(attempt: Attempt) -> None:
            if self._csv_path is not None:
                try:
                    append(self._csv_path, row_of(task, agent, epoch, attempt))
                except UsageError as error:  # the attempt itself is good, and was paid for
                    at_its_item(partial(warnings.warn, pytest.PytestWarning(str(error)), stacklevel=1))
            if tell is not None:
                self._side_by_side.in_pytest(partial(tell, attempt))
            self._side_by_side.go_on(attempt)

        return watch

    # --- pytest's hooks

    def pytest_report_header(self) -> list[str] | None:
        """Says who is asked and which layers of the sandbox hold, if an agent is asked."""
        if not self.settings.agents:
            return None
        try:
            held = layers(self.settings.sandbox)
        except SandboxError as error:
            raise pytest.UsageError(str(error)) from None
        settings = replace(self.settings, agents=tuple(map(shown_as, self.settings.agents)))
        judge = self._judge.header_lines() if self._judge else []
        more = [*self._calls.header(), *self._resume.header(), *self._memory.header(), *self._order.header()]
        return [*header_lines(settings, held, version=__version__), *judge, *more]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keeps count of broken tasks."""
        if report.failed and report.nodeid.rpartition("/")[2] == "task.toml":
            self._broken.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """A broken task is an error of its own: the other tasks still run."""
        self._items = session.items  # a curriculum changes their order on the way
        if self.settings.agents and not self._is_worker and not session.config.option.collectonly:
            try:
                held = layers(self.settings.sandbox)
                self._gate.refuse_early(held, {task.digest: task.name for task in self._queue()})
                self._report.begin(held, self._resume.episodes, self._resume.calibrations)
                if not session.config.pluginmanager.hasplugin("dsession"):  # with pytest-xdist the workers grade
                    self._pool.reach()
            except (SandboxError, UsageError) as error:
                raise pytest.UsageError(str(error)) from None
        option = session.config.option
        before = option.continue_on_collection_errors
        option.continue_on_collection_errors = before or session.testsfailed == len(self._broken)
        try:
            return (yield)
        finally:
            option.continue_on_collection_errors = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Episodes travel on their reports as lines of JSON, as findings do."""
        report = yield
        ended = report.when == "call" or (report.when == "setup" and not report.passed)
        if ended and isinstance(item, Repair) and item.episode is not None:
            report.codearena = episode_to_line(item.episode)  # type: ignore[attr-defined]
            grown = [growth_of(item.task, attempt.grade, attempt.code).value for attempt in item.episode.attempts]
            report.codearena_grown = grown  # type: ignore[attr-defined]
            report.codearena_judge = self._judge.news() if self._judge else None  # type: ignore[attr-defined]
        if ended:
            self._examined.tell(item, report)
        return report

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """What a worker of pytest-xdist was at when it died is an error in the report, not missing."""
        episode = crashed_episode(crashitem, self.config.rootpath, self.settings, str(report.longrepr))
        if episode is not None:
            vars(report).update(codearena=episode_to_line(episode), codearena_grown=[], codearena_judge=None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes episodes and findings off their reports, where all reports arrive."""
        if not self._is_worker:
            give_reason(report)
        line = getattr(report, "codearena", None)
        if line is not None and not self._is_worker:
            self._failed_episodes += report.failed
            self._episodes.append(episode_from_line(line))
            self._report.hear(self._episodes[-1])
            grown: list[str] = report.codearena_grown
            self._grown += zip(map(Growth, grown), self._episodes[-1].attempts, strict=True)
            made = self._judge.hear(report.codearena_judge) if self._judge else None
            if made is not None:
                self._report.hear_calibration(made)
        if not self._is_worker:
            self._examined.hear(report)

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Prints the tables, if an episode was run, or a task examined or attacked."""
        width = min(terminalreporter._tw.fullwidth, 120)
        if not self._is_worker:
            self._examined.print(terminalreporter, width)
        if not self._episodes or self._is_worker:
            return
        terminalreporter.write_sep("=", "codearena")
        for line in summary_lines(self._episodes, width=width):
            terminalreporter.write_line(line)
        for line in self._judge.summary_lines(self._episodes) if self._judge else []:
            terminalreporter.write_line(line)
        for line in self._calls.summary(self._spending()):
            terminalreporter.write_line(line)
        if self._csv_path is not None or any(attempt.grade.measurement for _, attempt in self._grown):
            for line in growth_lines(self._grown, width=width):
                terminalreporter.write_line(line)
        for line in (*self._memory.summary(self._episodes, width), *self._order.summary()):
            terminalreporter.write_line(line)
        held = ", ".join(layer.name for layer in layers(self.settings.sandbox) if layer.holds) or "nothing holds"
        terminalreporter.write_line(f"sandbox: {held}" + (" (weak)" if self.settings.sandbox == "weak" else ""))
        for line in (*self._pool.lines(), *self._report.lines()):
            terminalreporter.write_line(line)
        if self._csv_path is not None:
            terminalreporter.write_line(f"complexity: {self._csv_path}")
        for line in self._gate.lines(width):
            terminalreporter.write_line(line)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Decides the exit status, writes the report and ends the graders."""
        try:
            if self._episodes and not self._is_worker and not (session.shouldstop or session.shouldfail):
                others = session.testsfailed - self._failed_episodes
                held = layers(self.settings.sandbox)
                session.exitstatus = self._gate.exit_status(int(session.exitstatus), others, self._episodes, held)
            self._side_by_side.stop()
            self._write_report(
                whole=int(session.exitstatus) not in _CUT_SHORT and not (session.shouldstop or session.shouldfail)
            )
        finally:
            self.pytest_unconfigure()

    def pytest_unconfigure(self) -> None:
        """No grader of this run is left after this."""
        self._side_by_side.stop()
        self._proofs.close()
        if self._judge:
            self._judge.close()
        self._pool.close()
        self._report.close()

    def _spending(self) -> Spending:
        return self._calls.spending(self._episodes, self._judge.use(self._episodes).tokens if self._judge else Tokens())

    def _write_report(self, *, whole: bool) -> None:
        created = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        judge = self._judge.use(self._episodes) if self._judge else None
        held = layers(self.settings.sandbox)
        spending = self._spending() if self.settings.agents else None
        report = Report(__version__, created, self.settings, held, tuple(self._episodes), judge, self._order.paths, spending)
        try:
            self._report.write(report, whole=whole)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        self._report.tell_github(self._episodes, self._gate.lines(100))
