"""The shape of the code under test, taken from the reference: what the tests can import before any candidate exists."""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

from ..sandbox.inside.rows import WireError
from .faults import told_text
from .module import Bond, FunctionProxy, ModuleProxy
from .remote import RemoteCoroutine, RemoteMeta, RemoteObject, special

_MAX_CHAIN = 64


class Shape:
    """Proxies for one task, and the rule which classes of a candidate count as classes of the reference."""

    def __init__(self, reference: types.ModuleType, support: types.ModuleType | None, module_name: str, bond: Bond) -> None:
        self.bond = bond
        self.module_name = module_name
        self.functions: dict[str, FunctionProxy] = {}
        self.classes: dict[str, type] = {}
        self.exceptions: dict[str, type[Exception]] = {}
        self.support_classes = _own_classes(support, "support") if support is not None else {}
        self._reference_classes = _own_classes(reference, reference.__name__)
        names = {name for cls in self._reference_classes.values() for name in vars(cls)}
        self._reference_names = frozenset(names)
        self.support_methods = frozenset(
            name
            for cls in self.support_classes.values()
            for name in dir(cls)
            if not name.startswith("_") and callable(getattr(cls, name)) and name not in names
        )
        """Those that only objects of `support` have: they travel by value, and none of a candidate's answers in their place."""
        constants: set[str] = set()
        modules: set[str] = set()
        for name, value in vars(reference).items():
            if name.startswith("__"):
                continue
            if isinstance(value, type) and value.__module__ == reference.__name__:
                continue
            if _is_function(value, reference.__name__):
                self.functions[name] = FunctionProxy(
                    bond, name, _signature(value), getattr(value, "__doc__", None), module_name, _kind(value)
                )
            elif isinstance(value, types.ModuleType):
                modules.add(name)
            else:
                constants.add(name)
        for name, cls in self._reference_classes.items():
            self._mirror(name, cls)
        known = {**self.functions, **{k: v for k, v in {**self.classes, **self.exceptions}.items() if "." not in k}}
        for name in self.support_classes:
            if name in vars(reference):
                known[name] = self.support_classes[name]
        self.module = ModuleProxy(module_name, bond, known, frozenset(constants - known.keys()), frozenset(modules))

    def install(self) -> None:
        """The tests' imports of the code under test find the proxy after this."""
        parent, _, last = self.module_name.rpartition(".")
        sys.modules[self.module_name] = self.module
        child: types.ModuleType = self.module
        while parent:
            package = sys.modules.get(parent) or types.ModuleType(parent)
            package.__path__ = []
            setattr(package, last, child)
            sys.modules[parent] = child = package
            parent, _, last = parent.rpartition(".")

    def path_of_class(self, value: Any) -> str | None:
        """Returns the name by which the candidate knows a mirrored class; None if ``value`` is none."""
        if isinstance(value, type) and value.__module__ == self.module_name:
            for known in (self.classes, self.exceptions):
                if known.get(value.__qualname__) is value:
                    return value.__qualname__
        return None

    def own_class(self, described: Any) -> type | None:
        """Returns the mirrored class that a candidate's class object stands for, if it does."""
        chain, _ = _chain(described)
        module, name = chain[0]
        return self.classes.get(name) or self.exceptions.get(name) if module == self.module_name else None

    def is_function(self, cls: type) -> bool:
        """True for the proxy class of plain functions."""
        return getattr(cls, "_builtin", "") == "function"

    def remote_class(self, described: Any) -> type:
        """Returns the proxy class for objects of a class that the candidate describes."""
        chain, specials = _chain(described)
        module, name = chain[0]
        if module == "builtins" and name == "coroutine":
            return RemoteCoroutine
        bases = [self.classes[base] for home, base in chain if home == self.module_name and base in self.classes]
        bases = [base for index, base in enumerate(bases) if not any(issubclass(b, base) for b in bases[:index])]
        builtin = "" if module == self.module_name or bases else _builtin_name(module, name)
        members: dict[str, Any] = {
            "__slots__": (),
            "__module__": module,
            "__qualname__": name,
            "_builtin": builtin,
            "_reference_names": self._reference_names,
        }
        if bases:
            members["_known"] = True
        trusted = frozenset(bases[0]._trusted) if bases else frozenset()  # type: ignore[attr-defined]
        for each in specials:
            made = special(each, known=each in trusted)
            if made is not None:
                members[each] = made
        parents = tuple(bases) or (RemoteObject,)
        bare = name.rpartition(".")[2] or "object"
        return RemoteMeta(bare, parents, members) if bases else type(bare, parents, members)

    def remote_class_object(self, link: Any, handle: int, described: Any) -> RemoteObject:
        """Returns the proxy for a class that only the candidate defines, e.g. one made by a function."""
        chain, _ = _chain(described)
        members = {"__slots__": (), "_builtin": "type", "__call__": special("__call__", known=True)}
        return RemoteObject.make(type(chain[0][1].rpartition(".")[2], (RemoteObject,), members), link, handle)

    def _mirror(self, name: str, cls: type) -> None:
        if issubclass(cls, BaseException):
            self._mirror_exception(name, cls)
            return
        bases = [self.classes[base.__qualname__] for base in cls.__mro__[1:] if base.__qualname__ in self.classes
                 and self._reference_classes.get(base.__qualname__) is base]  # fmt: skip
        bases = [base for index, base in enumerate(bases) if not any(issubclass(b, base) for b in bases[:index])]
        trusted = frozenset(
            attribute for attribute in dir(cls) if attribute.startswith("__") and _redefined(cls, attribute)
        )
        members: dict[str, Any] = {
            "__slots__": (),
            "__module__": self.module_name,
            "__qualname__": name,
            "__doc__": cls.__doc__,
            "_path": name,
            "_bond": self.bond,
            "_known": True,
            "_trusted": trusted,
            "_compared": _compared_fields(cls),
            "_mirror_name": name,
        }
        signature = _signature(cls)
        if signature is not None:
            members["__signature__"] = signature
        members["__init__"] = _initializer(name)
        for attribute, value in vars(cls).items():
            if not attribute.startswith("__"):
                members.update(self._mirror_member(name, attribute, value))
        for attribute in trusted:
            made = special(attribute, known=True)
            if made is not None:
                members[attribute] = made
        self.classes[name] = RemoteMeta(cls.__name__, tuple(bases) or (RemoteObject,), members)

    def _mirror_member(self, owner: str, name: str, value: Any) -> dict[str, Any]:
        if isinstance(value, (staticmethod, classmethod)):
            return {name: _OfClass(self.bond, name, _bound_signature(value), self.module_name)}
        if isinstance(value, types.FunctionType):
            return {name: _method(name, f"{owner}.{name}")}
        if isinstance(value, property) or not isinstance(value, type):
            return {name: _attribute(name, self.bond, f"{owner}.{name}")}
        return {}

    def _mirror_exception(self, name: str, cls: type[BaseException]) -> None:
        if not issubclass(cls, Exception):
            return
        bases: list[type] = []
        for base in cls.__mro__[1:]:
            known = self.exceptions.get(base.__qualname__) if base.__module__ == cls.__module__ else base
            if known is not None and not any(issubclass(b, known) for b in bases):
                bases.append(known)
        members: dict[str, Any] = {"__module__": self.module_name, "__qualname__": name, "__doc__": cls.__doc__}
        if "__init__" in vars(cls):
            members["__init__"] = _take_arguments
        members["__str__"] = told_text
        self.exceptions[name] = type(cls.__name__, tuple(b for b in bases if b is not object), members)


def _take_arguments(self: Any, *args: Any, **kwargs: Any) -> None:
    Exception.__init__(self, *args)
    for key, value in kwargs.items():
        setattr(self, key, value)


def _compared_fields(cls: type) -> tuple[str, ...] | None:
    """The fields by which a data class compares, if dataclasses made its ``__eq__`` and no one else."""
    equality = getattr(cls, "__eq__", None)
    generated = getattr(getattr(equality, "__code__", None), "co_filename", "") == "<string>"
    if not dataclasses.is_dataclass(cls) or not generated:
        return None
    return tuple(field.name for field in dataclasses.fields(cls) if field.compare)


def _own_classes(module: types.ModuleType, home: str) -> dict[str, type]:
    found: dict[str, type] = {}
    pending: list[tuple[str, Any]] = list(vars(module).items())
    while pending:
        _, value = pending.pop(0)
        if isinstance(value, type) and value.__module__ == home and value.__qualname__ not in found and "<" not in value.__qualname__:
            found[value.__qualname__] = value
            pending.extend(vars(value).items())
    return dict(sorted(found.items(), key=lambda item: len(item[1].__mro__)))


def _is_function(value: Any, home: str) -> bool:
    if isinstance(value, types.FunctionType):
        return True
    return callable(value) and hasattr(value, "__wrapped__") and getattr(value, "__module__", None) == home


def _kind(value: Any) -> str:
    if inspect.iscoroutinefunction(value):
        return "coroutine"
    if inspect.isasyncgenfunction(value):
        return "async generator"
    return "generator" if inspect.isgeneratorfunction(value) else ""


def _signature(value: Any) -> inspect.Signature | None:
    try:
        return inspect.signature(value)
    except (ValueError, TypeError):
        return None


def _bound_signature(value: staticmethod[Any, Any] | classmethod[Any, Any, Any]) -> inspect.Signature | None:
    signature = _signature(value.__func__)
    if signature is None or isinstance(value, staticmethod):
        return signature
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _redefined(cls: type, name: str) -> bool:
    for base in cls.__mro__:
        if name in vars(base):
            return base is not object and vars(base)[name] is not None
    return False


def _method(name: str, path: str) -> Callable[..., Any]:
    def method(self: RemoteObject, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(self, RemoteObject):
            raise TypeError(f"{path} needs an object of the candidate, not {type(self).__name__}")
        if inspect.getattr_static(type(self), name, method) is not method:
            return self._link.call("named", [path, self, *args], kwargs)  # by super() in a test's class: not the override
        return self._link.call("method", [self, name, *args], kwargs)

    method.__name__ = name
    method.__qualname__ = path
    return method


class _OfClass:
    """A class or static method, called on the class through which it was reached."""

    def __init__(self, bond: Bond, name: str, signature: inspect.Signature | None, module: str) -> None:
        self._bond = bond
        self._name = name
        self._signature = signature
        self._module = module

    def __get__(self, instance: RemoteObject | None, owner: Any) -> FunctionProxy:
        path = next(base._path for base in owner.__mro__ if "_path" in vars(base))
        return FunctionProxy(self._bond, f"{path}.{self._name}", self._signature, None, self._module)


def _initializer(path: str) -> Callable[..., None]:
    """The constructor as super() in a test's class finds it; making an object of the class itself never comes here."""

    def initialize(self: RemoteObject, *args: Any, **kwargs: Any) -> None:
        self._link.call("named", [f"{path}.__init__", self, *args], kwargs)

    return initialize


class _attribute:  # noqa: N801  # a descriptor, as property is
    """Reads and writes an attribute in the candidate, on the object or on the class."""

    def __init__(self, name: str, bond: Bond, path: str) -> None:
        self._name = name
        self._bond = bond
        self._path = path

    def __get__(self, instance: RemoteObject | None, owner: type) -> Any:
        if instance is None:
            return self._bond.live(f"{self._path} is read").call("attribute", [self._path])
        return instance._link.call("get", [instance, self._name])

    def __set__(self, instance: RemoteObject, value: Any) -> None:
        instance._link.call("set", [instance, self._name, value])


def _chain(described: Any) -> tuple[list[tuple[str, str]], list[str]]:
    try:
        chain, specials = described
        pairs = [(module, name) for module, name in chain]
    except (TypeError, ValueError):
        raise WireError("a class without description") from None
    texts = [text for pair in pairs for text in pair] + list(specials)
    if not pairs or len(pairs) > _MAX_CHAIN or not all(type(text) is str for text in texts):
        raise WireError("a class without description")
    return pairs, specials


def _builtin_name(module: str, name: str) -> str:
    return name if module.partition(".")[0] in sys.stdlib_module_names else ""
