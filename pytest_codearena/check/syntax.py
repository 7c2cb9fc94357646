"""A module's source with its nodes: what stands where, and an edit of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ParentNodeProvider


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes of a source from ``start`` up to ``end``, and what stands in their place."""

    start: int
    end: int
    text: str


class Syntax:
    """A module's source with its nodes: what is where, and what is around it."""

    def __init__(self, source: str) -> None:
        """Raises libcst.ParserSyntaxError for what is no Python."""
        self.raw = source.encode()
        wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
        self.module = wrapper.module
        self._spans = wrapper.resolve(ByteSpanPositionProvider)
        self._parents: Mapping[cst.CSTNode, cst.CSTNode] = wrapper.resolve(ParentNodeProvider)

    def text(self, node: cst.CSTNode) -> str:
        """Returns the source of a node, with the parentheses around it."""
        return self.module.code_for_node(node).strip()

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Returns the node that holds this one."""
        return self._parents.get(node)

    def around(self, node: cst.CSTNode, *kinds: type[Any]) -> Any:
        """Returns the nearest node around this one that is of one of the kinds; None if there is none."""
        above = self.parent(node)
        while above is not None and not isinstance(above, kinds):
            above = self.parent(above)
        return above

    def change(self, node: cst.CSTNode, text: str) -> Edit:
        """Returns the edit that puts ``text`` in the place of a node, within the parentheses around it."""
        span = self._spans[node]
        return Edit(span.start, span.start + span.length, text)

    def swap(self, one: cst.CSTNode, other: cst.CSTNode) -> Edit:
        """Returns the edit that exchanges two nodes, of which ``one`` stands before the other."""
        first, second = self._spans[one], self._spans[other]
        ends = (first.start, first.start + first.length, second.start, second.start + second.length)
        left, between, right = (self.raw[start:end].decode() for start, end in pairwise(ends))
        return Edit(ends[0], ends[3], right + between + left)
