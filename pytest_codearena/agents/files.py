"""Fixes that someone wrote into files."""

from __future__ import annotations

from pathlib import Path

from ..errors import AgentError
from ..records import Candidate, Observation


class Files:
    """Proposes the content of a file: ``PATH`` itself, or ``PATH/<task>.<attempt>.py``, or ``PATH/<task>.py``.

    Of numbered files the last one that exists is repeated for the attempts after it.
    """

    def __init__(self, path: str, *, name: str = "file") -> None:
        self.name = name
        self._path = Path(path)

    def propose(self, observation: Observation) -> Candidate:
        """The file's text, verbatim. Raises AgentError, naming what was looked for, if there is no such file."""
        path = self._find(observation.task, observation.attempt)
        try:
            code = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise AgentError(f"file: {path} can't be read: {reason}") from error
        return Candidate(code=code, method="file", note=path.name)

    def _find(self, task: str, attempt: int) -> Path:
        if not self._path.is_dir():
            if self._path.is_file():
                return self._path
            raise AgentError(f"file: there is no file {self._path}")
        plain = self._path / f"{task}.py"
        for number in range(max(attempt, 1), 0, -1):
            numbered = self._path / f"{task}.{number}.py"
            if numbered.is_file():
                return numbered
        if plain.is_file():
            return plain
        raise AgentError(f"file: {self._path} holds neither {plain.name} nor {task}.1.py")
