"""Reads files of a collection, of which nothing is known: bounded, inside of its folder, and as text."""

from __future__ import annotations

import ast
from pathlib import Path

from ..errors import UsageError
from ..trees import syntax_tree

MOST_BYTES = 64 * 1024 * 1024
_SOURCE_BYTES = 2 * 1024 * 1024


def read_text(path: Path, most_bytes: int = _SOURCE_BYTES, *, inside: Path | None = None) -> str:
    """Returns the file's text. Raises UsageError if it can't be read, is too large, or lies outside of ``inside`` by a link."""
    try:
        if inside is not None and inside.resolve() not in path.resolve().parents:
            raise UsageError(f"{path}: a link that leads out of {inside}; nothing outside of it is read")
        if path.stat().st_size > most_bytes:
            raise UsageError(f"{path}: larger than {most_bytes // 1024} KiB; expected less")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}") from None


def parse(text: str, where: str) -> ast.Module:
    """Returns the module's syntax tree. Raises UsageError if it is no Python."""
    try:
        return syntax_tree(text)
    except SyntaxError as error:
        raise UsageError(f"{where}: not valid Python: line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"{where}: not valid Python: {error}") from None
