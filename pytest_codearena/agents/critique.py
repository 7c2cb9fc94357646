"""A look at an answer's speed before it counts, where something says that it is still slower than it should be."""

from __future__ import annotations

from dataclasses import replace

from ..complexity import Analysis, analyse
from ..errors import AgentError
from ..records import SPEED_HINT, Candidate, Draft, Growth, Observation, Workload
from .validation import Agent

_ORDER = list(Growth)
_ASKED = (
    "Change nothing of what it computes. Write the complete module in one ```python fenced block: a faster one, or this very "
    "one if it is as fast as can be."
)


class Critique:
    """Has an agent go over its own answer, once, if ``concern`` finds something in it."""

    def __init__(self, agent: Agent, workload: Workload | None = None) -> None:
        """``workload`` says which function is timed and how a good one grows; of both the model is told nothing."""
        self.name = agent.name
        self._agent = agent
        self._workload = workload

    def propose(self, observation: Observation) -> Candidate:
        """The answer as it is after the look; the tokens of both are counted.

        The first answer stays if the second one is refused, holds no code, is cut off, or grows faster by its source, or
        if the provider fails. Raises what the agent raises for the first one.
        """
        first = self._agent.propose(observation)
        if first.code is None or first.refused or first.truncated:
            return first
        said = concern(first.code, observation, self._workload)
        if not said:
            return first
        draft = Draft(first.code, first.reply, said)
        try:
            second = self._agent.propose(replace(observation, drafts=(*observation.drafts, draft)))
        except AgentError as error:
            return replace(first, note=_joined(first.note, f"critique: failed, the answer stays as it was ({error})"))
        tokens = first.tokens + second.tokens
        worse = self._worse(first.code, second)
        if worse:
            return replace(first, tokens=tokens, note=_joined(first.note, f"critique: the answer stays as it was, the new one {worse}"))
        changed = "changed nothing" if second.code == first.code else "the answer was rewritten"
        return replace(second, tokens=tokens, note=_joined(second.note, f"critique: {changed}"))

    def _worse(self, before: str, second: Candidate) -> str:
        if second.code is None:
            return "holds no code"
        if second.refused:
            return f"is refused, {second.refused}"
        if second.truncated:
            return "was cut at the output limit"
        old, new = (_read(code, self._workload).growth for code in (before, second.code))
        return "is slower" if Growth.UNKNOWN not in (old, new) and _ORDER.index(new) > _ORDER.index(old) else ""


def concern(code: str, observation: Observation, workload: Workload | None = None) -> str:
    """What to ask about the speed of ``code``; empty if nothing says that it is slower than it should be.

    After an attempt that was measured as too costly: unless the source says that this one grows more slowly. Otherwise, where
    the task or the last hint is about speed: if the source says that it grows faster than the task expects, or no more
    slowly than the code that was to be repaired if the task does not say.
    """
    found = _read(code, workload)
    last = observation.previous_attempts[-1] if observation.previous_attempts else None
    if last is not None and (last.costly or last.verdict == "slow"):
        before = _read(last.code, workload).growth if last.code is not None else Growth.UNKNOWN
        faster = Growth.UNKNOWN not in (before, found.growth) and _ORDER.index(found.growth) < _ORDER.index(before)
        return "" if faster and not _exceeds(found.growth, workload) else _question(found)
    if observation.category != "optimization" and not observation.hint.startswith(SPEED_HINT):
        return ""
    if workload is not None and workload.expected is not None:
        return _question(found) if _exceeds(found.growth, workload) else ""
    at_first = _read(observation.buggy_code, workload).growth
    known = Growth.UNKNOWN not in (at_first, found.growth) and at_first is not Growth.CONSTANT
    return _question(found) if known and _ORDER.index(found.growth) >= _ORDER.index(at_first) else ""


def _exceeds(growth: Growth, workload: Workload | None) -> bool:
    """True if the source is known to grow faster than the task's author expects."""
    if workload is None or workload.expected is None or growth is Growth.UNKNOWN:
        return False
    expected = next((each for each in Growth if each.value == workload.expected), Growth.UNKNOWN)
    return expected is not Growth.UNKNOWN and _ORDER.index(growth) > _ORDER.index(expected)


def _read(code: str, workload: Workload | None) -> Analysis:
    try:
        return analyse(code, workload.function if workload else None)
    except Exception:  # noqa: BLE001 - a reader's mistake must not end an episode: what it says is advice
        return Analysis("unknown", Growth.UNKNOWN)


def _question(found: Analysis) -> str:
    seen = [f"- {reason}" for reason in found.reasons]
    if found.growth is not Growth.UNKNOWN:
        seen.insert(0, f"- its time seems to grow like {found.growth.value}")
    parts = [
        "Before this answer counts, go over it once for its speed on large inputs. It is probably slower than it should be.",
        "\n".join(seen),
        found.hint,
        _ASKED,
    ]
    return "\n\n".join(filter(None, parts))


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))
