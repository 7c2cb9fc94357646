"""Two candidates at the same time: each has a place of its own, and neither can reach the other or its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_codearena.sandbox.cells import Cell, Nursery
from pytest_codearena.sandbox.inside.peer import Channel
from pytest_codearena.sandbox.selftest import _Prober, probe

PROGRAM = """\
import ctypes, fcntl, os, resource, signal
def write(path):
    with open(path, "w") as file:
        file.write("note")
def tries(path):
    found = []
    for name, call in (
        ("write", lambda: write(path + "/new")), ("list", lambda: os.listdir(path)), ("read", lambda: open(path + "/note").read()),
        ("chmod", lambda: os.chmod(path, 0)), ("chmod file", lambda: os.chmod(path + "/note", 0)), ("utime", lambda: os.utime(path)),
        ("rename", lambda: os.rename(path, path + "2")), ("rename file", lambda: os.rename(path + "/note", "mine")),
        ("link", lambda: os.link(path + "/note", "mine")), ("remove", lambda: os.remove(path + "/note")), ("enter", lambda: os.listdir(path + "/..")),
    ):
        try:
            call()
        except OSError:
            pass
        else:
            found.append(name)
    return found
def disturbs():
    "What would make another process's calls wait, interrupt it, or tell what it does; numbers of x86-64 and of aarch64."
    libc = ctypes.CDLL(None, use_errno=True)
    arm = os.uname().machine == "aarch64"
    file = os.open("own", os.O_RDONLY | os.O_CREAT)
    timer = ctypes.c_int()
    calls = {
        "a lease": lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK),
        "notes of changes": lambda: fcntl.fcntl(os.open(".", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_MODIFY),
        "inotify": lambda: libc.syscall(26 if arm else 294, 0) >= 0 or [][0],
        "a timer": lambda: libc.syscall(107 if arm else 222, 1, None, ctypes.byref(timer)) >= 0 or [][0],
        "a timer's file": lambda: libc.syscall(85 if arm else 283, 1, 0) >= 0 or [][0],
    }
    found = []
    for name, call in calls.items():
        try:
            call()
        except (OSError, IndexError):
            pass
        else:
            found.append(name)
    os.remove("own")
    return found, resource.getrlimit(resource.RLIMIT_SIGPENDING)[0]
def ends(pid):
    found = []
    for call in (os.kill, signal.pidfd_send_signal):
        try:
            call(pid, 9)
        except OSError:
            pass
        else:
            found.append(call.__name__)
    return found
"""


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    made = Nursery(tmp_path, probe()[0], aside=True)
    try:
        made.ready()
        yield made
    finally:
        made.close()


def _loaded(cell: Cell) -> _Prober:
    cell.sock.settimeout(20)
    peer = _Prober(Channel(cell.sock), {})
    peer.ask("load", [PROGRAM, "program", None])
    return peer


def test_neither_reaches_the_other(nursery: Nursery, tmp_path: Path) -> None:
    assert nursery.aside is not None
    cells = nursery.candidate(), nursery.aside.candidate()
    places = tmp_path / "home", tmp_path / "aside"
    peers = [_loaded(cell) for cell in cells]
    for peer in peers:
        peer.ask("named", ["write", "note"])
    assert [(place / "note").read_text() for place in places] == ["note", "note"]
    for peer, other_place, other in zip(peers, reversed(places), reversed(cells), strict=True):
        assert peer.ask("named", ["tries", str(other_place)]) == []
        assert peer.ask("named", ["tries", f"../{other_place.name}"]) == []
        assert peer.ask("named", ["tries", ".."]) == []  # nor the folder that both lie in
        assert peer.ask("named", ["ends", other.inner_pid]) == []
        disturbing, pending_signals = peer.ask("named", ["disturbs"])
        assert disturbing == [] and pending_signals <= 64
    assert [sorted(entry.name for entry in place.iterdir()) for place in places] == [["note"], ["note"]]
    assert [peer.ask("named", ["tries", "nowhere"]) for peer in peers] == [[], []]  # both are still there
    for cell in cells:
        cell.end()


def test_both_are_ended(nursery: Nursery) -> None:
    assert nursery.aside is not None
    cells = nursery.candidate(), nursery.aside.candidate()
    for cell in cells:
        cell.leave()
    assert nursery.clear() == 2
    assert nursery.clear() == 0


def test_those_that_may_start_processes_are_never_side_by_side(tmp_path: Path) -> None:
    nursery = Nursery(tmp_path, probe()[0], aside=True, processes=True)
    try:
        nursery.ready()
        assert nursery.aside is None
    finally:
        nursery.close()
