"""The sandbox from outside: what its self-test finds, and what a candidate meets."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pytest_codearena.errors import SandboxError
from pytest_codearena.sandbox.cells import Confinement, Nursery
from pytest_codearena.sandbox.inside.peer import Channel
from pytest_codearena.sandbox.selftest import _Prober, probe


def test_layers_hold_here() -> None:
    """Files and system calls are isolated wherever this suite runs."""
    _, layers = probe("strict")
    held = {layer.name for layer in layers if layer.holds}
    assert {"landlock", "seccomp", "limits", "no capabilities", "empty environment"} <= held


def test_a_missing_layer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Landlock the self-test reads the secret, and strict grading is refused with a way out."""
    from pytest_codearena.sandbox.inside import lockdown

    def absent() -> int:
        raise OSError(38, "Function not implemented")

    probe.cache_clear()
    monkeypatch.setattr(lockdown, "landlock_abi", absent)
    try:
        with pytest.raises(SandboxError, match="--codearena-sandbox=weak"):
            probe("strict")
        _, layers = probe("weak")
        landlock = next(layer for layer in layers if layer.name == "landlock")
        assert not landlock.holds
        assert "not in this kernel" in landlock.detail
    finally:
        probe.cache_clear()


def test_a_layer_that_fails_is_never_left_out(tmp_path: Path) -> None:
    """A zygote that can't do what it was told does not start."""
    nursery = Nursery(tmp_path, Confinement(("read-only mounts",), ()))
    try:
        if os.geteuid() == 0:
            pytest.skip("root may mount without a namespace of its own")
        with pytest.raises(SandboxError, match="did not start"):
            nursery.ready()
    finally:
        nursery.close()


def test_clock_of_a_candidate(tmp_path: Path) -> None:
    """CPU time is read from outside, and grows with work, not with waiting."""
    confinement, _ = probe()
    nursery = Nursery(tmp_path, confinement)
    try:
        nursery.ready()
        cell = nursery.candidate()
        cell.sock.settimeout(20)
        peer = _Prober(Channel(cell.sock), {})
        peer.ask("load", ["import time\ndef work(n):\n    return sum(range(n))\ndef wait(s):\n    time.sleep(s)\n", "work", None])
        before = cell.cpu_s()
        peer.ask("named", ["wait", 0.2])
        waited = cell.cpu_s() - before
        peer.ask("named", ["work", 5_000_000])
        worked = cell.cpu_s() - before - waited
        assert waited < 0.05 < worked
        usage = cell.end()
        assert usage.cpu_s >= worked
    finally:
        nursery.close()


def test_killing_the_owner_ends_the_candidates(tmp_path: Path) -> None:
    """When the process that owns a nursery is killed, zygote and candidates are gone within a second."""
    program = (
        "import sys, time\nfrom pathlib import Path\n"
        "from pytest_codearena.sandbox.cells import Nursery\nfrom pytest_codearena.sandbox.selftest import probe\n"
        "from pytest_codearena.sandbox.selftest import _Prober\nfrom pytest_codearena.sandbox.inside.peer import Channel\n"
        "n = Nursery(Path(sys.argv[1]), probe()[0]); n.ready(); c = n.candidate()\n"
        "c.sock.setblocking(True)\np = _Prober(Channel(c.sock), {})\n"
        "p.ask('load', ['def spin():\\n    while True: pass\\n', 'spin', None])\n"
        "p.channel.send(p.codec.pack([0, 'named', ['spin'], [], [], None]))\n"
        "print(n._process.pid, c.pid, flush=True)\ntime.sleep(60)\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pids = [int(word) for word in owner.stdout.readline().split()]
    assert all(Path(f"/proc/{pid}").exists() for pid in pids)
    owner.kill()
    owner.wait()
    owner.stdout.close()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(_alive(pid) for pid in pids):
        time.sleep(0.02)
    assert not any(_alive(pid) for pid in pids)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")
