"""Module rules about speed: work that is done again in every round or call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import imported
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule
from .speed_edits import before, hoisted, is_settled, loop_of, name_for

_PURE = frozenset("len sorted max min sum set list tuple dict frozenset reversed str abs range".split())


def repeated_sum(source: str, context: Context) -> Iterator[Proposal]:
    """``sum(xs[a:b])`` in a loop adds the same numbers again: differences of running totals."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        part = call.args[0] if len(call.args) == 1 and code.of(call.func) == "sum" else None
        loop = loop_of(code, call)
        if (
            loop is None
            or not isinstance(part, ast.Subscript)
            or not isinstance(part.slice, ast.Slice)
            or part.slice.step is not None
        ):
            continue
        if not isinstance(part.value, ast.Name) or not is_settled(code, loop, part.value.id):
            continue
        name = part.value.id
        new = name_for(code, f"{name}_totals")
        upper = code.of(part.slice.upper) if part.slice.upper else "-1"
        lower = f" - {new}[{code.of(part.slice.lower)}]" if part.slice.lower else ""
        edits = [
            (*code.span(call), f"({new}[{upper}]{lower})"),
            before(code, loop, f"{new} = list(accumulate({name}, initial=0))"),
        ]
        yield imported(code.edited(0.7, code.text.start(call), *edits), "from itertools import accumulate", "accumulate")


def recursion_without_memory(source: str, context: Context) -> Iterator[Proposal]:
    """A function that calls itself more than once: what it answered is kept."""
    code = code_of(source)
    for function in code.nodes(ast.FunctionDef):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and code.of(node.func) == function.name]
        repeated = len(calls) > 1 or any(loop_of(code, call) is not None for call in calls)
        if repeated and not function.decorator_list and function.args.args and function.args.args[0].arg != "self":
            place = code.lines(function)[0]
            changed = code.edited(0.6, place, (place, place, f"{code.indent(function)}@lru_cache(maxsize=None)\n"))
            yield imported(changed, "from functools import lru_cache", "lru_cache")


def counted_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``xs.count(x)`` in a loop: all are counted once."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "count" or len(call.args) != 1:
            continue
        loop, owner = loop_of(code, call), call.func.value
        if loop is not None and isinstance(owner, ast.Name) and is_settled(code, loop, owner.id):
            new = name_for(code, f"{owner.id}_counts")
            edits = [
                (*code.span(call), f"{new}[{code.of(call.args[0])}]"),
                before(code, loop, f"{new} = Counter({owner.id})"),
            ]
            yield imported(code.edited(0.65, code.text.start(call), *edits), "from collections import Counter", "Counter")


def found_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``xs.index(x)`` in a loop: the places of all are noted once."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "index" or len(call.args) != 1:
            continue
        loop, owner = loop_of(code, call), call.func.value
        if loop is not None and isinstance(owner, ast.Name) and is_settled(code, loop, owner.id):
            new = name_for(code, f"{owner.id}_places")
            made = f"{new} = {{}}\nfor place, item in enumerate({owner.id}):\n    {new}.setdefault(item, place)"
            edits = [(*code.span(call), f"{new}[{code.of(call.args[0])}]"), before(code, loop, made)]
            yield code.edited(0.8, code.text.start(call), *edits)


def nested_search(source: str, context: Context) -> Iterator[Proposal]:
    """A loop inside a loop that looks for equal keys: the items by key, in a dict that is made once."""
    code = code_of(source)
    inner: list[tuple[ast.expr, ast.expr, ast.expr, ast.AST]] = [
        (loop.target, loop.iter, loop.body[0].test, loop)
        for loop in code.nodes(ast.For)
        if isinstance(loop.body[0], ast.If) and len(loop.body) == 1 and not loop.orelse
    ]
    inner += [(each.target, each.iter, each.ifs[0], code.parents[each]) for each in code.nodes(ast.comprehension) if each.ifs]
    for target, items, test, node in inner:
        outer = loop_of(code, node)
        if outer is None or not isinstance(items, ast.Name) or not is_settled(code, outer, items.id):
            continue
        found = _keys(code, target, test)
        if found is not None:
            key, wanted = found
            new = name_for(code, f"{items.id}_by_key")
            made = (
                f"{new} = {{}}\nfor {code.of(target)} in {items.id}:\n    {new}.setdefault({key}, []).append({code.of(target)})"
            )
            edits = [(*code.span(items), f"{new}.get({wanted}, ())"), before(code, outer, made)]
            yield code.edited(0.75, code.text.start(items), *edits)


def _keys(code: Code, target: ast.expr, test: ast.expr) -> tuple[str, str] | None:
    """What of an item is compared, and with what."""
    first = test.values[0] if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else test
    if not isinstance(first, ast.Compare) or len(first.ops) != 1 or not isinstance(first.ops[0], ast.Eq):
        return None
    names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
    for one, other in ((first.left, first.comparators[0]), (first.comparators[0], first.left)):
        used, used_there = ({node.id for node in ast.walk(side) if isinstance(node, ast.Name)} for side in (one, other))
        if used & names and not used - names and not used_there & names:
            return code.of(one), code.of(other)
    return None


def repeated_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``sorted(xs)``, ``max(xs)``, ``set(xs)`` of what does not change, in every round: once, before the loop."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        loop = loop_of(code, call)
        if loop is None or not isinstance(call.func, ast.Name) or call.func.id not in _PURE - {"range", "len", "abs", "str"}:
            continue
        names = {node.id for argument in call.args for node in ast.walk(argument) if isinstance(node, ast.Name)}
        plain = all(isinstance(argument, ast.Name | ast.Call | ast.Attribute) for argument in call.args)
        if call.args and plain and not call.keywords and all(is_settled(code, loop, name) for name in names - _PURE):
            yield hoisted(code, loop, call, name_for(code, f"{call.func.id}_of_{min(names - _PURE, default='all')}"), 0.75)


_NESTED = re.compile(r"\((\?:)?((?:\[[^\]]+\]|\\?[\w.]))[+*]\)[+*]")


def nested_quantifier(source: str, context: Context) -> Iterator[Proposal]:
    """``(a+)+`` in a pattern tries every way to split a text: ``(a+)`` matches the same."""
    code = code_of(source)
    for node in code.nodes(ast.Constant):
        text = code.of(node)
        if isinstance(node.value, str) and _NESTED.search(text):
            flat = _NESTED.sub(
                lambda found: f"({found[1] or ''}{found[2]}{'+' if '+)' in found[0] and found[0][-1] == '+' else '*'})", text
            )
            yield code.replaced(node, flat, 0.6)


RULES = (
    Rule(
        "repeated_sum",
        "the same numbers are added again in every round",
        "def f(xs, n):\n    return [sum(xs[i:i + n]) for i in range(9)]\n",
        "from itertools import accumulate\ndef f(xs, n):\n    xs_totals = list(accumulate(xs, initial=0))\n"
        "    return [(xs_totals[i + n] - xs_totals[i]) for i in range(9)]\n",
        repeated_sum,
    ),
    Rule(
        "recursion_without_memory",
        "a function answers the same question again and again",
        "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        recursion_without_memory,
    ),
    Rule(
        "counted_in_loop",
        "items are counted one by one",
        "def f(xs):\n    return [xs.count(x) for x in xs]\n",
        "from collections import Counter\ndef f(xs):\n    xs_counts = Counter(xs)\n    return [xs_counts[x] for x in xs]\n",
        counted_in_loop,
    ),
    Rule(
        "found_in_loop",
        "the place of an item is looked for in every round",
        "def f(xs, ys):\n    return [xs.index(y) for y in ys]\n",
        "def f(xs, ys):\n    xs_places = {}\n    for place, item in enumerate(xs):\n        xs_places.setdefault(item, place)\n"
        "    return [xs_places[y] for y in ys]\n",
        found_in_loop,
    ),
    Rule(
        "nested_search",
        "equal keys are looked for in every round",
        "def f(xs, ys):\n    return [[y for y in ys if y[0] == x] for x in xs]\n",
        "def f(xs, ys):\n    ys_by_key = {}\n    for y in ys:\n        ys_by_key.setdefault(y[0], []).append(y)\n"
        "    return [[y for y in ys_by_key.get(x, ()) if y[0] == x] for x in xs]\n",
        nested_search,
    ),
    Rule(
        "repeated_in_loop",
        "the same is computed in every round",
        "def f(xs):\n    return [x / max(xs) for x in xs]\n",
        "def f(xs):\n    max_of_xs = max(xs)\n    return [x / max_of_xs for x in xs]\n",
        repeated_in_loop,
    ),
    Rule(
        "nested_quantifier",
        "a pattern that can match the same text in too many ways",
        "import re\nP = re.compile(r'([a-z]+)+x')\n",
        "import re\nP = re.compile(r'([a-z]+)x')\n",
        nested_quantifier,
    ),
)
"""Rules whose source is a module that compiles."""
