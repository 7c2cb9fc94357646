"""One table of a TOML file, from which keys are taken one by one; what is left is a misspelling."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import Any

from .errors import TaskError


class Table:
    """Values by key. Whatever is not as it is asked for raises TaskError, which names file, table and key."""

    def __init__(self, shown: str, prefix: str, values: Mapping[str, Any]) -> None:
        """``shown`` is the file as errors name it, ``prefix`` the table's own name in it."""
        self._shown = shown
        self._prefix = prefix
        self._values = dict(values)
        self._known: list[str] = []

    def fail(self, key: str, message: str) -> None:
        """Raises TaskError about a key."""
        where = f"{self._prefix}.{key}" if self._prefix and key else self._prefix or key
        raise TaskError(f"{self._shown}: {where}: {message}")

    def has(self, key: str) -> bool:
        """True if the key is there and was not taken."""
        self._known.append(key)
        return key in self._values

    def take(self, key: str, default: Any) -> Any:
        """Returns the value of a key, whatever it is; it is no longer there after this."""
        self._known.append(key)
        return self._values.pop(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        """Returns a text; without a default it has to be there, and not to be blank."""
        value = self.take(key, default)
        if value is None:
            self.fail(key, f'missing; write {key} = "…"')
        if not isinstance(value, str):
            self.fail(key, f'expected text, got {shown_value(value)}; write {key} = "…"')
        if default is None and not value.strip():
            self.fail(key, f'empty; write {key} = "…"')
        return str(value)

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Returns a list of texts, none of them empty."""
        value = self.take(key, list(default))
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
            self.fail(key, f'expected a list of texts, got {shown_value(value)}; write {key} = ["…"]')
        return tuple(value)

    def number(self, key: str, default: float) -> float:
        """Returns a finite number."""
        value = self.take(key, default)
        try:
            good = not isinstance(value, bool) and isinstance(value, (int, float)) and math.isfinite(value)
        except OverflowError:  # an int beyond every float
            good = False
        if not good:
            self.fail(key, f"expected a positive number, got {shown_value(value)}; write {default}")
        return float(value)

    def table(self, key: str) -> Table:
        """Returns a table in this one, empty if it is not there."""
        value = self.take(key, {})
        if not isinstance(value, dict):
            self.fail(key, f"expected a table, got {shown_value(value)}; write [{key}]")
        return Table(self._shown, key, value)

    def tables(self, key: str) -> list[Table]:
        """Returns the tables of an array of tables, none if it is not there."""
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.fail(key, f"expected tables, got {shown_value(value)}; write [[{self._prefix}.{key}]]")
        return [Table(self._shown, f"{self._prefix}.{key}[{number}]", entry) for number, entry in enumerate(value, start=1)]

    def finish(self) -> None:
        """Every key was taken; one that was not is a misspelling."""
        for key in self._values:
            near = difflib.get_close_matches(key, self._known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(self._known)}"
            self.fail(key, f"unknown key; {hint}")


def shown_value(value: object) -> str:
    """Returns a value about as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return "nothing" if value is None else str(value)
