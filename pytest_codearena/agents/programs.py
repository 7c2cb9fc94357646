"""An agent that is a program: the observation as JSON on its standard input, code on its standard output."""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
import signal
import subprocess
import threading

from ..errors import AgentError
from ..records import Candidate, Observation
from .extract import extract_code

TIMEOUT_S = 120.0
_LONGEST_REPLY = 2_000_000
_running: set[subprocess.Popen[bytes]] = set()
_changing = threading.Lock()


class Program:
    """Starts ``command`` once per attempt, without a shell, in its own process group, which is gone after the call."""

    def __init__(self, command: str, *, name: str = "command", timeout_s: float = TIMEOUT_S) -> None:
        self.name = name
        self._argv = shlex.split(command)
        self._timeout_s = timeout_s

    def propose(self, observation: Observation) -> Candidate:
        """The code on the program's output, which may also be a chatty reply around a fence.

        Raises AgentError if the program is missing, fails or takes too long; the text holds what it wrote to
        standard error, in one line.
        """
        output = self._run(json.dumps(dataclasses.asdict(observation)).encode())
        reply = output.decode("utf-8", "replace")[:_LONGEST_REPLY]
        return Candidate(code=extract_code(reply, observation.buggy_code), reply=reply, method="command")

    def _run(self, request: bytes) -> bytes:
        program = self._argv[0]
        try:
            process = subprocess.Popen(
                self._argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise AgentError(f"command: {program} can't be started: {reason}") from error
        with _changing:
            _running.add(process)
        with process:
            try:
                output, errors = process.communicate(request, self._timeout_s)
            except subprocess.TimeoutExpired as expired:
                _kill_group(process)
                errors = _rest_of_errors(process)
                raise AgentError(f"command: {program} took longer than {self._timeout_s:g} s{_first_line(errors)}") from expired
            finally:
                with _changing:
                    _running.remove(process)
                _kill_group(process)
        if process.returncode:
            raise AgentError(f"command: {program} {_ending(process.returncode)}{_first_line(errors)}")
        return output


def end_programs() -> None:
    """No program that any thread of this process has asked is running after this; whoever asked it gets an AgentError."""
    with _changing:
        for process in _running:
            _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Ends all that the program started and left behind; a group that is empty already is what is wanted."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:
        return  # macOS says so of a group that holds nothing but zombies


def _rest_of_errors(process: subprocess.Popen[bytes]) -> bytes:
    """What a killed program had written; nothing if a process that left the group still holds its output open."""
    try:
        return process.communicate(timeout=2)[1]
    except subprocess.TimeoutExpired:
        return b""


def _ending(returncode: int) -> str:
    if returncode < 0:
        named = {number.value: number.name for number in signal.Signals}
        return f"was ended by {named.get(-returncode, f'signal {-returncode}')}"
    return f"ended with status {returncode}"


def _first_line(errors: bytes) -> str:
    """The first line that says something; of a Python traceback that is the last one."""
    lines = [line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return ""
    return f": {(lines[-1] if lines[0].startswith('Traceback') else lines[0])[:300]}"
