"""Agents: whoever proposes a fix. Providers' libraries are loaded when an agent is first asked, not here."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from ..records import Candidate, Observation, Task
from .auto import auto_spec, auto_text
from .spec import CHAT_PROVIDERS, Spec, parse_spec

if TYPE_CHECKING:
    from .calls import Calls

__all__ = ["Agent", "check_spec", "make_agent", "meaning_of", "shown_as"]


class Agent(Protocol):
    """Proposes fixes."""

    name: str
    """What reports call it: the spec as the user typed it."""

    def propose(self, observation: Observation) -> Candidate:
        """A fix for what the observation shows; ``code`` is None if the agent had none to offer.

        Raises AgentError if the provider failed, which says nothing about the model.
        """
        ...


def check_spec(spec: str) -> None:
    """Returns if ``spec`` is of a form that some provider takes; nothing is loaded, started or asked.

    Raises UsageError otherwise, with the likeliest thing that was meant and all the forms there are.
    """
    if parse_spec(spec).provider == "auto":
        auto_spec(os.environ)


def meaning_of(spec: str) -> str:
    """The spec that ``auto`` stands for in this environment; any other spec as it is."""
    return auto_text(os.environ) if spec.strip() == "auto" else spec


def shown_as(spec: str) -> str:
    """The spec as a header shows it: with what it stands for, if that is something else."""
    meaning = meaning_of(spec)
    return spec if meaning == spec else f"{spec} ({meaning})"


def make_agent(spec: str, task: Task, *, seed: int | None = None, calls: Calls | None = None) -> Agent:
    """The agent for one episode on ``task``.

    ``calls`` makes its requests; without it they go straight to the endpoint.
    ``seed`` is sent to chat providers that the spec gives none; others are deterministic or their own master.
    Raises UsageError if the spec is of no known form, or if a ``python:`` agent can't be imported.
    """
    return _made(parse_spec(spec), task, seed, calls)


def _made(spec: Spec, task: Task, seed: int | None, calls: Calls | None) -> Agent:
    """Each alternative is imported here: a run loads only those that it names."""
    provider = spec.provider
    if provider in CHAT_PROVIDERS or provider in ("http", "https"):
        return _model(spec, task, seed, calls)
    if provider == "builtin":
        from .builtin import CPU_S, Builtin

        return Builtin(cpu_s=float(spec.options.get("cpu_s", CPU_S)), name=spec.text)
    if provider == "file":
        from .files import Files

        return Files(spec.target, name=spec.text)
    if provider == "command":
        from .programs import Program

        return _counted(Program(spec.target, name=spec.text), spec, calls)
    if provider == "python":
        from .functions import Function

        return _counted(Function(spec.target, name=spec.text), spec, calls)
    if provider == "chain":
        from .chain import Chain

        return Chain([_made(part, task, seed, calls) for part in spec.chain], name=spec.text)
    if provider == "auto":
        from .chain import Chain

        meant = auto_spec(os.environ)
        return Chain([_made(part, task, seed, calls) for part in meant.chain or (meant,)], name="auto")
    from .scripted import Scripted

    code = task.reference if provider == "reference" else task.buggy
    return Scripted([Candidate(code=code, method=provider, note=f"the task's {provider}.py")], name=provider)


def _counted(agent: Agent, spec: Spec, calls: Calls | None) -> Agent:
    if calls is None:
        return agent
    from .calls import Counted

    return Counted(agent, calls, spec.model_id)


def _model(spec: Spec, task: Task, seed: int | None, calls: Calls | None) -> Agent:
    """A model with the passes around it that the spec does not switch off."""
    from .chat import Chat
    from .validation import Validated

    agent: Agent = Validated(Chat(spec, seed=seed, calls=calls))
    if "critique" in spec.passes:
        from .critique import Critique

        agent = Critique(agent, task.efficiency)
    if "retry" in spec.passes:
        from .retry import Retry

        agent = Retry(agent)
    return agent
