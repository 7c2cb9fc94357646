"""Episodes over plain HTTP, where no connection says whose they are: kept by their id, a bounded number of them."""

from __future__ import annotations

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .environment import RepairEnvironment
from .models import RepairObservation, RepairState
from .refused import BUSY, CONFLICT, UNKNOWN, Refused


@dataclass(slots=True)
class _Kept:
    environment: RepairEnvironment
    touched_s: float

    @property
    def over(self) -> bool:
        """True if the episode needs its place no more."""
        return self.environment.state.done


class Episodes:
    """Open episodes by id. Those that are done are kept while there is room, so that a step after the end is told so."""

    def __init__(
        self,
        make: Callable[[], RepairEnvironment],
        *,
        most: int,
        idle_timeout_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keeps at most ``most`` episodes; one that nobody asks for during ``idle_timeout_s`` is closed."""
        self._make = make
        self._most = most
        self._idle_timeout_s = idle_timeout_s
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def begin(self, asked: dict[str, Any]) -> RepairObservation:
        """Returns the first observation of a new episode; an id that is known already begins anew.

        Raises Refused if the task can't be chosen, or if every place is taken by an episode that is not done.
        """
        name = str(asked.get("episode_id") or uuid.uuid4().hex)
        with self._lock:
            self._close_idle()
            kept = self._kept.get(name)
            if kept is None:
                kept = _Kept(self._make(), self._clock())
                observation = kept.environment.reset(**(asked | {"episode_id": name}))
                self._make_room()
                self._kept[name] = kept
            else:
                observation = kept.environment.reset(**(asked | {"episode_id": name}))
            self._touch(name, kept)
            return observation

    def find(self, name: str | None) -> RepairEnvironment:
        """Returns the episode of that id; without one, the only episode that is not done, or else the latest.

        Raises Refused if there is no such episode, or more than one that may be meant.
        """
        with self._lock:
            self._close_idle()
            kept = self._kept.get(name) if name is not None else None
            if name is not None and kept is None:
                raise Refused(UNKNOWN, f'episode_id: there is no episode "{name}", or it was idle for too long; reset first')
            if name is None:
                name, kept = self._only()
            assert kept is not None
            self._touch(name, kept)
            return kept.environment

    def state(self, name: str | None) -> RepairState:
        """Returns where an episode stands, found as ``find`` does; the empty state if no episode has begun."""
        return RepairState() if name is None and not self._kept else self.find(name).state

    def _only(self) -> tuple[str, _Kept]:
        left = [name for name, kept in self._kept.items() if not kept.over]
        if len(left) > 1:
            raise Refused(
                CONFLICT,
                f"{len(left)} episodes are open: say which one by its episode_id, which is in the metadata of every answer",
            )
        if not self._kept:
            raise Refused(CONFLICT, "no episode has begun; reset first")
        name = left[0] if left else next(reversed(self._kept))
        return name, self._kept[name]

    def _touch(self, name: str, kept: _Kept) -> None:
        kept.touched_s = self._clock()
        self._kept.move_to_end(name)

    def _close_idle(self) -> None:
        """The longest idle come first."""
        while self._kept:
            name, kept = next(iter(self._kept.items()))
            if self._clock() - kept.touched_s <= self._idle_timeout_s:
                return
            self._drop(name)

    def _make_room(self) -> None:
        while len(self._kept) >= self._most:
            over = next((name for name, kept in self._kept.items() if kept.over), None)
            if over is None:
                raise Refused(
                    BUSY,
                    f"CAPACITY_REACHED: {self._most} episodes are open, and no more are taken; finish one, or begin it anew by its "
                    "episode_id",
                )
            self._drop(over)

    def _drop(self, name: str) -> None:
        self._kept.pop(name).environment.close()
