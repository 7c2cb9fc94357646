"""An agent that says what it was told to: for tests of anything that drives an agent, and for the baselines."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UsageError
from ..records import Candidate, Observation
from .extract import extract_code


class Scripted:
    """Gives its replies in order, one per attempt of an episode; the last one is repeated.

    A string is a reply as a model would write it, so prose is no code; a Candidate is proposed as it is. The reply is
    chosen by the number of the attempt that is asked for, so one instance serves any number of episodes.
    """

    def __init__(self, replies: Sequence[str | Candidate], *, name: str = "scripted") -> None:
        if not replies:
            raise UsageError("a scripted agent needs at least one reply")
        self.name = name
        self._replies = tuple(replies)

    def propose(self, observation: Observation) -> Candidate:
        """The reply for ``observation.attempt``. Never raises."""
        reply = self._replies[min(max(observation.attempt, 1), len(self._replies)) - 1]
        if isinstance(reply, Candidate):
            return reply
        return Candidate(code=extract_code(reply, observation.buggy_code), reply=reply, method=self.name)
