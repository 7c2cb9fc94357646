"""The rules of ARCHITECTURE.md that import-linter and ruff can't state, read from the source itself."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pytest_codearena

PACKAGE = Path(pytest_codearena.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
FORBIDDEN = {"utils", "util", "helpers", "helper", "manager", "handler", "info", "misc", "common"}
GRADER = {"grading/failure.py", "grading/grader.py", "grading/suite.py", "grading/mother.py", "grading/properties.py", "grading/trial.py"}
PYTEST_FACING = {
    "plugin.py",
    "session.py",
    "collect.py",
    "run/order.py",
    "direct.py",
    "run/live.py",
    "run/reason.py",
    "options.py",
    "run/calls.py",
    "run/examined.py",
    "run/memory.py",
    "run/files.py",
    "run/side_by_side.py",
    "commands/check.py",
    *GRADER,
}
MOST_LINES = 350
LONG = {
    "records.py": "the whole vocabulary in one place; most of it is one line of meaning under each field",
    "grading/grader.py": "the one process and its life: collect, prove, fork, answer",
    "grading/link.py": "the tests' end of one conversation",
    "sandbox/inside/lockdown.py": "one system call after the other, without a library",
    "sandbox/inside/runtime.py": "the candidate's end of one conversation",
}
"""Modules that may be longer, for the reason given."""


def imported(tree: ast.AST, *, lazily: bool = True) -> Iterator[str]:
    """Absolute names of what a module imports when it runs (not under TYPE_CHECKING); without ``lazily``, when it is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        elif lazily or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from imported(node, lazily=lazily)


def importers(package: str) -> set[str]:
    """Modules that import ``package``, now or later."""
    return {name for name, names in all_imports().items() if any(each.partition(".")[0] == package for each in names)}


@functools.cache
def all_imports() -> dict[str, frozenset[str]]:
    """What each module imports, now or later."""
    return {name: frozenset(imported(tree)) for name, tree in MODULES.items()}


def undocumented(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    """Public classes, functions and methods without a docstring."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None:
                yield f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from undocumented(node, f"{node.name}.")


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.startswith("sandbox/inside/")))
def test_the_candidates_process_imports_nothing_of_ours(name: str) -> None:
    siblings = {"inside", *(f".{Path(each).stem}" for each in MODULES if each.startswith("sandbox/inside/"))}
    allowed = sys.stdlib_module_names | siblings | {"msgpack", "numpy"}
    assert {each for each in imported(MODULES[name]) if each not in siblings and each.partition(".")[0] not in allowed} == set()


def test_numpy_is_imported_only_when_an_array_arrives() -> None:
    assert {name for name, tree in MODULES.items() if "numpy" in imported(tree, lazily=False)} == set()


@pytest.mark.parametrize("name", sorted(each for each in MODULES if each.startswith("stats/")))
def test_statistics_need_nothing_but_the_standard_library(name: str) -> None:
    ours = {".rates", ".clusters", "..records"}
    assert {each for each in imported(MODULES[name]) if each not in ours} <= sys.stdlib_module_names | {"collections.abc"}


def test_the_server_is_imported_by_the_command_line_alone() -> None:
    reaching = {name for name, names in all_imports().items() if any(each.startswith((".rl", "..rl")) for each in names)}
    assert reaching == {"commands/serve.py"}
    assert not any(each.startswith("..rl") for each in imported(MODULES["commands/serve.py"], lazily=False))


def test_pytest_is_met_in_few_places() -> None:
    assert importers("pytest") == PYTEST_FACING


def test_bytes_that_the_interpreter_reads_are_read_in_the_candidate_alone() -> None:
    """Of a candidate's making they could be anything: the grader writes them and never reads any."""
    assert {name for name, tree in MODULES.items() if "marshal.load" in ast.unparse(tree)} == {"sandbox/inside/runtime.py"}


@pytest.mark.parametrize(
    ("package", "where"),
    [
        ("_pytest", {"grading/properties.py"}),  # its insides change without notice: one place, which does without if they do
        ("pickle", set()),  # would run what a candidate sends
        ("marshal", {"grading/arguments.py", "sandbox/inside/runtime.py"}),  # towards the candidate only; see below
        ("openai", {"agents/transport.py"}),
        ("hypothesis", {"grading/mother.py", "grading/properties.py"}),
        ("pluggy", {"hookspecs.py", "importers/__init__.py"}),
        ("jsonschema", {"baseline/reading.py"}),  # slow to import
        ("tabulate", {"printable.py"}),
        ("openenv", {f"rl/{name}.py" for name in ("app", "client", "environment", "models", "rubric")}),  # takes seconds to import
        ("fastapi", {"rl/app.py", "rl/dashboard/routes.py", "rl/gate.py"}),
        ("gymnasium", {"rl/gym.py"}),
        ("inspect_ai", {"rl/inspect_task.py"}),
        ("verifiers", set()),  # is a client of the server
        ("ray", {f"cluster/{name}.py" for name in ("connection", "executor", "place")}),  # takes a second to import
        ("uvicorn", {"rl/serve.py"}),
        ("jinja2", {"html/writing.py"}),
        ("markupsafe", {"html/report_page.py", "html/writing.py"}),  # whoever makes markup is named here
        ("matplotlib", {"figures/canvas.py", "figures/drawing.py", "figures/groups.py"}),
    ],
)
def test_who_imports(package: str, where: set[str]) -> None:
    assert importers(package) == where


@pytest.mark.parametrize("name", sorted(MODULES))
def test_what_is_public_is_documented(name: str) -> None:
    assert ast.get_docstring(MODULES[name]) is not None
    assert list(undocumented(MODULES[name])) == []


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_are_named_for_what_they_hold(name: str) -> None:
    assert not {part.strip("_") for part in Path(name).with_suffix("").parts} & FORBIDDEN


def test_modules_are_short() -> None:
    long = {name for name in MODULES if len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) > MOST_LINES}
    assert long - set(LONG) == set()
