"""HumanEvalFix rows as task folders with one test per assertion, and what plain Python says of them."""

from __future__ import annotations

import ast
import json
import os
import select
import signal
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TEST_S = 2.0


@dataclass(frozen=True)
class Row:
    """One row: correct and buggy module, and a test file."""

    name: str
    reference: str
    buggy: str
    tests: str


def data_file() -> Path | None:
    """The JSONL file, where the environment says that it is."""
    folder = os.environ.get("CODEARENA_DATA")
    path = Path(folder) / "humanevalpack-python.jsonl" if folder else None
    return path if path is not None and path.is_file() else None


def rows(path: Path) -> Iterator[Row]:
    """Yields every row."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Row(
                name=row["task_id"].replace("Python/", "fix_"),
                reference=row["prompt"] + row["canonical_solution"],
                buggy=row["prompt"] + row["buggy_solution"],
                tests=_tests(row["test"], row["entry_point"]),
            )


def write_task(row: Row, folder: Path) -> Path:
    """Returns a task folder for the row, without hidden tests."""
    place = folder / row.name
    place.mkdir()
    (place / "task.toml").write_text(
        'title = "t"\ndescription = "d"\ncategory = "logic"\ndifficulty = "easy"\n'
        "[limits]\ntimeout_s = 1.0\n[tests]\nhidden = []\n"
    )
    (place / "reference.py").write_text(row.reference)
    (place / "buggy.py").write_text(row.buggy)
    (place / "test_unit.py").write_text(row.tests)
    return place


def _tests(source: str, entry: str) -> str:
    """A module with a test function for each assertion of ``check``, each after the statements that lead to it."""
    module = ast.parse(source)
    check = next(node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "check")
    rest = [node for node in module.body if node is not check and not _calls_check(node)]
    parts = ["from candidate import *", f"from candidate import {entry} as {check.args.args[0].arg}", *(ast.unparse(node) for node in rest)]
    before: list[ast.stmt] = []
    count = 0
    for statement in check.body:
        if isinstance(statement, ast.Assert):
            body = "\n".join(ast.unparse(node) for node in (*before, statement))
            parts.append(f"def test_{count}():\n" + "\n".join("    " + line for line in body.splitlines()))
            count += 1
        else:
            before.append(statement)
    if not count or any(isinstance(node, (ast.For, ast.While)) for node in before):
        body = "\n".join(ast.unparse(node) for node in check.body)
        parts.append("def test_all():\n" + "\n".join("    " + line for line in body.splitlines()))
    return "\n\n\n".join(parts) + "\n"


def _calls_check(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "check"


def plain_outcomes(source: str, tests: str) -> dict[str, bool | None]:
    """Returns, for each test function, whether it passes in one ordinary process; None if it takes too long."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, json.dumps(_run_plain(source, tests)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    data = b""
    while select.select([reading], [], [], 300)[0]:
        part = os.read(reading, 65536)
        if not part:
            break
        data += part
    os.close(reading)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    found: dict[str, bool | None] = json.loads(data)
    return found


class _TooLong(BaseException):
    pass


def _run_plain(source: str, tests: str) -> dict[str, bool | None]:
    def ring(number: int, frame: object) -> None:
        raise _TooLong

    signal.signal(signal.SIGPROF, ring)
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # this process ends in a moment
    candidate = types.ModuleType("candidate")
    sys.modules["candidate"] = candidate
    exec(source, vars(candidate))
    space: dict[str, object] = {}
    exec(tests, space)
    outcomes: dict[str, bool | None] = {}
    for name, value in list(space.items()):
        if name.startswith("test_") and callable(value):
            signal.setitimer(signal.ITIMER_PROF, _TEST_S)
            try:
                value()
                outcomes[name] = True
            except _TooLong:
                outcomes[name] = None
            except Exception:  # noqa: BLE001  # whatever the program raises
                outcomes[name] = False
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
    return outcomes
