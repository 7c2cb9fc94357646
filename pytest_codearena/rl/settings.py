"""The settings of a server, checked."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path

from ..agents import check_spec
from ..agents.spec import Spec, parse_spec
from ..errors import UsageError
from ..grading.backends import check_backend
from .reward import MODES

LONGEST_STEP_S = 55.0
"""OpenEnv's clients wait 60 s for an answer, and lose their session then."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server was asked to do. Raises UsageError for values that make no sense."""

    sessions: int = 64
    """Episodes that may be open at the same time: over WebSockets, and as many again over plain HTTP."""
    workers: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    """Grades done at the same time; more than there are cores gains nothing."""
    reward: str = "delta"
    """What a step is rewarded with; see ``reward.step_reward``."""
    attempts: int = 5
    """Steps of an episode."""
    step_timeout_s: float = 45.0
    """A step that is not graded after this is answered with an error, and can be asked for again."""
    idle_timeout_s: float = 3600.0
    """A session that hears nothing for so long is closed."""
    seed: int | None = 0
    """Of the inputs that properties record: the same code gets the same grade in every session. None draws them anew."""
    sandbox: str = "strict"
    """``strict`` or ``weak``, as pytest's option."""
    backend: str = "local"
    """Where fixes are graded, as pytest's option."""
    token: str | None = None
    """What clients have to send as ``Authorization: Bearer``; None lets everybody in who can reach the port."""

    agents: tuple[str, ...] = ("builtin",)
    """Specs of the agents that visitors of the page may ask."""
    memory: Path | None = None
    """File of what these agents did in earlier runs; None means that they remember nothing."""
    runs_per_minute: int = 60
    """Fixes, questions to agents and programs for each visitor of the page; for all of one address four times as many."""
    hosts: tuple[str, ...] = ()
    """Names under which browsers may reach the server, beside localhost and numeric addresses."""

    def __post_init__(self) -> None:
        for name in ("sessions", "workers", "attempts"):
            if getattr(self, name) < 1:
                raise UsageError(f"--{name}: expected at least 1, got {getattr(self, name)}; write e.g. --{name} 4")
        if self.reward not in MODES:
            raise UsageError(f'--reward: expected one of {", ".join(MODES)}, got "{self.reward}"; write --reward delta')
        if not 0 < self.step_timeout_s <= LONGEST_STEP_S:
            raise UsageError(
                f"--step-timeout-s: expected at most {LONGEST_STEP_S:g}, got {self.step_timeout_s:g}; clients wait 60 s, write 45"
            )
        if not self.step_timeout_s < self.idle_timeout_s < math.inf:
            raise UsageError(
                f"--idle-timeout-s: expected more than --step-timeout-s ({self.step_timeout_s:g}), got {self.idle_timeout_s:g}; "
                "or sessions end during a step"
            )
        if self.runs_per_minute < 1:
            raise UsageError(f"--runs-per-minute: expected at least 1, got {self.runs_per_minute}; write --runs-per-minute 60")
        check_backend(self.backend, "--backend")
        for spec in self.agents:
            check_spec(spec)
            if _shows_reference(parse_spec(spec)):
                raise UsageError(f"--agent {spec}: would show the reference to every visitor of the page; leave it out")
        if self.token is not None and not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise UsageError("--token: expected printable ASCII characters, as a header takes them; choose another one")


def _shows_reference(spec: Spec) -> bool:
    return spec.provider == "reference" or any(map(_shows_reference, spec.chain))
