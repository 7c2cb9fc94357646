"""Several agents as one: the first that yields code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from ..errors import AgentError
from ..records import Candidate, Observation, Tokens
from ..trying import Trial, Tries


class _Agent(Protocol):
    name: str

    def propose(self, observation: Observation) -> Candidate: ...


class Chain:
    """Asks its agents in order until one yields code; what the earlier ones used is counted in."""

    def __init__(self, agents: Sequence[_Agent], *, name: str = "chain") -> None:
        self.name = name
        self._agents = tuple(agents)

    def use(self, trial: Trial) -> None:
        """Every agent in it that tries code may do so by ``trial``."""
        for agent in self._agents:
            if isinstance(agent, Tries):
                agent.use(trial)

    def propose(self, observation: Observation) -> Candidate:
        """The first candidate with code, else the last one without.

        An agent that fails is passed over. Raises the first AgentError if nobody yields code: then it is not known
        whether the one that failed would have.
        """
        tokens = Tokens()
        failure: AgentError | None = None
        answer: Candidate | None = None
        for agent in self._agents:
            try:
                answer = agent.propose(observation)
            except AgentError as error:
                failure = failure or error
                continue
            tokens = tokens + answer.tokens
            if answer.code is not None:
                return replace(answer, tokens=tokens)
        if failure is not None:
            raise failure
        if answer is None:
            raise AgentError("chain: there is no agent in it")
        return replace(answer, tokens=tokens)
