"""One process that has pytest and Hypothesis loaded, and forks into the graders, so that none of them loads these.

It holds no task and runs no test. It ends when the process that started it does.
"""

from __future__ import annotations

import gc
import os
import select
import socket
import sys
import traceback
from pathlib import Path

import hypothesis.strategies  # noqa: F401  # loaded once for all graders
import msgpack
import pytest  # noqa: F401

from ..sandbox.folders import remove
from . import grader, properties


def main(descriptor: int) -> None:
    """Forks a grader for each request: one datagram with its environment, and descriptors of its socket and log."""
    control = socket.socket(fileno=descriptor)
    properties.take_constants_of_tasks_only()
    gc.collect()
    gc.freeze()
    children: dict[int, str] = {}
    while True:
        ready, _, _ = select.select([control], [], [], 1.0 if children else None)
        for pid in list(children):
            if os.waitpid(pid, os.WNOHANG)[0]:
                _remove(children.pop(pid))
        if not ready:
            continue
        data, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
        if not data:
            for pid, home in children.items():  # their sockets are closed with ours: they are ending
                os.waitpid(pid, 0)
                _remove(home)
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _become_grader(msgpack.unpackb(data), *descriptors)
        children[pid] = msgpack.unpackb(data)["HOME"]
        socket.send_fds(control, [b"started"], [os.pidfd_open(pid)])
        for each in descriptors:
            os.close(each)


def _remove(home: str) -> None:
    """Removes what a grader whose owner was killed left behind: it may not remove its own folder itself."""
    remove(Path(home).parents[1])


def _become_grader(environment: dict[str, str], channel: int, log: int) -> None:
    """Never returns."""
    code = 1
    try:
        os.setsid()
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(environment["HOME"])
        grader.main(channel)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
