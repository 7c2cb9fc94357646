"""What stands between an agent and its endpoint: nothing by default; in a run, stored replies and a count of what is spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ..records import Candidate, Observation, Tokens
from .failures import Failure
from .prompt import Message

if TYPE_CHECKING:
    from .validation import Agent


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked, before anything is settled with its endpoint: the same in every run, whatever the endpoint refuses."""

    model: str
    """Provider and model, e.g. ``openai:gpt-5``."""
    messages: Sequence[Message]
    parameters: Mapping[str, object]
    """As the user gave them."""
    number: int = 0
    """Which time this very thing is asked, 1-based; 0: the next time."""
    host: str = ""
    """Where the endpoint is, ``host:port``; a reply that is kept does not depend on it."""
    secrets: tuple[str, ...] = ()
    """What may not be kept of an answer: keys and passwords."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a request."""

    answer: dict[str, object] | Failure
    changes: tuple[str, ...] = ()
    """Which parameters the endpoint refused, a few words each."""
    replayed: bool = field(default=False, compare=False)
    """True if it was stored, and nobody was asked."""


class Calls(Protocol):
    """Makes the requests of one agent, or of a judge."""

    def exchange(self, request: Request, ask: Callable[[], Exchange]) -> Exchange:
        """What came of the request. Raises StoredReplyError where a stored reply is needed and there is none that can be used."""
        ...

    def count(self, model: str, tokens: Tokens, characters: int) -> None:
        """What an agent that asks a model by itself says it used is counted; ``characters`` is the length of its reply."""
        ...


class Direct:
    """Asks, keeps nothing, counts nothing."""

    def exchange(self, request: Request, ask: Callable[[], Exchange]) -> Exchange:
        """What ``ask`` gives."""
        return ask()

    def count(self, model: str, tokens: Tokens, characters: int) -> None:
        """Nothing changes."""


class Counted:
    """An agent that asks models by itself, whose tokens are counted as it reports them."""

    def __init__(self, agent: Agent, calls: Calls, model: str) -> None:
        self.name = agent.name
        self._agent = agent
        self._calls = calls
        self._model = model

    def propose(self, observation: Observation) -> Candidate:
        """The agent's candidate. Raises what the agent raises."""
        candidate = self._agent.propose(observation)
        self._calls.count(self._model, candidate.tokens, len(candidate.reply))
        return candidate
