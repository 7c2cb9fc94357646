"""The pytest plugin: options, and hooks of a few lines each.

This module is imported in every pytest run of everyone who installed the package, so it imports nothing
heavy; all else is loaded when the first task.toml is met or the first option is used.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .session import Session

TASK_FILE = "task.toml"
_SESSION: pytest.StashKey[Session] = pytest.StashKey()
_MARKERS = {
    "syntax": "codearena: tasks whose code does not compile or misuses names",
    "logic": "codearena: tasks whose code computes something else",
    "optimization": "codearena: tasks whose code is right but slow",
    "type-error": "codearena: tasks whose code mixes up types",
    "security": "codearena: tasks whose code can be abused",
    "easy": "codearena: easy tasks",
    "medium": "codearena: tasks of medium difficulty",
    "hard": "codearena: hard tasks",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options; each has an ini key of the same name with underscores."""
    group = parser.getgroup("codearena", "code-repair tasks (pytest-codearena)")

    def add(name: str, help: str, ini: str = "", **how: Any) -> None:
        key = f"codearena_{name.replace('-', '_')}"
        group.addoption(f"--codearena-{name}", dest=key, default=None, help=help, **how)
        kind = ini or {"append": "args", "store_true": "bool"}.get(how.get("action", ""), "string")
        parser.addini(key, f"ini form of --codearena-{name}", type=kind, default=None)  # type: ignore[arg-type]

    add(
        "agent",
        "who repairs the tasks: builtin, openai:MODEL, ollama:MODEL, hf:MODEL, vllm:MODEL, tgi:MODEL, http(s)://host/v1#MODEL, "
        "file:PATH, command:CMD, python:pkg.mod:callable, chain:A,B, auto, or the baselines buggy and reference; repeatable. "
        "Without it the tasks themselves are checked",
        action="append",
        metavar="SPEC",
    )
    add("attempts", "fixes an agent may propose per task (default 5)", metavar="N")
    add("epochs", "repeats of every task (default 1)", metavar="N")
    add(
        "judge",
        "a model that scores fixes beside the tests, once it has ranked code of known worth: docs/reference.md",
        metavar="SPEC",
    )
    add("judge-samples", "how often the judge is asked about the same code (default 3); the median counts", metavar="N")
    add("judge-cache", "keep the judge's scores in this folder and use those that are there", metavar="DIR")
    add(
        "replies",
        "what becomes of models' replies: off (default), record (keep them), replay (ask no model, use those that are kept), or "
        "auto (ask only for what is not kept)",
        metavar="MODE",
    )
    add("replies-dir", "the folder in which replies are kept (default codearena-replies)", metavar="PATH")
    add("prices", "what models cost: a TOML file, see docs/ci.md", metavar="PATH")
    add("max-cost", "begin no further episode once so much was paid, in the currency of the prices", metavar="AMOUNT")
    add("max-tokens", "begin no further episode once models used so many tokens", metavar="N")
    add("seed", "seed of the properties' search; default: a new one for every attempt", metavar="N")
    add("sandbox", "strict (default) or weak: weak also grades where candidates can't be isolated", metavar="MODE")
    add(
        "attack",
        "run the shipped attacks on the tasks: an item of each task fails if code that computes nothing passes all its tests",
        action="store_true",
    )
    add(
        "check",
        "how thoroughly tasks are examined where there is no agent: full (default), or quick: reference, buggy code and a table "
        "of the visible tests only",
        metavar="DEPTH",
    )
    add(
        "candidate",
        "what the tests of a task import when one of its test files is named on the command line: reference (default), buggy, "
        "or a file. They run in this process, without a sandbox",
        metavar="CODE",
    )
    add("complexity", "append what each attempt earned, costs, and grows like to this CSV file, one row each", metavar="PATH")
    add(
        "baseline",
        "compare with the report of an earlier run: passed, regressed or inconclusive, and which tasks flipped",
        metavar="PATH",
    )
    add("margin", "the drop in the solve rate that pass excludes (default 0.10)", metavar="SHARE")
    add("common", "compare the tasks that both runs have, instead of refusing to if they are not the same", action="store_true")
    add(
        "gate",
        "what the exit status depends on: items (default: every repair has to pass), baseline (10 if an agent regressed), "
        "baseline:strict (also 11 if that is inconclusive), rate:0.7 (12 if an agent solves less), or none",
        metavar="MODE",
    )
    add(
        "memory",
        "offer each agent what it did on the same tasks in earlier runs, and keep what it does in this one, in this file; off "
        "(default) begins anew. It is never switched on or off by the environment (CI=true): only this option and its ini key count",
        metavar="PATH",
    )
    add(
        "curriculum",
        "begin with easy tasks; go on to medium and hard ones, and back, as the mean of an agent's latest rewards says",
        action="store_true",
    )
    add(
        "curriculum-rules",
        "when to go on: easy=0.80,medium=0.75,down=0.35,window=10 (default), any of them",
        metavar="RULES",
    )
    add(
        "curriculum-state",
        "begin the curriculum where the last run with this file ended, and keep it up to date",
        metavar="PATH",
    )
    add(
        "report",
        "write all that was found out to this file, by its ending as .json, .jsonl (a line for each episode) or .csv; repeatable. "
        "Until the run has ended, its episodes stand in PATH.partial.jsonl",
        ini="string",
        action="append",
        metavar="PATH",
    )
    add(
        "resume",
        "take finished episodes of the same tasks, agents and settings from this report, or from what an interrupted run left beside "
        "it, and run only the others",
        metavar="PATH",
    )
    add("concurrency", "episodes that run side by side in this process (default 1)", metavar="N")
    add(
        "backend",
        "where fixes are graded: local (default), ray, or ray:ADDRESS of a Ray cluster: docs/cluster.md",
        metavar="SPEC",
    )
    add(
        "requests-per-minute",
        "requests that may begin in a minute at each endpoint, over all workers (default: no limit)",
        metavar="N",
    )
    add(
        "html",
        "write a page that shows all of it and can be opened from disk; a large run gets a folder beside it",
        metavar="PATH",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Registers the markers, and checks the options, if any is used."""
    for name, text in _MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {text}")
    named = _named_tests(config)
    if named or config.getoption("codearena_candidate"):
        from .direct import DirectRuns
        from .errors import UsageError

        try:
            config.pluginmanager.register(DirectRuns(config, named), "codearena-direct")
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
    checked = ("agent", "attack", "baseline", "check", "gate")
    if any(config.getoption(f"codearena_{name}") or config.getini(f"codearena_{name}") for name in checked):
        session_of(config)


def session_of(config: pytest.Config) -> Session:
    """Returns the run's one Session, a plugin of its own, made when it is first needed.

    Raises pytest.UsageError for wrong options.
    """
    if _SESSION not in config.stash:
        from .errors import UsageError
        from .session import Session

        try:
            config.stash[_SESSION] = session = Session(config)
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
        config.pluginmanager.register(session, "codearena-session")
    return config.stash[_SESSION]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:
    """Where workers have found tasks, this process takes what they find out; it collects nothing itself."""
    if any(TASK_FILE in name for name in ids):
        session_of(node.config)


def _named(config: pytest.Config) -> list[Path]:
    """The paths that were named on the command line."""
    paths = (config.invocation_params.dir / argument.partition("::")[0] for argument in config.args)
    return [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100  # as pytest does: links are not followed


def _named_tests(config: pytest.Config) -> dict[Path, Path]:
    """Python files of tasks that were named on the command line, with the task's folder."""
    found = {}
    for path in _named(config):
        if path.suffix == ".py":
            for folder in path.parents:
                if (folder / TASK_FILE).is_file() and (folder / "reference.py").is_file():
                    found[path] = folder
                    break
    return found


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A task's own files are not collected by this session, unless one is asked for by name."""
    if collection_path.name == TASK_FILE or not (collection_path.parent / TASK_FILE).is_file():
        return None
    asked = any(collection_path == path or collection_path in path.parents for path in _named(config))
    return None if asked else True


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A task.toml is a file of repairs."""
    if file_path.name != TASK_FILE:
        return None
    from .collect import TaskFile

    return TaskFile.from_parent(parent, path=file_path, arena=session_of(parent.config))
