"""A task's own test files, run by its author: they import the reference, or other code, in this very process.

That is for the author's own code, which needs no sandbox; a verdict comes from a grader only.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from .errors import UsageError
from .tasks import load_task

_KNOWN = ("reference", "buggy")


class DirectRuns:
    """A pytest plugin object for runs in which test files of tasks were named on the command line."""

    def __init__(self, config: pytest.Config, named: Mapping[Path, Path]) -> None:
        """Takes the named test files with their task folders. Raises UsageError for a candidate that is none."""
        given = config.getoption("codearena_candidate")
        if given and not named:
            raise UsageError("--codearena-candidate: name a test file of a task, e.g. pytest tasks/logic/mine/test_unit.py")
        self._candidate = given or config.getini("codearena_candidate") or "reference"
        self._folders = dict(named)
        self._modules: dict[Path, TaskModules] = {}
        if self._candidate not in _KNOWN:
            path = Path(config.invocation_params.dir, self._candidate)
            if not path.is_file():
                raise UsageError(f'--codearena-candidate: expected reference, buggy, or a file, got "{self._candidate}"')
            self._candidate = str(path)

    def pytest_report_header(self) -> str:
        """Says what is tested, and that no sandbox is around it."""
        name = f"{self._candidate}.py" if self._candidate in _KNOWN else self._candidate
        return f"codearena: the named tests of tasks run in this process, unsandboxed, on {name}"

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        """A named test file of a task finds the code under test when it is imported."""
        folder = self._folders.get(module_path)
        if folder is None:
            return None
        module: TaskTests = TaskTests.from_parent(parent, path=module_path)
        module.modules = self._of(folder)
        return module

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """What a test imports while it runs is its own task's."""
        module = item.getparent(TaskTests)
        if module is None:
            return (yield)
        with module.modules.active():
            return (yield)

    def _of(self, folder: Path) -> TaskModules:
        if folder not in self._modules:
            candidate = folder / f"{self._candidate}.py" if self._candidate in _KNOWN else Path(self._candidate)
            self._modules[folder] = TaskModules(folder, load_task(folder).module, candidate)
        return self._modules[folder]


class TaskTests(pytest.Module):
    """A test file of a task."""

    modules: TaskModules

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Returns its tests. Test files of several tasks have the same name: each is imported by its path."""
        option = self.config.option
        before = option.importmode
        option.importmode = "importlib"
        try:
            with self.modules.active():
                return list(super().collect())
        finally:
            option.importmode = before


class TaskModules:
    """What the tests of one task can import beside what is installed: the code under test, and the files of its folder."""

    def __init__(self, folder: Path, module: str, candidate: Path) -> None:
        self._folder = str(folder)
        self._finder = _Finder(module, candidate)
        entries = (
            path.stem if path.suffix == ".py" else path.name
            for path in folder.iterdir()
            if path.is_dir() or path.suffix == ".py"
        )
        self._tops = {module.partition(".")[0], *(name for name in entries if name != "conftest")}
        self._loaded: dict[str, types.ModuleType] = {}

    @contextmanager
    def active(self) -> Iterator[None]:
        """Imports find this task's modules, each loaded once, and no other task's."""
        outer = self._taken()
        sys.modules.update(self._loaded)
        sys.meta_path.insert(0, self._finder)
        sys.path.insert(0, self._folder)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(self._folder)
            sys.meta_path.remove(self._finder)
            self._loaded = self._taken()
            sys.modules.update(outer)

    def _taken(self) -> dict[str, types.ModuleType]:
        """Takes the modules of these names out of those that are loaded."""
        names = [name for name in sys.modules if name.partition(".")[0] in self._tops]
        return {name: sys.modules.pop(name) for name in names}


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the code under test by the name by which the tests import it, and nothing else."""

    def __init__(self, module: str, candidate: Path) -> None:
        self._module = module
        self._candidate = candidate

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Returns where the module is; packages around it hold nothing but it."""
        if name == self._module:
            return importlib.util.spec_from_file_location(name, self._candidate)
        if self._module.startswith(f"{name}."):
            return importlib.machinery.ModuleSpec(name, None, is_package=True)
        return None
