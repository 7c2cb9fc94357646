"""What the self-test runs as a candidate: each function tries to break one layer and returns True if it got through."""

import ctypes
import os
import resource
import socket
import subprocess


def _got_through(action):
    try:
        action()
    except (OSError, MemoryError, ValueError, subprocess.SubprocessError):
        return False
    return True


def read_outside(path):
    return _got_through(lambda: open(path, "rb").close())


def list_outside(path):
    return _got_through(lambda: os.listdir(path))


def write_outside(path):
    return _got_through(lambda: open(path, "wb").close())


def write_inside():
    return _got_through(lambda: open("probe", "wb").close())


def open_socket():
    return _got_through(lambda: socket.socket().close())


def start_process():
    return _got_through(lambda: _wait(os.fork()))


def _wait(pid):
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def signal_another(pid):
    return _got_through(lambda: os.kill(pid, 0))


def trace_another(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.ptrace(16, pid, 0, 0) == 0


def change_mode(path):
    return _got_through(lambda: os.chmod(path, 0o600))


def exceed_memory(count):
    return _got_through(lambda: bytearray(count))


def raise_limit():
    return _got_through(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))


def capabilities():
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    return any(data)


def own_pid():
    return os.getpid()


def environment():
    return dict(os.environ)
