"""Five ways to judge the same code by the same tests. Each says only whether the code is right, and is asked for that alone."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgpack

from pytest_codearena import GradingPool, Task, Verdict
from pytest_codearena.grading.client import Grader
from pytest_codearena.grading.reward import grade_execution
from pytest_codearena.sandbox.inside.peer import Channel

from . import subject

LIMIT_S = 30.0
"""Nothing that is judged here takes that long; the ways that need a limit get this one."""

Judge = Callable[[str, int], bool]
"""Takes a candidate's source and a seed for what is drawn; returns whether the candidate is right."""


class WrongVerdict(Exception):
    """A way says something else than is the case: it does not measure what it should."""


def ours(pool: GradingPool, task: Task) -> Judge:
    """The pool's whole grade. Raises WrongVerdict where it is not the one that the candidate is known to deserve."""

    def judge(source: str, seed: int) -> bool:
        verdict = pool.grade(task, source, seed=seed).verdict
        if verdict is not subject.VERDICTS[source]:
            raise WrongVerdict(f"a candidate that is {subject.VERDICTS[source]} was graded as {verdict}:\n{source}")
        return verdict is Verdict.RESOLVED

    return judge


def ours_live(grader: Grader) -> Judge:
    """The grade without recorded inputs: every example is drawn live, as the warm fork draws it."""

    def judge(source: str, seed: int) -> bool:
        execution = grader.run(source, seed=seed, replay=False)
        verdict = grade_execution(grader.task, execution, attempt=1, repeated=False, weights=None, judgement=None).verdict
        if verdict is not subject.VERDICTS[source]:
            raise WrongVerdict(f"a candidate that is {subject.VERDICTS[source]} was graded as {verdict}:\n{source}")
        return verdict is Verdict.RESOLVED

    return judge


class WarmFork:
    """A fork of a warm process without isolation: the floor, see ``warm_fork``."""

    def __init__(self, folder: Path, *, properties: bool) -> None:
        files = subject.write_tests(folder, properties=properties)
        mine, its = socket.socketpair()
        program = Path(__file__).parent / "warm_fork.py"
        environment = {
            "PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "COLUMNS": "100", "PYTHONHASHSEED": "0",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }  # fmt: skip
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(program), str(its.fileno()), str(folder), *files],
                env=environment,
                pass_fds=[its.fileno()],
                stdout=subprocess.DEVNULL,
            )
        self._channel = Channel(mine)
        proof = msgpack.unpackb(self._channel.receive())
        self._tests = set(proof)
        expected = len(subject.CALLS) + subject.PROPERTIES.count("@given") * properties
        if len(proof) != expected or any(outcome != "passed" for outcome, _ in proof.values()):
            self.close()
            raise WrongVerdict(f"the warm process does not run the tests: {proof}")

    def judge(self, source: str, seed: int) -> bool:
        """Does what ``Judge`` says."""
        self._channel.send(msgpack.packb([source, seed]))
        outcomes = msgpack.unpackb(self._channel.receive())
        return set(outcomes) == self._tests and all(outcome == "passed" for outcome, _ in outcomes.values())

    def close(self) -> None:
        """The process is gone after this."""
        self._channel.sock.close()
        self._process.wait(LIMIT_S)


def fresh_pytest(folder: Path, *, properties: bool) -> Judge:
    """``python -m pytest`` in a process of its own: no plugins but pytest's own, byte code of everything but the candidate warm."""
    command = [sys.executable, "-m", "pytest", "-q", *subject.write_tests(folder, properties=properties)]
    (folder / "pytest.ini").write_text("[pytest]\n")  # and no settings of a project further up
    left_out = ("PYTEST_", "PYTHON", "CI", "BUILD_NUMBER")  # Hypothesis and pytest do other things in CI
    environment = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

    def judge(source: str, seed: int) -> bool:
        (folder / "candidate.py").write_text(source)
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LIMIT_S)
        for cached in (folder / "__pycache__").glob("candidate.*"):
            cached.unlink()  # it is told from the next candidate's by size and full seconds only
        if done.returncode not in (0, 1) or not re.search(r"\d+ (passed|failed)", done.stdout):
            raise WrongVerdict(f"pytest did not run the tests:\n{done.stdout}{done.stderr}")
        return done.returncode == 0

    return judge


def exec_in_fork(source: str, seed: int) -> bool:
    """As HumanEval's harness does it: a forked process runs code and asserts as one text, and says itself what came of it."""
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        said = manager.list()
        process = context.Process(target=_execute, args=(source + "\n" + subject.ASSERTS, said))
        process.start()
        process.join(LIMIT_S + 1)
        if process.is_alive():
            process.kill()
        return list(said) == ["passed"]


def _execute(program: str, said: list[str]) -> None:
    """What the forked process does."""

    def ring(*_: object) -> None:
        raise TimeoutError

    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
        try:
            exec(program, {})
            said.append("passed")
        except BaseException as error:
            said.append(f"failed: {error!r}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.chdir(before)


def one_file(source: str, seed: int) -> bool:
    """Code and ``unittest`` tests in one temporary file, run by a bare Python; its exit status is believed."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program.py"
        program.write_text(source + "\n\n" + subject.UNITTEST)
        return subprocess.run([sys.executable, str(program)], capture_output=True, timeout=LIMIT_S).returncode == 0
