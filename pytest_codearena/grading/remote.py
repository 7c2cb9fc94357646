"""What stands in the tests for the candidate's module, functions, classes and objects.

Rules that keep a verdict from being talked into being:

- Comparing, or calculating with, an object and a plain value is left to the candidate only if the object's
  class is one that the reference defines too, with that operation. An always-equal object equals nothing.
- Containment is decided here, over the plain items that come back.
- A method that plain values have (``endswith``, ``isdigit``, …) can't be answered by an object of a class
  that the reference does not define.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Generator
from typing import TYPE_CHECKING, Any

__tracebackhide__ = True  # pytest: none of these frames belongs in a failure

if TYPE_CHECKING:
    from .link import Link
    from .module import Bond

_PLAIN_TYPES = (str, bytes, int, float, complex, list, tuple, dict, set, frozenset)
PLAIN_METHODS = frozenset(name for cls in _PLAIN_TYPES for name in dir(cls) if not name.startswith("_"))
"""Names that a foreign object can't answer to: an object posing as a plain value would see what it is compared with."""

_COMPARE = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
_BINARY = tuple(
    f"__{prefix}{name}__"
    for name in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and", "xor", "or")
    for prefix in ("", "r", "i")
    if not (prefix == "i" and name == "divmod")
)
_UNARY = ("__neg__", "__pos__", "__abs__", "__invert__", "__round__", "__trunc__", "__floor__", "__ceil__")
_CONVERT = {"__bool__": bool, "__int__": int, "__float__": float, "__complex__": complex, "__index__": int, "__len__": int,
            "__length_hint__": int, "__hash__": int, "__bytes__": bytes}  # fmt: skip
_FORWARD = (
    "__getitem__", "__setitem__", "__delitem__", "__call__", "__enter__", "__exit__", "__iter__", "__next__", "__reversed__",
    "__aiter__", "__anext__", "__aenter__", "__aexit__", "__missing__", "__fspath__",
)  # fmt: skip
_VIEWS = frozenset({"dict_keys", "dict_values", "dict_items", "odict_keys", "odict_values", "odict_items"})


class RemoteMeta(type):
    """Classes of the reference: calling one makes an object in the candidate."""

    _path: str
    _bond: Bond

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Makes an object of the candidate's class of this name, or of a class that a test derived from it."""
        link = cls._bond.live(f"{cls._path}() is called")
        if "_path" in vars(cls):
            return link.call("named", [cls._path, *args], kwargs)
        return link.call("call", [link.subclass(cls), *args], kwargs)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or "_path" not in vars(cls):
            raise AttributeError(name)
        return cls._bond.live(f"{cls._path}.{name} is read").call("attribute", [f"{cls._path}.{name}"])

    def __setattr__(cls, name: str, value: Any) -> None:
        if name.startswith("_") or "_path" not in vars(cls):
            type.__setattr__(cls, name, value)
            return
        link = cls._bond.live(f"{cls._path}.{name} is set")
        link.call("set", [link.call("attribute", [cls._path]), name, value])


class RemoteObject:
    """An object that lives in the candidate."""

    __slots__ = ("__weakref__", "_handle", "_label", "_link", "_open", "_posing")
    _mirror_name: str = ""
    _trusted: frozenset[str] = frozenset()
    """Special methods that the reference's class of the same name defines: those the candidate may decide."""
    _known: bool = False
    """True if the reference defines a class of this name."""
    _compared: tuple[str, ...] | None = None
    """The compared fields, if the reference's class is a data class that has its equality from there."""
    _builtin: str = ""
    """Name of the builtin class, e.g. generator or dict_keys; empty for a class of the candidate."""
    _reference_names: frozenset[str] = frozenset()
    _link: Link
    _handle: int
    _posing: bool
    _label: str
    """Name of the attribute as which the tests reached it last; empty if they did not."""
    _open: bool
    """True for modules that the reference imports too and what is reached through them: tests patch those, not results."""

    @staticmethod
    def make(cls: type, link: Link, handle: int) -> RemoteObject:
        """Returns the proxy of class ``cls`` for a handle, without asking the candidate anything."""
        proxy: RemoteObject = object.__new__(cls)
        object.__setattr__(proxy, "_link", link)
        object.__setattr__(proxy, "_handle", handle)
        object.__setattr__(proxy, "_open", False)
        object.__setattr__(proxy, "_posing", False)
        object.__setattr__(proxy, "_label", "")
        return proxy

    def __del__(self) -> None:
        try:
            link = object.__getattribute__(self, "_link")
        except AttributeError:
            return
        link.forget(object.__getattribute__(self, "_handle"))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and not (self._builtin == "function" and name in ("__name__", "__qualname__", "__wrapped__")):
            raise AttributeError(name)
        value = self._link.call("get", [self, name])
        if isinstance(value, RemoteObject):
            object.__setattr__(value, "_label", name)
            if self._open:
                object.__setattr__(value, "_open", True)
            elif name in PLAIN_METHODS and name not in self._reference_names and callable(value):
                raise AttributeError(f"{type(self).__name__!r} object poses as a plain value: it may not answer to {name!r}")
            elif name in self._link.shape.support_methods and not self._known and callable(value):
                raise AttributeError(f"{type(self).__name__!r} object poses as one of `support`: it may not answer to {name!r}")
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        self._link.call("set", [self, name, value])

    def __delattr__(self, name: str) -> None:
        self._link.call("delete", [self, name])

    def __dir__(self) -> list[str]:
        return [name for name in self._link.call("dir", [self]) if isinstance(name, str)]

    def __repr__(self) -> str:
        return _exact_text(self, self._link.call("repr", [self]))

    def __str__(self) -> str:
        return _exact_text(self, self._link.call("special", [self, "__str__"]))

    def __format__(self, form: str) -> str:
        return _exact_text(self, self._link.call("special", [self, "__format__", form]))

    def __copy__(self) -> Any:
        return self._link.call("copy", [self, False])

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return self._link.call("copy", [self, True])

    def __eq__(self, other: object) -> Any:
        return _compare(self, "__eq__", other)

    def __ne__(self, other: object) -> Any:
        return _compare(self, "__ne__", other)

    def __hash__(self) -> int:
        return object.__hash__(self)


def _exact_text(self: RemoteObject, value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{type(self).__name__} object has no text")
    return value


def _compare(self: RemoteObject, name: str, other: object) -> Any:
    if self._posing:
        return NotImplemented if self is not other else name == "__eq__"
    if self._compared is not None and name in ("__eq__", "__ne__"):
        return _compare_fields(self, name, other)
    if self._known and (name in self._trusted or (name == "__ne__" and "__eq__" in self._trusted)) and _may_decide(self, other):
        return self._link.call("special", [self, name, other])
    if self._builtin in _VIEWS and not self._builtin.endswith("_values"):
        return _compare_view(self, name, other)
    if name in ("__eq__", "__ne__") and self is other:
        return name == "__eq__"
    return NotImplemented  # what is left is identity, as for any object without __eq__


def _may_decide(self: RemoteObject, other: object) -> bool:
    """False where an object poses as a plain value: the reference's objects of its class never meet such values."""
    if isinstance(other, RemoteObject):
        return True
    conduct = self._link.shape.bond.conduct
    if conduct.watching:
        conduct.decided(self._mirror_name, other)
    return conduct.decides(self._mirror_name, other)


def _compare_fields(self: RemoteObject, name: str, other: object) -> Any:
    """Equality of data classes, decided here over their fields."""
    fields = self._compared or ()
    if not isinstance(other, RemoteObject) or other._compared != fields or other._mirror_name != self._mirror_name:
        return NotImplemented
    mine, theirs = ([getattr(each, field) for field in fields] for each in (self, other))
    return (mine == theirs) == (name == "__eq__")


def _compare_view(self: RemoteObject, name: str, other: object) -> Any:
    mine: Any = set(self._link.call("list", [self]))
    theirs = set(other) if isinstance(other, RemoteObject) and other._builtin in _VIEWS else other
    return getattr(mine, name)(theirs)


def special(name: str, *, known: bool) -> Callable[..., Any] | None:
    """Returns the method that forwards the special method ``name``; None if it is not forwarded for such a class."""
    if name in _COMPARE:
        return _comparing(name)
    if name in _CONVERT:
        return _converting(name, _CONVERT[name])
    if name in _FORWARD or name in _UNARY:
        return _forwarding(name)
    if name in _BINARY:
        return _forwarding(name) if known else None
    if name == "__contains__":
        return _forwarding(name) if known else None
    if name == "__await__":
        return _await
    return None


def _comparing(name: str) -> Callable[..., Any]:
    def method(self: RemoteObject, other: object) -> Any:
        return _compare(self, name, other)

    method.__name__ = name
    return method


def _forwarding(name: str) -> Callable[..., Any]:
    def method(self: RemoteObject, *args: Any, **kwargs: Any) -> Any:
        if (name in _BINARY or name == "__contains__") and (self._posing or not (args and _may_decide(self, args[0]))):
            raise TypeError(f"{type(self).__name__} object where the reference has a plain value")
        if name == "__exit__":
            return _exit(self, *args)
        return self._link.call("special", [self, name, *args], kwargs)

    method.__name__ = name
    return method


def _may_be_swallowed(kind: Any) -> bool:
    """False for what a test says of the candidate: no context manager of its own takes that back."""
    return kind is None or (issubclass(kind, Exception) and not issubclass(kind, AssertionError))


def _exit(self: RemoteObject, kind: Any, error: Any, _: Any) -> Any:
    if kind is None:
        return self._link.call("special", [self, "__exit__", None, None, None])
    may_be_swallowed = _may_be_swallowed(kind)
    (token, name, text), (arguments,) = self._link.describe(error)
    if not may_be_swallowed:  # what a test says of the candidate is not for its ears
        name, text, arguments = "Exception", "", ()
    swallowed = self._link.call("exit", [self, token, name, text, arguments])
    return bool(swallowed) and may_be_swallowed


def _converting(name: str, wanted: type) -> Callable[..., Any]:
    def method(self: RemoteObject) -> Any:
        value = self._link.call("special", [self, name])
        if type(value) is not wanted:
            raise TypeError(f"{name} of {type(self).__name__} returned no {wanted.__name__}")
        return value

    method.__name__ = name
    return method


def _await(self: RemoteObject) -> Generator[Any, Any, Any]:
    return self._link.call("await", [self])
    yield  # makes this a generator, as the awaiting loop wants it


class RemoteCoroutine(RemoteObject, Coroutine[Any, Any, Any]):
    """A coroutine of the candidate: awaiting it runs it there to its end."""

    __slots__ = ()
    _builtin = "coroutine"

    def send(self, value: Any) -> Any:
        """Runs the coroutine to its end and stops with its result."""
        raise StopIteration(self._link.call("await", [self]))

    def throw(self, *args: Any) -> Any:
        """Ends the coroutine with the given exception."""
        error = args[0]
        raise error if isinstance(error, BaseException) else error()

    def close(self) -> None:
        """Ends the coroutine."""

    def __await__(self) -> Generator[Any, Any, Any]:
        return _await(self)


@functools.cache
def module_class(name: str) -> type:
    """Returns the proxy class for a module that the candidate imported."""
    return type("module", (RemoteObject,), {"__slots__": (), "_builtin": "module", "__doc__": name})
