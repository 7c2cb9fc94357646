"""The settings of a server, checked."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field

from ..errors import UsageError
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
    token: str | None = None
    """What clients have to send as ``Authorization: Bearer``; None lets everybody in who can reach the port."""

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
        if self.token is not None and not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise UsageError("--token: expected printable ASCII characters, as a header takes them; choose another one")
