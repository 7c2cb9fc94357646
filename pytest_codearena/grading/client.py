"""Our handle on one grader: starts its process, sends it candidates, and takes back what came of them."""

from __future__ import annotations

import atexit
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgpack

from ..errors import SandboxError, TaskError
from ..records import Execution, Layer, RecordedExample, Task, VisibleCall
from ..sandbox.folders import remove
from ..sandbox.inside.peer import Channel, Closed
from ..sandbox.selftest import probe
from ..trying import VisibleRun
from .cores import choose_core, move
from .packages import packages_of
from .results import execution_of, visible_run_of

_START = (
    "import json,sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pytest_codearena.grading.mother import main; main(int(sys.argv[2]))"
)
_CLOSE_PATIENCE_S = 5.0
_MAX_SEED = 2**32


class Grader:
    """A running grader of one task. Not for several threads at once, but for its end."""

    def __init__(
        self,
        task: Task,
        *,
        sandbox: str = "strict",
        seed: int | None = None,
        core: int | None = None,
        recorded_share: float = 1.0,
    ) -> None:
        """Starts the process; ``ready`` waits for it.

        Args:
            task: what to grade for.
            sandbox: ``strict`` or ``weak``, as the option of that name.
            seed: of the recorded inputs; None draws one.
            core: processor for candidate and fork together; None chooses one, -1 leaves them free.
            recorded_share: part of a property's examples that is drawn on the reference and recorded.
        """
        confinement, self.layers = probe(sandbox)
        self.task = task
        self.core = choose_core() if core is None else core
        self._closing = threading.Lock()
        self._root = Path(tempfile.mkdtemp(prefix="codearena-")).resolve()
        try:
            _lay_out(task, self._root)
            config = _config(task, self._root, random.randrange(_MAX_SEED) if seed is None else seed)
            config |= {"core": self.core, "recorded_share": recorded_share}
            config |= {"layers": list(confinement.layers), "namespaces": list(confinement.namespaces)}
            self._start(config)
            _living.add(self)
        except BaseException:
            remove(self._root)
            raise
        self._checks: list[list[str]] | None = None
        self.visible_calls: tuple[VisibleCall, ...] = ()
        """Once it is ready: what the visible tests ask of the reference, as far as it can be written as literals."""

    def _start(self, config: dict[str, Any]) -> None:
        ours, theirs = socket.socketpair()
        with theirs, (self._root / "grader.log").open("wb") as log:
            self._process = _MOTHER.fork(_environment(self._root), theirs.fileno(), log.fileno())
        self._channel = Channel(ours)
        self._channel.send(msgpack.packb(config, unicode_errors="surrogatepass"))

    def ready(self) -> tuple[tuple[str, str], ...]:
        """Returns id and phase of every check once the reference is proved.

        Raises TaskError if the author has something to mend, SandboxError if grading can't be done here.
        """
        if self._checks is None:
            kind, value = self._receive()
            if kind == "task_error":
                self.close()
                raise TaskError(_named(self.task, value))
            self._checks, calls = value
            self.visible_calls = tuple(VisibleCall(*call) for call in calls)
        return tuple((name, phase) for name, phase in self._checks or ())

    def run(
        self,
        source: str,
        *,
        seed: int | None = None,
        live: bool = True,
        shrink: bool = True,
        replay: bool = True,
        live_share: float = 0.0,
        first_failure: bool = False,
        both_phases: bool = False,
        timed: bool = True,
        growth: bool = True,
        weighed: bool = False,
        patience: float = 0.0,
    ) -> Execution:
        """Returns what came out of running one candidate.

        Raises TaskError for what the author has to mend in the workload, SandboxError for other faults that are not the candidate's.
        """
        self.ready()
        order = {
            "source": source,
            "seed": random.randrange(_MAX_SEED) if seed is None else seed,
            "live": live,
            "shrink": shrink,
            "replay": replay,
            "live_share": live_share,
            "first_failure": first_failure,
            "both_phases": both_phases,
            "growth": growth,
            "weighed": weighed,
            "patience": patience,
        }
        answer = self._asked({"order": order, "timed": timed and self.task.efficiency is not None, "compare": not both_phases})
        if answer["mistake"]:
            raise TaskError(_named(self.task, answer["mistake"]))
        if answer["fault"]:
            raise SandboxError(f"the grader of {self.task.name} failed:\n{answer['fault']}")
        return execution_of(answer)

    def run_visible(self, source: str, *, lines: bool = False, limit_s: float) -> VisibleRun:
        """Returns what the visible tests alone say of one candidate, up to the first that takes longer than ``limit_s``.

        Raises TaskError and SandboxError as ``run`` does.
        """
        self.ready()
        order = {
            "source": source,
            "seed": 0,
            "live": False,
            "limit_s": limit_s,
            "most_timeouts": 1,
            "visible_only": True,
            "lines": lines,
        }
        answer = self._asked({"order": order, "timed": False, "compare": False})
        if answer["fault"]:
            raise SandboxError(f"the grader of {self.task.name} failed:\n{answer['fault']}")
        return visible_run_of(answer)

    def examples(self) -> dict[str, tuple[RecordedExample, ...]]:
        """Returns the recorded inputs of each property that has any, with what it asked of the reference."""
        self.ready()
        return {
            name: tuple(
                RecordedExample(tuple((key, text) for key, text in drawn), tuple(VisibleCall(*call) for call in calls))
                for drawn, calls in recorded
            )
            for name, recorded in self._asked({})
        }

    def _asked(self, request: dict[str, Any]) -> Any:
        try:
            self._channel.send(msgpack.packb(request, unicode_errors="surrogatepass"))
        except Closed:
            raise SandboxError(self._epitaph()) from None
        return self._receive()[1]

    def move(self, core: int) -> None:
        """Grader and candidates take turns on that processor after this. Call it while nothing is graded."""
        with self._closing:
            if self._process >= 0:
                move(self._process, core)
                self.core = core

    def close(self) -> None:
        """The grader, its candidates and its files are gone after this. May be called twice, and by two threads."""
        with self._closing:
            if self._process < 0:
                return
            self._channel.sock.close()
            if not select.select([self._process], [], [], _CLOSE_PATIENCE_S)[0]:
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
                select.select([self._process], [], [])
            os.close(self._process)
            self._process = -1
            remove(self._root)

    def kill(self) -> None:
        """The process ends at once; another thread that waits for its answer gets a SandboxError, and closes it."""
        with self._closing:
            if self._process >= 0:
                with suppress(ProcessLookupError):  # it has ended by itself
                    signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def _receive(self) -> tuple[str, Any]:
        try:
            kind, value = msgpack.unpackb(self._channel.receive(), unicode_errors="surrogatepass")
        except Closed:
            message = self._epitaph()
            self.close()
            raise SandboxError(message) from None
        return kind, value

    def _epitaph(self) -> str:
        try:
            said = (self._root / "grader.log").read_text(errors="replace").strip().splitlines()
        except OSError:
            said = []
        return f"the grader of {self.task.name} ended by itself" + (": " + "\n".join(said[-15:]) if said else "")


class _Mother:
    """Our handle on the process that forks graders; started with the first of them, again after a fork of ours."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None

    def fork(self, environment: dict[str, str], channel: int, log: int) -> int:
        """Returns a descriptor of the new grader's process. Raises SandboxError if none could be made."""
        with self._lock:
            if self._control is None or self._owner != os.getpid() or (self._process and self._process.poll() is not None):
                self._start()
            assert self._control is not None
            try:
                socket.send_fds(self._control, [msgpack.packb(environment)], [channel, log])
                data, descriptors, _, _ = socket.recv_fds(self._control, 64, 1)
            except OSError as error:
                raise SandboxError(f"graders can't be started: {error}") from None
            if not data or not descriptors:
                raise SandboxError("graders can't be started: the process that makes them ended")
            return descriptors[0]

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-B", "-X", "utf8", "-c", _START, json.dumps(sys.path), str(theirs.fileno())],
                env={"PATH": os.defpath, "PYTHONHASHSEED": "0", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control, self._owner = ours, os.getpid()

    def end(self) -> None:
        """The process is gone after this, and every grader that nobody closed; does nothing in a fork of ours."""
        if self._control is not None and self._owner == os.getpid():
            for grader in list(_living):  # it ends when they have
                grader.close()
            self._control.close()
            if self._process is not None:
                self._process.wait()


_MOTHER = _Mother()
_living: weakref.WeakSet[Grader] = weakref.WeakSet()
atexit.register(_MOTHER.end)


def _environment(root: Path) -> dict[str, str]:
    box = str(root / "box" / "home")
    return {
        "PATH": os.defpath,
        "HOME": box,
        "TMPDIR": box,
        "PYTHONHASHSEED": "0",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "COLUMNS": "100",
    }


def _lay_out(task: Task, root: Path) -> None:
    """Writes what the tests need into ``root/task``: never the buggy code, never the author's own folder."""
    (root / "box" / "home").mkdir(parents=True)
    place = root / "task"
    place.mkdir()
    for name, content in task.data:
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    texts = {"reference.py": task.reference, **{file.name: file.text for file in (*task.visible, *task.hidden)}}
    if task.support is not None:
        texts["support.py"] = task.support
    for name, text in texts.items():
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _config(task: Task, root: Path, seed: int) -> dict[str, Any]:
    efficiency = task.efficiency
    return {
        "root": str(root),
        "module": task.module,
        "visible": [file.name for file in task.visible],
        "hidden": [file.name for file in task.hidden],
        "support": task.support,
        "reference": task.reference,
        "buggy": task.buggy,
        "timeout_s": task.limits.timeout_s,
        "memory_mb": task.limits.memory_mb,
        "processes": task.opened.processes,
        "read": list(task.opened.read),
        "packages": list(packages_of(task)),
        "timed": efficiency is not None,
        "function": efficiency.function if efficiency else "",
        "sizes": list(efficiency.sizes) if efficiency else [],
        "seed": seed,
    }


def _named(task: Task, mistake: str) -> str:
    try:
        shown = task.path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        shown = task.path.as_posix()
    return f"{shown}/{mistake}"


def layers(sandbox: str) -> tuple[Layer, ...]:
    """Returns the layers that hold here. Raises SandboxError where candidates can't be isolated."""
    return probe(sandbox)[1]
