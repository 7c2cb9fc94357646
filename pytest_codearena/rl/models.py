"""What goes over the wire: action, observation and state, in OpenEnv's terms."""

from __future__ import annotations

import re
from typing import Annotated, Any

from openenv.core.env_server.types import Action, Observation, State
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from .proposed import LONGEST_FIX

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def sendable(text: str) -> str:
    """Returns the text with U+FFFD for lone surrogates, which no JSON document in UTF-8 can hold."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _any_text(value: object) -> str:
    """Takes lone surrogates too, which Pydantic would refuse: such a fix is graded, as one that does not compile."""
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a string: the complete corrected module")
    if len(value) > LONGEST_FIX:
        raise PydanticCustomError("string_too_long", f"Input should have at most {LONGEST_FIX} characters")
    return value


Source = Annotated[
    str, PlainValidator(_any_text), WithJsonSchema({"type": "string", "maxLength": LONGEST_FIX, "title": "Proposed Fix"})
]
"""The text of a module, whatever characters it has."""


class RepairAction(Action):
    """A proposed fix."""

    proposed_fix: Source = Field(
        description="The complete corrected module, or a reply that holds it in a fenced block. Code that was tried before "
        "in the episode counts less."
    )


class RepairObservation(Observation):
    """All that an agent may know now. Hidden tests and the reference are not in it.

    ``reward`` and ``done`` are OpenEnv's. ``metadata`` holds ``episode_id``, ``attempt`` (steps made) and ``max_attempts``; after a step
    also ``absolute_reward`` (of this attempt), ``best_reward`` and ``weights`` (what each component counts).
    """

    task_id: str = Field(default="", description="Name of the task")
    title: str = ""
    description: str = Field(default="", description="What the code should do, and what is known to be wrong")
    category: str = ""
    difficulty: str = ""
    module: str = Field(default="", description="Name by which the tests import the code")
    buggy_code: str = Field(default="", description="The module to repair")
    visible_tests: dict[str, str] = Field(default_factory=dict, description="Source of the unit tests by file name")
    support: str | None = Field(default=None, description="Source of support.py, which the module may import")
    verdict: str = Field(default="", description="What the latest attempt turned out to be; empty before the first")
    error_log: str = Field(default="", description="Why the latest attempt did not pass; empty before the first")
    test_results: str = Field(default="", description="One line for each check of the latest attempt")
    hint: str = Field(default="", description="What to look at next, following the reward of the latest attempt")
    components: dict[str, float] = Field(default_factory=dict, description="Value of each component of the absolute reward")
    previous_attempts: list[str] = Field(default_factory=list, description="The fixes proposed so far, oldest first")


class RepairState(State):
    """Where an episode stands. Before the first reset all of it is empty."""

    task_id: str = ""
    category: str = ""
    difficulty: str = ""
    max_attempts: int = 0
    verdict: str = Field(default="", description="Of the latest attempt")
    best_reward: float = Field(default=0.0, description="Highest absolute reward so far")
    done: bool = False
    solved: bool = False


class ResetParameters(BaseModel):
    """What ``reset`` takes, all of it optional. Anything else is refused: a misspelt name would choose another task."""

    model_config = ConfigDict(extra="forbid", strict=True)

    task_id: str | None = Field(default=None, description='Name of a task, or "auto"')
    category: str | None = Field(default=None, description="One of this category")
    difficulty: str | None = Field(default=None, description='One of easy, medium, hard, or "auto": the curriculum chooses')
    split: str | None = Field(default=None, description='Always "train"')
    index: int | None = Field(default=None, ge=0, description="Place of the task in its split")
    seed: int | None = Field(default=None, ge=0, description="The same seed chooses the same task among those asked for")
    episode_id: str | None = Field(
        default=None, min_length=1, max_length=255, description="The episode's name; made up if absent"
    )


def problems(errors: list[Any]) -> str:
    """Returns Pydantic's errors in one line, without the input that caused them."""
    return "; ".join(".".join(map(str, each["loc"])) + ": " + each["msg"] for each in errors)
