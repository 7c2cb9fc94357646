"""What the tests import: the candidate's module and its functions, known from the reference before there is a candidate."""

from __future__ import annotations

import inspect
import types
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import TaskError
from .conduct import Conduct
from .remote import RemoteObject

__tracebackhide__ = True  # pytest: none of these frames belongs in a failure

if TYPE_CHECKING:
    from .link import Link


class Bond:
    """Binds the proxies, made once at collection, to the candidate that is alive now, if any."""

    def __init__(self) -> None:
        self.link: Link | None = None
        self.where: Callable[[], str] = lambda: ""
        self.conduct = Conduct()
        """Of the reference, which is the candidate while this is watching."""

    def returned(self, path: str, result: Any) -> None:
        """Takes note of what a function of the reference returns, and holds a candidate's to it.

        Where the reference returned no object of a class of its own, a candidate's object of that class poses as a
        value: it may not decide what it equals.
        """
        kind = result._mirror_name if isinstance(result, RemoteObject) else ""
        if self.conduct.watching:
            self.conduct.returned(path, kind)
        elif kind and not self.conduct.returns(path, kind):
            object.__setattr__(result, "_posing", True)

    def live(self, what: str) -> Link:
        """Returns the live candidate's link. Raises TaskError if there is none: the tests are being collected."""
        if self.link is None:
            raise TaskError(f"{self.where()}{what} while the tests are collected, when there is no candidate yet; do it inside a test")
        return self.link


class FunctionProxy:
    """A function that the reference defines, wherever the candidate has it."""

    def __init__(self, bond: Bond, path: str, signature: inspect.Signature | None, doc: str | None, module: str, kind: str = "") -> None:
        self._bond = bond
        self._path = path
        self.__name__ = path.rpartition(".")[2]
        self.__qualname__ = path
        self.__module__ = module
        self.__doc__ = doc
        if signature is not None:
            self.__signature__ = signature
        stub = _STUBS.get(kind)
        if stub is not None:  # what inspect looks at to tell coroutine and generator functions
            self.__code__, self.__defaults__, self.__kwdefaults__ = stub.__code__, None, None
            self.__annotations__ = {}
            self._is_coroutine_mark = getattr(inspect, "_is_coroutine_mark", None) if kind == "coroutine" else None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Calls the candidate's function of this name, whatever it is by now."""
        result = self._bond.live(f"{self._path}() is called").call("named", [self._path, *args], kwargs)
        self._bond.returned(self._path, result)
        return result

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._bond.live(f"{self._path}.{name} is read").call("attribute", [f"{self._path}.{name}"])

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __repr__(self) -> str:
        return f"<function {self._path}>"


async def _coroutine_stub() -> None: ...


def _generator_stub() -> Generator[None, None, None]:
    yield


async def _async_generator_stub() -> AsyncGenerator[None, None]:
    yield


_STUBS: dict[str, Any] = {"coroutine": _coroutine_stub, "generator": _generator_stub, "async generator": _async_generator_stub}


class _LiveNames(Mapping[str, Any]):
    """The module's ``__dict__``: monkeypatch and mock look up there what they are to put back."""

    def __init__(self, module: ModuleProxy) -> None:
        self._module = module

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self._module, name)
        except AttributeError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(dir(self._module))

    def __len__(self) -> int:
        return len(dir(self._module))


class ModuleProxy(types.ModuleType):
    """The candidate's module. Functions and classes of the reference are known ahead; all else is asked for."""

    def __init__(
        self, name: str, bond: Bond, known: dict[str, Any], constants: frozenset[str], modules: frozenset[str]
    ) -> None:
        super().__init__(name)
        object.__setattr__(self, "_bond", bond)
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_constants", constants)
        object.__setattr__(self, "_modules", modules)
        object.__setattr__(self, "__all__", sorted(name for name in known if not name.startswith("_")))

    def __getattribute__(self, name: str) -> Any:
        if name == "__dict__" and object.__getattribute__(self, "_bond").link is not None:
            return _LiveNames(self)
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        return object.__getattribute__(self, "_find")(name)

    def _find(self, name: str) -> Any:
        bond, known = self._bond, self._known
        link = bond.link
        if link is None:
            if name in known:
                return known[name]
            if name in self._constants:
                raise TaskError(
                    f"{bond.where()}`from {self.__name__} import {name}` copies a value before there is a candidate; "
                    f"write `import {self.__name__}` and `{self.__name__}.{name}` inside a test"
                )
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r} (reference.py does not define it)")
        if name in known:
            if name in link.names:
                return known[name]
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = link.call("attribute", [name])
        if name in self._modules and isinstance(value, RemoteObject):
            object.__setattr__(value, "_open", True)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            object.__setattr__(self, name, value)
            return
        link = self._bond.live(f"{name} is set")
        link.call("set", [self, name, value])
        link.names |= {name}

    def __delattr__(self, name: str) -> None:
        link = self._bond.live(f"{name} is deleted")
        link.call("delete", [self, name])
        link.names -= {name}

    def __dir__(self) -> list[str]:
        link = self._bond.link
        return sorted(link.names) if link is not None else sorted(self._known)

    def __getattr__(self, name: str) -> Any:
        # Reached for private names only. Dunders are never asked for: libraries look at every module's __file__.
        if name.startswith("__") or self._bond.link is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return self._bond.link.call("attribute", [name])
