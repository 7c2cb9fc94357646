"""Several agents as one: the first that yields code which is not refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import AgentError
from ..records import Candidate, Observation, Tokens
from ..trying import Trial, Tries
from .validation import Agent


class Chain:
    """Asks its agents in order until one yields code; what the earlier ones used is counted in, and noted why they did not."""

    def __init__(self, agents: Sequence[Agent], *, name: str = "chain") -> None:
        self.name = name
        self._agents = tuple(agents)

    def use(self, trial: Trial) -> None:
        """Every agent in it that tries code may do so by ``trial``."""
        for agent in self._agents:
            if isinstance(agent, Tries):
                agent.use(trial)

    def propose(self, observation: Observation) -> Candidate:
        """The first candidate with code that is new and not refused; else the last one with code, else the last one without.

        An agent that fails is passed over. Raises the first AgentError if nobody yields code: then it is not known
        whether the one that failed would have.
        """
        tokens = Tokens()
        passed_over: list[str] = []
        failure: AgentError | None = None
        answers: list[tuple[str, Candidate]] = []
        for agent in self._agents:
            try:
                answer = agent.propose(observation)
            except AgentError as error:
                failure = failure or error
                passed_over.append(f"{agent.name} failed: {error}")
                continue
            tokens = tokens + answer.tokens
            answers.append((agent.name, answer))
            if answer.code is not None and not answer.refused and not answer.exhausted:
                break
            if answer.exhausted and not answer.refused:
                passed_over.append(f"{agent.name} has nothing new")
                continue
            passed_over.append(f"{agent.name} was refused: {answer.refused or 'there is no code in it'}")
        with_code = [(name, answer) for name, answer in answers if answer.code is not None]
        if not with_code and failure is not None:
            raise failure
        if not answers:
            raise AgentError("chain: there is no agent in it")
        accepted = [(name, answer) for name, answer in with_code if not answer.refused and not answer.exhausted]
        name, answer = (accepted or with_code or answers)[-1]
        said = f"{name} answered" if len(self._agents) > 1 else ""
        return replace(answer, tokens=tokens, note="; ".join(filter(None, [*passed_over, said, answer.note])))
