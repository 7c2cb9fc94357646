"""What a proposal needs to import."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from .rules import Proposal
from .text import import_place, read


def imported(proposal: Proposal, line: str, name: str) -> Proposal:
    """Returns the proposal with an import, if its source has not got the name yet."""
    source = proposal.source
    try:
        text = read(source)
    except SyntaxError:
        return proposal
    if any(alias.name == name for node in ast.walk(text.tree) if isinstance(node, ast.ImportFrom) for alias in node.names):
        return proposal
    place = import_place(text)
    return replace(proposal, source=f"{source[:place]}{line}\n{source[place:]}")


def with_module(proposal: Proposal, module: str) -> Proposal:
    """Returns the proposal with ``import module``, if its source has not got that yet."""
    if re.search(rf"^import {module}\b", proposal.source, re.MULTILINE):
        return proposal
    return imported(proposal, f"import {module}", module)
