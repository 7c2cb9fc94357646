"""The small process from which every candidate is forked: it never saw pytest, the task or a secret.

Started by path with an empty environment. It takes requests from the grader over a socket, one datagram
each with the descriptors that go with it, and answers each one. Its children are confined before they
read the first byte of a candidate's source.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from typing import Any

_PLAIN_PATH = list(sys.path)
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

_PRELOADED = (
    "abc", "array", "bisect", "calendar", "cmath", "collections", "contextlib", "copy", "csv", "ctypes", "dataclasses",
    "datetime", "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "html", "inspect", "io",
    "itertools", "json", "math", "numbers", "operator", "pathlib", "random", "re", "secrets", "shlex", "statistics",
    "string", "struct", "textwrap", "time", "types", "typing", "unicodedata", "uuid", "weakref", "zoneinfo",
)  # fmt: skip


_SPARES = 2
"""Candidates that an attempt needs: one for the unit tests, one for the properties."""


class Zygote:
    """Forks, confines and ends candidates on request."""

    def __init__(self, control: socket.socket, plan: dict[str, Any]) -> None:
        self.control = control
        self.plan = plan
        self.layers: set[str] = set(plan["layers"])
        self.home: str = plan["home"]
        self.children: set[int] = set()
        self.spares: list[tuple[int, int]] = []
        self.spared = 0 if plan["processes"] else _SPARES
        self.ruleset = self.aside_ruleset = -1
        self.filter = b""

    def prepare(self) -> None:
        """Does once what every candidate needs: modules loaded, ruleset and filter made, memory frozen."""
        import msgpack
        from inside import lockdown, runtime
        from inside.peer import Channel

        self._msgpack = msgpack
        for name in _PRELOADED:
            __import__(name)
        if "landlock" in self.layers:
            self.ruleset = self._ruleset(lockdown, self.plan["home"], self.plan["shared"])
            if self.plan["aside"]:
                self.aside_ruleset = self._ruleset(lockdown, self.plan["aside"])
        if "seccomp" in self.layers:
            self.filter = lockdown.seccomp_template(
                processes=self.plan["processes"], change_modes="read-only mounts" in self.layers
            )
        _offer_packages(self.plan["packages"])
        self._servant = runtime.Servant
        self._channel = Channel
        self._lockdown = lockdown
        with open("/proc/self/statm", "rb") as file:
            self.base_bytes = int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
        sys.path[:] = _PLAIN_PATH
        os.environ.clear()
        sys.argv[:] = sys.orig_argv[:] = [""]
        # Modules stay usable after their names are gone: a candidate finds a plain interpreter.
        for name in list(sys.modules):
            if name.partition(".")[0] in ("inside", "msgpack", "__main__"):
                del sys.modules[name]
        gc.collect()
        gc.freeze()

    def divide(self) -> list[int]:
        """A second zygote serves from here on too, whose candidates can write to ``aside`` only, and no other's candidates can.

        None of the ones can change what the others meet, so that they may run at the same time. Returns the other end
        of the second one's control socket; in the second one it returns nothing.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        parent = os.getpid()
        first, second = [self.plan["home"], self.plan["shared"]], [self.plan["aside"]]
        if os.fork():
            theirs.close()
            os.close(self.aside_ruleset)
            self._lockdown.only_writable(first, second)
            return [ours.detach()]
        self._lockdown.die_with_parent(parent)
        ours.close()
        self.control.close()
        self.control = theirs
        os.close(self.ruleset)
        self.ruleset, self.home, self.spared = self.aside_ruleset, self.plan["aside"], 0
        self._lockdown.unshare(["mount"])
        self._lockdown.only_writable(second, first)
        return []

    def serve(self) -> None:
        """Answers requests until the grader is gone."""
        msgpack = self._msgpack
        self._fill()
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.control, 65536, 4)
            except OSError:
                return
            if not data:
                return
            number, op, *arguments = msgpack.unpackb(data)
            sent: list[int] = []
            if op == "spawn":
                pid, wire = self.spares.pop() if self.spares else self._spawn()
                self.children.add(pid)
                answer, sent = [pid], [os.pidfd_open(pid), wire]
            elif op == "end":
                answer = self._end(*arguments)
            elif op == "clear":
                answer = self._end_all()
            else:
                answer = []
            socket.send_fds(self.control, [msgpack.packb([number, *answer])], sent)
            for descriptor in (*descriptors, *sent):
                os.close(descriptor)
            if op == "fill":
                self._fill()

    def _ruleset(self, lockdown: Any, *writable: str) -> int:
        return int(lockdown.landlock_ruleset(self.plan["read"], [*writable, os.devnull], execute=self.plan["processes"]))

    def _fill(self) -> None:
        """The next candidates wait, confined, before they are asked for: made between two attempts, not within one."""
        while len(self.spares) < self.spared:
            self.spares.append(self._spawn())

    def _spawn(self) -> tuple[int, int]:
        """Returns pid and wire of a new candidate, which has no source yet."""
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                self._become_candidate(theirs.fileno(), parent)
            finally:
                os._exit(70)
        theirs.close()
        return pid, ours.detach()

    def _become_candidate(self, wire: int, parent: int) -> None:
        self._lockdown.die_with_parent(parent)
        os.setsid()
        os.dup2(wire, 3)
        os.closerange(4, self.ruleset if self.ruleset > 3 else 256)
        if self.ruleset > 3:
            os.closerange(self.ruleset + 1, 256)
        os.set_inheritable(3, False)
        os.chdir(self.home)
        confine(self._lockdown, self.layers, self.plan, self.base_bytes, self.ruleset, self.filter)
        servant = self._servant(self._channel(socket.socket(fileno=3)))
        servant.warm()
        servant.serve()
        os._exit(0)

    def _end(self, pid: int) -> list[Any]:
        if pid not in self.children:
            return [-1, 0.0, 0]
        os.kill(pid, signal.SIGKILL)
        if self.plan["processes"]:
            self._kill_group(pid)
        _, status, usage = os.wait4(pid, 0)
        self.children.discard(pid)
        return [status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]

    def _kill_group(self, pid: int) -> None:
        target = -1 if os.getpid() == 1 and len(self.children) == 1 else -pid
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it had started none
        if target == -1:
            self._reap_strangers(pid)

    def _reap_strangers(self, pid: int) -> None:
        """Waits for processes that the candidate left to us as their pid 1; the candidate itself is waited for later."""
        while True:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            if found is None or found.si_pid == pid:
                return
            os.waitpid(found.si_pid, 0)

    def _end_all(self) -> list[Any]:
        count = len(self.children)
        for pid in list(self.children):
            self._end(pid)
        return [count]


def confine(
    lockdown: Any, layers: set[str], plan: dict[str, Any], base_bytes: int, ruleset: int, template: bytes
) -> None:
    """Applies the layers that are each candidate's own. Raises OSError if one of them fails."""
    if "limits" in layers:
        lockdown.limit_with_base(base_bytes + plan["memory_bytes"], plan["cpu_s"], plan["file_bytes"], 64)
    if "landlock" in layers:
        lockdown.landlock_restrict(ruleset)
        os.close(ruleset)
    if "seccomp" in layers:
        lockdown.seccomp(template)


def _offer_packages(packages: dict[str, list[Any]]) -> None:
    """Makes the named packages importable from where they lie, and nothing beside them."""
    if not packages:
        return
    from importlib.machinery import ModuleSpec
    from importlib.util import spec_from_file_location

    class Finder:
        @staticmethod
        def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
            place = packages.get(name)
            if place is None:
                return None
            return spec_from_file_location(name, place[0], submodule_search_locations=[place[1]] if place[1] else None)

    sys.meta_path.append(Finder)


def _enter_namespaces(plan: dict[str, Any]) -> None:
    from inside import lockdown

    if plan["namespaces"]:
        lockdown.unshare(plan["namespaces"])
    if "read-only mounts" in plan["layers"]:
        # Not the folder that they lie in: who takes its rights takes them from whoever comes next.
        lockdown.mount_read_only(filter(None, (plan["home"], plan["shared"], plan["aside"])))


def main() -> None:
    """Runs until the grader is gone; every candidate is gone then too."""
    control = socket.socket(fileno=int(sys.argv[1]))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    sys.path.insert(0, sys.argv[2])  # where msgpack is; taken away again before the first candidate
    import msgpack
    from inside import lockdown

    plan = msgpack.unpackb(control.recv(1 << 20))
    if plan["core"] >= 0:
        os.sched_setaffinity(0, {plan["core"]})
    lockdown.die_with_parent(plan["parent"])
    lockdown.no_new_privs()
    zygote = Zygote(control, plan)
    others: list[int] = []
    try:
        _enter_namespaces(plan)
        if "pid" in plan["namespaces"]:
            _become_first_process()
        zygote.prepare()
        if plan["aside"]:
            others = zygote.divide()
        if "no capabilities" in plan["layers"]:
            lockdown.drop_capabilities()  # those that are forked from here never had any
    except OSError as error:
        zygote.control.send(msgpack.packb([0, "failed", f"{error.strerror} ({error.filename or 'a system call'})"]))
        return
    socket.send_fds(zygote.control, [msgpack.packb([0, "ready", ""])], others)
    for descriptor in others:
        os.close(descriptor)
    zygote.serve()


def _become_first_process() -> None:
    """Goes on as the first process of the new pid namespace; when that one ends, all in it are killed."""
    from inside import lockdown

    pid = os.fork()
    if pid == 0:
        lockdown.die_with_parent(0)
        return
    # This process only holds the place: its end is the signal for the other one.
    for descriptor in range(3, 64):
        try:
            os.close(descriptor)
        except OSError:
            pass  # was not open
    os.waitpid(pid, 0)
    os._exit(0)


if __name__ == "__main__":
    main()
