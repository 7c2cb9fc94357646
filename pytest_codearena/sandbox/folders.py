"""Removes folders that a candidate could write to: however deep they are, and whatever rights it took from them."""

from __future__ import annotations

import itertools
import os
from pathlib import Path


def empty(folder: Path) -> None:
    """``folder`` exists and holds nothing after this; links in it are removed, not followed.

    Subfolders are moved up before they are emptied, so that no path gets long and nothing recurses.
    """
    if not folder.is_dir() or folder.is_symlink():
        if folder.is_symlink() or folder.exists():
            folder.unlink()
        folder.mkdir()
    folder.chmod(0o700)
    numbers = itertools.count()
    pending = [folder]
    while pending:
        place = pending.pop()
        with os.scandir(place) as found:
            entries = list(found)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                moved = folder / f".gone-{next(numbers)}"
                os.chmod(entry.path, 0o700)
                os.rename(entry.path, moved)
                pending.append(moved)
            else:
                os.unlink(entry.path)
        if place != folder:
            place.rmdir()


def remove(folder: Path) -> None:
    """``folder`` is gone after this, if it was there, whoever else removes it at the same time."""
    while folder.exists():
        try:
            empty(folder)
            folder.rmdir()
        except FileNotFoundError:
            continue
