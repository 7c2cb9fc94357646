"""Operators on lists, slices, ranges, comprehensions and what is yielded; and guards for what may be empty."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..rules import Context, Proposal, Rule
from .code import code_of


def slice_bound(source: str, context: Context) -> Iterator[Proposal]:
    """A bound of a slice that should not be, that is missing, or that is the other one."""
    code = code_of(source)
    for node in code.nodes(ast.Subscript):
        if not isinstance(node.slice, ast.Slice):
            if not code.is_target(node) and isinstance(node.slice, ast.Name | ast.BinOp | ast.Constant):
                start, end = code.text.start(node.slice), code.text.end(node.slice)
                yield code.edited(1.7, start, (start, end, f"{source[start:end]}:"))
                yield code.edited(1.7, start, (start, end, f":{source[start:end]}"))
            continue
        part = node.slice
        start, end = code.text.end(node.value), code.text.end(node)
        lower, upper, step = (code.of(each) if each else "" for each in (part.lower, part.upper, part.step))
        forms = [
            (upper, lower, step, 1.4),
            ("", upper, step, 1.4),
            (lower, "", step, 1.4),
            (lower, upper, "", 1.5),
            (lower, upper, "-1", 1.6),
        ]
        forms += [
            (lower, "-1", step, 1.6),
            ("1", upper, step, 1.6),
            (lower, f"{upper} + 1", step, 1.2) if upper else ("", "", "", 2.0),
        ]
        for low, up, by, cost in forms:
            if (low, up, by) != (lower, upper, step):
                yield code.edited(cost, start, (start, end, f"[{low}:{up}{f':{by}' if by else ''}]"))


def range_bound(source: str, context: Context) -> Iterator[Proposal]:
    """``range(1, n)`` for ``range(n)``, with a step, or backwards."""
    code = code_of(source)
    for node in code.nodes(ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id == "range") or node.keywords:
            continue
        given = [code.of(each) for each in node.args]
        forms: list[tuple[str, float]] = []
        if len(given) == 1:
            forms = [(f"1, {given[0]}", 1.1), (f"1, {given[0]} + 1", 1.1), (f"2, {given[0]}", 1.5), (f"2, {given[0]} + 1", 1.5)]
            forms += [(f"{given[0]} - 1, -1, -1", 1.8), (f"0, {given[0]}, 2", 1.8)]
            names = code.names(code.function(node))
            forms += [(f"{name}, {given[0]}", 1.7) for name in names] + [(f"{name} + 1, {given[0]}", 1.7) for name in names]
        elif len(given) == 2:
            forms = [
                (given[1], 1.3),
                (f"{given[0]} + 1, {given[1]}", 1.0),
                (f"{given[0]}, {given[1]}, 2", 1.8),
                (f"{given[0]}, {given[1]}, -1", 1.6),
            ]
        elif len(given) == 3:
            forms = [(f"{given[0]}, {given[1]}", 1.4)]
        start = code.text.end(node.func)
        for form, cost in forms:
            yield code.edited(cost, start, (start, code.text.end(node), f"({form})"))


def list_nested(source: str, context: Context) -> Iterator[Proposal]:
    """``[[]]`` for ``[]``, ``[x]`` for ``x`` and the other way round; one item more, one less."""
    code = code_of(source)
    for node in code.nodes(ast.List, ast.Tuple):
        if code.is_target(node) or isinstance(code.parents.get(node), ast.Subscript):
            continue
        if isinstance(node, ast.List):
            yield code.replaced(node, f"[{code.of(node)}]", 1.6)
        if len(node.elts) == 1 and not isinstance(node.elts[0], ast.Starred):
            yield code.replaced(node, code.of(node.elts[0]), 1.7)
        if len(node.elts) > 1:
            for left in node.elts:
                kept = ", ".join(code.of(each) for each in node.elts if each is not left)
                yield code.replaced(node, f"[{kept}]" if isinstance(node, ast.List) else f"({kept},)", 1.8)
    for addition in code.nodes(ast.BinOp):
        for side in (addition.left, addition.right):
            if isinstance(side, ast.Name | ast.Subscript | ast.Attribute):
                yield code.replaced(side, f"[{code.of(side)}]", 1.9)
    for result in code.nodes(ast.Return):
        if isinstance(result.value, ast.Name | ast.Call | ast.Subscript):
            yield code.replaced(result.value, f"[{code.of(result.value)}]", 1.9)


def yielded(source: str, context: Context) -> Iterator[Proposal]:
    """``yield from x`` for ``yield x``, and the other way round."""
    code = code_of(source)
    for node in code.nodes(ast.YieldFrom):
        start = code.text.start(node)
        yield code.edited(1.2, start, (start, code.text.start(node.value), "yield "))
    for plain in code.nodes(ast.Yield):
        if plain.value is not None:
            start = code.text.start(plain)
            yield code.edited(1.2, start, (start, code.text.start(plain.value), "yield from "))


def all_or_any(source: str, context: Context) -> Iterator[Proposal]:
    """A result inside a loop that is decided by the first item: ``all`` and ``any`` as loops are written."""
    code = code_of(source)
    for node in code.nodes(ast.Return):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
            yield code.replaced(node.value, str(not node.value.value), 1.2)
        elif node.value is not None and code.loop(node) is None:
            for rank, text in enumerate(("True", "False", "None", "[]", "0", '""')):
                if text != code.of(node.value):
                    yield code.replaced(node.value, text, 2.0 + 0.05 * rank)


def empty_guarded(source: str, context: Context) -> Iterator[Proposal]:
    """``if not xs: return 0`` at the top of a function that does not expect anything empty."""
    code = code_of(source)
    for node in code.nodes(ast.FunctionDef):
        first_line = code.first(node)
        if first_line.lineno == node.lineno:
            continue
        arguments = [each.arg for each in node.args.args if each.arg != "self"]
        known = [
            code.of(each.value) for each in code.nodes(ast.Return) if each.value is not None and code.function(each) is node
        ]
        known = [text for text in known if len(text) < 20]
        values = list(dict.fromkeys([*_GUARD_VALUES, *known, *arguments]))
        for rank, name in enumerate(arguments):
            for more, value in enumerate(values):
                cost = 1.9 + 0.1 * rank + 0.03 * more
                yield code.inserted(first_line, f"if not {name}:\n    return {value}", cost)
        first = arguments[0] if arguments else ""
        for more, value in enumerate(values if first else ()):
            for rank, test in enumerate((f"{first} < 0", f"{first} <= 1", f"{first} is None", f"len({first}) < 2")):
                yield code.inserted(first_line, f"if {test}:\n    return {value}", 2.3 + 0.1 * rank + 0.03 * more)


_GUARD_VALUES = ("None", "0", "[]", "False", "True", '""', "[[]]", "1", "{}")


def item_guarded(source: str, context: Context) -> Iterator[Proposal]:
    """``if x in seen: continue`` and the like at the top of a loop; an item taken only under a condition of the function."""
    code = code_of(source)
    for loop in code.nodes(ast.For):
        if loop.body[0].lineno == loop.lineno or not isinstance(loop.target, ast.Name):
            continue
        name = loop.target.id
        names = [each for each in code.names(code.function(loop)) if each != name]
        tests = [
            f"not {name}",
            *(f"{name} in {each}" for each in names),
            *(f"{name} == {each}" for each in names),
            f"{name} < 0",
        ]
        for rank, test in enumerate(tests):
            yield code.inserted(loop.body[0], f"if {test}:\n    continue", 2.2 + 0.05 * rank)
    for comprehension in code.nodes(ast.comprehension):
        if isinstance(comprehension.target, ast.Name) and not comprehension.ifs:
            place = code.text.end(comprehension.iter)
            name = comprehension.target.id
            yield code.edited(1.9, place, (place, place, f" if {name}"))


def division_guarded(source: str, context: Context) -> Iterator[Proposal]:
    """``a / b if b else 0``: a division by what may be zero or empty; ``max`` with a default."""
    code = code_of(source)
    for node in code.nodes(ast.BinOp):
        if isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod) and not isinstance(node.right, ast.Constant):
            for rank, value in enumerate(("0", "0.0", "None")):
                yield code.replaced(node, f"{code.of(node)} if {code.of(node.right)} else {value}", 1.7 + 0.1 * rank)
    for call in code.nodes(ast.Call):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in ("max", "min") and len(call.args) == 1 and not any(word.arg == "default" for word in call.keywords):
            place = code.text.end(call) - 1
            for rank, value in enumerate(("0", "None", '""')):
                yield code.edited(1.8 + 0.1 * rank, place, (place, place, f", default={value}"))
        if name == "next" and len(call.args) == 1:
            place = code.text.end(call) - 1
            yield code.edited(1.8, place, (place, place, ", None"))


RULES = (
    Rule("slice_bound", "a slice with the wrong bounds", "x = a[1:n]\n", "x = a[1:]\n", slice_bound),
    Rule("range_bound", "a range with the wrong bounds", "x = range(n)\n", "x = range(1, n)\n", range_bound),
    Rule("list_nested", "a list in a list, or not", "x = []\n", "x = [[]]\n", list_nested),
    Rule("yielded", "yield and yield from", "def f(a):\n    yield a\n", "def f(a):\n    yield from a\n", yielded),
    Rule("all_or_any", "True and False", "def f(a):\n    return True\n", "def f(a):\n    return False\n", all_or_any),
    Rule(
        "empty_guarded",
        "nothing is done about empty input",
        "def f(a):\n    return a[0]\n",
        "def f(a):\n    if not a:\n        return None\n    return a[0]\n",
        empty_guarded,
    ),
    Rule(
        "item_guarded",
        "an item that is to be passed over",
        "def f(a, b):\n    for c in a:\n        b.add(c)\n",
        "def f(a, b):\n    for c in a:\n        if c in b:\n            continue\n        b.add(c)\n",
        item_guarded,
    ),
    Rule("division_guarded", "a division by nothing", "x = a / n\n", "x = a / n if n else 0\n", division_guarded),
)
"""Rules whose source is a module that compiles."""
