"""HumanEvalFix: the Python part of HumanEvalPack, one bug in each solution of HumanEval, as lines of JSON.

What is shown are the examples of each docstring; the tests are hidden.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from ..entries import Case, Entry, Importer
from ..errors import UsageError
from ..hookspecs import hookimpl
from ..trees import syntax_tree
from .reading import MOST_BYTES, parse, read_text

_FIELDS = (
    "task_id", "prompt", "canonical_solution", "buggy_solution", "test", "example_test", "entry_point", "docstring",
    "bug_type", "failure_symptoms",
)  # fmt: skip


@hookimpl
def codearena_importers() -> list[Importer]:
    """Returns the importer."""
    return [
        Importer(
            "humanevalfix",
            "a humanevalpack.jsonl for Python",
            url="https://github.com/bigcode-project/octopack",
            licence="MIT",
            entries=entries,
        )
    ]


def entries(source: Path) -> Iterator[Entry]:
    """Yields an entry for each line. Raises UsageError for a line that is none."""
    for number, line in enumerate(read_text(source, MOST_BYTES).split("\n"), 1):
        if line.strip():
            where = f"{source}:{number}"
            yield _entry(_row(line, where), where)


def _row(line: str, where: str) -> dict[str, str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: not valid JSON: {str(error)[:100]}") from None
    if not isinstance(row, dict):
        raise UsageError(f"{where}: expected an object, got {type(row).__name__}")
    for field in _FIELDS:
        if not isinstance(row.get(field), str):
            raise UsageError(f"{where}: {field}: expected text, got {type(row.get(field)).__name__}")
    return row


def _entry(row: dict[str, str], where: str) -> Entry:
    entry_point = row["entry_point"]
    if not entry_point.isidentifier():
        raise UsageError(f'{where}: entry_point: expected a name, got "{entry_point[:80]}"')
    reference = row["prompt"] + row["canonical_solution"]
    defined = _defined(parse(reference, f"{where}: canonical_solution"))
    if entry_point not in defined:
        raise UsageError(f"{where}: entry_point: the code does not define {entry_point}")
    check = _check(parse(row["test"], f"{where}: test"), where)
    tests = _cases(check, entry_point, "test")
    if not tests:
        raise UsageError(f"{where}: test: no assertion about {entry_point} in it")
    # Examples that are no Python are not what they should be: they may hold anything, the answer too, so they are not shown.
    examples = _examples(row["example_test"], entry_point)
    known = {case.text.partition("\n")[2] for case in examples}
    cases = [Case(case.text, shown=True) for case in examples] + [case for case in tests if case.text.partition("\n")[2] not in known]
    return Entry(
        id=row["task_id"],
        name=f"{row['task_id']} {entry_point}",
        title=entry_point.replace("_", " ").strip().capitalize() or entry_point,
        description=f"{row['docstring'].strip()}\n\nKnown to be wrong: {row['failure_symptoms']}.",
        buggy=row["prompt"] + row["buggy_solution"],
        reference=reference,
        cases=tuple(cases),
        before=_imports(entry_point, check, defined),
        difficulty="easy",
        tags=(row["bug_type"].replace(" ", "-"),),
    )


def _defined(module: ast.Module) -> set[str]:
    return {node.name for node in module.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def _check(module: ast.Module, where: str) -> ast.FunctionDef:
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == "check" and len(node.args.args) == 1:
            return node
    raise UsageError(f"{where}: test: expected `def check(function):` in it")


def _examples(text: str, entry_point: str) -> list[Case]:
    try:
        module = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    checks = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "check" and len(node.args.args) == 1]
    return _cases(checks[-1], entry_point, "test_example") if checks else []


def _cases(check: ast.FunctionDef, entry_point: str, name: str) -> list[Case]:
    """A test function for each assertion, and each loop of them, after the statements that lead to it."""
    tested = check.args.args[0].arg
    cases: list[Case] = []
    before: list[ast.stmt] = []
    for statement in check.body:
        if not any(isinstance(node, ast.Assert) for node in ast.walk(statement)):
            before.append(statement)
        elif any(isinstance(node, ast.Name) and node.id == tested for node in ast.walk(statement)):
            lines = "\n".join(ast.unparse(_called(node, tested, entry_point)) for node in (*before, statement))
            body = "\n".join(f"    {line}" for line in lines.splitlines())
            cases.append(Case(f"def {name}_{len(cases) + 1}():\n{body}\n"))
    return cases


def _called(node: ast.stmt, tested: str, entry_point: str) -> ast.stmt:
    """The statement, in which the function under test has its own name."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id == tested:
            each.id = entry_point
    return node


def _imports(entry_point: str, check: ast.FunctionDef, defined: set[str]) -> str:
    """The imports of a test file. What the tests use beside the function under test is the reference's: a candidate's may be wrong."""
    used = {node.id for node in ast.walk(check) if isinstance(node, ast.Name)} & defined - {entry_point, check.args.args[0].arg}
    lines = [f"from candidate import {entry_point}"] + ([f"from reference import {', '.join(sorted(used))}"] if used else [])
    return "\n".join(lines) + "\n"


