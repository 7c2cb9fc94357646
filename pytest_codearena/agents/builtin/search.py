"""All ways to repair a module that the rules know, the likeliest first.

First what keeps it from compiling, then mistakes that are certain because the code could not run with them, then
guesses. A certain mistake is always repaired; where there are several ways to do it, and for guesses, the ways that
were not taken come later in the ranking, as candidates of their own.
"""

from __future__ import annotations

import ast
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ...trees import syntax_tree
from ..parsing import compiles, defined_names, quiet
from . import attributes, danger, methods, names, operands, results
from .attributes import identifiers
from .rules import Context, Proposal, Rule
from .syntax import syntax_repairs

TREE_RULES: tuple[Rule, ...] = (*names.RULES, *attributes.RULES, *methods.RULES, *results.RULES, *operands.RULES, *danger.RULES)
"""Rules whose source is a module that compiles."""

_SURE = 0.8
"""Proposals below this repair what can't be meant as it is."""
_MOVING = frozenset(("misspelt_definition", "method_outside_class"))
"""Rules after which a public name is another one, or has become a method's."""
_MOST_NODES = 120
_MOST_REPAIRS = 40
_READ = 400_000
"""Characters that all rules may look at together: long modules get fewer steps."""
_MOST_ALTERNATIVES = 4
_LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Fix:
    """One repaired module."""

    source: str
    cost: float
    rules: tuple[str, ...]
    """Names of the rules in the order in which they were applied."""


@dataclass(frozen=True, slots=True, order=True)
class _Node:
    cost: float
    order: int
    source: str = field(compare=False)
    rules: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Found:
    proposal: Proposal
    rule: str


def fixes(source: str, context: Context) -> Iterator[Fix]:
    """Distinct repaired modules, cheapest first; nothing if no rule applies. All compile. Deterministic.

    Public names of a module that compiles are kept, except one that the tests import in another spelling and functions
    that turn out to be methods.
    """
    if len(source) > _LONGEST:
        return
    with quiet():
        found = list(_fixes(source, context))
    yield from found


def _fixes(source: str, context: Context) -> Iterator[Fix]:
    context = replace(context, words=context.words | identifiers(context.tests))
    source = source.replace("\r\n", "\n").replace("\r", "\n")  # as the parser itself reads it
    bases = syntax_repairs(source, context)
    cheapest = bases[0].cost if bases else 0.0
    queue = [_Node(base.cost - cheapest, order, base.source, base.rules) for order, base in enumerate(bases)]
    order = len(queue)
    seen = {_form(source)}
    kept = _public(source)
    given = 0
    most_nodes = max(8, min(_MOST_NODES, _READ // (len(source) + 1)))
    for _ in range(most_nodes):
        if not queue or given >= _MOST_REPAIRS:
            return
        node = heapq.heappop(queue)
        if not compiles(node.source):
            continue
        proposals = list(_proposals(node.source, context)) if len(node.rules) < most_nodes // 2 else []
        following = _alternatives([found for found in proposals if found.proposal.cost < _SURE])
        if not following:
            form = _form(node.source)
            if form not in seen and (_public(node.source) >= kept or _MOVING & set(node.rules)):
                seen.add(form)
                given += 1
                yield Fix(node.source, node.cost, node.rules)
            following = [(found.proposal.cost, found) for found in proposals if found.proposal.cost >= _SURE]
        for extra, found in following:
            order += 1
            heapq.heappush(queue, _Node(node.cost + extra, order, found.proposal.source, (*node.rules, found.rule)))


def _proposals(source: str, context: Context) -> Iterator[_Found]:
    """What the rules say of one module."""
    for rule in TREE_RULES:
        for proposal in rule.find(source, context):
            if proposal.source != source:
                yield _Found(proposal, rule.name)


def _alternatives(certain: list[_Found]) -> list[tuple[float, _Found]]:
    """The ways to repair the mistake that is the most certain, each with what it costs more than the best one."""
    certain = sorted(certain, key=lambda found: found.proposal.cost)
    for best in certain:
        same = [found for found in certain if found.proposal.at == best.proposal.at]
        sound = [found for found in same[: 2 * _MOST_ALTERNATIVES] if compiles(found.proposal.source)][:_MOST_ALTERNATIVES]
        if sound:
            cheapest = sound[0].proposal.cost
            return [(found.proposal.cost - cheapest + 0.05 * rank, found) for rank, found in enumerate(sound)]
    return []


def _form(source: str) -> str:
    """What stays the same however a module is laid out; the text itself where that does not compile."""
    return ast.dump(syntax_tree(source)) if compiles(source) else source


def _public(source: str) -> frozenset[str]:
    """The public names of a module; none if it does not compile."""
    return defined_names(syntax_tree(source)) if compiles(source) else frozenset()
