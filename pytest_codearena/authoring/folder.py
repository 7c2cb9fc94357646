"""Writes task folders: task.toml and the files beside it, whole or not at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from ..sandbox.folders import remove

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_LONGEST_NAME = 60

Value = str | int | float | bool | Sequence[str] | Sequence[int]

Tables = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A task folder that is not written yet."""

    keys: Mapping[str, Value]
    """Of task.toml, in order."""
    tables: Tables
    """Of task.toml, in order; an empty one is left out."""
    files: Mapping[str, str]
    """Contents by name."""


def write_folder(draft: Draft, path: Path) -> Path:
    """Returns the new folder ``path``, which holds the task. Raises UsageError if it is there already, or can't be made."""
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path}: exists already; choose another name, or remove it")
    texts = {"task.toml": toml_text(draft.keys, draft.tables), **draft.files}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=path.parent))
    except OSError as error:
        raise UsageError(f"{path.parent}: no folder can be made in it: {error.strerror}") from None
    try:
        for name, text in texts.items():
            (unfinished / name).write_bytes(text.encode("utf-8"))
        unfinished.chmod(0o755)
        unfinished.rename(path)
    except UnicodeEncodeError:
        raise UsageError(f"{path}: holds half of a character (a lone surrogate); no file can") from None
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror}") from None
    finally:
        remove(unfinished)
    return path


def check_name(name: str, what: str) -> str:
    """Returns ``name`` if it can be that of a folder, a test and a marker. Raises UsageError if not."""
    if not _NAME.fullmatch(name):
        raise UsageError(f'{what}: expected letters, digits, "_" and "-", got "{name[:80]}"; write e.g. stale_index')
    return name


def safe_name(text: str, taken: Collection[str]) -> str:
    """Returns a name for a folder that reads like ``text``, whatever that holds, and is none of those that are taken."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text[:1000]).lower())
    name = "_".join(words)[:_LONGEST_NAME].strip("_") or "task"
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def toml_text(keys: Mapping[str, Value], tables: Tables) -> str:
    """Returns a TOML document; TOML readers get back just these values."""
    parts = ["\n".join(f"{key} = {_value(value)}" for key, value in keys.items())]
    parts += [
        f"[{name}]\n" + "\n".join(f"{key} = {_value(value)}" for key, value in table.items()) for name, table in tables.items() if table
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float)):
        return repr(value)
    return f"[{', '.join(_value(item) for item in value)}]"


def _text(text: str) -> str:
    if "\n" not in text:
        return f'"{_escaped(text)}"'
    return '"""\n' + "\n".join(map(_escaped, text.split("\n"))) + '"""'


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(f"\\u{ord(c):04x}" if (c < " " and c != "\t") or c == "\x7f" else c for c in text)
