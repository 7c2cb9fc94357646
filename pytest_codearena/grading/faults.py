"""Exceptions of the candidate, as the tests see them.

An exception keeps its class only if it is a builtin or standard-library one, or one that the reference
defines too; any other becomes a new class below its nearest such base. None of them ends a process,
skips a test or expects a failure, whatever its name.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..sandbox.inside.rows import WireError

__tracebackhide__ = True

if TYPE_CHECKING:
    from .shape import Shape

_NEVER_FROM = frozenset({"unittest", "doctest", "bdb", "pdb", "concurrent", "multiprocessing", "_pytest", "pytest"})
_PLAIN = (str, int, float, bool, bytes, type(None))


class CandidateExit(Exception):
    """The candidate raised SystemExit, KeyboardInterrupt or the like; its name and text are in the message."""


def plain(values: tuple[Any, ...]) -> bool:
    """True if every value is an atom."""
    return all(type(value) in _PLAIN for value in values)


def rebuild(atoms: Any, values: list[Any], shape: Shape, raised: dict[int, BaseException]) -> BaseException:
    """Returns the exception that the candidate describes, its chain attached; a test's own comes back as itself."""
    try:
        return _chain(atoms, iter(values), shape, raised)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, StopIteration, RecursionError) as error:
        raise WireError(f"malformed exception: {error}") from None


def _chain(atoms: Any, values: Iterator[Any], shape: Shape, raised: dict[int, BaseException]) -> BaseException:
    made: list[BaseException] = []
    for atom in atoms:
        arguments, attributes = next(values), next(values)
        members = [_chain(member, values, shape, raised) for member in atom[6]]
        made.append(_one(atom[:6], arguments, attributes, members, shape, raised))
    if not made:
        raise WireError("an exception without description")
    for index in range(len(made) - 1):
        outer, inner = made[index], made[index + 1]
        if outer is inner:
            continue
        if atoms[index][4]:
            outer.__cause__ = inner
        else:
            outer.__context__ = inner
    return made[0]


def _one(
    atom: list[Any], arguments: Any, attributes: Any, members: list[Any], shape: Shape, raised: dict[int, BaseException]
) -> BaseException:
    chain, text, lines, notes, _, token = atom
    if type(token) is int and token in raised:
        return raised[token]
    chain = [(_text(module), _text(name)) for module, name in chain]
    text = _text(text)
    if ("builtins", "Exception") not in chain:
        error: BaseException = CandidateExit(f"{chain[0][1]}: {text}" if text else chain[0][1])
    elif members:
        error = _group(_class(chain, shape), arguments, members)
    else:
        error = _make(_class(chain, shape), arguments, text)
        _give(error, attributes)
    error._codearena_remote = True  # type: ignore[attr-defined]
    error._codearena_text = text  # type: ignore[attr-defined]
    for note in notes:
        error.add_note(_text(note))
    where = [f"{_text(function)}, line {int(number)}: {_text(code)}" for number, function, code in lines]
    if where:
        # Not as a note: pytest.raises(match=…) looks at notes, and this text is not what was raised.
        error._codearena_where = "in " + "\n    ".join(where)  # type: ignore[attr-defined]
    return error


def told_text(error: BaseException) -> str:
    """Returns the text that the candidate's own ``__str__`` gave, or what its arguments say if a test made the exception."""
    text = getattr(error, "_codearena_text", None)
    if isinstance(text, str):
        return text
    builtin: Any = next(base for base in type(error).__mro__ if base.__module__ == "builtins")
    return str(builtin.__str__(error))


def _text(value: Any) -> str:
    if type(value) is not str:
        raise WireError("expected text")
    return value


def _class(chain: list[tuple[str, str]], shape: Shape) -> type[Exception]:
    bases: list[type[Exception]] = []
    for position, (module, name) in enumerate(chain):
        known = _known(module, name, shape)
        if known is not None and not any(issubclass(base, known) for base in bases):
            if position == 0:
                return known
            bases.append(known)
    name = chain[0][1].rpartition(".")[2]
    name = name if name.isidentifier() else "CandidateError"
    for parents in (tuple(bases), tuple(bases[:1]), (Exception,)):
        try:
            return type(name, parents, {"__module__": shape.module_name, "__str__": told_text})
        except TypeError:
            continue  # bases whose layouts do not go together
    raise WireError("an exception of no class")


def _known(module: str, name: str, shape: Shape) -> type[Exception] | None:
    if module == shape.module_name:
        own = shape.exceptions.get(name)
        if own is not None:
            return own
    if module == "builtins":
        found = getattr(builtins, name, None)
    elif module == "support":
        found = shape.support_classes.get(name)
    elif module.partition(".")[0] in sys.stdlib_module_names and module.partition(".")[0] not in _NEVER_FROM:
        found = getattr(sys.modules.get(module), name, None)
    else:
        found = None
    return found if isinstance(found, type) and issubclass(found, Exception) else None


def _group(cls: type[Exception], arguments: Any, members: list[Any]) -> BaseException:
    if not issubclass(cls, ExceptionGroup) or not all(isinstance(member, Exception) for member in members):
        raise WireError("members of an exception that is no group")
    (message,) = arguments
    made: BaseException = cls.__new__(cls, _text(message), members)
    return made


def _make(cls: type[Exception], arguments: Any, text: str) -> BaseException:
    if type(arguments) is not tuple:
        raise WireError("arguments are not a tuple")
    if cls.__module__ == "builtins" or "__init__" in vars(cls):
        try:
            made: BaseException = cls(*arguments)
        except Exception:  # a constructor that wants something else: the object is made without it
            return _bare(cls, arguments, text)
        return made
    return _bare(cls, arguments, text)


def _bare(cls: type[Exception], arguments: tuple[Any, ...], text: str) -> BaseException:
    error: BaseException
    try:
        error = cls.__new__(cls, *arguments)
        error.args = arguments
        str(error)
    except Exception:  # e.g. UnicodeDecodeError without its five arguments, whose text can't be made
        opaque: BaseException = type(cls.__name__, (Exception,), {"__module__": cls.__module__})(text)
        return opaque
    return error


def _give(error: BaseException, attributes: Any) -> None:
    if type(attributes) is not dict:
        raise WireError("attributes are not a dict")
    for name, value in attributes.items():
        if type(name) is str and not name.startswith("_") and not callable(getattr(type(error), name, None)):  # hides no method
            try:
                setattr(error, name, value)
            except (AttributeError, TypeError):
                continue  # a read-only attribute of a builtin exception: its arguments set it
