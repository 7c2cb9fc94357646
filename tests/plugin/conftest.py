"""What the tests of the plugin share. After each of them nothing may be left behind, whatever the candidates did."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import re
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import hypothesis.internal.observability
import jsonschema
import libcst.metadata
import numpy
import openai
import pytest
import tabulate

import pytest_codearena.session
from pytest_codearena.grading import client
from pytest_codearena.report import load_schema

from .made_up import write_task

_SUBREAPER = 36
_PROVIDERS = re.compile(r"^(OPENAI|OLLAMA|HF|VLLM|TGI|CODEARENA)_|_proxy$", re.IGNORECASE)


class Arena:
    """A project with tasks in it, on which pytest is run."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path = pytester.path

    def task(self, name: str = "stale", /, **how: Any) -> Path:
        """Writes ``tasks/x/<name>``; see ``write_task``."""
        return write_task(self.path / "tasks" / "x" / name, title=how.pop("title", f'"Task {name}"'), **how)

    def run(self, *arguments: str, agent: str | None = "reference", where: str = "tasks") -> pytest.RunResult:
        """A run in this process."""
        return self.pytester.runpytest_inprocess(where, *_asking(agent), *arguments)

    def run_apart(self, *arguments: str, agent: str | None = "reference", where: str = "tasks") -> pytest.RunResult:
        """A run in a process of its own."""
        return self.pytester.runpytest_subprocess(where, *_asking(agent), *arguments, timeout=400)

    def report(self, name: str = "report.json") -> dict[str, Any]:
        """A report that a run wrote, which is one by the schema."""
        found: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(load_schema()).validate(found)
        return found

    def fixes(self, fixes: Mapping[str, str]) -> str:
        """The spec of an agent that answers with these files."""
        folder = self.path / "fixes"
        folder.mkdir(exist_ok=True)
        for name, content in fixes.items():
            (folder / name).write_text(content, encoding="utf-8")
        return "file:fixes"


def _asking(agent: str | None) -> list[str]:
    return [] if agent is None else [f"--codearena-agent={agent}"]


@pytest.fixture
def arena(pytester: pytest.Pytester) -> Arena:
    """An empty project."""
    return Arena(pytester)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No endpoint, key or proxy of whoever runs the tests."""
    for name in list(os.environ):
        if _PROVIDERS.search(name):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test after which a grader's folder or a process that its runs started is still there.

    Orphans become children of this process, so that none is missed, whatever session or group it is in.
    """
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = _children()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
        deadline = time.monotonic() + 20
        while (left := _left(before, temporary)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not left
    finally:
        libc.prctl(_SUBREAPER, 0, 0, 0, 0)


def _left(before: set[int], temporary: Path) -> list[object]:
    """Processes that were not there before, and graders' folders."""
    folders = [entry.name for entry in temporary.iterdir() if entry.name.startswith("codearena")]
    return [*map(_command, _children() - before), *folders]


def hearing_ctrl_c() -> None:
    """A process that is started so hears Ctrl-C, also where this one, in the background of a shell, does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _children() -> set[int]:
    """Living processes whose parent this process is; orphans that have ended are buried.

    The one process that makes graders lives as long as this one, and is left out; the graders that it made are not.
    """
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError):
                state, parent, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(parent) if state != "Z" else -int(parent)
    for pid in [pid for pid, parent in parents.items() if parent == -os.getpid()]:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    own = {pid for pid, parent in parents.items() if parent == os.getpid()}
    process = client._MOTHER._process  # an orphan of a run that was killed looks like it
    mother = None if process is None else process.pid
    return (own - {mother}) | {pid for pid, parent in parents.items() if parent == mother}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


LOADED_ONCE = (hypothesis.internal.observability, libcst.metadata, numpy, pytest_codearena.session, tabulate)
"""Pytester forgets the modules that a run imported; these are slow to import, or must not be there twice."""
if importlib.util.find_spec("matplotlib"):
    # All of it: if a test's file had imported one half, that would be kept, and the other half forgotten and loaded anew.
    for _name in ("matplotlib.figure", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"):
        importlib.import_module(_name)
with openai.OpenAI(api_key="none", base_url="http://127.0.0.1:9") as _client:
    assert _client.chat.completions is not None
