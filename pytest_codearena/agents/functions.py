"""An agent that is a Python function of the user's."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from ..errors import AgentError, UsageError
from ..records import Candidate, Observation
from .extract import extract_code


class Function:
    """Calls ``module:callable`` with the observation; it answers with a Candidate, a reply, or None for no code."""

    def __init__(self, target: str, *, name: str = "python") -> None:
        """Imports the module. Raises UsageError if the module or the callable in it can't be had."""
        self.name = name
        self._target = target
        self._call = _load(target)

    def propose(self, observation: Observation) -> Candidate:
        """What the function answers. Raises AgentError naming the exception that it raised."""
        try:
            answer = self._call(observation)
        except Exception as error:
            raise AgentError(f"python: {self._target} raised {type(error).__name__}: {_one_line(error)}") from error
        if isinstance(answer, Candidate):
            return answer
        if answer is None or isinstance(answer, str):
            reply = answer or ""
            return Candidate(code=extract_code(reply, observation.buggy_code), reply=reply, method="python")
        raise AgentError(
            f"python: {self._target} answered with a {type(answer).__name__}; it must be a str, a Candidate or None"
        )


def _load(target: str) -> Callable[[Observation], object]:
    module_name, _, name = target.rpartition(":")
    try:
        found: object = importlib.import_module(module_name)
    except Exception as error:  # whatever the user's module raises while it is imported
        hint = (
            "; is its folder on sys.path (PYTHONPATH, or pytest's pythonpath setting)?"
            if _is_missing(error, module_name)
            else ""
        )
        raise UsageError(
            f"python: {module_name} can't be imported: {type(error).__name__}: {_one_line(error)}{hint}"
        ) from error
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise UsageError(f"python: {module_name} has no {name}") from None
    if not callable(found):
        raise UsageError(f"python: {target} is a {type(found).__name__}, not a function of an observation")
    return found


def _is_missing(error: Exception, module_name: str) -> bool:
    return isinstance(error, ModuleNotFoundError) and error.name is not None and module_name.startswith(error.name)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
