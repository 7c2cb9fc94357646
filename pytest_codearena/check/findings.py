"""What examining one task came to, as a record that crosses from one process to another as a line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Findings:
    """What came out of examining one task."""

    task: str
    path: str
    """Folder of the task relative to the run's root, with forward slashes."""
    depth: str
    """``full`` or ``quick``."""
    problems: tuple[str, ...] = ()
    """All that its author has to mend, a line each: ``file: place: what is wrong, why; how to mend it``."""
    mutants: int = 0
    """Those that were tried and are not marked as equivalent."""
    left_out: int = 0
    """Mutants beyond those that were tried."""
    equivalent: int = 0
    """Surviving mutants that the author marked."""
    survivors: tuple[str, ...] = ()
    """Mutants that passed every test, a line each."""
    vacuous: tuple[str, ...] = ()
    """Properties that nothing wrong ever failed."""
    flickering: tuple[str, ...] = ()
    """Checks whose outcome depends on the seed."""
    margin: float | None = None
    """The time limit over the time of the reference's slowest check; None if that is too short to be known."""
    seconds: float = 0.0

    @property
    def kill_rate(self) -> float | None:
        """Share of the mutants that some test noticed; None if there are none."""
        return 1 - len(self.survivors) / self.mutants if self.mutants else None


def to_line(findings: Findings) -> str:
    """Returns the findings as one line of JSON."""
    return json.dumps(asdict(findings))


def from_line(line: str) -> Findings:
    """Returns the findings that ``to_line`` wrote."""
    read: dict[str, Any] = json.loads(line)
    listed = {name: tuple(value) for name, value in read.items() if isinstance(value, list)}
    return Findings(**{**read, **listed})
