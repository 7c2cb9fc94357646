"""One run of pytest with tasks in it: settings, graders, live progress, tables and the report file."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from . import __version__
from .agents import make_agent, shown_as
from .attack.lines import summary_lines as attack_lines
from .attack.run import Findings, from_line, run_attacks, to_line
from .check.findings import Findings as CheckFindings
from .check.findings import from_line as check_from_line
from .check.findings import to_line as check_to_line
from .check.lines import summary_lines as check_lines
from .check.run import examine
from .collect import Repair, TaskAttack, TaskCheck
from .complexity_csv import append, growth_of, row_of
from .curriculum_order import CurriculumOrder
from .episode import Grading, failed_episode, grading_by, solve
from .errors import SandboxError, TaskError, UsageError
from .grading.client import layers
from .grading.packages import packages_of
from .grading.pool import GradingPool
from .grading.reward import verdict_of
from .options import option, path_option, settings_of
from .records import Attempt, Episode, Execution, Growth, Outcome, Report, Settings, Task, Verdict
from .report import episode_from_line, episode_to_line, write_report
from .run_gate import RunGate
from .run_html import html_path, write_html
from .run_memory import RunMemory
from .terminal import growth_lines, header_lines, live_lines, summary_lines

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from .judge.run import RunJudge

_AHEAD = 2
"""Tasks that are proved while another one is being repaired."""


class Session:
    """A pytest plugin object; lives from the first need to ``pytest_unconfigure``."""

    def __init__(self, config: pytest.Config) -> None:
        """Reads the options, once. Raises UsageError for a value that an option does not take."""
        self.config = config
        self.settings = settings_of(config)
        self._report_path = path_option(config, "report")
        self._html_path = html_path(config)
        self._csv_path = path_option(config, "complexity")
        if self._csv_path is not None and not config.option.collectonly:
            append(self._csv_path)  # so that a file that can't be used stops the run before it costs anything
        self._is_worker = hasattr(config, "workerinput")
        self._gate = _gate(config, self.settings)
        self._failed_episodes = 0
        self._judge = _judge(config, self.settings)
        self._memory = RunMemory(config, self.settings)
        self._order = CurriculumOrder(config, self.settings, path_option(config, "curriculum_state"))
        self._episodes: list[Episode] = []
        self._grown: list[tuple[Growth, Attempt]] = []
        self._findings: list[Findings] = []
        self._examined: list[CheckFindings] = []
        self._broken: set[str] = set()
        self._proofs: dict[str, Future[Execution]] = {}
        self._ahead = ThreadPoolExecutor(_AHEAD, thread_name_prefix="codearena-ahead")
        self._items: list[pytest.Item] = []
        self._pool: GradingPool | None = None

    # --- what items ask for

    def solve(self, task: Task, agent: str, epoch: int, path: str, item: Repair) -> Episode:
        """Returns the agent's episode on a task that is in order; otherwise the episode that says so."""
        try:
            self.check(task)
            made = make_agent(agent, task, seed=self.settings.seed)
            episode = solve(
                task,
                made,
                attempts=self.settings.attempts,
                epoch=epoch,
                path=path,
                grading=self._grading(),
                trying=self._grading_pool().trying,
                watch=self._watch(task, made.name, epoch, item),
                settings=self.settings,
                remembered=self._memory.recall(task.digest, made.name),
            )
            self._memory.keep(episode)
            return episode
        except TaskError as error:
            return failed_episode(task, agent, epoch, path, Outcome.TASK_ERROR, str(error))
        except SandboxError as error:
            return failed_episode(task, agent, epoch, path, Outcome.SANDBOX_ERROR, str(error))
        except UsageError as error:
            return failed_episode(task, agent, epoch, path, Outcome.AGENT_ERROR, str(error))

    def prove(self, task: Task) -> Execution:
        """Returns what became of the task's buggy code, run up to its first failing check.

        Raises TaskError if the reference does not pass. Each task is proved once per run.
        """
        for each in (task, *self._next_after(task)):
            if each.digest not in self._proofs:
                packages_of(each)  # parsed here, or a thread would do it while pytest imports and parses in this one
                self._proofs[each.digest] = self._ahead.submit(self._try_buggy, each, self._grading_pool())
        return self._proofs[task.digest].result()

    def _try_buggy(self, task: Task, pool: GradingPool) -> Execution:
        return pool.execute(task, task.buggy, seed=self.settings.seed, first_failure=True)

    def _next_after(self, task: Task) -> list[Task]:
        """The tasks whose turn comes next: proving a task takes a second, for which another core is idle."""
        queue = self._queue()
        digests = [each.digest for each in queue]
        place = digests.index(task.digest) if task.digest in digests else len(digests)
        return queue[place + 1 : place + 1 + _AHEAD]

    def _queue(self) -> list[Task]:
        """The run's tasks that are repaired, in their order."""
        return list({item.task.digest: item.task for item in self._items if isinstance(item, Repair)}.values())

    def check(self, task: Task) -> None:
        """Raises TaskError unless the reference passes every test and the buggy code does not."""
        if verdict_of(task, self.prove(task)) is Verdict.RESOLVED:
            raise TaskError(
                f"{self._shown(task)}/buggy.py: passes every test, so there is nothing to repair; add a test that fails on it, "
                "or, if it is only slow, an [efficiency] table"
            )

    def examine(self, task: Task, path: str) -> CheckFindings:
        """Returns what is wrong with the task. Raises TaskError if the reference does not pass."""
        settings = self.settings
        return examine(
            task, depth=settings.check, path=path, shown=self._shown(task), sandbox=settings.sandbox, seed=settings.seed
        )

    def attack(self, task: Task, path: str) -> Findings:
        """Returns what the attacks came to. Raises TaskError if the reference does not pass."""
        return run_attacks(task, self._grading_pool(), path=path, seed=self.settings.seed)

    def _shown(self, task: Task) -> str:
        try:
            return task.path.relative_to(self.config.invocation_params.dir).as_posix()
        except ValueError:
            return task.path.as_posix()

    def _grading_pool(self) -> GradingPool:
        if self._pool is None:
            self._pool = GradingPool(sandbox=self.settings.sandbox, seed=self.settings.seed, weights=self.settings.weights)
        return self._pool

    def _grading(self) -> Grading:
        plain = grading_by(self._grading_pool(), self.settings.seed)
        return self._judge.grading(plain, self._queue, self._grading_pool()) if self._judge else plain

    def _watch(self, task: Task, agent: str, epoch: int, item: Repair) -> Callable[[Attempt], None]:
        tell = self._progress(item)

        def watch(attempt: Attempt) -> None:
            if self._csv_path is not None:
                try:
                    append(self._csv_path, row_of(task, agent, epoch, attempt))
                except UsageError as error:  # the attempt itself is good, and was paid for
                    warnings.warn(pytest.PytestWarning(str(error)), stacklevel=1)
            if tell is not None:
                tell(attempt)

        return watch

    def _progress(self, item: Repair) -> Callable[[Attempt], None] | None:
        reporter: TerminalReporter | None = self.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None or self._is_worker or self.config.get_verbosity() < 1:
            return None
        capture = self.config.pluginmanager.get_plugin("capturemanager")

        noted = ":" in item.agent or item.agent == "auto"  # else the note only says which rule applied

        def tell(attempt: Attempt) -> None:
            with capture.global_and_fixture_disabled() if capture is not None else nullcontext():
                reporter.ensure_newline()
                for line in live_lines(attempt, self.settings.attempts, noted=noted):
                    reporter.write_line(line)

        return tell

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
        return [*header_lines(settings, held, version=__version__), *judge, *self._memory.header(), *self._order.header()]

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
                self._gate.refuse_early(layers(self.settings.sandbox), {task.digest: task.name for task in self._queue()})
            except UsageError as error:
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
        """Episodes and findings travel on their reports as lines of JSON: they cross xdist so, and stay out of JUnit."""
        report = yield
        ended = report.when == "call" or (report.when == "setup" and not report.passed)
        if ended and isinstance(item, Repair) and item.episode is not None:
            report.codearena = episode_to_line(item.episode)  # type: ignore[attr-defined]
            grown = [growth_of(item.task, attempt).value for attempt in item.episode.attempts]
            report.codearena_grown = grown  # type: ignore[attr-defined]
            report.codearena_judge = self._judge.news() if self._judge else None  # type: ignore[attr-defined]
        if ended and isinstance(item, TaskAttack) and item.findings is not None:
            report.codearena_attack = to_line(item.findings)  # type: ignore[attr-defined]
        if ended and isinstance(item, TaskCheck) and item.findings is not None:
            report.codearena_check = check_to_line(item.findings)  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes episodes and findings off their reports, where all reports arrive."""
        line = getattr(report, "codearena", None)
        if line is not None and not self._is_worker:
            self._failed_episodes += report.failed
            self._episodes.append(episode_from_line(line))
            grown: list[str] = report.codearena_grown
            self._grown += zip(map(Growth, grown), self._episodes[-1].attempts, strict=True)
            if self._judge:
                self._judge.hear(report.codearena_judge)
        line = getattr(report, "codearena_attack", None)
        if line is not None and not self._is_worker:
            self._findings.append(from_line(line))
        line = getattr(report, "codearena_check", None)
        if line is not None and not self._is_worker:
            self._examined.append(check_from_line(line))

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Prints the tables, if an episode was run, or a task examined or attacked."""
        width = min(terminalreporter._tw.fullwidth, 120)
        if self._findings and not self._is_worker:
            terminalreporter.write_sep("=", "codearena attack")
            for line in attack_lines(self._findings, width=width):
                terminalreporter.write_line(line)
        if self._examined and not self._is_worker:
            terminalreporter.write_sep("=", "codearena check")
            for line in check_lines(self._examined, width=width):
                terminalreporter.write_line(line)
        if not self._episodes or self._is_worker:
            return
        terminalreporter.write_sep("=", "codearena")
        for line in summary_lines(self._episodes, width=width):
            terminalreporter.write_line(line)
        for line in self._judge.summary_lines(self._episodes) if self._judge else []:
            terminalreporter.write_line(line)
        if self._csv_path is not None or any(attempt.grade.measurement for _, attempt in self._grown):
            for line in growth_lines(self._grown, width=width):
                terminalreporter.write_line(line)
        for line in (*self._memory.summary(self._episodes, width), *self._order.summary()):
            terminalreporter.write_line(line)
        held = ", ".join(layer.name for layer in layers(self.settings.sandbox) if layer.holds) or "nothing holds"
        terminalreporter.write_line(f"sandbox: {held}" + (" (weak)" if self.settings.sandbox == "weak" else ""))
        if self._report_path is not None:
            terminalreporter.write_line(f"report: {self._report_path}")
        if self._html_path is not None:
            terminalreporter.write_line(f"page: {self._html_path}")
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
            if (self._report_path or self._html_path) and not self._is_worker and not self.config.option.collectonly:
                self._write_report()
        finally:
            self.pytest_unconfigure()

    def pytest_unconfigure(self) -> None:
        """No grader of this run is left after this."""
        self._ahead.shutdown(cancel_futures=True)
        if self._judge:
            self._judge.close()
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _write_report(self) -> None:
        created = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        judge = self._judge.use(self._episodes) if self._judge else None
        held = layers(self.settings.sandbox)
        report = Report(__version__, created, self.settings, held, tuple(self._episodes), judge, self._order.paths)
        try:
            if self._report_path is not None:
                write_report(self._report_path, report)
            if self._html_path is not None:
                write_html(self._html_path, report, self.config.rootpath, self._report_path)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None


def _judge(config: pytest.Config, settings: Settings) -> RunJudge | None:
    if settings.judge is not None:
        from .judge.run import RunJudge

        return RunJudge(option(config, "judge"), settings, path_option(config, "judge_cache"))
    return None


def _gate(config: pytest.Config, settings: Settings) -> RunGate:
    gate, margin, common = (option(config, name) for name in ("gate", "margin", "common"))
    baseline, report = path_option(config, "baseline"), path_option(config, "report")
    return RunGate(settings, gate=gate, baseline=baseline, margin=margin, common=bool(common), report=report)
