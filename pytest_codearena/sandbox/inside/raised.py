"""An exception of the candidate, as atoms and values that travel: class, text, place, notes, chain and members."""

from __future__ import annotations

import linecache
from typing import Any

_KEPT_TEXT = 2000
_KEPT_FRAMES = 6
_MAX_MEMBERS, _MAX_GROUP_DEPTH = 32, 3


def chain(error: BaseException, file: str, depth: int = _MAX_GROUP_DEPTH) -> tuple[list[Any], list[Any]]:
    """Returns what describes the exception and those that it follows from, and two values for each: arguments, attributes."""
    described: list[Any] = []
    values: list[Any] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen and len(described) < 4:
        seen.add(id(link))
        values += [_arguments(link), _attributes(link)]
        members: list[Any] = []
        if isinstance(link, BaseExceptionGroup) and depth:
            for member in link.exceptions[:_MAX_MEMBERS]:
                atoms, inner = chain(member, file, depth - 1)
                members.append(atoms)
                values += inner
        described.append([*_one(link, file), members])
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return described, values


def _one(error: BaseException, file: str) -> list[Any]:
    cls = type(error)
    bases = [[str(base.__module__), str(base.__qualname__)] for base in cls.__mro__]
    notes = [note[:_KEPT_TEXT] for note in getattr(error, "__notes__", ()) if isinstance(note, str)][:5]
    caused = error.__cause__ is not None
    token = getattr(error, "_codearena_token", None)
    return [bases, _text_of(error), _lines(error, file), notes, caused, token if type(token) is int else None]


def _lines(error: BaseException, file: str) -> list[list[Any]]:
    lines: list[list[Any]] = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == file:
            text = linecache.getline(file, step.tb_lineno).strip()
            lines.append([step.tb_lineno or 0, code.co_name, text[:200]])
            if len(lines) > 2 * _KEPT_FRAMES:
                del lines[_KEPT_FRAMES]
        step = step.tb_next
    return lines


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:_KEPT_TEXT]
    except Exception as broken:
        return f"<no text: {type(broken).__name__}>"


def _arguments(error: BaseException) -> tuple[Any, ...]:
    return error.args[:1] if isinstance(error, BaseExceptionGroup) else error.args


def _attributes(error: BaseException) -> dict[str, Any]:
    state = dict(getattr(error, "__dict__", {}))
    for name in ("name", "obj", "value", "errno", "strerror", "filename", "start", "end", "reason", "encoding", "object"):
        if name not in state and type(error).__module__ == "builtins" and hasattr(error, name):
            state[name] = getattr(error, name)
    return {key: value for key, value in state.items() if type(key) is str and not key.startswith("_")}
