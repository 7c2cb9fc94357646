"""The way into a Ray cluster: one that this process is in already, one that runs, or one of its own."""

from __future__ import annotations

import logging
import os

from ..errors import SandboxError

_STORE_BYTES = 128 * 2**20
"""Tasks and grades are small; by default Ray takes a third of the machine's memory."""


def connect(address: str, workers: int | None) -> bool:
    """This process is in a cluster after this; returns True if it came in just now, and has to leave.

    Without an address that is the cluster of ``RAY_ADDRESS``, or one that runs on this machine, or else one that is started, which
    ends with this process. Raises SandboxError if there is none at the address. Ray itself sends its token to an address that
    was given only if RAY_AUTH_MODE says so, lest it goes to a stranger.
    """
    import ray

    if ray.is_initialized():
        return False
    quiet = {"log_to_driver": False, "logging_level": logging.WARNING}
    try:
        ray.init(address=address or "auto", **quiet)
    except (ConnectionError, ValueError, RuntimeError) as error:
        if address:
            asked = "" if "RAY_AUTH_MODE" in os.environ else ", or set RAY_AUTH_MODE=token if it asks for one"
            told = f"no Ray cluster answers at {address}: {_first_line(error)}; start one, or mend the address{asked}"
            raise SandboxError(told) from None
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        ray.init(address="local", num_cpus=workers, include_dashboard=False, object_store_memory=_STORE_BYTES, **quiet)
    return True


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
