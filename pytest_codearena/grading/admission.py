"""What a machine has to show before it is given candidates of somebody else's run."""

from __future__ import annotations

from .. import __version__
from ..errors import SandboxError
from .client import layers


def admission(sandbox: str, version: str) -> str:
    """Returns which layers of the sandbox do not hold on the machine where it is called, in words; empty if all do.

    ``version`` is that of the package where the run is. Raises SandboxError if candidates can't be isolated, or if another
    version would grade them.
    """
    if version != __version__:
        raise SandboxError(f"pytest-codearena {__version__} is installed there, {version} here; install the same on all nodes")
    missing = [layer.name for layer in layers(sandbox) if not layer.holds]
    return f"grades without {', '.join(missing)}" if missing else ""
