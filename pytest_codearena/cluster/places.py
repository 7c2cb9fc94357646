"""Which piece of work goes to which place, and what is done again when a place is lost. Plain bookkeeping, without Ray."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

DEPTH = 2
"""Pieces that a place has: one that it works at, and one that waits there so that it need not wait for the wire."""
_COLD = 0.5
"""What it counts, beside the pieces before it, that a place has not done work for a task: it would start another grader."""
_MOST_WARM = 256


@dataclass(eq=False, slots=True)
class Work:
    """One piece of work, from its submission to its result."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any]
    key: str
    """Of the task that it is for: such work is best done where that task is warm. Empty if it is for none."""
    future: Future[Any] = field(default_factory=Future)
    tries: int = 0
    """How often it was at work when its place was lost."""
    started: bool = False

    def starts(self) -> bool:
        """Returns False if somebody has cancelled it; from then on nobody can."""
        if not self.started:
            self.started = self.future.set_running_or_notify_cancel()
        return self.started


@dataclass(eq=False, slots=True)
class Standing:
    """A place as it is seen from here."""

    actor: Any
    node: str = ""
    """Empty until the node has admitted work."""
    machine: str = ""
    number: int = 0
    """Among the places of its machine."""
    at_work: deque[Work] = field(default_factory=deque)
    """In the order in which they are done."""
    warm: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def take(self, work: Work) -> None:
        """The work is the place's after this."""
        self.at_work.append(work)
        self.warm[work.key] = None
        self.warm.move_to_end(work.key)
        while len(self.warm) > _MOST_WARM:
            self.warm.popitem(last=False)


def best(places: Iterable[Standing], key: str) -> Standing | None:
    """Returns where work for the task ``key`` is done soonest; None if every place has as much as it should."""
    free = [place for place in places if place.node and len(place.at_work) < DEPTH]
    return min(free, key=lambda place: len(place.at_work) + (0.0 if key in place.warm else _COLD), default=None)


def free_number(places: Iterable[Standing], machine: str) -> int:
    """Returns the lowest number that no place of the machine has."""
    taken = {place.number for place in places if place.machine == machine}
    return next(number for number in range(len(taken) + 1) if number not in taken)


def put_back(place: Standing, waiting: deque[Work], retries: int) -> Work | None:
    """The lost place's work waits again, before all other; returns the piece that was lost too often, if there is one.

    Only the piece that was being done may have had to do with the loss.
    """
    given_up = None
    if place.at_work:
        place.at_work[0].tries += 1
        if place.at_work[0].tries > retries:
            given_up = place.at_work.popleft()
    waiting.extendleft(reversed(place.at_work))
    place.at_work.clear()
    return given_up
