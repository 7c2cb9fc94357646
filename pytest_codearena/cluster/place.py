"""What runs on a node: one place at which one piece of work is done at a time, in a process of its own."""

from __future__ import annotations

import os
import traceback
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import CodeArenaError
from ..records import Task

_MOST_TASKS = 4096
"""Tasks that a place keeps; a task is some kilobytes."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """Stands for a task among the arguments of a piece of work."""

    key: str
    """The same for the same version of a task."""
    reference: Any
    """Of the object in the cluster's store; a node fetches it once."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What came of a node's test of itself."""

    node: str
    machine: str
    """Its host's name: nodes of a cluster may share a machine, and then its cores."""
    remark: str
    """What people should know of a node that takes work; empty if there is nothing."""
    refusal: str
    """Why the node takes no work; empty if it does."""


class Place:
    """The class of the actors. Its methods are called one after the other."""

    def __init__(self) -> None:
        self._tasks: OrderedDict[str, Task] = OrderedDict()

    def admit(self, admission: Callable[[], str]) -> Admitted:
        """Returns whether this node takes work: what ``admission`` returns is a remark, what it raises a refusal."""
        import ray

        node = ray.get_runtime_context().get_node_id()
        try:
            return Admitted(node, os.uname().nodename, admission(), "")
        except CodeArenaError as error:
            return Admitted(node, os.uname().nodename, "", str(error))

    def settle(self, number: int) -> None:
        """All that is started from here stays on one core, the one with this number among the machine's.

        A grader, its forks and candidates take turns anyway, and two places should not meet on one core while another is idle.
        """
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[number % len(cores)]})

    def run(self, function: Callable[..., Any], arguments: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[bool, Any]:
        """Returns True and what the function returned, or False and what it raised: Ray would wrap that in a class of its own."""
        arguments = [self._task(each) if isinstance(each, Shipped) else each for each in arguments]
        try:
            return True, function(*arguments, **keywords)
        except Exception as error:  # not lost: it is raised again where the result is asked for
            if not isinstance(error, CodeArenaError):
                error.add_note("".join(traceback.format_exception(error)))
            return False, error

    def end(self, farewell: Callable[[], None]) -> None:
        """Nothing that was started here is left after this."""
        farewell()

    def _task(self, shipped: Shipped) -> Task:
        import ray

        task = self._tasks.get(shipped.key)
        if task is None:
            task = self._tasks[shipped.key] = ray.get(shipped.reference)
        self._tasks.move_to_end(shipped.key)
        while len(self._tasks) > _MOST_TASKS:
            self._tasks.popitem(last=False)
        return task
