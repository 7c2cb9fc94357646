"""Module rules about speed: containers that are slow at what they are asked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from .imports import imported
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule
from .speed_edits import before, is_settled, loop_of, name_for, own


def membership_in_list(source: str, context: Context) -> Iterator[Proposal]:
    """``x in xs`` in a loop, where ``xs`` does not change: a set of it, made once."""
    code = code_of(source)
    for node in code.nodes(ast.Compare):
        if (
            len(node.ops) != 1
            or not isinstance(node.ops[0], ast.In | ast.NotIn)
            or not isinstance(node.comparators[0], ast.Name)
        ):
            continue
        loop, name = loop_of(code, node), node.comparators[0].id
        if loop is not None and is_settled(code, loop, name):
            new = name_for(code, f"{name}_set")
            edits = [(*code.span(node.comparators[0]), new), before(code, loop, f"{new} = set({name})")]
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
        others = [
            call
            for call in own(code, function, ast.Call)
            if _is_method(code, call, name, ("remove", "pop", "insert", "extend", "clear"))
        ]
        if not asked or not appends or others:
            continue
        new = name_for(code, f"{name.rpartition('.')[2]}_set")
        statements = [(statement, call) for call in appends if isinstance(statement := code.statement(call), ast.Expr)]
        if len(statements) < len(appends):
            continue
        end = code.lines(start)[1]
        edits = [(*code.span(each), new) for each in asked] + [(end, end, f"{code.indent(start)}{new} = set()\n")]
        edits += [
            (place := code.lines(statement)[1], place, f"{code.indent(statement)}{new}.add({code.of(call.args[0])})\n")
            for statement, call in statements
        ]
        yield code.edited(0.7, code.text.start(start), *edits)


def front_of_list(source: str, context: Context) -> Iterator[Proposal]:
    """``xs.pop(0)`` and ``xs.insert(0, x)`` move all of a list: a deque."""
    code = code_of(source)
    calls = [
        call
        for call in code.nodes(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.args and code.of(call.args[0]) == "0"
    ]
    fronts = [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute) and (call.func.attr, len(call.args)) in (("pop", 1), ("insert", 2))
    ]
    for name in dict.fromkeys(code.of(call.func.value) for call in fronts if isinstance(call.func, ast.Attribute)):
        edits = []
        for call in fronts:
            if isinstance(call.func, ast.Attribute) and code.of(call.func.value) == name:
                inner = "" if call.func.attr == "pop" else code.of(call.args[1])
                method = "popleft" if call.func.attr == "pop" else "appendleft"
                edits.append((*code.span(call), f"{name}.{method}({inner})"))
        made = [
            node for node in code.nodes(ast.Assign, ast.AnnAssign) if _target(code, node) == name and node.value is not None
        ]
        for node in made:
            assert node.value is not None
            text = code.of(node.value)
            edits.append((*code.span(node.value), "deque()" if text in ("[]", "list()") else f"deque({text})"))
            if isinstance(node, ast.AnnAssign):
                edits.append(
                    (*code.span(node.annotation), re.sub(r"\b(list|List)\b", "deque", code.of(node.annotation), count=1))
                )
        if not made:
            function = code.function(fronts[0])
            if function is None or name not in {each.arg for each in function.args.args}:
                continue
            edits.append(before(code, function.body[0], f"{name} = deque({name})"))
        edits += [
            (*code.span(each.value), f"list({name})")
            for each in code.nodes(ast.Return)
            if each.value is not None and code.of(each.value) == name
        ]
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
            (*code.span(starts[0]), f"{new} = []"),
            (*code.span(grown), f"{new}.append({part})"),
            (end, end, f'{code.indent(outer)}{name} = "".join({new})\n'),
        ]
        yield code.edited(0.8, code.text.start(grown), *edits)


def sorted_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``xs.append(x)`` and ``xs.sort()`` in a loop: put in its place; ``sorted(xs)[0]``: the least."""
    code = code_of(source)
    for _, body in code.bodies():
        for one, other in pairwise(body):
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
            least = {"0": "min", "-1": "max"}.get(code.of(part.slice))
            given = code.text.source[code.text.end(part.value.func) : code.text.end(part.value)]
            if least and "reverse" not in given:
                yield code.replaced(part, f"{least}{given}", 0.8)


def copied_in_loop(source: str, context: Context) -> Iterator[Proposal]:
    """``xs = xs + [x]`` copies all of a list, ``seen = seen | {x}`` all of a set: changed where they are."""
    code = code_of(source)
    for node in code.nodes(ast.Assign):
        name = _target(code, node)
        if loop_of(code, node) is None or not isinstance(node.value, ast.BinOp) or code.of(node.value.left) != name:
            continue
        right = node.value.right
        if isinstance(node.value.op, ast.Add) and isinstance(right, ast.List):
            yield code.edited(0.7, code.text.start(node), (*code.span(node), f"{name} += {code.of(right)}"))
        elif isinstance(node.value.op, ast.BitOr) and isinstance(right, ast.Set | ast.Dict):
            yield code.edited(0.7, code.text.start(node), (*code.span(node), f"{name} |= {code.of(right)}"))


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
    return (
        code.of(value.right)
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and code.of(value.left) == name
        else None
    )


def _is_method(code: Code, call: ast.Call, name: str, methods: tuple[str, ...]) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in methods and code.of(call.func.value) == name


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
        "sorted_in_loop",
        "a list is sorted in every round",
        "def f(xs):\n    a = []\n    for x in xs:\n        a.append(x)\n        a.sort()\n    return a\n",
        "from bisect import insort\ndef f(xs):\n    a = []\n    for x in xs:\n        insort(a, x)\n    return a\n",
        sorted_in_loop,
    ),
    Rule(
        "copied_in_loop",
        "a list is copied in every round",
        "def f(xs):\n    a = []\n    for x in xs:\n        a = a + [x]\n    return a\n",
        "def f(xs):\n    a = []\n    for x in xs:\n        a += [x]\n    return a\n",
        copied_in_loop,
    ),
)
"""Rules whose source is a module that compiles."""
