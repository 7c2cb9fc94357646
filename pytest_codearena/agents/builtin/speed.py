"""Module rules about speed: work that is done again in every round, and containers that are slow at what they are asked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule
from .speed_edits import before, hoisted, imported, is_settled, loop_of, name_for, own

_PURE = frozenset("len sorted max min sum set list tuple dict frozenset reversed str abs range".split())


def membership_in_list(source: str, context: Context) -> Iterator[Proposal]:
    """``x in xs`` in a loop, where ``xs`` does not change: a set of it, made once."""
    code = code_of(source)
    for node in code.nodes(ast.Compare):
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.In | ast.NotIn) or not isinstance(node.comparators[0], ast.Name):
            continue
        loop, name = loop_of(code, node), node.comparators[0].id
        if loop is not None and is_settled(code, loop, name):
            new = name_for(code, f"{name}_set")
            edits = [(*_span(code, node.comparators[0]), new), before(code, loop, f"{new} = set({name})")]
            yield code.edited(0.7, code.text.start(node), *edits)


def membership_in_grown_list(source: str, context: Context) -> Iterator[Proposal]:
    """``if x not in xs: xs.append(x)``: a set beside the list."""
    code = code_of(source)
    for name, start, function in _empty_lists(code):
        inside = [node for node in ast.walk(function) if isinstance(node, ast.Compare)]
        asked = [
            node.comparators[0] for node in inside
            if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn) and code.of(node.comparators[0]) == name
        ]  # fmt: skip
        appends = [call for call in own(code, function, ast.Call) if _is_method(code, call, name, ("append",))]
        others = [call for call in own(code, function, ast.Call) if _is_method(code, call, name, ("remove", "pop", "insert", "extend", "clear"))]
        if not asked or not appends or others:
            continue
        new = name_for(code, f"{name.rpartition('.')[2]}_set")
        line = code.indent(start)
        edits = [(*_span(code, each), new) for each in asked]
        end = code.lines(start)[1]
        edits.append((end, end, f"{line}{new} = set()\n"))
        for call in appends:
            statement = code.statement(call)
            if not isinstance(statement, ast.Expr):
                break
            place = code.lines(statement)[1]
            edits.append((place, place, f"{code.indent(statement)}{new}.add({code.of(call.args[0])})\n"))
        else:
            yield code.edited(0.7, code.text.start(start), *edits)


def front_of_list(source: str, context: Context) -> Iterator[Proposal]:
    """``xs.pop(0)`` and ``xs.insert(0, x)`` move all of a list: a deque."""
    code = code_of(source)
    calls = [call for call in code.nodes(ast.Call) if isinstance(call.func, ast.Attribute) and call.args and code.of(call.args[0]) == "0"]
    fronts = [call for call in calls if isinstance(call.func, ast.Attribute) and (call.func.attr, len(call.args)) in (("pop", 1), ("insert", 2))]
    for name in dict.fromkeys(code.of(call.func.value) for call in fronts if isinstance(call.func, ast.Attribute)):
        edits = []
        for call in fronts:
            if isinstance(call.func, ast.Attribute) and code.of(call.func.value) == name:
                inner = "" if call.func.attr == "pop" else code.of(call.args[1])
                method = "popleft" if call.func.attr == "pop" else "appendleft"
                edits.append((*_span(code, call), f"{name}.{method}({inner})"))
        made = [node for node in code.nodes(ast.Assign, ast.AnnAssign) if _target(code, node) == name and node.value is not None]
        for node in made:
            assert node.value is not None
            text = code.of(node.value)
            edits.append((*_span(code, node.value), "deque()" if text in ("[]", "list()") else f"deque({text})"))
            if isinstance(node, ast.AnnAssign):
                edits.append((*_span(code, node.annotation), re.sub(r"\b(list|List)\b", "deque", code.of(node.annotation), count=1)))
        if not made:
            function = code.function(fronts[0])
            if function is None or name not in {each.arg for each in function.args.args}:
                continue
            edits.append(before(code, function.body[0], f"{name} = deque({name})"))
        edits += [(*_span(code, each.value), f"list({name})") for each in code.nodes(ast.Return) if each.value is not None and code.of(each.value) == name]
        yield imported(code.edited(0.7, code.text.start(fronts[0]), *edits), "from collections import deque", "deque")


def text_grown(source: str, context: Context) -> Iterator[Proposal]:
    """``text += part`` in a loop copies all of the text: parts that are joined behind the loop."""
    code = code_of(source)
    for grown in code.nodes(ast.AugAssign, ast.Assign):
        loop = loop_of(code, grown)
        name = code.of(grown.target) if isinstance(grown, ast.AugAssign) else code.of(grown.targets[0])
        part = _appended(code, grown, name)
        if loop is None or part is None or not isinstance(loop, ast.For | ast.While):
            continue
        function = code.function(loop)
        uses = [node for node in ast.walk(loop) if isinstance(node, ast.Name) and node.id == name]
        starts = [
            node for node in code.nodes(ast.Assign)
            if code.function(node) is function and _target(code, node) == name and code.of(node.value) in ('""', "''")
        ]  # fmt: skip
        if len(uses) > (1 if isinstance(grown, ast.AugAssign) else 2) or len(starts) != 1:
            continue
        outer = loop
        while (around := code.loop(outer)) is not None and code.loop(starts[0]) is not around:
            outer = around
        new = name_for(code, f"{name}_parts")
        end = code.lines(outer)[1]
        edits = [
            (*_span(code, starts[0]), f"{new} = []"),
            (*_span(code, grown), f"{new}.append({part})"),
            (end, end, f'{code.indent(outer)}{name} = "".join({new})\n'),
        ]
        yield code.edited(0.8, code.text.start(grown), *edits)


def repeated_sum(source: str, context: Context) -> Iterator[Proposal]:
    """``sum(xs[a:b])`` in a loop adds the same numbers again: differences of running totals."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        part = call.args[0] if len(call.args) == 1 and code.of(call.func) == "sum" else None
        loop = loop_of(code, call)
        if loop is None or not isinstance(part, ast.Subscript) or not isinstance(part.slice, ast.Slice) or part.slice.step is not None:
            continue
        if not isinstance(part.value, ast.Name) or not is_settled(code, loop, part.value.id):
            continue
        name = part.value.id
        new = name_for(code, f"{name}_totals")
        upper = code.of(part.slice.upper) if part.slice.upper else "-1"
        lower = f" - {new}[{code.of(part.slice.lower)}]" if part.slice.lower else ""
        edits = [(*_span(code, call), f"({new}[{upper}]{lower})"), before(code, loop, f"{new} = list(accumulate({name}, initial=0))")]
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
            edits = [(*_span(code, call), f"{new}[{code.of(call.args[0])}]"), before(code, loop, f"{new} = Counter({owner.id})")]
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
            edits = [(*_span(code, call), f"{new}[{code.of(call.args[0])}]"), before(code, loop, made)]
            yield code.edited(0.8, code.text.start(call), *edits)


def nested_search(source: str, context: Context) -> Iterator[Proposal]:
    """A loop inside a loop that looks for equal keys: the items by key, in a dict that is made once."""
    code = code_of(source)
    inner: list[tuple[ast.expr, ast.expr, ast.expr, ast.AST]] = []
    for loop in code.nodes(ast.For):
        if isinstance(loop.body[0], ast.If) and len(loop.body) == 1 and not loop.orelse:
            inner.append((loop.target, loop.iter, loop.body[0].test, loop))
    for comprehension in code.nodes(ast.comprehension):
        if comprehension.ifs:
            inner.append((comprehension.target, comprehension.iter, comprehension.ifs[0], code.parents[comprehension]))
    for target, items, test, node in inner:
        outer = loop_of(code, node)
        if outer is None or not isinstance(items, ast.Name) or not is_settled(code, outer, items.id):
            continue
        found = _keys(code, target, test)
        if found is not None:
            key, wanted = found
            new = name_for(code, f"{items.id}_by_key")
            made = f"{new} = {{}}\nfor {code.of(target)} in {items.id}:\n    {new}.setdefault({key}, []).append({code.of(target)})"
            edits = [(*_span(code, items), f"{new}.get({wanted}, ())"), before(code, outer, made)]
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


def sorted_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``xs.append(x)`` and ``xs.sort()`` in a loop: put in its place; ``sorted(xs)[0]``: the least."""
    code = code_of(source)
    for _, body in code.bodies():
        for one, other in zip(body, body[1:], strict=False):
            if not (isinstance(one, ast.Expr) and isinstance(other, ast.Expr)) or loop_of(code, one) is None:
                continue
            call, sort = one.value, other.value
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append":
                name = code.of(call.func.value)
                if code.of(sort) == f"{name}.sort()":
                    new = f"{code.indent(one)}insort({name}, {code.of(call.args[0])})\n"
                    start, end = code.lines(one)[0], code.lines(other)[1]
                    yield imported(code.edited(0.8, start, (start, end, new)), "from bisect import insort", "insort")
    for part in code.nodes(ast.Subscript):
        if isinstance(part.value, ast.Call) and code.of(part.value.func) == "sorted" and not code.is_target(part):
            name = {"0": "min", "-1": "max"}.get(code.of(part.slice))
            given = code.text.source[code.text.end(part.value.func) : code.text.end(part.value)]
            if name and "reverse" not in given:
                yield code.replaced(part, f"{name}{given}", 0.8)


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


def copied_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``xs = xs + [x]`` copies all of a list, ``seen = seen | {x}`` all of a set: changed where they are."""
    code = code_of(source)
    for node in code.nodes(ast.Assign):
        name = _target(code, node)
        if loop_of(code, node) is None or not isinstance(node.value, ast.BinOp) or code.of(node.value.left) != name:
            continue
        right = node.value.right
        if isinstance(node.value.op, ast.Add) and isinstance(right, ast.List):
            yield code.edited(0.7, code.text.start(node), (*_span(code, node), f"{name} += {code.of(right)}"))
        elif isinstance(node.value.op, ast.BitOr) and isinstance(right, ast.Set | ast.Dict):
            yield code.edited(0.7, code.text.start(node), (*_span(code, node), f"{name} |= {code.of(right)}"))


_NESTED = re.compile(r"\((\?:)?((?:\[[^\]]+\]|\\?[\w.]))[+*]\)[+*]")


def nested_quantifier(source: str, context: Context) -> Iterator[Proposal]:
    """``(a+)+`` in a pattern tries every way to split a text: ``(a+)`` matches the same."""
    code = code_of(source)
    for node in code.nodes(ast.Constant):
        text = code.of(node)
        if isinstance(node.value, str) and _NESTED.search(text):
            flat = _NESTED.sub(lambda found: f"({found[1] or ''}{found[2]}{'+' if '+)' in found[0] and found[0][-1] == '+' else '*'})", text)
            yield code.replaced(node, flat, 0.6)


def _empty_lists(code: Code) -> Iterator[tuple[str, ast.stmt, ast.FunctionDef]]:
    """Names that a function sets to an empty list, where, and in which function."""
    for node in code.nodes(ast.Assign, ast.AnnAssign):
        function = code.function(node)
        if node.value is not None and code.of(node.value) in ("[]", "list()") and isinstance(function, ast.FunctionDef):
            yield _target(code, node), node, function


def _target(code: Code, node: ast.Assign | ast.AnnAssign) -> str:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
    return code.of(target)


def _appended(code: Code, node: ast.AugAssign | ast.Assign, name: str) -> str | None:
    """What is put behind a text; None if that is not what happens."""
    if isinstance(node, ast.AugAssign):
        return code.of(node.value) if isinstance(node.op, ast.Add) else None
    value = node.value
    return code.of(value.right) if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and code.of(value.left) == name else None


def _is_method(code: Code, call: ast.Call, name: str, methods: tuple[str, ...]) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in methods and code.of(call.func.value) == name


def _span(code: Code, node: ast.expr | ast.stmt) -> tuple[int, int]:
    return code.text.start(node), code.text.end(node)


RULES = (
    Rule(
        "membership_in_list",
        "a list is searched in every round",
        "def f(xs, ys):\n    for y in ys:\n        if y in xs:\n            return y\n",
        "def f(xs, ys):\n    xs_set = set(xs)\n    for y in ys:\n        if y in xs_set:\n            return y\n",
        membership_in_list,
    ),
    Rule(
        "membership_in_grown_list",
        "a growing list is searched in every round",
        "def f(xs):\n    a = []\n    for x in xs:\n        if x not in a:\n            a.append(x)\n    return a\n",
        "def f(xs):\n    a = []\n    a_set = set()\n    for x in xs:\n        if x not in a_set:\n            a.append(x)\n"
        "            a_set.add(x)\n    return a\n",
        membership_in_grown_list,
    ),
    Rule(
        "front_of_list",
        "items are taken from the front of a list",
        "def f(x):\n    a = [x]\n    while a:\n        b(a.pop(0))\n",
        "from collections import deque\ndef f(x):\n    a = deque([x])\n    while a:\n        b(a.popleft())\n",
        front_of_list,
    ),
    Rule(
        "text_grown",
        "a text is put together piece by piece",
        'def f(xs):\n    a = ""\n    for x in xs:\n        a += x\n    return a\n',
        'def f(xs):\n    a_parts = []\n    for x in xs:\n        a_parts.append(x)\n    a = "".join(a_parts)\n    return a\n',
        text_grown,
    ),
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
        "sorted_in_loop",
        "a list is sorted in every round",
        "def f(xs):\n    a = []\n    for x in xs:\n        a.append(x)\n        a.sort()\n    return a\n",
        "from bisect import insort\ndef f(xs):\n    a = []\n    for x in xs:\n        insort(a, x)\n    return a\n",
        sorted_in_loop,
    ),
    Rule(
        "repeated_in_loop",
        "the same is computed in every round",
        "def f(xs):\n    return [x / max(xs) for x in xs]\n",
        "def f(xs):\n    max_of_xs = max(xs)\n    return [x / max_of_xs for x in xs]\n",
        repeated_in_loop,
    ),
    Rule(
        "copied_in_loop",
        "a list is copied in every round",
        "def f(xs):\n    a = []\n    for x in xs:\n        a = a + [x]\n    return a\n",
        "def f(xs):\n    a = []\n    for x in xs:\n        a += [x]\n    return a\n",
        copied_in_loop,
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
