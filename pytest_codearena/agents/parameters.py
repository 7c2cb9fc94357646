"""The parameters of a model's requests, less those that its endpoint turned out to refuse."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping

from .failures import Failure

_DROPPABLE = ("temperature", "top_p", "seed", "frequency_penalty", "presence_penalty", "reasoning_effort")


class Parameters:
    """What is sent beside model and messages. An endpoint's refusal changes it for good, one parameter at a time."""

    def __init__(self, given: Mapping[str, object]) -> None:
        self.changes: list[str] = []
        """What was changed, a few words each."""
        self._now: dict[str, object] = dict(given)
        self._lock = threading.Lock()

    def current(self) -> dict[str, object]:
        """The parameters as they are to be sent now."""
        with self._lock:
            return dict(self._now)

    def yield_to(self, failure: Failure, sent: Mapping[str, object]) -> bool:
        """The parameter that the endpoint refused by name is dropped or renamed; False if it refused none of those ``sent``.

        Each goes only once, also if several requests were refused at the same time.
        """
        if failure.status not in (400, 422):
            return False
        words = str(failure.body)[:4000]
        with self._lock:
            if "max_tokens" in sent and re.search(r"\bmax_tokens\b", words):
                if "max_tokens" in self._now:
                    self._now["max_completion_tokens"] = self._now.pop("max_tokens")
                    self.changes.append("max_tokens was refused and sent as max_completion_tokens")
                return True
            for name in _DROPPABLE:
                if name in sent and re.search(rf"\b{name}\b", words):
                    if name in self._now:
                        del self._now[name]
                        self.changes.append(f"{name} was refused and left out")
                    return True
        return False
