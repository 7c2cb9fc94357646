"""QuixBugs: a checkout with one-line bugs in 40 programs, the correct programs, and tests with data in JSON.

What a program should do stands in a string behind its code; behind some correct ones stand further fixes, which are no part of
any task.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..derive.literals import literal
from ..entries import Case, Entry, Importer
from ..errors import UsageError
from ..hookspecs import hookimpl
from ..trees import syntax_tree
from .reading import parse, read_text

_BUGGY, _CORRECT, _TESTS, _DATA = "python_programs", "correct_python_programs", "python_testcases", "json_testcases"
_LONGEST_TITLE = 60


@hookimpl
def codearena_importers() -> list[Importer]:
    """Returns the importer."""
    return [
        Importer(
            "quixbugs",
            "a checkout of QuixBugs",
            url="https://github.com/jkoppel/QuixBugs",
            licence="MIT",
            entries=entries,
        )
    ]


def entries(source: Path) -> Iterator[Entry]:
    """Yields an entry for each program that has tests. Raises UsageError if this is no checkout, or a file of it is none."""
    for folder in (_BUGGY, _CORRECT, _TESTS):
        if not (source / folder).is_dir():
            raise UsageError(f"{source}: there is no folder {folder} in it; expected a checkout of QuixBugs")
    tests = sorted((source / _TESTS).glob("test_*.py"))
    if not tests:
        raise UsageError(f"{source / _TESTS}: no test_*.py in it; expected a checkout of QuixBugs")
    for test in tests:
        yield _entry(source, test)


def _entry(source: Path, test: Path) -> Entry:
    name = test.stem.removeprefix("test_")
    buggy, specification = _split(source / _BUGGY / f"{name}.py", source)
    reference, others = _split(source / _CORRECT / f"{name}.py", source)
    title, description = _described(name, specification)
    before, cases = _Tests(source, test, name).parts()
    shared = source / _TESTS / "node.py"
    needs_support = "from support import" in before
    return Entry(
        id=name,
        name=name,
        title=title,
        description=f"{description}\n\nKnown to be wrong: some of its tests fail, or do not end.",
        buggy=buggy,
        reference=reference,
        cases=cases,
        before=before,
        support=read_text(shared, inside=source) if needs_support else None,
        others=tuple(each for text in others for each in _solutions(text)),
    )


def _split(path: Path, source: Path) -> tuple[str, list[str]]:
    """The code of a program, and the strings that stand in it as statements."""
    text = read_text(path, inside=source).replace("\r\n", "\n")
    try:
        module = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text, []  # a program may be broken like that
    lines = text.split("\n")
    strings = []
    for node in reversed(module.body):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            strings.append(node.value.value)
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip("\n") + "\n", strings[::-1]


def _described(name: str, strings: list[str]) -> tuple[str, str]:
    """Title and description from the string behind a program: its first line is a title if it looks like one."""
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in "\n\n".join(strings).strip().split("\n")))
    first, _, rest = text.partition("\n")
    if first and len(first) <= _LONGEST_TITLE and not first.endswith((":", ".")) and rest.strip():
        return first, rest.strip()
    return name.replace("_", " ").capitalize(), text or f"See the tests of {name}."


def _solutions(text: str) -> Iterator[str]:
    """The programs in a string behind a correct one: each function with the imports before it; nothing if it is prose."""
    try:
        module = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    imports: list[ast.stmt] = []
    for node in module.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.append(node)
        elif isinstance(node, ast.FunctionDef):
            yield ast.unparse(ast.Module(body=[*imports, node], type_ignores=[])) + "\n"


class _Tests:
    """One test file, of which each test, and each row of its data, becomes a function that needs no other."""

    def __init__(self, source: Path, path: Path, name: str) -> None:
        self._source = source
        self._path = path
        self._name = name
        self._text = read_text(path, inside=source).replace("\r\n", "\n").replace("pytest.run_slow", "False")
        self._lines = self._text.split("\n")
        self._imports: list[str] = []
        self._setup: list[str] = []
        """What the module computes; each test begins with it, as tests change it."""
        self._data = ""
        """Name of the variable that holds the rows."""

    def parts(self) -> tuple[str, tuple[Case, ...]]:
        """What stands before the cases, and the cases."""
        tests: list[ast.FunctionDef] = []
        for node in parse(self._text, str(self._path)).body:
            if isinstance(node, ast.Assign) and _is_call(node.value, "load_json_testcases"):
                self._data = ast.unparse(node.targets[0])
            elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                tests.append(node)
            elif isinstance(node, (ast.Import, ast.ImportFrom, ast.If)):
                self._imports += _imported(node)
            elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                self._imports.append(f"\n\n{self._segment(node)}\n")
            else:
                self._setup.append(self._segment(node))
        cases = [case for test in tests for case in (self._rows(test) if self._data else [self._plain(test)])]
        if not cases:
            raise UsageError(f"{self._path}: no tests in it")
        used = "\n".join(case.text for case in cases)
        return "\n".join(line for line in self._imports if line != "import pytest" or "pytest." in used), tuple(cases)

    def _segment(self, node: ast.stmt) -> str:
        return "\n".join(self._lines[node.lineno - 1 : node.end_lineno])

    def _plain(self, test: ast.FunctionDef) -> Case:
        lines = [line for part in self._setup for line in part.split("\n")]
        documented = ast.get_docstring(test) is not None and len(test.body) > 1
        first, *rest = test.body
        told = [self._segment(first)] if documented else []
        body = [self._segment(node) for node in (rest if documented else test.body)]
        return Case(_function(test.name, [*told, *_indented(lines), *body]))

    def _rows(self, test: ast.FunctionDef) -> Iterator[Case]:
        names = ", ".join(argument.arg for argument in test.args.args)
        body = self._lines[test.body[0].lineno - 1 : test.end_lineno]
        path = self._source / _DATA / f"{self._name}.json"
        for number, line in enumerate(read_text(path, inside=self._source).split("\n"), 1):
            if not line.strip():
                continue
            row = literal(_row(line, f"{path}:{number}"))
            lines = [f"{self._data} = [{row}]", *self._setup, f"[({names})] = {self._data}"] if self._setup else [f"{names} = {row}"]
            yield Case(_function(f"{test.name}_{number}", [*_indented(lines), *body]))


def _row(line: str, where: str) -> list[Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: not valid JSON: {str(error)[:100]}") from None
    if not isinstance(row, list) or len(row) != 2:
        raise UsageError(f"{where}: expected [arguments, result], got {line[:80]}")
    return row


def _imported(node: ast.Import | ast.ImportFrom | ast.If) -> list[str]:
    """An import of the test file as it is in a task; a choice between buggy and correct programs is the code under test."""
    if isinstance(node, ast.If):
        names = [alias.name for part in node.orelse if isinstance(part, ast.ImportFrom) for alias in part.names]
        return [f"from candidate import {', '.join(names)}"] if names else []
    if isinstance(node, ast.ImportFrom) and node.module == "load_testdata":
        return []
    if isinstance(node, ast.ImportFrom) and node.module == "node":
        return [f"from support import {', '.join(alias.name for alias in node.names)}"]
    return [ast.unparse(node)]


def _function(name: str, body: list[str]) -> str:
    return "\n".join([f"def {name}():", *body]) + "\n"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def _is_call(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
