"""The buggy code that an episode began with: a report does not hold it, the task's folder does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from ..errors import TaskError
from ..records import Episode
from ..tasks import load_task


def buggy_sources(episodes: Iterable[Episode], root: Path) -> dict[str, str]:
    """Buggy code by the digest of its task, for those that are below ``root`` in exactly the version that was graded."""
    places = {(episode.digest, episode.path) for episode in episodes}
    found: dict[str, str] = {}
    for digest, path in sorted(places):
        place = PurePosixPath(path)
        if digest in found or place.is_absolute() or ".." in place.parts or "\0" in path:
            continue
        folder = root / place
        if not (folder / "task.toml").is_file():
            continue
        try:
            task = load_task(folder)
        except TaskError:  # it was edited since, so it is another version
            continue
        if task.digest == digest:
            found[digest] = task.buggy
    return found
