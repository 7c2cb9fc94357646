"""The trusted side of the sandbox: starts the zygote, asks it for confined candidates, reads their clocks, ends them.

One Nursery belongs to one grader. It survives the grader's forks: a fork asks over the same socket.
"""

from __future__ import annotations

import glob
import importlib.util
import math
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgpack

from ..errors import SandboxError

_ZYGOTE = str(Path(__file__).parent / "inside" / "zygote.py")
_START_TIMEOUT_S = 20.0
_ANSWER_TIMEOUT_S = 20.0
_FILE_BYTES = 64 * 1024 * 1024
_SHARED_PLACES = ("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_PROGRAM_PLACES = ("/bin", "/usr/bin", "/lib", "/lib64", "/usr/lib")
_LEFT_OUT = ("site-packages", "dist-packages", "test", "idlelib", "turtledemo", "ensurepip")


@dataclass(frozen=True, slots=True)
class Confinement:
    """The layers that hold on this machine, as the self-test found them."""

    layers: tuple[str, ...]
    namespaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """How a candidate's process ended and what it had used."""

    signal: int
    """Signal that ended it, 0 if it exited by itself."""
    exit_code: int
    cpu_s: float
    peak_mb: float


class Cell:
    """One running candidate."""

    __slots__ = ("_clock", "_nursery", "inner_pid", "pid", "sock")

    def __init__(self, nursery: Zygote, sock: socket.socket, pid: int, inner_pid: int) -> None:
        self._nursery = nursery
        self.sock = sock
        self.pid = pid
        """Its id in our namespace; its own clock is read by this."""
        self.inner_pid = inner_pid
        self._clock = (~pid << 3) | 2  # CPUCLOCK_SCHED of another process, clock_gettime(2)

    def cpu_s(self) -> float:
        """CPU seconds that the candidate, all threads together, has used since it was forked; also after its death."""
        return time.clock_gettime(self._clock)

    def spare_mb(self) -> float:
        """Returns how much of the address space that it may have was left when it had most. Raises OSError if it is gone."""
        with open(f"/proc/{self.pid}/status", "rb") as status, open(f"/proc/{self.pid}/limits", "rb") as limits:
            peak_kb = next(int(line.split()[1]) for line in status if line.startswith(b"VmPeak:"))
            limit = next(line.split()[3] for line in limits if line.startswith(b"Max address space"))
        return math.inf if limit == b"unlimited" else int(limit) / 2**20 - peak_kb / 1024

    def leave(self) -> float:
        """Returns the CPU seconds used; the candidate is killed, and buried with the nursery's next ``clear``."""
        spent_s = self.cpu_s()
        self.sock.close()
        with suppress(ProcessLookupError):  # it ended by itself and was buried
            os.kill(self.pid, signal.SIGKILL)
        return spent_s

    def end(self) -> Usage:
        """The candidate and all that it started are gone after this. Call it once."""
        self.sock.close()
        status, cpu_s, peak_kb = self._nursery.request("end", self.inner_pid)
        state = int(status)
        ended = os.WTERMSIG(state) if state >= 0 and os.WIFSIGNALED(state) else 0
        code = os.WEXITSTATUS(state) if state >= 0 and os.WIFEXITED(state) else 0
        return Usage(ended, code, cpu_s, peak_kb / 1024)


class Zygote:
    """Our end of one zygote: makes candidates and is their end."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._number = 0

    def ready(self) -> None:
        """Returns when candidates can be made. Raises SandboxError if a layer could not be applied."""
        self._started()

    def _started(self) -> list[int]:
        """Does the same, and returns the descriptors that came along."""
        self._control.settimeout(_START_TIMEOUT_S)
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        except OSError as error:
            raise SandboxError(f"the sandbox did not start: {error}") from None
        if not data:
            raise SandboxError("the sandbox did not start: its first process ended")
        _, state, detail = msgpack.unpackb(data)
        if state != "ready":
            raise SandboxError(f"the sandbox did not start: {detail}")
        self._control.settimeout(_ANSWER_TIMEOUT_S)
        return descriptors

    def candidate(self) -> Cell:
        """Returns a fresh candidate, confined and waiting for its source."""
        answer, descriptors = self._exchange("spawn", [])
        pidfd, wire = descriptors
        try:
            with open(f"/proc/self/fdinfo/{pidfd}", "rb") as file:
                fields = dict(line.split(b":", 1) for line in file.read().splitlines() if b":" in line)
        finally:
            os.close(pidfd)
        return Cell(self, socket.socket(fileno=wire), int(fields[b"Pid"]), int(answer[0]))

    def request(self, op: str, *arguments: int) -> list[float]:
        """Returns the zygote's answer to a request without descriptors."""
        return self._exchange(op, list(arguments))[0]

    def clear(self) -> int:
        """Ends every candidate that is left; returns how many there were."""
        return int(self.request("clear")[0])

    def fill(self) -> None:
        """The next candidates are made meanwhile after this: ask for it once the folders are clean in which they start."""
        self.request("fill")

    def close(self) -> None:
        """Nothing more is asked after this."""
        self._control.close()

    def _exchange(self, op: str, arguments: list[int]) -> tuple[list[float], list[int]]:
        # Forks of the grader share the socket: numbers tell a late answer to a killed fork from ours.
        self._number = number = int(time.monotonic_ns())
        try:
            self._control.send(msgpack.packb([number, op, *arguments]))
            while True:
                data, received, _, _ = socket.recv_fds(self._control, 65536, 4)
                if not data:
                    raise SandboxError("the sandbox ended by itself")
                answered, *answer = msgpack.unpackb(data)
                if answered == number:
                    return answer, received
                for descriptor in received:
                    os.close(descriptor)
        except OSError as error:
            raise SandboxError(f"the sandbox does not answer: {error}") from None


class Nursery(Zygote):
    """The zygote of one grader, started, and a second one beside it if that is asked for."""

    def __init__(
        self,
        box: Path,
        confinement: Confinement,
        *,
        memory_mb: int = 512,
        processes: bool = False,
        read: tuple[str, ...] = (),
        packages: tuple[str, ...] = (),
        core: int = -1,
        cpu_s: int = 600,
        aside: bool = False,
    ) -> None:
        """Starts the zygote; ``ready`` waits for it.

        Args:
            box: existing directory; candidates can write below ``box/home``, where they start, and ``box/tmp`` only.
            confinement: the layers to apply; a layer that fails is a SandboxError, never left out.
            memory_mb: address space of a candidate beyond that of its empty interpreter.
            processes: whether candidates may start processes.
            read: files and directories that they may read beside the standard library.
            packages: installed packages that they may import.
            core: the processor that they are pinned to; -1 leaves them free.
            cpu_s: CPU seconds after which the kernel ends one, whatever it does.
            aside: whether candidates are wanted that may run at the same time as others; see ``aside``.
        """
        home, shared = box / "home", box / "tmp"
        layers = {"landlock", "seccomp", "read-only mounts"} <= set(confinement.layers)
        divides = aside and not processes and layers and {"user", "mount"} <= set(confinement.namespaces)
        for folder in (home, shared, *([box / "aside"] if divides else [])):
            folder.mkdir(exist_ok=True)
        offered, places = _locate(packages)
        plan = {
            "layers": list(confinement.layers),
            "namespaces": list(confinement.namespaces),
            "box": str(box.resolve()),
            "home": str(home.resolve()),
            "shared": str(shared.resolve()),
            "aside": str((box / "aside").resolve()) if divides else "",
            "read": [*_standard_library(), *_SHARED_PLACES, *read, *places, *(_PROGRAM_PLACES if processes else ())],
            "packages": offered,
            "memory_bytes": memory_mb * 1024 * 1024,
            "file_bytes": _FILE_BYTES,
            "processes": processes,
            "parent": os.getpid(),
            "core": core,
            "cpu_s": cpu_s,
        }
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        home_of_msgpack = str(Path(msgpack.__file__).parent.parent)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-P", "-B", "-X", "utf8", _ZYGOTE, str(theirs.fileno()), home_of_msgpack],
                env={"PYTHONHASHSEED": "0"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        super().__init__(ours)
        ours.send(msgpack.packb(plan))
        self.aside: Zygote | None = None
        """Its candidates start in ``box/aside`` and can write nowhere else. They and this one's can't change what the others meet.

        None where the layers do not hold that keep them apart, or candidates may start processes.
        """

    def ready(self) -> None:
        """Returns when candidates can be made. Raises SandboxError if a layer could not be applied."""
        for descriptor in self._started():
            self.aside = Zygote(socket.socket(fileno=descriptor))
            self.aside.ready()

    def clear(self) -> int:
        """Ends every candidate that is left, of the second zygote too; returns how many there were."""
        return super().clear() + (self.aside.clear() if self.aside else 0)

    def close(self) -> None:
        """The zygotes and all their candidates are gone after this."""
        super().close()
        if self.aside:
            self.aside.close()
        self._process.kill()
        self._process.wait()


def _standard_library() -> list[str]:
    """Places of the standard library without what is installed into it, and of the shared libraries it needs."""
    places: list[str] = []
    for name in ("stdlib", "platstdlib"):
        folder = sysconfig.get_path(name, vars={"installed_base": sys.base_prefix, "base": sys.base_prefix})
        places += (os.path.join(folder, entry) for entry in sorted(os.listdir(folder)) if entry not in _LEFT_OUT)
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        libraries = {line.split()[-1] for line in maps if ".so" in line and "/" in line}
    for library in sorted(libraries):
        if "python" not in os.path.basename(library) and "/site-packages/" not in library and "/lib-dynload/" not in library:
            places += glob.glob(os.path.join(os.path.dirname(library), "lib*.so*"))
    return list(dict.fromkeys(places))


def _locate(packages: tuple[str, ...]) -> tuple[dict[str, list[str | None]], list[str]]:
    """Where the packages' modules and shared libraries lie; unknown ones are left out (importing them fails as usual)."""
    offered: dict[str, list[str | None]] = {}
    places: list[str] = []
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None or not os.path.isfile(spec.origin):
            continue
        folder = os.path.dirname(spec.origin) if spec.submodule_search_locations else None
        offered[name] = [spec.origin, folder]
        places.append(folder or spec.origin)
        libraries = os.path.join(os.path.dirname(folder or spec.origin), f"{name}.libs")
        if os.path.isdir(libraries):
            places.append(libraries)
    return offered, places
