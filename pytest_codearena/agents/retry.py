"""A second chance within an attempt, for an answer that is refused."""

from __future__ import annotations

from dataclasses import replace

from ..records import Candidate, Draft, Observation
from .validation import Agent


class Retry:
    """Asks an agent once more, exactly once, if its candidate is refused, and shows it the candidate and why."""

    def __init__(self, agent: Agent) -> None:
        self.name = agent.name
        self._agent = agent

    def propose(self, observation: Observation) -> Candidate:
        """The first answer that is not refused, else the later one that holds code; the tokens of both are counted.

        An answer that was cut at the model's output limit is not asked for again: it would be as long. Raises what the
        agent raises.
        """
        first = self._agent.propose(observation)
        if not first.refused or first.truncated:
            return first
        draft = Draft(first.code, first.reply, remark(first.refused))
        second = self._agent.propose(replace(observation, drafts=(*observation.drafts, draft)))
        answer = second if second.code is not None or first.code is None else first
        outcome = f"refused again, {second.refused}" if second.refused else "accepted"
        pass_note = f"retry: the first answer was refused, {first.refused}; the second one was {outcome}"
        return replace(
            answer, tokens=first.tokens + second.tokens, note="; ".join(filter(None, [second.note or first.note, pass_note]))
        )


def remark(refused: str) -> str:
    """What the model is told about an answer that is refused."""
    return (
        f"This answer is not taken: {refused}. It has not been run, and it does not count as an attempt.\n\n"
        "Write the complete corrected module, with everything that the module to repair defines, in one ```python fenced block."
    )
