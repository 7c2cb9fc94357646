"""Reads corpora: text files of named programs, each for one task, with preludes that they share.

=== name | task
One line on what it tries.
+ prelude            (any number; `all`, `reference` and `slow` are made from the task itself)
---
source
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

_HEAD = re.compile(r"^=== (\w+)(?: \| (\w+))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """One entry of a corpus."""

    category: str
    name: str
    task: str
    tries: str
    preludes: tuple[str, ...]
    body: str

    @property
    def id(self) -> str:
        """Its name in pytest."""
        return f"{self.category}-{self.name}"


def read(path: Path) -> list[Program]:
    """Returns the programs of one file, whose name is their category."""
    parts = _HEAD.split(path.read_text(encoding="utf-8"))
    found = []
    for name, task, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        head, _, body = text.partition("---\n")
        lines = head.strip().splitlines()
        preludes = tuple(line[2:] for line in lines if line.startswith("+ "))
        tries = " ".join(line for line in lines if not line.startswith("+ "))
        found.append(Program(path.stem, name, task or "", tries, preludes, body.rstrip() + "\n"))
    return found


def names_of(source: str) -> list[str]:
    """Returns the functions and classes that a module defines at its top."""
    return [
        node.name for node in ast.parse(source).body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]


def assembled(program: Program, preludes: dict[str, str], *, reference: str, slow: str) -> str:
    """Returns the whole source: what it builds upon, its preludes, itself, and `cheat` under every name of the task."""
    before = {"reference": reference, "slow": slow, **preludes}
    parts = [before[name] for name in program.preludes if name != "all"]
    parts.append(program.body)
    if "all" in program.preludes:
        parts.append(" = ".join(names_of(reference)) + " = cheat\n")
    return "\n".join(parts)
