"""Scores that were given before: for the run, and in a folder if there is one."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from dataclasses import asdict
from pathlib import Path

from ..errors import UsageError
from .scores import Scores, read_scores


class StoredScores:
    """Scores by what they were given for. Any number of threads and processes may share a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Makes the folder. Raises UsageError if that cannot be done."""
        self._folder = folder
        self._known: dict[str, Scores] = {}
        self._lock = threading.Lock()
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UsageError(f"--codearena-judge-cache: cannot make {folder}: {error}; name a folder that you may write to") from error

    def find(self, key: str) -> Scores | None:
        """Returns the scores; None if there are none. Raises UsageError for a file that holds something else."""
        with self._lock:
            known = self._known.get(key)
        if known is not None or self._folder is None:
            return known
        path = self._folder / f"{key}.json"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--codearena-judge-cache: cannot read {path}: {error}; delete it") from error
        found = read_scores(text)
        if found is None:
            raise UsageError(f"--codearena-judge-cache: {path} holds no scores; delete it")
        with self._lock:
            self._known[key] = found
        return found

    def keep(self, key: str, scores: Scores, *, judge: str) -> None:
        """The scores are there from now on. Raises UsageError if they can't be written."""
        with self._lock:
            self._known[key] = scores
        if self._folder is None:
            return
        path = self._folder / f"{key}.json"
        temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            temporary.write_text(json.dumps({"judge": judge, **asdict(scores)}) + "\n", encoding="utf-8")
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise UsageError(f"--codearena-judge-cache: cannot write {path}: {error}; name a folder that you may write to") from error


def key_of(*parts: str) -> str:
    """Returns a name for what these texts say together."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
