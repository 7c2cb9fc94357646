"""A task from a fix that was made already: the code before and after it, and its tests, which stay as they are."""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..derive.property_file import guide
from ..errors import TaskError, UsageError
from ..grading.answers import Answers
from ..grading.pool import GradingPool
from ..grading.reward import verdict_of
from ..records import Origin, SourceFile, Verdict
from ..tasks import load_task
from ..trees import syntax_tree
from .folder import Draft, Tables, check_name, write_folder
from .module import module_of
from .new import title_of
from .properties import Derived, Solution, derive_properties

_RESERVED = ("buggy.py", "reference.py", "support.py", "workload.py", "conftest.py")


@dataclass(frozen=True, slots=True)
class Fix:
    """The code before and after, and tests that only the latter passes. Names are those that messages show."""

    buggy: SourceFile
    fixed: SourceFile
    tests: tuple[SourceFile, ...]
    origin: Origin | None = None
    module: str = ""
    """By which name the tests import the code; empty to find out."""


@dataclass(frozen=True, slots=True)
class Made:
    """A task that was written."""

    path: Path
    module: str
    derived: Derived


def read_fix(buggy: Path, fixed: Path, tests: Sequence[Path], module: str = "") -> Fix:
    """Returns the fix that lies in files. Raises UsageError for one that can't be read."""
    return Fix(_read(buggy), _read(fixed), tuple(map(_read, tests)), module=module)


def _read(path: Path) -> SourceFile:
    try:
        return SourceFile(path.as_posix(), path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}") from None


def task_from_fix(name: str, folder: Path, fix: Fix, *, category: str, difficulty: str) -> Made:
    """Returns the new task ``folder/category/name``.

    Raises UsageError, one line, unless the tests import the code, the fixed code passes them, and the buggy code does not:
    both are graded. Raises SandboxError where nothing can be graded.
    """
    check_name(name, "NAME")
    check_name(category, "--category")
    path = folder / category / name
    if path.exists():
        raise UsageError(f"{path}: exists already; choose another name, or remove it")
    files = _named(fix.tests)
    for source in (fix.fixed, *fix.tests):
        _parse(source)
    stem = Path(fix.fixed.name).stem
    module = fix.module or module_of(
        {test.name: test.text for test in fix.tests}, fix.fixed.text, stem=stem, shown=fix.fixed.name
    )
    keys = {
        "title": title_of(name),
        "description": _description(fix),
        "category": category,
        "difficulty": difficulty,
        **({"module": module} if module != "candidate" else {}),
    }
    draft = Draft(keys, _tables(fix, list(files), []), {"buggy.py": fix.buggy.text, "reference.py": fix.fixed.text, **files})
    with GradingPool() as pool, tempfile.TemporaryDirectory(prefix="codearena-") as home:
        _grade(draft, Path(home) / "plain", fix, pool)
        with Answers() as answers:
            derived = derive_properties(Solution(fix.fixed.text), list(files.values()), module, answers)
        hidden = "test_properties.py" if "test_properties.py" not in files else "test_derived.py"
        text = derived.text or guide(module, list(derived.missing))
        whole = replace(draft, tables=_tables(fix, list(files), [hidden]), files={**draft.files, hidden: text})
        _grade(whole, Path(home) / "whole", fix, pool)
    return Made(write_folder(whole, path), module, derived)


def _parse(source: SourceFile) -> ast.Module:
    try:
        return syntax_tree(source.text)
    except SyntaxError as error:
        raise UsageError(f"{source.name}:{error.lineno}: not valid Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"{source.name}: not valid Python: {error}") from None


def _named(tests: Sequence[SourceFile]) -> dict[str, str]:
    """The test files by their names in the folder."""
    files: dict[str, str] = {}
    for test in tests:
        name = Path(test.name).name
        if name in files:
            raise UsageError(f"{test.name}: there is another test file called {name}; rename one of them")
        if name in _RESERVED or not name.endswith(".py"):
            raise UsageError(f'{test.name}: "{name}" is no name for a test file of a task; call it e.g. test_unit.py')
        files[name] = test.text
    return files


def _tables(fix: Fix, visible: list[str], hidden: list[str]) -> Tables:
    origin = {} if fix.origin is None else {key: getattr(fix.origin, key) for key in ("url", "licence", "id")}
    return {
        "tests": {"visible": visible, "hidden": hidden},
        "origin": {key: value for key, value in origin.items() if value},
    }


def _description(fix: Fix) -> str:
    """What docstrings say of the code; nothing of the fix."""
    tree = _parse(fix.fixed)
    public = (node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)))
    texts = [f"{node.name}: {text}" for node in public if not node.name.startswith("_") and (text := ast.get_docstring(node))]
    said = "\n\n".join(text for text in (ast.get_docstring(tree), *texts) if text)
    return f"{said}\n\nKnown to be wrong: some of its tests fail." if said else "Known to be wrong: some tests of this module fail."


def _grade(draft: Draft, place: Path, fix: Fix, pool: GradingPool) -> None:
    """Raises UsageError unless the fixed code passes all tests and the buggy code does not."""
    try:
        task = load_task(write_folder(draft, place))
        execution = pool.execute(task, task.buggy, first_failure=True)
    except TaskError as error:
        first = str(error).partition("\n")[0].replace(f"{place}/", "")
        raise UsageError(first.replace("reference.py", fix.fixed.name, 1).replace("buggy.py", fix.buggy.name, 1)) from None
    if verdict_of(task, execution) is Verdict.RESOLVED:
        raise UsageError(f"{fix.buggy.name}: passes every test, so there is nothing to repair; add a test that fails on it")
