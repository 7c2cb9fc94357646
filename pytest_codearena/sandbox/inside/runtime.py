"""The candidate's process at work: runs the source and serves calls. Nothing in here is trusted by anyone.

What this module reports is what the candidate says; the other end decides from values alone.
"""

from __future__ import annotations

import builtins
import gc
import linecache
import marshal
import operator
import os
import random
import sys
import threading
import types
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from .lines import Lines
from .peer import Channel, Closed, Peer
from .raised import chain
from .standins import LocalAwaitable, function, local_class
from .streams import Printed

_KEPT_TEXT = 2000
_WARMING = """
def f(xs, n=0):
    for x in xs:
        if x > n:
            n = x + 1
    return n if n >= 0 else [n, -1]
f([1, 2])
"""
_OBJECT_SPECIALS = frozenset({"__init__", "__new__", "__getattribute__", "__setattr__", "__delattr__", "__class__", "__repr__",
                              "__str__", "__init_subclass__", "__subclasshook__", "__reduce__", "__reduce_ex__", "__sizeof__",
                              "__dir__", "__getstate__", "__format__", "__doc__", "__dict__", "__module__", "__weakref__"})  # fmt: skip


class Servant(Peer):
    """The candidate's end of the wire."""

    passing = (BaseException,)
    sharing = frozenset({"call", "named", "method", "special", "get", "set", "attribute", "list", "await", "exit", "copy"})

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel, {})
        self._module = types.ModuleType("candidate")
        self._originals: dict[str, Any] = {}
        self._held: dict[int, Any] = {}
        self._handles: dict[int, int] = {}
        self._described: dict[type, int] = {}
        self._told: set[int] = set()
        self._locals: dict[int, Any] = {}
        self._local_tokens: dict[int, int] = {}
        self._local_exceptions: dict[str, type] = {}
        self._next_handle = 0
        self._compiled: dict[str, types.CodeType] = {}
        """By source, what was compiled before its time was taken."""
        self.prepared: list[Any] = []
        """What is timed: name of a function, how often, and the arguments of each of its calls; kept until the end."""
        self.results: list[Any] = []
        self._out, self._err = Printed(), Printed()
        sys.stdout, sys.stderr = self._out, self._err
        self._lines: Lines | None = None
        self._lock = threading.RLock()
        self._loop: Any = None

    def warm(self) -> None:
        """What every candidate goes through has been gone through once.

        A fork's first touch of a page copies it: done here, before there is a source, that costs no one who waits.
        """
        sent = self.codec.encode(["", [1]])
        self.codec.decode(*self.codec.unpack(self.codec.pack([sent.roots, sent.table])))
        exec(compile(_WARMING, "", "exec", dont_inherit=True), {})

    def serve(self) -> None:
        """Answers until the other end is gone."""
        try:
            while True:
                self.answer(self.codec.unpack(self.channel.receive()))
        except Closed:
            return

    def ask(self, op: str, values: Any, named: Any = None, note: Any = None) -> Any:
        """One thread of the candidate asks at a time."""
        with self._lock:
            return super().ask(op, values, named, note)

    # --- requests

    def perform(self, op: str, values: list[Any], named: dict[str, Any]) -> Any:
        """Does one of the operations below."""
        return _OPERATIONS[op](self, values, named)

    def noted(self, note: Any) -> None:
        """Lets go of what the tests no longer hold, and follows their folder, environment and test."""
        if note is None:
            return
        freed, folder, changes, seed = note
        if seed is not None:
            self._begin(seed)
        for handle in freed:
            value = self._held.pop(handle, None)
            self._handles.pop(id(value), None)
        if folder is not None:
            os.chdir(folder)
        for name, value in changes:
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def load(self, source: str, name: str, support: str | None) -> list[Any]:
        """Runs the source as module ``name``. Returns ["syntax", line, message, text] or ["ok", names]; raises as it raises."""
        if support is not None:
            self._load_support(support)
        file = name.rpartition(".")[2] + ".py"
        try:
            code = self._compiled.pop(source, None) or compile(source, file, "exec", dont_inherit=True)
        except SyntaxError as error:
            return ["syntax", error.lineno or 0, str(error.msg), (error.text or "").rstrip()[:_KEPT_TEXT]]
        except (ValueError, RecursionError, MemoryError, OverflowError) as error:
            return ["syntax", 0, str(error) or type(error).__name__, ""]
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        module = self._module = types.ModuleType(name)
        module.__file__ = file
        self._file = file
        _install(name, module)
        exec(code, vars(module))
        self._originals = dict(vars(module))
        return ["ok", [key for key in vars(module) if type(key) is str]]

    def precede(self, source: str, name: str, imports: Sequence[str]) -> None:
        """Loading the source as module ``name`` compiles nothing after this, and imports nothing that these statements import."""
        self._compiled[source] = compile(source, name.rpartition(".")[2] + ".py", "exec", dont_inherit=True)
        for statement in imports:
            with suppress(Exception):  # where the source itself meets it, it may be prepared for it
                exec(statement, {})
        gc.collect()
        gc.freeze()  # what was imported costs no later collection

    def _load_support(self, source: str) -> None:
        module = types.ModuleType("support")
        module.__file__ = "support.py"
        sys.modules["support"] = module
        exec(compile(source, "support.py", "exec", dont_inherit=True), vars(module))
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == "support":
                self.codec.classes[name] = value
                self.codec.names[value] = name

    _file = "candidate.py"

    def lines(self) -> list[int]:
        """Returns the lines of the source that ran since the last time it was asked; none at first, then it follows them."""
        if self._lines is None:
            self._lines = Lines(self._file)
        return self._lines.take()

    def _begin(self, seed: int) -> None:
        random.seed(seed)
        self._out.renew()
        self._err.renew()
        self._locals.clear()
        self._local_tokens.clear()
        self._local_exceptions.clear()

    def aside(self) -> Any:
        """Returns what was printed since the last answer."""
        return [self._out.take(), self._err.take()] if self._out.parts or self._err.parts else None

    def _current(self, path: str) -> Any:
        value: Any = self._module
        for part in path.split("."):
            value = getattr(value, part)
        return value

    def _subclass(self, name: str, bases: Any, functions: Any, getters: Any, statics: Any, plain: Any) -> type:
        members = {**plain, **functions, "__module__": "test", "__qualname__": name}
        members |= {key: property(value) for key, value in getters.items()}
        members |= {key: staticmethod(value) for key, value in statics.items()}
        return type(name, tuple(self._current(base) for base in bases), members)

    def _await(self, value: Any) -> Any:
        import asyncio

        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        return self._loop.run_until_complete(_awaiting(value))

    # --- objects that stay here

    def export(self, value: Any) -> list[Any]:
        """Returns handle and class of an object that stays here."""
        token = self._local_tokens.get(id(value))
        if token is not None and self._locals.get(token) is value:
            return ["l", token]
        handle = self._handles.get(id(value))
        if handle is None:
            handle = self._next_handle = self._next_handle + 1
            self._held[handle] = value
            self._handles[id(value)] = handle
        if isinstance(value, types.ModuleType):
            return ["m", handle, str(value.__name__)]
        if isinstance(value, type):
            return ["c", handle, self._class_id(value), self._describe_class(value)]
        known = self._described.get(type(value))
        if known is not None and known in self._told:
            return ["o", handle, known, None, _name_of(value)]
        self._told.add(self._class_id(type(value)))
        return ["o", handle, self._class_id(type(value)), self._describe_class(type(value)), _name_of(value)]

    def _class_id(self, cls: type) -> int:
        return self._described.setdefault(cls, len(self._described))

    def _describe_class(self, cls: type) -> list[Any]:
        chain = [[str(base.__module__), str(base.__qualname__)] for base in cls.__mro__]
        specials = [
            name
            for name in dir(cls)
            if name.startswith("__") and name.endswith("__") and name not in _OBJECT_SPECIALS and _defines(cls, name)
        ]
        return [chain, specials]

    def resolve(self, payload: list[Any]) -> Any:
        """Returns the object for a handle, a name of the module, or a stand-in for an object of the tests."""
        kind = payload[0]
        if kind == "h":
            return self._held[payload[1]]
        if kind == "n":
            first, *rest = payload[1].split(".")
            value = self._originals[first]
            for part in rest:
                value = getattr(value, part)
            return value
        if kind == "M":
            return self._module
        return self._stand_in(*payload[1:])

    def _stand_in(self, token: int, shape: str, name: str, specials: list[str], parameters: Any) -> Any:
        known = self._locals.get(token)
        if known is not None:
            return known
        if shape in ("function", "async function"):
            made: Any = function(self, name, parameters, asynchronous=shape == "async function")
        elif shape == "awaitable":
            made = LocalAwaitable(self, token)
        elif shape == "exception":
            made = self._local_exceptions[name] = type(name, (getattr(builtins, specials[0]),), {"__module__": "test"})
        else:
            made = object.__new__(local_class(tuple(specials)))
            made._codearena_peer = self
            made._codearena_token = token
        self._locals[token] = made
        self._local_tokens[id(made)] = token
        return made

    # --- exceptions

    def describe(self, error: BaseException) -> tuple[list[Any], list[Any]]:
        """Returns class, text, place and chain of an exception, with its arguments and attributes."""
        described, values = chain(error, self._file)
        told = set(self._told)
        try:
            self.codec.pack([self.codec.encode(values).table])
            self._told = told  # that was a trial: what it described was not sent
        except Exception:  # an exception that holds what can't travel still travels, without it
            values = [(), {}] * (len(values) // 2)
        return described, values

    def rebuild(self, atoms: Any, values: list[Any]) -> BaseException:
        """Returns an exception for one that a callback raised."""
        token, name, text = atoms
        cls = getattr(builtins, name, None)
        if not (isinstance(cls, type) and issubclass(cls, Exception)):
            cls = self._local_exceptions.get(name) or self._originals.get(name)
        if not (isinstance(cls, type) and issubclass(cls, Exception)):
            cls = type(name, (Exception,), {})
        try:
            error = cls(*values[0])
        except Exception:  # a class with a constructor of its own
            error = Exception.__new__(cls, text)
        error._codearena_token = token
        made: BaseException = error
        return made


async def _awaiting(value: Any) -> Any:
    return await value


def _install(name: str, module: types.ModuleType) -> None:
    parent, _, last = name.rpartition(".")
    sys.modules[name] = module
    if parent:
        package = sys.modules.get(parent)
        if package is None:
            package = types.ModuleType(parent)
            package.__path__ = []
            _install(parent, package)
        setattr(package, last, module)


def _defines(cls: type, name: str) -> bool:
    for base in cls.__mro__:
        if name in vars(base):
            return base is not object and vars(base)[name] is not None
    return False


def _name_of(value: Any) -> str:
    name = getattr(value, "__qualname__", None) if callable(value) else None
    return name if type(name) is str else ""


def _call(servant: Servant, values: list[Any], named: dict[str, Any]) -> Any:
    return values[0](*values[1:], **named)


def _call_named(servant: Servant, values: list[Any], named: dict[str, Any]) -> Any:
    return servant._current(values[0])(*values[1:], **named)


def _method(servant: Servant, values: list[Any], named: dict[str, Any]) -> Any:
    return getattr(values[0], values[1])(*values[2:], **named)


def _special(servant: Servant, values: list[Any], named: dict[str, Any]) -> Any:
    target, name, *arguments = values
    found = getattr(type(target), name, None)
    if found is None and name in _PROTOCOLS:  # e.g. a class that is iterable by its __getitem__
        return _PROTOCOLS[name](target, *arguments)
    return getattr(type(target), name)(target, *arguments, **named)


_PROTOCOLS: dict[str, Callable[..., Any]] = {
    "__iter__": iter,
    "__contains__": operator.contains,
    "__len__": len,
    "__bool__": bool,
    "__reversed__": reversed,
}


def _exit(servant: Servant, values: list[Any], named: dict[str, Any]) -> Any:
    target, token, name, text, arguments = values
    error = servant.rebuild([token, name, text], [arguments])
    return type(target).__exit__(target, type(error), error, None)


def _copy(servant: Servant, values: list[Any], named: dict[str, Any]) -> Any:
    import copy

    target, deep = values
    return copy.deepcopy(target) if deep else copy.copy(target)


def _prepare(servant: Servant, values: list[Any], named: dict[str, Any]) -> None:
    path, rounds, packed, *inputs = values
    if packed is not None:
        inputs = marshal.loads(packed)  # noqa: S302  # it comes from the grader, and this process is the candidate's anyway
    servant.prepared, servant.results = [path, rounds, *inputs], []
    gc.freeze()  # what is there costs no later collection either, should the function ask for one
    gc.disable()  # or a collection falls into one of the timed runs and not into the other


def _run(servant: Servant, values: list[Any], named: dict[str, Any]) -> None:
    path, rounds, *inputs = servant.prepared
    function = servant._current(path)
    servant.results = [_exhausted(function(*arguments)) for arguments in inputs]
    for _ in range(rounds - 1):
        for arguments in inputs:
            _exhausted(function(*arguments))


def _exhausted(value: Any) -> Any:
    """Returns what an iterator yields: before that, nothing has been computed."""
    return list(value) if hasattr(type(value), "__next__") else value


def _count(servant: Servant, values: list[Any], named: dict[str, Any]) -> list[int]:
    """Returns how many lines are run through, and how many items lists have that are sorted meanwhile."""
    lines = items = 0
    real = builtins.sorted

    def count(frame: types.FrameType, *_: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename == __file__:
            return None
        lines += 1
        return count

    def watch(frame: types.FrameType, event: str, called: Any) -> None:
        nonlocal items
        if event == "c_call" and isinstance(owner := getattr(called, "__self__", None), list) and called.__name__ == "sort":
            items += len(owner)

    def counted(values: Any, /, **named: Any) -> list[Any]:
        nonlocal items
        found = real(values, **named)
        items += len(found)
        return found

    path, _, *inputs = servant.prepared
    function = servant._current(path)
    builtins.sorted = counted
    sys.setprofile(watch)
    sys.settrace(count)
    try:
        for arguments in inputs:
            _exhausted(function(*arguments))
    finally:
        sys.settrace(None)
        sys.setprofile(None)
        builtins.sorted = real
    return [lines, items]


_OPERATIONS: dict[str, Callable[[Servant, list[Any], dict[str, Any]], Any]] = {
    "load": lambda servant, values, named: servant.load(*values),
    "precede": lambda servant, values, named: servant.precede(*values),
    "call": _call,
    "named": _call_named,
    "subclass": lambda servant, values, named: servant._subclass(*values),
    "prepare": _prepare,
    "run": _run,
    "count": _count,
    "fetch": lambda servant, values, named: servant.results,
    "lines": lambda servant, values, named: servant.lines(),
    "method": _method,
    "special": _special,
    "exit": _exit,
    "copy": _copy,
    "get": lambda servant, values, named: getattr(values[0], values[1]),
    "set": lambda servant, values, named: setattr(values[0], values[1], values[2]),
    "delete": lambda servant, values, named: delattr(values[0], values[1]),
    "attribute": lambda servant, values, named: servant._current(values[0]),
    "dir": lambda servant, values, named: [name for name in dir(values[0]) if type(name) is str],
    "repr": lambda servant, values, named: repr(values[0]),
    "type": lambda servant, values, named: type(values[0]),
    "isinstance": lambda servant, values, named: isinstance(values[0], values[1]) is True,
    "list": lambda servant, values, named: list(values[0]),
    "await": lambda servant, values, named: servant._await(values[0]),
}
