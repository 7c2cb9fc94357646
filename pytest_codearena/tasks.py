"""Reads a task folder (format 1) into a frozen Task; every mistake is ``file: key: what, why, how to mend it``."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from .errors import TaskError
from .records import DIFFICULTIES, EquivalentMutant, Limits, Opened, Origin, SourceFile, Task, Workload
from .toml import Table, shown_value
from .trees import syntax_tree

TASK_FILE = "task.toml"
FORMAT = 1
_MAX_FILE_BYTES = 2 * 1024 * 1024
_MAX_FOLDER_BYTES = 16 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_FIXED_FILES = ("buggy.py", "reference.py", "workload.py", "support.py")
_RESERVED_MODULES = frozenset({"reference", "support", "workload", "buggy", "conftest", "pytest", "hypothesis"})
_GROWTH = ("O(1)", "O(log n)", "O(n)", "O(n log n)", "O(n^2)", "O(n^3)", "O(2^n)")


def find_tasks(root: Path) -> Iterator[Path]:
    """Yields the task folders at or below ``root``, sorted; a task folder is one that holds a task.toml."""
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "__")))
        if TASK_FILE in files:
            subfolders.clear()
            yield Path(folder)


def load_task(path: str | os.PathLike[str]) -> Task:
    """Returns the task in the folder ``path`` (or beside the task.toml ``path``), checked.

    Nothing of the task is executed. Raises TaskError, naming file and key, for any mistake of the author.
    """
    folder = Path(path)
    if folder.name == TASK_FILE:
        folder = folder.parent
    return _Reader(folder).task()


class _Reader:
    """Reads one folder; keeps the path that error messages name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown = _shown(folder / TASK_FILE)

    def task(self) -> Task:
        table = Table(self.shown, "", self._toml())
        self._format(table)
        title = table.text("title")
        description = table.text("description")
        category = table.text("category")
        difficulty = table.text("difficulty")
        if difficulty not in DIFFICULTIES:
            table.fail("difficulty", f'expected easy, medium or hard, got "{difficulty}"; write one of the three')
        tags = table.texts("tags", default=())
        module = self._module(table)
        limits = self._limits(table.table("limits"))
        tests = table.table("tests")
        visible_names = tests.texts("visible", default=("test_unit.py",))
        hidden_names = tests.texts("hidden", default=("test_properties.py",))
        tests.finish()
        if not visible_names:
            tests.fail("visible", 'expected at least one file, got []; write visible = ["test_unit.py"]')
        for names, key in ((visible_names, "visible"), (hidden_names, "hidden")):
            if len(set(names)) != len(names):
                tests.fail(key, "a file is listed twice; list each one once")
        double = set(visible_names) & set(hidden_names)
        if double:
            tests.fail("hidden", f"{min(double)} is listed as visible too; a test is either shown or hidden")
        efficiency = self._workload(table, category)
        opened = self._opened(table.table("sandbox"), (*visible_names, *hidden_names))
        equivalent = self._equivalent(table.table("mutants"))
        origin = self._origin(table)
        table.finish()
        files = self._files()
        shown_apart = (TASK_FILE, "buggy.py", "reference.py", "support.py")
        return Task(
            name=self.folder.resolve().name,
            path=self.folder.resolve(),
            digest=_digest(files),
            title=title,
            description=description.strip(),
            category=category,
            difficulty=difficulty,
            tags=tags,
            module=module,
            buggy=self._read("buggy.py", "buggy.py", "the code that the agent is given"),
            reference=self._python("reference.py", "a correct fix"),
            visible=tuple(self._test(name, "tests.visible") for name in visible_names),
            hidden=tuple(self._test(name, "tests.hidden") for name in hidden_names),
            support=self._optional("support.py"),
            data=tuple(
                (name, content) for name, content in files.items() if name not in (*shown_apart, *visible_names, *hidden_names)
            ),
            limits=limits,
            efficiency=efficiency,
            opened=opened,
            equivalent=equivalent,
            origin=origin,
        )

    def _toml(self) -> Mapping[str, Any]:
        try:
            text = (self.folder / TASK_FILE).read_bytes()
        except OSError as error:
            raise TaskError(f"{self.shown}: cannot be read: {error.strerror}; a task folder holds a task.toml") from None
        try:
            return tomllib.loads(text.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise TaskError(f"{self.shown}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise TaskError(f"{self.shown}: not valid TOML: {error}; mend that line") from None
        except (ValueError, RecursionError) as error:  # a number of thousands of digits, tables nested thousands deep
            raise TaskError(f"{self.shown}: not valid TOML: {str(error)[:100]}; no task needs that") from None

    def _format(self, table: Table) -> None:
        number = table.take("format", FORMAT)
        if type(number) is not int or number != FORMAT:
            table.fail("format", f"expected {FORMAT}, got {shown_value(number)}; this version reads format {FORMAT} only")

    def _module(self, table: Table) -> str:
        module = table.text("module", default="candidate")
        if not _NAME.fullmatch(module):
            table.fail("module", f'expected an importable name, got "{module}"; write e.g. module = "candidate"')
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names or top in _RESERVED_MODULES:
            table.fail("module", f'"{top}" is taken by another module that tests import; choose another name')
        return module

    def _limits(self, table: Table) -> Limits:
        timeout_s = table.number("timeout_s", default=5.0)
        if not 0 < timeout_s <= 600:
            table.fail("timeout_s", f"expected a positive number of at most 600, got {timeout_s:g}; write 5.0")
        memory_mb = table.take("memory_mb", 512)
        if type(memory_mb) is not int or not 16 <= memory_mb <= 65536:
            table.fail("memory_mb", f"expected a whole number of MiB from 16 to 65536, got {shown_value(memory_mb)}; write 512")
        table.finish()
        return Limits(timeout_s, memory_mb)

    def _workload(self, root: Table, category: str) -> Workload | None:
        if not root.has("efficiency"):
            return None
        table = root.table("efficiency")
        function = table.text("function")
        if not _NAME.fullmatch(function):
            table.fail("function", f'expected the name of a function of the candidate, got "{function}"')
        sizes = table.take("sizes", None)
        good = isinstance(sizes, list) and len(sizes) >= 1 and all(type(size) is int and size > 0 for size in sizes)
        if not good or sorted(set(sizes)) != sizes:
            table.fail(
                "sizes",
                f"expected growing positive whole numbers, got {shown_value(sizes)}; write sizes = [500, 1000, 2000, 4000]",
            )
        expected = table.text("expected", default="") or None
        if expected is not None and expected not in _GROWTH:
            table.fail("expected", f'expected one of {", ".join(_GROWTH)}, got "{expected}"')
        min_score = table.number("min_score", default=0.5 if category == "optimization" else 0.0)
        if not 0 <= min_score <= 1:
            table.fail("min_score", f"expected a number from 0 to 1, got {min_score:g}; write 0.5")
        table.finish()
        if not (self.folder / "workload.py").is_file():
            table.fail("", "needs a workload.py beside task.toml with `def workload(size, rng)`; write one or drop the table")
        return Workload(function, tuple(sizes), expected, min_score)

    def _opened(self, table: Table, tests: tuple[str, ...]) -> Opened:
        read = table.texts("read", default=())
        for name in read:
            self._inside(name, "sandbox.read")
            if PurePosixPath(name).parts[0] in (*tests, *_FIXED_FILES, TASK_FILE) or name.endswith(".py"):
                table.fail("read", f'"{name}" may hold answers; only data files can be opened to a candidate')
            if not _is_file(self.folder / name):
                table.fail("read", f'there is no file "{name}" in the task folder; name one that exists')
        processes = table.take("processes", False)
        if type(processes) is not bool:
            table.fail("processes", f"expected true or false, got {shown_value(processes)}")
        table.finish()
        return Opened(read, processes)

    def _equivalent(self, table: Table) -> tuple[EquivalentMutant, ...]:
        found = []
        for each in table.tables("equivalent"):
            before, after = (" ".join(each.text(key).split()) for key in ("before", "after"))
            found.append(EquivalentMutant(before, after, each.text("reason").strip()))
            each.finish()
        table.finish()
        return tuple(found)

    def _origin(self, root: Table) -> Origin | None:
        table = root.table("origin")
        origin = Origin(*(table.text(key, default="") for key in ("url", "licence", "id")))
        table.finish()
        return None if origin == Origin() else origin

    def _test(self, name: str, key: str) -> SourceFile:
        self._inside(name, key)
        if not name.endswith(".py") or name in _FIXED_FILES:
            raise TaskError(f'{self.shown}: {key}: expected the name of a test file, got "{name}"; write e.g. "test_unit.py"')
        return SourceFile(name, self._read(name, key, "a test file", python=True))

    def _inside(self, name: str, key: str) -> None:
        path = PurePosixPath(name)
        if "\0" in name or path.as_posix() != name:
            seen = name.encode("unicode_escape").decode()
            raise TaskError(f'{self.shown}: {key}: "{seen}" is no plain file name; write it as it stands in the folder')
        if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name:
            raise TaskError(f'{self.shown}: {key}: "{name}" is outside of the task folder; name a file inside it')
        if len(name) > 255 or self.folder.resolve() not in (self.folder / name).resolve().parents:
            raise TaskError(f'{self.shown}: {key}: "{name}" is a link that leads out of the task folder; copy the file in')

    def _python(self, name: str, what: str) -> str:
        return self._read(name, name, what, python=True)

    def _optional(self, name: str) -> str | None:
        return self._read(name, name, "", python=True) if (self.folder / name).is_file() else None

    def _read(self, name: str, key: str, what: str, *, python: bool = False) -> str:
        path = self.folder / name
        shown = _shown(path)
        self._inside(name, key)
        try:
            if path.stat().st_size > _MAX_FILE_BYTES:
                raise TaskError(f"{shown}: larger than {_MAX_FILE_BYTES // 1024} KiB; a task's source is smaller")
            text = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            where = "" if key == name else f"{key}: "
            raise TaskError(f"{self.shown}: {where}{name} is missing; add {what} beside task.toml") from None
        except OSError as error:
            raise TaskError(f"{shown}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise TaskError(f"{shown}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
        if python:
            _check_python(shown, text)
        return text.replace("\r\n", "\n")

    def _files(self) -> dict[str, bytes]:
        """Every file of the folder by its name inside it, sorted; caches and hidden files are left out."""
        found: dict[str, bytes] = {}
        room = _MAX_FOLDER_BYTES
        for place, folders, names in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
            for name in sorted(names):
                path = Path(place, name)
                inside = path.relative_to(self.folder).as_posix()
                if name.startswith(".") or name.endswith(".pyc") or not path.is_file():
                    continue
                self._inside(inside, inside)
                room -= path.stat().st_size
                if room < 0:
                    raise TaskError(
                        f"{self.shown}: the folder holds more than {_MAX_FOLDER_BYTES // 2**20} MiB; move what no test needs"
                    )
                found[inside] = path.read_bytes()
        return dict(sorted(found.items()))


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256(b"codearena task 1")
    for name, content in files.items():
        whole.update(f"\0{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()[:32]


def _check_python(shown: str, text: str) -> None:
    try:
        syntax_tree(text)
    except SyntaxError as error:
        if error.lineno is None:
            raise TaskError(f"{shown}: not valid Python: {error.msg}") from None
        raise TaskError(f"{shown}:{error.lineno}: not valid Python: {error.msg}; mend that line") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise TaskError(f"{shown}: not valid Python: {error}") from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # e.g. a name that is too long for the file system
        return False


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()
