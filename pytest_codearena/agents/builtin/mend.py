"""The cheapest ways to make one logical line valid, found over the line rules by a search that tries cheap ones first."""

from __future__ import annotations

import ast
import heapq
import keyword
from dataclasses import dataclass
from functools import lru_cache

from . import brackets, punctuation, quotes, words
from .lexer import code_tokens
from .lines import parse_line, problem
from .rules import Context, Rule

LINE_RULES: tuple[Rule, ...] = (*punctuation.RULES, *brackets.RULES, *quotes.RULES, *words.RULES)
"""Rules whose source is one logical line without its indentation."""

_TRIES = 4000
_MOST_STEPS = 4
_LONGEST = 20_000
_NO_PROGRESS = 0.7
_MARGIN = 1.2
"""Ways that cost this much more than the cheapest are no longer looked for."""


@dataclass(frozen=True, slots=True)
class Mended:
    """One valid form of a line."""

    text: str
    cost: float
    rules: tuple[str, ...]


def mend(text: str, context: Context, most: int = 6) -> list[Mended]:
    """Up to ``most`` valid forms of ``text``, cheapest first; empty if none is near. Deterministic."""
    if len(text) > _LONGEST:
        return []
    found: list[Mended] = []
    queue: list[tuple[float, int, str, tuple[str, ...], int, bool]] = [(0.0, 0, text, (), -1, False)]
    best = {text: 0.0}
    order = tried = 0
    while queue and len(found) < most and tried < _TRIES:
        cost, _, current, steps, parent_offset, settled = heapq.heappop(queue)
        if found and cost > found[0].cost + _MARGIN:
            break
        if not settled and cost > best[current]:
            continue  # reached more cheaply in the meantime
        bad = problem(current)
        tried += 1
        if not settled:
            surcharge = oddness(current, text, context) if bad is None else _NO_PROGRESS * (bad.offset <= parent_offset)
            if surcharge:
                order += 1
                heapq.heappush(queue, (cost + surcharge, order, current, steps, parent_offset, True))
                continue
        if bad is None:
            found.append(Mended(current, cost, steps))
        elif len(steps) < _MOST_STEPS:
            for rule in LINE_RULES:
                for proposal in rule.find(current, context):
                    total = cost + proposal.cost
                    if total < best.get(proposal.source, float("inf")):
                        best[proposal.source] = total
                        order += 1
                        heapq.heappush(queue, (total, order, proposal.source, (*steps, rule.name), bad.offset, False))
    return found


@lru_cache(maxsize=4096)
def oddness(text: str, original: str, context: Context) -> float:
    """What a valid line costs for being of a form that people hardly write."""
    if not text:
        return 0.0
    odd = 0.0
    for node in ast.walk(parse_line(text)):
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom | ast.Await):
            odd += 0.0 if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else 0.7
        elif isinstance(node, ast.AnnAssign) and node.value is None:
            odd += 0.4
        else:
            odd += _odd_node(node)
    before = {token.text for token in code_tokens(original)}
    fresh = {token.text for token in code_tokens(text) if token.kind == "name"} - before - context.words - words.BUILTIN_NAMES
    return odd + 0.5 * len([name for name in fresh if not keyword.iskeyword(name) and not name.endswith("_")])


def _odd_node(node: ast.AST) -> float:
    if isinstance(node, ast.Call):
        odd = 0.35 * any(isinstance(argument, ast.Compare | ast.BoolOp) for argument in node.args)
        return odd + 1.0 * isinstance(node.func, ast.Constant | ast.BinOp | ast.Compare | ast.List | ast.Dict | ast.Tuple)
    if isinstance(node, ast.Subscript):
        return 1.0 * isinstance(node.value, ast.Constant) and not isinstance(node.value, ast.Name)
    if isinstance(node, ast.Compare):
        return 0.3 * any(isinstance(part, ast.Compare) for part in [node.left, *node.comparators])
    if isinstance(node, ast.Set | ast.NamedExpr | ast.Starred):
        return 0.3
    return 0.0
