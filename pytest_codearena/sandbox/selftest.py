"""Finds out which layers hold on this machine, by running a program that tries to break each of them."""

from __future__ import annotations

import functools
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import SandboxError
from ..records import Layer
from .cells import Confinement, Nursery
from .inside import lockdown
from .inside.peer import Channel, Closed, Peer
from .inside.rows import WireError

_BASE = ("limits", "no capabilities")
_NAMESPACES: tuple[tuple[str, ...], ...] = (
    ("user", "pid", "net", "ipc", "uts", "mount"),
    ("pid", "net", "ipc", "uts", "mount"),
    ("user", "pid", "net", "ipc", "uts"),
    (),
)
_SUPPORTED = ("x86_64", "aarch64")


class _Prober(Peer):
    """Asks for plain data only."""

    def resolve(self, payload: list[Any]) -> Any:
        raise WireError("the self-test takes plain data only")

    def export(self, value: Any) -> list[Any]:
        raise WireError("the self-test sends plain data only")

    def rebuild(self, atoms: Any, values: list[Any]) -> BaseException:
        return SandboxError(f"the self-test failed: {atoms!r}")


@functools.cache
def probe(mode: str = "strict") -> tuple[Confinement, tuple[Layer, ...]]:
    """Returns the layers that hold, proved by trying to break them; takes about 0.2 s, once per process.

    Raises SandboxError if ``mode`` is ``strict`` and files or system calls can't be isolated here.
    """
    if sys.platform != "linux" or platform.machine() not in _SUPPORTED:
        raise SandboxError(
            f"no sandbox for {sys.platform} on {platform.machine()}: candidates can only be graded on Linux, x86-64 or aarch64"
        )
    tried, reasons = _candidates_for_confinement()
    for confinement in tried:
        try:
            layers = _try(confinement, reasons)
        except SandboxError as error:
            reasons["namespaces"] = str(error)
            continue
        if mode == "strict":
            _refuse_weak(layers)
        held = tuple(name for name in confinement.layers if any(layer.name == name and layer.holds for layer in layers))
        return Confinement(held, confinement.namespaces), layers
    raise SandboxError(f"the sandbox does not start at all: {reasons.get('namespaces', 'unknown reason')}")


def _candidates_for_confinement() -> tuple[list[Confinement], dict[str, str]]:
    base = list(_BASE)
    reasons: dict[str, str] = {}
    try:
        reasons["landlock"] = f"ABI {lockdown.landlock_abi()}"
        base.append("landlock")
    except OSError as error:
        reasons["landlock"] = f"not in this kernel ({error.strerror})"
    base.append("seccomp")
    tried = []
    for namespaces in _NAMESPACES:
        layers = [*base, *(["namespaces"] if namespaces else []), *(["read-only mounts"] if "mount" in namespaces else [])]
        tried.append(Confinement(tuple(layers), namespaces))
    return tried, reasons


def _refuse_weak(layers: tuple[Layer, ...]) -> None:
    missing = [layer for layer in layers if layer.isolates and not layer.holds]
    if missing:
        reasons = "; ".join(f"{layer.name}: {layer.detail or 'does not hold'}" for layer in missing)
        raise SandboxError(
            f"candidates can't be isolated on this machine ({reasons}); use a kernel with Landlock (Linux 5.13 or newer, "
            "enabled), or --codearena-sandbox=weak, which lets a candidate read your files"
        )


def _try(confinement: Confinement, reasons: dict[str, str]) -> tuple[Layer, ...]:
    folder = Path(tempfile.mkdtemp(prefix="codearena-probe-"))
    try:
        box = folder / "box"
        box.mkdir()
        secret = folder / "secret"
        secret.write_text("x")
        nursery = Nursery(box, confinement, memory_mb=256)
        try:
            nursery.ready()
            return _break(nursery, confinement, secret, reasons)
        finally:
            nursery.close()
    finally:
        shutil.rmtree(folder)


def _break(nursery: Nursery, confinement: Confinement, secret: Path, reasons: dict[str, str]) -> tuple[Layer, ...]:
    cell = nursery.candidate()
    peer = _Prober(Channel(cell.sock), {})
    cell.sock.settimeout(20)
    try:
        state = peer.ask("load", [(Path(__file__).parent / "break_out.py").read_text(), "break_out", None])
        if state[0] != "ok":
            raise SandboxError(f"the self-test does not load: {state}")
        return tuple(_layers(lambda *call: peer.ask("named", call), confinement, secret, reasons))
    except (Closed, WireError) as error:
        raise SandboxError(f"the self-test broke off: {error}") from None
    finally:
        cell.end()


def _layers(ask: Callable[..., Any], confinement: Confinement, secret: Path, reasons: dict[str, str]) -> list[Layer]:
    folder = str(secret.parent)
    files = ask("read_outside", str(secret)) or ask("list_outside", folder) or ask("write_outside", f"{folder}/new")
    calls = ask("open_socket") or ask("start_process") or ask("signal_another", os.getpid()) or ask("trace_another", 1)
    modes = ask("change_mode", str(secret))
    limits = ask("exceed_memory", 1 << 30) or (ask("raise_limit") and os.geteuid() != 0)
    inside = ask("write_inside")
    alone = "pid" in confinement.namespaces and ask("own_pid") < 10
    detail = " ".join(confinement.namespaces)
    return [
        Layer("landlock", "landlock" in confinement.layers and not files and inside, True, reasons.get("landlock", "")),
        Layer("seccomp", "seccomp" in confinement.layers and not calls, True, ""),
        Layer("namespaces", alone, False, detail or reasons.get("namespaces", "")),
        Layer("read-only mounts", "read-only mounts" in confinement.layers and not modes, False, ""),
        Layer("limits", not limits, False, "memory, CPU, file size, open files, core"),
        Layer("no capabilities", not ask("capabilities"), False, ""),
        Layer("empty environment", not ask("environment"), False, ""),
    ]
