"""Who is on the page: each browser by a cookie that only this server can have made, with a workspace of its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from ...errors import SandboxError
from ...grading.answers import ProgramRun
from ..arena import Arena
from ..refused import BUSY, CONFLICT, TOO_MANY, Refused, not_graded
from .limit import RunLimit
from .notebook import Notebook
from .programs import Programs
from .workspace import Workspace, too_many

ADDRESS_FACTOR = 4
"""All visitors of one address together may have so many times as much run as one of them."""


class Visitors:
    """All that the page's visitors share. Close it before the arena."""

    def __init__(self, arena: Arena, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises UsageError if the memory's file can't be used."""
        settings = arena.settings
        self.arena = arena
        self.notebook = Notebook(settings.memory, settings.agents)
        self._programs = Programs(settings.workers, settings.sandbox)
        self._places = threading.Semaphore(settings.workers)
        self._by_visitor = RunLimit(settings.runs_per_minute, clock)
        self._by_address = RunLimit(ADDRESS_FACTOR * settings.runs_per_minute, clock)
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[str, Workspace] = OrderedDict()
        self._lock = threading.Lock()

    # --- cookies

    def cookie(self) -> str:
        """Returns the cookie of a visitor who was not here before."""
        name = secrets.token_urlsafe(18)
        return f"{name}.{self._signed(name)}"

    def is_ours(self, cookie: str) -> bool:
        """True if ``cookie`` was made by this server since it was started."""
        name, _, signature = cookie.rpartition(".")
        return hmac.compare_digest(signature.encode("utf-8", "replace"), self._signed(name).encode())

    def _signed(self, name: str) -> str:
        return hmac.new(self._key, name.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    # --- workspaces

    def find(self, cookie: str) -> Workspace | None:
        """Returns the visitor's workspace; None if there is none yet."""
        with self._lock:
            return self._kept.get(cookie)

    def workspace(self, cookie: str, address: str) -> Workspace:
        """Returns the visitor's workspace, made if need be. Raises Refused if there are too many visitors."""
        with self._lock:
            kept = self._kept.get(cookie)
            if kept is None:
                self._make_room()
                kept = self._kept[cookie] = Workspace(
                    self.arena, self.notebook, self._places, lambda: self.take(cookie, address), self._clock
                )
            self._kept.move_to_end(cookie)
            return kept

    def _make_room(self) -> None:
        """Whoever was idle for too long gives way; then who has done nothing yet; work that somebody has begun never does."""
        settings = self.arena.settings
        for cookie, kept in list(self._kept.items()):
            if not kept.is_busy and self._clock() - kept.touched_s > settings.idle_timeout_s:
                del self._kept[cookie]
        if len(self._kept) >= settings.sessions:
            unused = next((cookie for cookie, kept in self._kept.items() if kept.is_empty), None)
            if unused is None:
                raise Refused(BUSY, f"{settings.sessions} people are working here, and no more are taken; come back later")
            del self._kept[unused]

    # --- runs

    def take(self, cookie: str, address: str) -> float:
        """Returns 0.0 if a run is counted and may begin, else after how many seconds the next one may."""
        return self._by_visitor.take(cookie) or self._by_address.take(address)

    def run_program(self, source: str, cookie: str, address: str) -> ProgramRun:
        """Returns what became of a program, run in the sandbox. Raises Refused if it can't be run now."""
        if not source.strip():
            raise Refused(CONFLICT, "there is no program: nothing was run")
        wait_s = self.take(cookie, address)
        if wait_s:
            raise Refused(TOO_MANY, too_many(wait_s))
        try:
            return self._programs.run(source)
        except SandboxError as error:
            raise not_graded("program", error) from None

    def close(self) -> None:
        """Agent modes make no further attempt after this, and no idle process is left."""
        with self._lock:
            for kept in self._kept.values():
                kept.stop()
        self._programs.close()
