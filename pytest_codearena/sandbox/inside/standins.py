"""What stands in the candidate for an object of the tests: it can be asked for what the tests' side allows, and nothing else."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from .peer import Peer


class _Local:
    """Stands for an object that lives with the tests; only what the tests' side allows can be done with it."""

    __slots__ = ("__weakref__", "_codearena_peer", "_codearena_token")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._codearena_peer.ask("get", [self, name])

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_codearena_"):
            object.__setattr__(self, name, value)
        else:
            self._codearena_peer.ask("set", [self, name, value])


class LocalAwaitable:
    """Stands for a coroutine of the tests: awaiting it runs it there."""

    def __init__(self, peer: Any, token: int) -> None:
        self._codearena_peer = peer

    def __await__(self) -> Any:
        return self._codearena_peer.ask("await", [self])
        yield  # makes this a generator, as the awaiting loop wants it


def function(peer: Peer, name: str, parameters: Any, *, asynchronous: bool) -> Callable[..., Any]:
    """Returns a function that asks the tests' one, with its name and signature."""
    def ask(*args: Any, **kwargs: Any) -> Any:
        return peer.ask("call", [stand_in, *args], kwargs)

    async def ask_and_await(*args: Any, **kwargs: Any) -> Any:
        return peer.ask("await", [stand_in, *args], kwargs)

    stand_in: Any = ask_and_await if asynchronous else ask

    stand_in.__name__ = stand_in.__qualname__ = name
    stand_in.__module__ = "test"
    if parameters is not None:
        signature = inspect.Signature(
            [
                inspect.Parameter(key, inspect._ParameterKind(kind), default=None if optional else inspect.Parameter.empty)
                for key, kind, optional in parameters
            ]
        )
        stand_in.__signature__ = signature
    made: Callable[..., Any] = stand_in
    return made


@functools.cache
def local_class(specials: tuple[str, ...]) -> type:
    """Returns the class of stand-ins that have these special methods."""
    return type("Local", (_Local,), {name: _forward(name) for name in specials} | {"__slots__": ()})


def _forward(name: str) -> Callable[..., Any]:
    def special(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self._codearena_peer.ask("special", [self, name, *args], kwargs)

    special.__name__ = name
    return special
