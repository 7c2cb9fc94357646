"""What a candidate may do with an object of the tests that was passed to it.

Passing a callback or a file-like object must work; reaching the tests through it must not. So every
object is lent by its kind: functions can be called, iterators advanced, files read, and of other objects
only public attributes are reachable. Frames, code, modules and generators' insides are never lent.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import io
import sqlite3
import subprocess
import threading
import types
import zipfile
from collections.abc import Callable
from enum import Enum
from typing import Any
from unittest import mock

__tracebackhide__ = True  # pytest: these frames say nothing to an author

_ITERATION = ("__iter__", "__next__")
_FILE_METHODS = frozenset({"read", "readline", "readlines", "write", "writelines", "close", "seek", "tell", "flush", "truncate",
                           "getvalue", "closed", "name", "readable", "writable", "seekable"})  # fmt: skip
_OBJECT_SPECIALS = (
    "__call__", "__iter__", "__next__", "__len__", "__getitem__", "__setitem__", "__delitem__", "__contains__",
    "__enter__", "__exit__", "__bool__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__add__", "__radd__",
    "__sub__", "__rsub__", "__mul__", "__rmul__", "__str__",
)  # fmt: skip
_MOCK_OWN = frozenset(dir(mock.MagicMock()))
"""What a mock is itself: set and read by the tests only."""
_CLOSED = frozenset({"sqlite3", "socket", "ssl", "subprocess", "ctypes", "_ctypes", "mmap", "multiprocessing", "logging", "importlib",
                     "asyncio", "concurrent", "zipfile", "tarfile", "shelve", "dbm", "pytest", "_pytest",
                     "hypothesis", "pluggy", "pytest_codearena", "gc", "inspect"})  # fmt: skip
"""Modules whose objects act with the rights of the tests' process: a candidate has to make its own."""
_DATABASE = frozenset({"execute", "executemany", "executescript", "cursor", "commit", "rollback", "fetchone", "fetchall", "fetchmany",
                       "close", "lastrowid", "rowcount", "description", "total_changes", "in_transaction", "arraysize"})  # fmt: skip
_PRAGMAS = frozenset({"table_info", "table_xinfo", "table_list", "index_list", "index_info",
                      "foreign_keys", "user_version", "foreign_key_list"})
_ARCHIVE = frozenset({"namelist", "read"})
_REACHING = frozenset({"os", "posix", "posixpath", "pathlib", "io", "_io", "shutil", "glob", "tempfile", "pickle", "_pickle", "marshal",
                       "runpy", "code", "shelve", "dbm", "fileinput", "linecache", "webbrowser", "urllib", "http", "unittest"})  # fmt: skip
"""Modules whose functions do."""
_MOCK_SPECIALS = ("__call__", "__iter__", "__len__", "__getitem__", "__contains__", "__enter__", "__exit__", "__str__")
_NEVER = (types.FrameType, types.CodeType, types.TracebackType, types.ModuleType, types.CellType)
_FUNCTIONS = (functools.partial, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.MethodWrapperType, type)
_ADVANCED = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
# A callback that hands out the insides of functions or objects would be a door out.
_DOORS = frozenset(map(id, (getattr, setattr, delattr, vars, globals, locals, eval, exec, compile, open, __import__, dir, type,
                            object, breakpoint, input, print.__class__)))  # fmt: skip


def describe(value: Any) -> list[Any]:
    """Returns shape, name, special methods and parameters by which the candidate will know ``value``.

    Raises TypeError for an object that is never lent; the test that passes it fails with that.
    """
    if isinstance(value, _NEVER) or id(value) in _DOORS or _is_closed(value):
        raise TypeError(f"{_short(value)} can't be passed to the candidate")
    if isinstance(value, type) and issubclass(value, Exception):
        builtin = next(base.__name__ for base in value.__mro__ if base.__module__ == "builtins")
        return ["exception", value.__name__, [builtin], None]
    if inspect.iscoroutine(value):
        return ["awaitable", "", [], None]
    if isinstance(value, _FUNCTIONS):
        shape = "async function" if inspect.iscoroutinefunction(value) else "function"
        return [shape, getattr(value, "__name__", "function"), [], _parameters(value)]
    if isinstance(value, mock.NonCallableMock):
        return ["object", "", [name for name in _MOCK_SPECIALS if _has(type(value), name)], None]
    if isinstance(value, _ADVANCED) or (hasattr(type(value), "__next__") and not isinstance(value, io.IOBase)):
        return ["object", "", list(_ITERATION), None]
    specials = [name for name in _OBJECT_SPECIALS if _has(type(value), name)]
    return ["object", "", specials, None]


def _guarded(value: Any) -> frozenset[str] | None:
    """The only names that may be used of such an object; None for objects without such a list."""
    if isinstance(value, sqlite3.Connection):
        value.set_authorizer(_no_other_file)
        return _DATABASE
    if isinstance(value, sqlite3.Cursor):
        return _DATABASE
    return _ARCHIVE if type(value) is zipfile.ZipFile else None


def _no_other_file(action: int, first: str | None, second: str | None, *_: object) -> int:
    """SQLite's authorizer: statements that reach beyond the database that was lent are refused."""
    attaching = action in (24, 25)  # SQLITE_ATTACH, SQLITE_DETACH; VACUUM INTO attaches
    reaching = action == 31 and str(second).lower() in ("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer")
    setting = action == 19 and str(first).lower() not in _PRAGMAS
    return sqlite3.SQLITE_DENY if attaching or reaching or setting else sqlite3.SQLITE_OK


def _is_closed(value: Any) -> bool:
    if _guarded(value) is not None:
        return False
    if isinstance(value, (subprocess.CompletedProcess, BaseException, Enum)):
        return False
    if isinstance(value, functools.partial):
        return _is_closed(value.func) or any(_is_closed(each) for each in value.args)
    if isinstance(value, _FUNCTIONS):
        owner = getattr(value, "__self__", None)
        home = str(getattr(value, "__module__", None) or "").partition(".")[0]
        of_closed = owner is not None and not isinstance(owner, (type, types.ModuleType)) and _is_closed(owner)
        if owner is not None and _guarded(owner) is not None:
            return getattr(value, "__name__", "") not in (_guarded(owner) or ())
        return of_closed or home in _CLOSED or home in _REACHING
    return any(base.__module__.partition(".")[0] in _CLOSED for base in type(value).__mro__) and not _is_mark(value)


def _is_mark(value: Any) -> bool:
    """True for a sentinel, e.g. the one that monkeypatch gives to ``get``: nothing is in it, and nothing can be asked of it."""
    cls = type(value)
    asked = any(not name.startswith("_") for name in dir(cls)) or any(_has(cls, name) for name in _OBJECT_SPECIALS if name != "__str__")
    return not asked and not getattr(value, "__dict__", None)


def _has(cls: type, name: str) -> bool:
    owner = next((base for base in cls.__mro__ if name in vars(base)), object)
    return owner is not object and vars(owner)[name] is not None


def _parameters(value: Any) -> list[list[Any]] | None:
    if isinstance(value, type):
        return None
    try:
        found = inspect.signature(value).parameters.values()
    except (ValueError, TypeError):
        return None
    return [[each.name, int(each.kind), each.default is not inspect.Parameter.empty] for each in found]


def perform(op: str, values: list[Any], named: dict[str, Any]) -> Any:
    """Does what the candidate asks of a lent object. Raises AttributeError or TypeError for what is not allowed."""
    target = values[0]
    operation = _OPERATIONS.get(op)
    if operation is None:
        raise TypeError("no such request")
    return operation(target, values[1:], named)


def _call(target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    return target(*arguments, **named)


def _special(target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    name, *rest = arguments
    if name not in describe(target)[2]:
        raise AttributeError(f"{type(target).__name__} has no {name} here")
    if name == "__exit__":
        rest = [None, None, None]
    return getattr(type(target), name)(target, *rest, **named)


def _get(target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    (name,) = arguments
    if not _public(target, name):
        raise AttributeError(f"{type(target).__name__} has no attribute {name!r} here")
    return getattr(target, name)


def _set(target: Any, arguments: list[Any], named: dict[str, Any]) -> None:
    name, value = arguments
    if not may_set(target, name):
        raise AttributeError(f"attribute {name!r} can't be set here")
    setattr(target, name, value)


def may_set(target: Any, name: Any) -> bool:
    """True if a candidate may set this attribute of a lent object."""
    closed = (*_FUNCTIONS, *_ADVANCED, io.IOBase, mock.NonCallableMock)
    return _public(target, name) and _guarded(target) is None and not isinstance(target, closed)


def _public(target: Any, name: Any) -> bool:
    if type(name) is not str or name.startswith("_"):
        return False
    guarded = _guarded(target)
    if guarded is not None:
        return name in guarded
    if isinstance(target, io.IOBase):
        return name in _FILE_METHODS
    if isinstance(target, mock.NonCallableMock):
        return name not in _MOCK_OWN and not name.startswith("assert")
    return not isinstance(target, (*_FUNCTIONS, *_ADVANCED, *_NEVER))


def _await(target: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Runs a coroutine of the tests to its end in a loop of its own: the test's loop is waiting for the candidate."""
    if inspect.iscoroutinefunction(target):
        target = target(*arguments, **named)
    if not inspect.iscoroutine(target):
        raise TypeError(f"{type(target).__name__} can't be awaited here")
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((asyncio.run(target), None))
        except Exception as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


def _short(value: Any) -> str:
    return f"a {type(value).__name__}" if not callable(value) else f"the function {getattr(value, '__name__', '?')}"


_OPERATIONS: dict[str, Callable[[Any, list[Any], dict[str, Any]], Any]] = {
    "call": _call,
    "special": _special,
    "await": _await,
    "get": _get,
    "set": _set,
}
