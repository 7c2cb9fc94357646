"""pytest-codearena: code-repair tasks as pytest tests, graded on what the code computes.

Everything public can be imported from here; it is loaded when it is first asked for, because a pytest
plugin is imported in every run of everyone who installed it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .agents import Agent as Agent
    from .agents import make_agent as make_agent
    from .agents.scripted import Scripted as Scripted
    from .complexity import Analysis as Analysis
    from .complexity import analyse as analyse
    from .entries import Case as Case
    from .entries import Entry as Entry
    from .entries import Importer as Importer
    from .episode import Repair as Repair
    from .episode import solve as solve
    from .errors import AgentError as AgentError
    from .errors import CodeArenaError as CodeArenaError
    from .errors import SandboxError as SandboxError
    from .errors import TaskError as TaskError
    from .errors import UsageError as UsageError
    from .grading.pool import GradingPool as GradingPool
    from .grading.pool import grade as grade
    from .records import Candidate as Candidate
    from .records import Episode as Episode
    from .records import Grade as Grade
    from .records import Growth as Growth
    from .records import Observation as Observation
    from .records import Origin as Origin
    from .records import Outcome as Outcome
    from .records import Task as Task
    from .records import Verdict as Verdict
    from .records import Weights as Weights
    from .report import read_report as read_report
    from .tasks import find_tasks as find_tasks
    from .tasks import load_task as load_task

__version__ = "0.1.0"

_HOMES = {
    "agents": ("Agent", "make_agent"),
    "agents.scripted": ("Scripted",),
    "complexity": ("Analysis", "analyse"),
    "entries": ("Case", "Entry", "Importer"),
    "episode": ("Repair", "solve"),
    "errors": ("AgentError", "CodeArenaError", "SandboxError", "TaskError", "UsageError"),
    "grading.pool": ("GradingPool", "grade"),
    "records": ("Candidate", "Episode", "Grade", "Growth", "Observation", "Origin", "Outcome", "Task", "Verdict", "Weights"),
    "report": ("read_report",),
    "tasks": ("find_tasks", "load_task"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = ["__version__", *sorted(_HOME_OF)]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)
