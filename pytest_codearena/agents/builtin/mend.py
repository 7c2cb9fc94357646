"""The cheapest ways to make one logical line valid, found over the line rules by a search that tries cheap ones first."""

from __future__ import annotations

import ast
import heapq
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from . import brackets, foreign, parameters, punctuation, quotes, words
from .lexer import code_tokens
from .lines import parse_line, problem
from .rules import Context, Rule
from .vocabulary import BUILTIN_NAMES

LINE_RULES: tuple[Rule, ...] = (
    *punctuation.RULES,
    *parameters.RULES,
    *brackets.RULES,
    *quotes.RULES,
    *words.RULES,
    *foreign.RULES,
)
"""Rules whose source is one logical line without its indentation."""

_TRIES = 3000
_PARSED = 400_000
"""Characters that may be parsed for one line: long lines get fewer tries."""
_WRITTEN = 3_000_000
"""Characters that proposals for one line may have together."""
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
    order = tried = written = 0
    tries = min(_TRIES, _PARSED // len(text)) if text else 0
    while queue and len(found) < most and tried < tries and written < _WRITTEN:
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
                    written += len(proposal.source)
                    if written > _WRITTEN:
                        break
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
    tree = parse_line(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom | ast.Await):
            odd += 0.0 if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else 0.7
        elif isinstance(node, ast.AnnAssign) and node.value is None:
            odd += 0.4
        else:
            odd += _odd_node(node)
    odd += max(0.0, _needless_parentheses(text) - _needless_parentheses(original))
    odd += 0.5 * max(0, _joined_strings(text) - _joined_strings(original))
    return odd + 0.3 * min(4, len(_unknown_names(tree) - context.words - BUILTIN_NAMES))


def _unknown_names(tree: ast.Module) -> set[str]:
    """Names that a line reads and does not bind itself."""
    read: set[str] = set()
    bound: set[str] = {"_", "self", "cls"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return read - bound


def _joined_strings(text: str) -> int:
    """Strings that stand side by side on one line."""
    pairs = pairwise(code_tokens(text))
    return sum(left.kind == right.kind == "string" and "\n" not in text[left.end : right.start] for left, right in pairs)


def _odd_node(node: ast.AST) -> float:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        odd = 0.35 * any(isinstance(argument, ast.Compare | ast.BoolOp) for argument in node.args)
        odd += 0.3 * any(isinstance(part, ast.BinOp) and _calls(part, name) for part in node.args if name)
        odd += 0.6 * (name in ("range", "len", "str", "int") and any(_is_foreign_argument(part) for part in node.args))
        return odd + 1.0 * isinstance(node.func, ast.Constant | ast.BinOp | ast.Compare | ast.List | ast.Dict | ast.Tuple)
    if isinstance(node, ast.Subscript):
        odd = 0.6 * isinstance(node.slice, ast.Compare | ast.BoolOp)
        return odd + 1.0 * isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Compare):
        odd = 0.3 * any(isinstance(part, ast.Compare) for part in [node.left, *node.comparators])
        lists = [part for part in node.comparators if isinstance(part, ast.List | ast.Tuple)]
        return odd + 0.4 * any(isinstance(item, ast.Compare | ast.BoolOp) for part in lists for item in part.elts)
    if isinstance(node, ast.Set | ast.NamedExpr | ast.Starred):
        return 0.3
    return 0.0


def _is_foreign_argument(node: ast.expr) -> bool:
    """What ``range``, ``len``, ``str`` and ``int`` are not given: a generator, or a sum with a text in it."""
    if isinstance(node, ast.GeneratorExp):
        return True
    return isinstance(node, ast.BinOp) and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in (node.left, node.right)
    )


def _calls(node: ast.AST, name: str) -> bool:
    """True if a function is called inside its own argument."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(isinstance(call.func, ast.Name) and call.func.id == name for call in calls)


_NEEDLESS = re.compile(r"(?:\breturn|=)[ \t]*(\()|(?<![\w)\]])\([ \t]*\w+[ \t]*\)")


def _needless_parentheses(text: str) -> float:
    """Parentheses around a whole value, or around a single name: a misplaced one, more likely than not."""
    odd = 0.0
    for match in _NEEDLESS.finditer(text):
        inner = text[match.end() :] if match[1] else ""
        if match[1] is None:
            odd += 0.4
        elif inner.endswith(")") and "," not in inner and " for " not in inner and _closes_at_end(inner):
            odd += 0.3
    return odd


def _closes_at_end(inner: str) -> bool:
    depth = 1
    for position, sign in enumerate(inner):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return position == len(inner) - 1
    return False
