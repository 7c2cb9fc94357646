"""The floor: what a grade costs without isolation. A program; ``ways.WarmFork`` is the other end of its socket.

It collects the tests once, with the candidate as an ordinary module of this very process, and forks for each attempt. Everything
else is as in the grader: pytest's options and protocol, Hypothesis' settings, a run on the reference before memory is frozen. So
what a grade costs beyond this is the price of keeping candidate and tests apart, and of what only a grader does (recorded inputs).
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import traceback
import types
from pathlib import Path
from typing import Any

import msgpack
import pytest

from pytest_codearena.grading import properties
from pytest_codearena.sandbox.inside.peer import Channel, Closed

OPTIONS = [
    "-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:unraisableexception", "-p", "no:threadexception",
    "--capture=sys", "--tb=short", "-q", "--color=no", "-o", "tmp_path_retention_policy=all", "-o", "verbosity_assertions=2",
]  # fmt: skip
"""Those of the grader."""


class Server:
    """Pytest plugin that serves attempts where pytest would run its loop."""

    def __init__(self, channel: Channel, candidate: types.ModuleType) -> None:
        self.channel = channel
        self.candidate = candidate
        self.outcomes: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps the outcome of a test, and pytest's words if it failed."""
        if report.when == "call" or not report.passed:
            self.outcomes[report.nodeid] = [report.outcome, report.longreprtext]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serves attempts until the other end is closed."""
        session.config.pluginmanager.unregister(name="terminalreporter")
        self.units = [item for item in session.items if "test_unit.py" in item.nodeid]
        self.properties = [item for item in session.items if item not in self.units]
        self.tests = {item.module for item in session.items if isinstance(item, pytest.Function)}
        proof = self.run(None, 0)
        gc.collect()
        gc.freeze()
        self.channel.send(msgpack.packb(proof))
        while True:
            try:
                source, seed = msgpack.unpackb(self.channel.receive())
            except Closed:
                return True
            self.channel.send(self.attempt(source, seed))

    def attempt(self, source: str, seed: int) -> bytes:
        """Returns what a fork says about ``source``."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            try:
                said = msgpack.packb(self.run(source, seed))
            except BaseException:
                said = msgpack.packb({"candidate": ["failed", traceback.format_exc()]})
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(said)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        os.waitpid(pid, 0)
        return said

    def run(self, source: str | None, seed: int) -> dict[str, list[str]]:
        """Returns outcome and message by test id; the properties run if the unit tests pass. None: the present code."""
        self.outcomes = {}
        if source is not None:
            self.replace(source)
        for items in (self.units, self.properties):
            for position, item in enumerate(items, 1):
                properties.seed(seed)
                following = items[position] if position < len(items) else None
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if any(outcome != "passed" for outcome, _ in self.outcomes.values()):
                break
        return self.outcomes

    def replace(self, source: str) -> None:
        """The module holds what ``source`` defines after this, and so does every name that the tests imported from it."""
        before = {id(value): name for name, value in vars(self.candidate).items() if not name.startswith("__")}
        exec(compile(source, "candidate.py", "exec"), vars(self.candidate))
        for module in self.tests:
            for name, value in list(vars(module).items()):
                if id(value) in before:
                    setattr(module, name, getattr(self.candidate, before[id(value)]))


def main(descriptor: int, folder: Path, files: list[str]) -> None:
    """Serves the tests of ``folder`` over the socket with this descriptor until the other end closes it."""
    os.chdir(folder)
    candidate = types.ModuleType("candidate")
    exec(compile((folder / "reference.py").read_text(), "candidate.py", "exec"), vars(candidate))
    sys.modules["candidate"] = candidate
    sys.path.insert(0, str(folder))
    properties.configure(str(folder / "hypothesis"))
    (folder / "pytest.ini").write_text("[pytest]\n")
    places = ["-c", "pytest.ini", "--rootdir", str(folder), "--basetemp", str(folder / "tmp")]
    plugins: list[Any] = [Server(Channel(socket.socket(fileno=descriptor)), candidate)]
    pytest.main([*OPTIONS, *places, *files], plugins=plugins)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
