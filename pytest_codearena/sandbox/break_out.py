"""What the self-test runs as a candidate: each function tries to break one layer and returns True if it got through."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import subprocess
from collections.abc import Callable


def _got_through(action: Callable[[], object]) -> bool:
    try:
        action()
    except (OSError, MemoryError, ValueError, subprocess.SubprocessError):
        return False
    return True


def read_outside(path: str) -> bool:
    """Reads a file outside of the box."""
    return _got_through(lambda: open(path, "rb").close())


def list_outside(path: str) -> bool:
    """Lists a directory outside of the box."""
    return _got_through(lambda: os.listdir(path))


def write_outside(path: str) -> bool:
    """Makes a file outside of the box."""
    return _got_through(lambda: open(path, "wb").close())


def write_inside() -> bool:
    """Makes a file in the box, which must work."""
    return _got_through(lambda: open("probe", "wb").close())


def open_socket() -> bool:
    """Opens a network socket."""
    return _got_through(lambda: socket.socket().close())


def start_process() -> bool:
    """Forks."""
    return _got_through(lambda: _wait(os.fork()))


def _wait(pid: int) -> None:
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def signal_another(pid: int) -> bool:
    """Signals a process of ours (signal 0: nothing is sent)."""
    return _got_through(lambda: os.kill(pid, 0))


def trace_another(pid: int) -> bool:
    """Attaches to another process as a debugger."""
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.ptrace(16, pid, 0, 0) == 0)


def change_mode(path: str) -> bool:
    """Changes the mode of a file outside of the box."""
    return _got_through(lambda: os.chmod(path, 0o600))


def exceed_memory(count: int) -> bool:
    """Takes ``count`` bytes of memory."""
    return _got_through(lambda: bytearray(count))


def raise_limit() -> bool:
    """Lifts a limit on itself."""
    return _got_through(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))


def capabilities() -> bool:
    """True if the process holds any capability."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    return any(data)


def own_pid() -> int:
    """Returns its own process id, which is small in a pid namespace of its own."""
    return os.getpid()


def environment() -> dict[str, str]:
    """Returns all environment variables."""
    return dict(os.environ)
