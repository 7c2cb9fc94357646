"""What pytest-xdist's one process knows of an item whose worker died: its id, from which its episode is told."""

from __future__ import annotations

from pathlib import Path

from ..agents.spec import parse_spec
from ..collect import ids_of
from ..episode import failed_episode
from ..errors import TaskError
from ..records import Episode, Outcome, Settings
from ..tasks import load_task


def crashed_episode(nodeid: str, root: Path, settings: Settings, why: str) -> Episode | None:
    """Returns the episode of an item, an error that says nothing about the model; None if the item is no repair."""
    place, _, name = nodeid.rpartition("::")
    shown, _, epoch = name.rpartition("#")
    agent = next((agent for agent, its_name in ids_of(settings.agents).items() if its_name == shown), None)
    if agent is None or not epoch.isdigit():
        return None
    try:
        task = load_task(root / place)
    except TaskError:  # it was in order when the worker collected it, and is being written right now
        return None
    error = f"{' '.join(why.split())}; it may have used too much memory, or the agent ended it"
    return failed_episode(task, parse_spec(agent).text, int(epoch), place.rpartition("/")[0], Outcome.SANDBOX_ERROR, error)
