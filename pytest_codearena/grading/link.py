"""The tests' end of the wire: one live candidate, its time, and the exceptions that it raises.

All that arrives here was written by the candidate. What it may mean is decided here and in ``remote``.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
import types
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..sandbox.cells import Cell, Usage
from ..sandbox.inside.codec import Codec
from ..sandbox.inside.peer import Channel, Closed, Peer
from ..sandbox.inside.rows import WireError
from . import faults, lent
from .clock import TestClock
from .module import FunctionProxy, ModuleProxy
from .remote import RemoteObject, module_class

__tracebackhide__ = True

if TYPE_CHECKING:
    from .conduct import Conduct
    from .shape import Shape

_LOOK_EVERY_S = 0.02
_LOOK_EVERY_CALLS = 64
_KEPT_OUTPUT = 64 * 1024


class Stopped(BaseException):
    """The candidate's process is no more: ``kind`` is timeout, crashed or out_of_memory.

    No Exception, so that neither a test's ``except`` nor Hypothesis takes it for the behaviour of the code.
    """

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind
        self.text = text


class _TimedChannel(Channel):
    """Waits in short steps and looks at the candidate's clock between them."""

    def __init__(self, sock: socket.socket, link: Link) -> None:
        super().__init__(sock)
        self._link = weakref.ref(link)
        microseconds = int(_LOOK_EVERY_S * 1e6)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", 0, microseconds))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def read(self, size: int) -> bytes:
        """Does what Channel does, and looks at the candidate's clock while it waits."""
        while True:
            try:
                data = self.sock.recv(size)
            except BlockingIOError:
                self._check()
                continue
            except OSError as error:
                raise Closed(str(error)) from None
            if not data:
                raise Closed("end of stream")
            return data

    def send(self, data: bytes) -> None:
        """Does what Channel does, and looks at the candidate's clock while it waits."""
        rest: bytes | memoryview = len(data).to_bytes(4, "big") + data
        while rest:
            try:
                sent = self.sock.send(rest)
                if sent == len(rest):
                    return
                rest = memoryview(rest)[sent:]
            except BlockingIOError:
                self._check()
            except OSError as error:
                raise Closed(str(error)) from None

    def _check(self) -> None:
        link = self._link()
        if link is not None:
            link.check_time()


class Link(Peer):
    """One candidate process, loaded or about to be."""

    passing = (Exception,)

    def __init__(self, cell: Cell, shape: Shape, timeout_s: float) -> None:
        self.channel: Channel
        super().__init__(_TimedChannel(cell.sock, self), shape.support_classes)
        self.cell = cell
        self.shape = shape
        self.timeout_s = timeout_s
        self.usage: Usage | None = None
        self.names: frozenset[str] = frozenset()
        """Global names that the candidate's module has, as far as the tests set none behind our back."""
        self.memory_exhausted = False
        """True once the candidate raised MemoryError since the last ``begin``."""
        self.stopped: Stopped | None = None
        self.aloof = False
        """Whether what the candidate changes, and the reference does not, stays with it."""
        self.liberties = 0
        """How often the candidate changed what the reference leaves alone."""
        self._asking: list[tuple[str, Sequence[Any]]] = []
        self.output = ""
        """What the candidate printed since the last ``begin``, bounded."""
        self._printed = 0
        self._calls = 0
        self._proxies: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._freed: dict[int, None] = {}
        self._classes: dict[int, type] = {}
        self._subclasses: dict[type, Any] = {}
        self._subclass_names: dict[str, type] = {}
        self._lent: dict[int, Any] = {}
        self._overlay: dict[tuple[int, Any], Any] = {}
        """Attributes of lent objects that an aloof candidate has set, as only it sees them."""
        self._tokens: dict[int, int] = {}
        self._raised: dict[int, BaseException] = {}
        self._next_token = 0
        self._seed: int | None = None
        """Of a test that the candidate has not heard of yet: it is told with the test's first request."""
        self._folder = os.getcwd()
        self._environment = dict(_environment())
        self.clock = TestClock(cell, timeout_s)

    # --- time

    def check_time(self) -> None:
        """Raises Stopped, and ends the candidate, if the present test has used up its time."""
        excess = self.clock.excess()
        if excess:
            raise self.stop("timeout", excess)

    def check_cpu_time(self) -> None:
        """The same, but it may wait as long as it likes."""
        if self.clock.spent_s() > self.timeout_s:
            raise self.stop("timeout", f"took longer than {self.timeout_s:g} s of CPU time")

    def stop(self, kind: str, text: str) -> Stopped:
        """Ends the candidate and returns the exception to raise."""
        self.end()
        self.stopped = Stopped(kind, text)
        return self.stopped

    def cpu_s(self) -> float:
        """Returns the CPU seconds of the candidate so far."""
        return self.usage.cpu_s if self.usage is not None else self.cell.cpu_s()

    def leave(self) -> float:
        """Returns the CPU seconds of a candidate that is no longer needed; the process ends with the attempt."""
        if self.usage is None:
            spent_s = self.cell.leave()
            self.usage = Usage(0, 0, spent_s, 0.0)
            self.clock.close()
        return self.usage.cpu_s

    def end(self) -> Usage:
        """The process is gone after this; the usage it had is kept."""
        if self.usage is None:
            self.usage = self.cell.end()
            self.clock.close()
        return self.usage

    # --- the life of a candidate

    def load(self, source: str, support: str | None, module: str) -> list[Any]:
        """Returns what ``Servant.load`` returns; the module body's exceptions are raised."""
        self.clock.start()
        state = self.call("load", [source, module, support])
        if type(state) is list and len(state) == 2 and state[0] == "ok" and type(state[1]) is list:
            self.names = frozenset(name for name in state[1] if type(name) is str)
        elif not (type(state) is list and list(map(type, state)) == [str, int, str, str] and state[0] == "syntax"):
            raise self.stop("crashed", "sent something that is no value")
        return state

    def begin(self, seed: int) -> None:
        """A test begins: its time counts from here, its output is its own, what was lent to the last one is taken back."""
        self._lent.clear()
        self._overlay.clear()
        self._tokens.clear()
        self._raised.clear()
        self._subclasses.clear()
        self.memory_exhausted = False
        self.output = ""
        self._printed = 0
        self.clock.start()
        self._seed = seed

    def call(self, op: str, values: Sequence[Any], named: dict[str, Any] | None = None) -> Any:
        """Asks the candidate. Raises the exception that its code raised, or Stopped if it is gone."""
        if self.stopped is not None:
            raise self.stopped
        self._calls += 1
        if self._calls % _LOOK_EVERY_CALLS == 0:
            self.check_time()  # many short calls add up
        conduct = self.shape.bond.conduct
        if conduct.watching:
            return self._watched(conduct, op, values, named)
        return self._asked(op, values, named)

    def _watched(self, conduct: Conduct, op: str, values: Sequence[Any], named: dict[str, Any] | None) -> Any:
        number = len(conduct.calls)
        conduct.asked(op, values, named)
        try:
            result = self._asked(op, values, named)
        except Exception as error:
            conduct.answered(number, error, raised=True)
            raise
        conduct.answered(number, result)
        return result

    def _asked(self, op: str, values: Sequence[Any], named: dict[str, Any] | None) -> Any:
        self._asking.append((op, values))
        try:
            return self.ask(op, values, named, self._note())
        except Closed:
            raise self._fallen() from None
        except WireError as error:
            if _is_ours(error):
                raise TypeError(str(error)) from None
            raise self.stop("crashed", f"sent something that is no value ({error})") from None
        except MemoryError:
            self.memory_exhausted = True
            raise
        except BaseException as error:
            if not isinstance(error, Exception) and self.usage is None:
                self.end()  # a nested answer is missing: the conversation can't go on
            raise
        finally:
            self._asking.pop()

    def origin(self) -> str:
        """Returns the name of the function or method that is called at present."""
        return _name(*self._asking[-1]) if self._asking else ""

    def accept(self, known: list[Any], changes: Any) -> list[Any]:
        """Returns the tests' own objects where the reference changes them too; else, if ``aloof``, copies of them."""
        name = self.origin()
        origins = dict(enumerate(self.shared.origins))
        places = [change[0] for change in changes if type(change) is list and change and type(change[0]) is int]
        if not self._takes_liberties({(origins.get(place, name), name) for place in places}) or not self.aloof:
            return known
        count = len(self.shared.objects)
        known = self._copies(known)
        self.shared.replace(known[:count])
        return known

    def _takes_liberties(self, doings: set[tuple[str, str]]) -> bool:
        """True if the reference was never seen to do one of these: (call that brought an object, call that changes it)."""
        conduct = self.shape.bond.conduct
        if conduct.watching:
            conduct.changed(doings)
        elif not conduct.changes(doings):
            self.liberties += 1
            return True
        return False

    def _copies(self, values: list[Any]) -> list[Any]:
        others: list[Any] = []

        def send(value: Any) -> list[Any]:
            others.append(value)
            return [len(others) - 1]

        codec = Codec(self.shape.support_classes, send, lambda payload: others[payload[0]])
        encoded = codec.encode(values)
        return codec.decode(encoded.roots, encoded.table).values

    def _fallen(self) -> Stopped:
        usage = self.end()
        if usage.signal == signal.SIGXCPU:
            return self.stop("timeout", "used up all of its CPU time")
        if usage.signal:
            return self.stop("crashed", f"was ended by signal {signal.Signals(usage.signal).name}")
        return self.stop("crashed", f"ended the whole process (exit code {usage.exit_code}) instead of returning")

    def told(self, aside: Any) -> None:
        """What the candidate printed goes to the test's own streams, as if it had run here; nobody reads it as a verdict."""
        if aside is None:
            return
        if type(aside) is not list or len(aside) != 2 or not all(type(text) is str for text in aside):
            raise WireError("printed something that is no text")
        for text, stream in zip(aside, (sys.stdout, sys.stderr), strict=True):
            room = _KEPT_OUTPUT - self._printed
            if text and room > 0:
                self._printed += len(text)
                self.output += text[:room]
                stream.write(text[:room].encode("utf-8", "backslashreplace").decode("utf-8"))

    def _note(self) -> list[Any] | None:
        folder = os.getcwd()
        environment = _environment()
        moved = folder != self._folder
        if not moved and not self._freed and self._seed is None and environment == self._environment:
            return None
        changes = []
        if environment != self._environment:
            old = self._environment
            changes = [[os.fsdecode(key), None] for key in old if key not in environment]
            changes += [[os.fsdecode(key), os.fsdecode(value)] for key, value in environment.items() if old.get(key) != value]
            self._environment = dict(environment)
        freed = list(self._freed)
        self._freed.clear()
        self._folder = folder
        seed, self._seed = self._seed, None
        return [freed, folder if moved else None, changes, seed]

    # --- objects of the candidate

    def resolve(self, payload: list[Any]) -> Any:
        """Returns the proxy for a payload of the candidate. Raises WireError for one that makes no sense."""
        kind = payload[0] if payload else None
        try:
            if kind == "l":
                return self._lent[payload[1]]
            handle = payload[1]
            if type(handle) is not int:
                raise WireError("a handle that is no number")
            known = self._proxies.get(handle)
            if known is not None:
                self._freed.pop(handle, None)
                return known
            proxy = self._proxy(kind, payload)
            if isinstance(proxy, RemoteObject):
                self._freed.pop(handle, None)
                self._proxies[handle] = proxy
            return proxy
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise WireError(f"malformed object: {error}") from None

    def _proxy(self, kind: Any, payload: list[Any]) -> Any:
        if kind == "m":
            return RemoteObject.make(module_class(str(payload[2])), self, payload[1])
        if kind == "c":
            own = self.shape.own_class(payload[3])
            if own is not None:
                return own
            return self.shape.remote_class_object(self, payload[1], payload[3])
        if kind != "o":
            raise WireError("an object of no kind")
        name = payload[4]
        if type(name) is str and name in self.shape.functions and self.shape.is_function(self._class(payload)):
            return self.shape.functions[name]
        return RemoteObject.make(self._class(payload), self, payload[1])

    def _class(self, payload: list[Any]) -> type:
        number, described = payload[2], payload[3]
        if type(number) is not int:
            raise WireError("a class that is no number")
        if number not in self._classes:
            self._classes[number] = self._subclass_of(described) or self.shape.remote_class(described)
        return self._classes[number]

    def _subclass_of(self, described: Any) -> type | None:
        try:
            module, name = described[0][0]
        except (TypeError, ValueError, IndexError):
            raise WireError("a class without description") from None
        return self._subclass_names.get(name) if module == "test" and type(name) is str else None

    def forget(self, handle: int) -> None:
        """The tests no longer hold the object with this handle; the candidate hears of it with the next request."""
        self._freed[handle] = None

    def subclass(self, cls: Any) -> Any:
        """Returns the candidate's counterpart of a class that a test derived from one of the candidate's."""
        known = self._subclasses.get(cls)
        if known is None:
            name = f"{cls.__qualname__}#{len(self._subclasses)}"
            self._subclass_names[name] = cls
            members = {key: value for key, value in vars(cls).items() if key not in _CLASS_MACHINERY}
            functions = {key: value for key, value in members.items() if isinstance(value, types.FunctionType)}
            getters = {key: value.fget for key, value in members.items() if isinstance(value, property)}
            statics = {key: value.__func__ for key, value in members.items() if isinstance(value, staticmethod)}
            others = {**functions, **getters, **statics}
            plain = {key: value for key, value in members.items() if key not in others}
            known = self.call("subclass", [name, [base._path for base in _mirrored(cls)], functions, getters, statics, plain])
            self._subclasses[cls] = known
        return known

    # --- objects of the tests

    def export(self, value: Any) -> list[Any]:
        """Returns the payload for an object of the candidate, or for one of the tests that is lent to it."""
        if isinstance(value, RemoteObject):
            if object.__getattribute__(value, "_link") is not self:
                raise WireError("an object of a candidate that is gone")
            return ["h", object.__getattribute__(value, "_handle")]
        if isinstance(value, FunctionProxy):
            return ["n", value._path]
        if isinstance(value, ModuleProxy):
            return ["M"]
        path = self.shape.path_of_class(value)
        if path is not None:
            return ["n", path]
        token = self._tokens.get(id(value))
        if token is None:
            token = self._next_token = self._next_token + 1
            self._lent[token] = value
            self._tokens[id(value)] = token
        return ["L", token, *lent.describe(value)]

    def perform(self, op: str, values: list[Any], named: dict[str, Any]) -> Any:
        """Does what the candidate asks of an object that was lent to it."""
        if not values or not any(values[0] is value for value in self._lent.values()):
            raise WireError("a request about nothing that was lent")
        if op == "set" and len(values) == 3:
            target, name, value = values
            if lent.may_set(target, name) and self._takes_liberties({(f"set {name}", self.origin())}) and self.aloof:
                self._overlay[id(target), name] = value  # the object is kept alive by what it is lent from
                return None
        if op == "get" and self._overlay and (id(values[0]), values[-1]) in self._overlay:
            return self._overlay[id(values[0]), values[-1]]
        return lent.perform(op, values, named)

    def describe(self, error: BaseException) -> tuple[list[Any], list[Any]]:
        """Returns how a callback's exception looks to the candidate; the exception itself is kept for its return."""
        token = self._next_token = self._next_token + 1
        self._raised[token] = error
        name = type(error).__name__
        return [token, name, str(error)[:2000]], [tuple(error.args) if faults.plain(error.args) else (str(error),)]

    def rebuild(self, atoms: Any, values: list[Any]) -> BaseException:
        """Returns the exception that the candidate describes."""
        return faults.rebuild(atoms, values, self.shape, self._raised)


def _name(op: str, values: Sequence[Any]) -> str:
    """Returns what is called, by its bare name: a correct candidate may have it in a class of another name."""
    if op == "named":
        return str(values[0]).rpartition(".")[2]
    if op in ("method", "special", "get"):
        label = values[0]._label if values[1] == "__call__" else ""
        return str(label or values[1])
    return op


_CLASS_MACHINERY = frozenset({"__module__", "__qualname__", "__dict__", "__weakref__", "__doc__", "__slots__", "__firstlineno__",
                              "__static_attributes__", "__orig_bases__", "__parameters__", "__annotations__"})  # fmt: skip


def _mirrored(cls: type) -> list[Any]:
    """The classes of the candidate that a test's class derives from, the nearest first, none implied by another."""
    found = [base for base in cls.__mro__ if "_path" in vars(base)]
    return [base for base in found if not any(other is not base and issubclass(other, base) for other in found)]


def _environment() -> dict[bytes, bytes]:
    data: dict[bytes, bytes] = os.environ._data  # type: ignore[attr-defined]  # a copy by items() costs 20 us a call
    return data


def _is_ours(error: WireError) -> bool:
    """True if the message that could not be sent was the test's own."""
    return str(error).startswith(("cannot be sent", "an object of a candidate"))
