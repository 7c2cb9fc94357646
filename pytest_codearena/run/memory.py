"""Memory in one run of pytest: opened at its beginning if it is asked for, offered, added to, and accounted for."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from ..errors import UsageError
from ..memory.entries import entry_of
from ..memory.gain import gains
from ..memory.lines import header_line, summary_lines
from ..memory.store import Memory, open_memory
from ..records import Episode, Remembered, Settings
from .thread_output import at_its_item


class RunMemory:
    """What the run's agents remember; nothing at all if memory is off."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        """Opens the file, and warns if it was damaged. Raises UsageError for one that can't be used."""
        self._name = settings.memory
        self._memory: Memory | None = None
        if settings.memory != "off" and settings.agents and not config.option.collectonly:
            self._memory = open_memory(Path(config.invocation_params.dir, settings.memory), settings.agents)
            if self._memory.damage:
                config.issue_config_time_warning(pytest.PytestWarning(self._memory.damage), stacklevel=2)

    def recall(self, digest: str, agent: str) -> Remembered | None:
        """Returns what earlier runs left of the agent on this version of a task; None if there is nothing."""
        return self._memory.recall(digest, agent) if self._memory is not None else None

    def keep(self, episode: Episode) -> None:
        """What the episode leaves is in the file after this, for the next run."""
        if self._memory is None:
            return
        entry = entry_of(episode, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"))
        if entry is not None:
            try:
                self._memory.add(entry)
            except UsageError as error:  # the episode itself is good, and was paid for
                at_its_item(partial(warnings.warn, pytest.PytestWarning(str(error)), stacklevel=1))

    def header(self) -> list[str]:
        """Returns what the header says of it."""
        return [header_line(self._name, len(self._memory))] if self._memory is not None else []

    def summary(self, episodes: Sequence[Episode], width: int) -> list[str]:
        """Returns what the end of the run says of it: what the agents came to before, and now."""
        return summary_lines(self._name, gains(episodes), width=width) if self._memory is not None else []
