"""Back ends by the names that users type; only the one that is asked for is imported."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial
from importlib.util import find_spec

from .. import __version__
from ..errors import UsageError
from .admission import admission
from .elsewhere import forget_all

_EXTRA = 'pip install "pytest-codearena[ray]"'


def check_backend(spec: str, where: str = "backend") -> tuple[str, str]:
    """Returns kind and address. Raises UsageError for what is no back end, and for one whose extra is missing."""
    kind, colon, address = spec.partition(":")
    if kind not in ("local", "ray") or (kind == "local" and colon) or (colon and not address.strip()):
        raise UsageError(f'{where}: expected local, ray or ray:ADDRESS, got "{spec}"; write e.g. ray:10.0.0.5:6379')
    if kind == "ray" and find_spec("ray") is None:
        raise UsageError(f"{where}: ray can't be imported; install the extra: {_EXTRA}")
    return kind, address.strip()


def backend_of(spec: str, workers: int | None, sandbox: str) -> Executor | None:
    """Returns the executor that was asked for; None for threads of this process.

    ``workers`` is how many grades it does at the same time; as many as it has processors if None. Raises UsageError as
    ``check_backend`` does, and SandboxError if it can't be reached.
    """
    kind, address = check_backend(spec)
    if kind == "local":
        return None
    from ..cluster.executor import RayExecutor

    return RayExecutor(workers, address, admission=partial(admission, sandbox, __version__), farewell=forget_all)
