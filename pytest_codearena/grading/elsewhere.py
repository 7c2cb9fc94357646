"""What an executor's worker runs, in whatever process it is: the graders that a pool has there stay warm between its orders."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from ..records import Task
from .graders import Graders, GraderSettings

_MOST_POOLS = 8
"""A process that served as many pools lets go of the longest silent one when another comes: nobody tells it that a pool was closed."""
_pools: OrderedDict[str, Graders] = OrderedDict()
_lock = threading.Lock()


def run_elsewhere(pool: str, settings: GraderSettings, task: Task, what: str, order: dict[str, Any]) -> Any:
    """Returns what ``Graders`` returns from its method ``what``, and raises what it raises; ``pool`` is the name of whose they are."""
    with _lock:
        graders = _pools.get(pool) or Graders(settings)
        _pools[pool] = graders
        _pools.move_to_end(pool)
        silent = _pools.popitem(last=False)[1] if len(_pools) > _MOST_POOLS else None
    if silent is not None:
        silent.close()
    return getattr(graders, what)(task, **order)


def forget(pool: str) -> None:
    """This process has no graders of the pool after this."""
    with _lock:
        graders = _pools.pop(pool, None)
    if graders is not None:
        graders.close()


def forget_all() -> None:
    """This process has no graders of any pool after this."""
    for pool in list(_pools):
        forget(pool)
