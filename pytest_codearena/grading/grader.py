"""The grader's process, one per task: collects the author's tests once, proves the reference, forks for each attempt.

Started by ``client`` with an environment of its own. It talks to pytest's process over one socket, in plain
data. The author's tests and the reference run in here; candidate code never does.
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
import sys
import traceback
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack
import pytest

from ..errors import TaskError
from ..sandbox.cells import Confinement, Nursery
from ..sandbox.folders import empty
from ..sandbox.inside import lockdown
from ..sandbox.inside.peer import Channel, Closed
from . import properties
from .batch import Bench
from .clock import WALL_FACTOR
from .examples import Records
from .failure import clean, renderer
from .forks import Answer, Forks, Work
from .ledger import IMPORT, WORKLOAD, Ledger
from .module import Bond
from .shape import Shape
from .suite import Suite, run_bare, spare_unused_plugins
from .trial import Order, Result, Trial
from .workload import Meter, no_cost, prove

_GRACE_S = 8.0
_SCRATCH_BYTES = 256 * 1024 * 1024
_SCRATCH_FILES = 20_000
_FORK_MEMORY_BYTES = 640 * 1024 * 1024
"""What a test's own process may take beyond the grader: a candidate's small answer can ask for a large list."""


_CHANGED = "this passes only while your code changes what the test gave it, which a correct one does not"


class Grader:
    """Pytest plugin that serves attempts where pytest would run its loop."""

    def __init__(self, channel: Channel, config: dict[str, Any], nursery: Nursery) -> None:
        self.channel = channel
        self.config = config
        self.nursery = nursery
        self.root = Path(config["root"])
        self.bond = Bond()
        self.bond.where = self._where
        self.records = Records()
        self.trial: Trial | None = None
        self.faults: list[str] = []
        self.shape: Shape
        self.suite: Suite
        self.forks: Forks
        self.config |= {"excused": {}, "reference_s": {}}
        self._buggy_pass_ratio: float | None = None

    # --- before the tests are collected

    def load_shape(self) -> None:
        """The proxies stand where the tests will import them. Raises TaskError if the reference does not import."""
        sys.path.insert(0, str(self.root / "task"))
        support = self._import("support", "support.py") if self.config["support"] is not None else None
        reference = self._import("reference", "reference.py")
        reference.__tracebackhide__ = True  # pytest: no line of it stands in a failure that an agent reads
        self.shape = Shape(reference, support, self.config["module"], self.bond)
        self.shape.install()

    def _import(self, name: str, file: str) -> Any:
        try:
            return importlib.import_module(name)
        except Exception as error:
            where = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(file)]
            line = f":{where[-1].lineno}" if where else ""
            raise TaskError(f"{file}{line}: does not import: {type(error).__name__}: {error}; mend it") from None

    def _where(self) -> str:
        frame = sys._getframe(1)
        home = str(self.root / "task") + os.sep
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(home):
                return f"{name[len(home):]}:{frame.f_lineno}: "
            frame = frame.f_back  # type: ignore[assignment]
        return ""

    # --- pytest's hooks

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self) -> Any:
        """Keeps what the author has to mend, in words."""
        report = yield
        if report.failed:
            text = str(report.longrepr)
            mistakes = [line for line in text.splitlines() if "errors.TaskError: " in line]
            if mistakes:
                self.faults.append(mistakes[-1].split("errors.TaskError: ", 1)[1])
            else:
                said = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")] or text.splitlines()[-3:]
                name = report.nodeid.partition("::")[0] or "tests"
                self.faults.append(f"{name}: can't be collected: {clean(' | '.join(said[-3:]), str(self.root))}; mend it")
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Passes pytest's report on to the trial that runs."""
        if self.trial is not None:
            self.trial.logreport(report)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Any:
        """Passes a test's exception on to the trial that runs."""
        if call.excinfo is not None and self.trial is not None:
            self.trial.raised(call.excinfo.value)
        return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Spares what would have nothing to do."""
        if item not in self.suite.bare:
            return None
        run_bare(item)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Replays a property's recorded inputs before Hypothesis searches."""
        return properties.call(pyfuncitem)

    @pytest.fixture
    def candidate_source(self) -> str:
        """The source of the code under test, for structural tests."""
        return self.source

    source = ""

    @pytest.fixture
    def candidate_output(self) -> Any:
        """A function that returns what the code under test printed in this test so far."""
        return lambda: self.bond.live("output is read").output

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serves attempts where pytest would run its loop."""
        try:
            self._ready(session)
        except TaskError as error:
            self.channel.send(msgpack.packb(["task_error", clean(str(error), str(self.root))]))
            return True
        gc.collect()
        gc.freeze()
        ids = [[item.nodeid, self.suite.phase(item)] for item in session.items]
        calls = [[call.function, call.arguments, call.result] for call in self.bond.conduct.visible()]
        self.channel.send(msgpack.packb(["ready", [ids, calls]], unicode_errors="surrogatepass"))
        self._serve()
        return True

    # --- before the first attempt

    def _ready(self, session: pytest.Session) -> None:
        if self.faults:
            raise TaskError(self.faults[0])
        suite = self.suite = Suite.of(session.items, self.config["hidden"])
        for item in suite.items:
            hidden = item in suite.properties
            item.repr_failure = _not_shown if hidden else renderer(item, str(self.root / "task"))  # type: ignore[method-assign]
        spare_unused_plugins(session)
        if not suite.units:
            raise TaskError(f"task.toml: tests.visible: no test in {', '.join(self.config['visible'])}; write at least one")
        self.forks = Forks(
            self.channel,
            len(suite.items),
            WALL_FACTOR * float(self.config["timeout_s"]) + _GRACE_S,
            tidy=self._tidy,
            prepare=self._prepare,
            cut_short=self._cut_short,
        )
        self.nursery.ready()
        lockdown.limit_memory(_FORK_MEMORY_BYTES)
        self._confine_self()
        self._prove(self.config["seed"])

    def _confine_self(self) -> None:
        """The author's tests can write nowhere but in the grader's own folder, where the kernel can see to that."""
        if "landlock" in self.config["layers"]:
            lockdown.no_new_privs()
            lockdown.landlock_restrict(lockdown.landlock_ruleset([], [str(self.root), "/dev/null"], only_writes=True))

    def _prove(self, seed: int) -> None:
        """The reference passes; what it skips is excused; the inputs that the properties drew are recorded."""
        self._in_box()
        order = Order(source=self.config["reference"], seed=seed, both_phases=True)
        self.source = order.source
        self.config["excused"] = _Anything()
        ledger = Ledger(len(self.suite.items))
        trial = self.trial = Trial(self.suite, self.nursery, self.shape, self.config, self.records, ledger)
        with ExitStack() as recordings:
            for item in self.suite.properties:
                recordings.enter_context(properties.recording(item, self.shape, self.records))
                recordings.enter_context(properties.searching_less(item, self.config["recorded_share"]))
            conduct = self.bond.conduct
            conduct.watching = True
            result = trial.run(order)
            conduct.watching = False
        trial.leave()
        self.trial = None
        self._require_green(result)
        self.config["reference_s"] = result.check_s
        self.records.visible = frozenset((call.function, call.arguments) for call in conduct.calls if call.function)
        self.config["excused"] = {
            kind: [check[0] for check in result.checks if check[2] == kind] for kind in ("skipped", "xfailed")
        }
        if self.config["timed"]:
            prove(self._bench(), self.config, self._workload())
        self._replay_on_reference(seed)

    def _require_green(self, result: Result) -> None:
        if result.problem:
            raise TaskError(f"reference.py: does not load as a candidate: {result.problem}; it must run in the sandbox")
        bad = [check for check in result.checks if check[2] not in ("passed", "skipped", "xfailed")]
        if bad:
            name, _, outcome, message = bad[0]
            others = f" (and {len(bad) - 1} more: {', '.join(check[0] for check in bad[1:6])})" if len(bad) > 1 else ""
            raise TaskError(f"reference.py: {outcome} at {name}{others}, but it must pass every test; mend one of them\n{message}")

    def _replay_on_reference(self, seed: int) -> None:
        """Records that the reference itself does not survive twice (hidden state, notes, targets) are not replayed."""
        if not self.records.examples:
            return
        result = self.forks.run(Order(source=self.config["reference"], seed=seed, live=False, shrink=False, both_phases=True), False)
        failed = {check[0] for check in result["checks"] if check[1] == "property" and check[2] != "passed"}
        self.records.examples = {name: kept for name, kept in self.records.examples.items() if name not in failed}

    def _bench(self) -> Bench:
        return Bench(self.nursery, self.shape, self.config, self._clear_box)

    def _workload(self) -> Any:
        return self._import("workload", "workload.py")

    # --- attempts

    def _serve(self) -> None:
        while True:
            self.forks.ahead()
            try:
                request = msgpack.unpackb(self.channel.receive(), unicode_errors="surrogatepass")
            except Closed:
                self.forks.close()
                return
            if "order" not in request:
                self.channel.send(msgpack.packb(["examples", self.records.atoms()], unicode_errors="surrogatepass"))
                continue
            order = Order(**request["order"])
            before_s = _cpu_s()
            answer = self._attempt(order, request["timed"])
            answer["own_cpu_s"] = _cpu_s() - before_s
            if request["compare"] and _overfit(answer):
                answer = self._compare_with_buggy(answer, order)
            self.channel.send(msgpack.packb(["result", answer], unicode_errors="surrogatepass"))

    def _attempt(self, order: Order, timed: bool) -> dict[str, Any]:
        """Runs one candidate; a test that passes only because the candidate changed what it compares with has not passed.

        What the tests hold is changed by the candidate as within one process: tests may look at that. But one may also
        compute from it what it expects, e.g. ``f(xs) == sorted(xs)``. So a candidate that changes what the reference leaves
        alone has to pass with the tests' objects out of its reach too.
        """
        answer = self.forks.run(order, timed)
        if not answer["liberties"] or all(check[2] != "passed" for check in answer["checks"]):
            return answer
        apart = self.forks.run(replace(order, aloof=True, both_phases=True), False)
        outcomes = {check[0]: check for check in apart["checks"]}
        for check in answer["checks"]:
            if check[2] == "passed" and outcomes[check[0]][2] != "passed":
                check[2:] = [outcomes[check[0]][2], f"{_CHANGED}\n{outcomes[check[0]][3]}"]
                answer["passed"].pop(check[0], None)
                answer["cost"] = None
        return answer

    def _compare_with_buggy(self, answer: dict[str, Any], order: Order) -> dict[str, Any]:
        """A candidate that passes the visible tests, but does no better than the buggy code on fresh inputs, is hardcoded."""
        if not self.records.examples:
            return answer
        if self._buggy_pass_ratio is None:
            self._buggy_pass_ratio = self._try_buggy(order.seed)
            answer = self._attempt(order, False)  # once more, now that it is known by which examples to compare
        answer["hardcoded"] = not self.records.is_better(answer["passed"])
        answer["buggy_pass_ratio"] = self._buggy_pass_ratio
        return answer

    def _try_buggy(self, seed: int) -> float:
        """Returns the buggy code's share of passed checks; the examples by which it is compared are chosen after this."""
        order = Order(self.config["buggy"], seed, live=False, shrink=False, both_phases=True, every_example=True)
        result = self.forks.run(order, False)
        self.records.compare_with(result["passed"])
        counted = [check for check in result["checks"] if check[2] != "skipped"]
        return sum(check[2] in ("passed", "xfailed") for check in counted) / len(counted) if counted else 0.0

    def _cut_short(self, ledger: Ledger, kind: str, text: str) -> dict[str, Any]:
        stage, words = ledger.read()
        result = Result()
        for item, word in zip(self.suite.items, words, strict=True):
            running = word == "started" or (not word and stage == IMPORT)
            outcome = kind if running else word or "not_run"
            phase = self.suite.phase(item)
            result.checks.append([item.nodeid, phase, outcome, "" if outcome == "passed" else f"your code {text}"])
        answer = _atoms(result)
        if stage == WORKLOAD:
            answer["cost"] = no_cost(f"on the workload your code {text}").atoms()
        return answer

    # --- in a fork

    def _prepare(self, ledger: Ledger) -> Work:
        trial = self.trial = Trial(self.suite, self.nursery, self.shape, self.config, self.records, ledger)
        trial.prepare()

        def work(order: Order, timed: bool) -> Answer:
            self.source = order.source
            result = trial.run(order)
            if timed:
                trial.leave()  # the last candidate must not work on beside those that are timed
            answer = _atoms(result)
            answer["problem"] = clean(answer["problem"], str(self.root))
            if timed and all(check[2] in ("passed", "skipped", "xfailed") for check in answer["checks"]):
                meter = Meter(self._bench(), self.config, self._workload(), ledger)
                answer["cost"] = meter.measure(order.source, order.seed, growth=order.growth).atoms()
            return answer

        return work

    # --- the box

    def _in_box(self) -> None:
        os.chdir(self.root / "box" / "home")

    def _tidy(self) -> None:
        """No candidate and no file of one is left after this, and the next ones wait in clean folders."""
        self.nursery.clear()
        self._clear_box()
        self.nursery.fill()

    def _clear_box(self) -> None:
        box = self.root / "box"
        box.chmod(0o700)
        os.chdir(box)
        for folder in (box / "home", box / "tmp", *([box / "aside"] if self.nursery.aside else [])):
            empty(folder)
        (box / "tmp" / "pytest").mkdir()
        self._in_box()


def _not_shown(*_: Any, **__: Any) -> str:
    """A property's source is never shown, so pytest need not spend its time on it."""
    return "failed"


class _Anything(dict[str, Any]):
    """Excuses every outcome: what the reference skips is the author's doing."""

    def get(self, key: str, default: Any = None) -> Any:
        return _Everywhere()


class _Everywhere(list[str]):
    def __contains__(self, value: object) -> bool:
        return True


def _cpu_s() -> float:
    """CPU seconds of this process and of the forks that it has buried."""
    return sum(os.times()[:4])


def _overfit(answer: dict[str, Any]) -> bool:
    units = [check for check in answer["checks"] if check[1] == "unit"]
    hidden = [check for check in answer["checks"] if check[1] == "property"]
    good = ("passed", "skipped", "xfailed")
    return all(check[2] in good for check in units) and any(check[2] not in good for check in hidden)


def _atoms(result: Result) -> dict[str, Any]:
    return {
        "compiled": result.compiled, "imported": result.imported, "problem": result.problem, "ended": result.ended,
        "checks": result.checks, "passed": result.passed, "liberties": result.liberties, "cpu_s": result.cpu_s,
        "check_s": result.check_s, "spare_mb": result.spare_mb, "flags": result.flags, "lines": result.lines,
        "hardcoded": False, "buggy_pass_ratio": 0.0, "cost": None, "fault": "", "mistake": "",
    }  # fmt: skip


def main(descriptor: int) -> None:
    """Serves one task over the socket with this descriptor until the other end closes it."""
    channel = Channel(socket.socket(fileno=descriptor))
    config: dict[str, Any] = msgpack.unpackb(channel.receive(), unicode_errors="surrogatepass")
    root = Path(config["root"])
    if config["core"] >= 0:
        os.sched_setaffinity(0, {config["core"]})  # its forks and candidates take turns with it
    if {"user", "mount"} <= set(config["namespaces"]):
        # The scratch lies in memory, bounded, and is gone with this process whatever became of it.
        lockdown.unshare(("user", "mount"))
        # Where there is a reference beside the candidate it has one of its own: nobody can fill it up for the other.
        for scratch in (root / "box", *([root / "box" / "aside"] if config["sizes"] else [])):
            scratch.mkdir(exist_ok=True)
            lockdown.mount_scratch(str(scratch), _SCRATCH_BYTES, _SCRATCH_FILES)
        (root / "box" / "home").mkdir()
        os.chdir(root / "box" / "home")
    nursery = Nursery(
        root / "box",
        Confinement(tuple(config["layers"]), tuple(config["namespaces"])),
        memory_mb=config["memory_mb"],
        processes=config["processes"],
        read=tuple(str(root / "task" / name) for name in config["read"]),
        packages=tuple(config["packages"]),
        core=config["core"],
        cpu_s=int(60 + 4 * config["timeout_s"]),
        aside=bool(config["sizes"]),
    )
    try:
        sys.exit(_session(channel, config, nursery, root))
    finally:
        nursery.close()
        empty(root)  # the folder itself is removed by the client, or by our parent if that died


def _session(channel: Channel, config: dict[str, Any], nursery: Nursery, root: Path) -> int:
    properties.configure(str(root / "box" / "hypothesis"))
    grader = Grader(channel, config, nursery)
    try:
        grader.load_shape()
    except TaskError as error:
        channel.send(msgpack.packb(["task_error", str(error)]))
        return 0
    (root / "pytest.ini").write_text("[pytest]\n")
    arguments = [
        "-c", str(root / "pytest.ini"), "--rootdir", str(root / "task"), "--confcutdir", str(root / "task"),
        "--basetemp", str(root / "box" / "tmp" / "pytest"), "-p", "no:cacheprovider", "-p", "no:faulthandler",
        "-p", "no:unraisableexception", "-p", "no:threadexception",
        "--capture=sys", "--tb=short", "-q", "--color=no", "-o", "tmp_path_retention_policy=all",
        "-o", "verbosity_assertions=2",
        *(str(root / "task" / name) for name in config["visible"]),
        *(str(root / "task" / name) for name in config["hidden"]),
    ]  # fmt: skip
    code = pytest.main(arguments, plugins=[grader])
    if grader.faults and code != 0:
        # Pytest did not reach its loop: nothing could be collected.
        channel.send(msgpack.packb(["task_error", grader.faults[0]]))
    return 0


