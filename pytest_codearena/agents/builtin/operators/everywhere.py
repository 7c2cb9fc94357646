"""Operators on several places at once: a value, or two names, wherever a function uses them; and texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...parsing import parsed
from ..rules import Context, Proposal, Rule
from ..text import Function
from .code import Code, code_of

_MIRRORED = {"<": ">", ">": "<", "(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "/": "\\", "+": "-", "-": "+"}
_SEPARATORS = (" ", ".", ",", ", ", "-", "_", ":", "\\n")


def constant_everywhere(source: str, context: Context) -> Iterator[Proposal]:
    """The same constant, another value of it in all of a function."""
    code = code_of(source)
    for function in code.nodes(ast.FunctionDef):
        places: dict[str, list[ast.Constant]] = {}
        for node in code.nodes(ast.Constant):
            if code.function(node) is function and not isinstance(code.parents.get(node), ast.Expr):
                places.setdefault(code.of(node), []).append(node)
        for nodes in places.values():
            value = nodes[0].value
            if len(nodes) < 2 or type(value) not in (int, str):
                continue
            news = (
                [str(value + 1), str(value - 1)]
                if isinstance(value, int)
                else _other_texts(value, context)
                if isinstance(value, str)
                else []
            )
            for rank, new in enumerate(news):
                edits = [(code.text.start(node), code.text.end(node), new) for node in nodes]
                yield code.edited(1.5 + 0.1 * rank, edits[0][0], *edits)
        flags = [node for text in ("True", "False") for node in places.get(text, ())]
        if len({node.value for node in flags}) == 2:
            edits = [(code.text.start(node), code.text.end(node), str(not node.value)) for node in flags]
            yield code.edited(1.3, edits[0][0], *edits)


def names_exchanged(source: str, context: Context) -> Iterator[Proposal]:
    """Two variables that stand for each other in all of a function, or in one statement."""
    code = code_of(source)
    for function in code.nodes(ast.FunctionDef):
        places = _places(code, function)
        names = [name for name in code.names(function) if name in places and name != "self"]
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                both = [(node, other) for node in places[one]] + [(node, one) for node in places[other]]
                edits = [(code.text.start(node), code.text.end(node), new) for node, new in both]
                yield code.edited(1.9, min(edits)[0], *edits)
        for _, body in code.bodies():
            for statement in body:
                if code.function(statement) is function and not hasattr(statement, "body"):
                    yield from _exchanged_in(code, statement, names)


def _exchanged_in(code: Code, statement: ast.stmt, names: list[str]) -> Iterator[Proposal]:
    inside = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id in names and node in code.parents]
    used = list(dict.fromkeys(node.id for node in inside))
    for number, one in enumerate(used):
        for other in used[number + 1 :]:
            swap = {one: other, other: one}
            edits = [(code.text.start(node), code.text.end(node), swap[node.id]) for node in inside if node.id in swap]
            yield code.edited(1.5, edits[0][0], *edits)
        if len([node for node in inside if node.id == one]) > 1:
            for other in names:
                if other != one:
                    edits = [(code.text.start(node), code.text.end(node), other) for node in inside if node.id == one]
                    yield code.edited(1.7, edits[0][0], *edits)


def _places(code: Code, function: Function) -> dict[str, list[ast.Name]]:
    found: dict[str, list[ast.Name]] = {}
    for node in code.nodes(ast.Name):
        if code.function(node) is function:
            found.setdefault(node.id, []).append(node)
    return found


def text_changed(source: str, context: Context) -> Iterator[Proposal]:
    """Another text: one of the tests, its mirror image, the other case, both cases; with or without blanks."""
    code = code_of(source)
    for node in code.reads():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for rank, new in enumerate(_other_texts(node.value, context)):
                yield code.replaced(node, new, 1.4 + 0.08 * rank)


def _other_texts(value: str, context: Context) -> list[str]:
    found = [
        _MIRRORED.get(value, ""),
        value.swapcase(),
        value + value.upper(),
        value.strip(),
        value[:-1],
        value[1:],
        f"{value} ",
    ]
    found += [text for text in context_texts(context) if abs(len(text) - len(value)) <= 2]
    return [repr(text) for text in dict.fromkeys(found) if text and text != value][:10]


def context_texts(context: Context) -> list[str]:
    """Returns short texts that the visible tests hold, in their order."""
    tree = parsed(context.tests)
    nodes = ast.walk(tree) if tree is not None else ()
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) < 12
    ]


def separator_inserted(source: str, context: Context) -> Iterator[Proposal]:
    """``a + "." + b`` for ``a + b``, and ``" ".join`` for ``"".join``."""
    code = code_of(source)
    for node in code.nodes(ast.BinOp):
        if (
            isinstance(node.op, ast.Add)
            and not isinstance(node.right, ast.Constant)
            and not isinstance(node.left, ast.Constant)
        ):
            place = code.text.end(node.left)
            for rank, text in enumerate(_SEPARATORS):
                yield code.edited(2.1 + 0.03 * rank, place, (place, place, f' + "{text}"'))
    for call in code.nodes(ast.Call):
        if (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in ("join", "split")
            and isinstance(call.func.value, ast.Constant)
        ):
            for rank, text in enumerate(("", *_SEPARATORS)):
                yield code.replaced(call.func.value, f'"{text}"', 1.4 + 0.03 * rank)


def number_changed(source: str, context: Context) -> Iterator[Proposal]:
    """A number that is off by two or by a factor, a reciprocal, and a variable in place of a constant."""
    code = code_of(source)
    for node in code.reads():
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        value = node.value
        if isinstance(value, int):
            for rank, new in enumerate((value + 2, value - 2, 2 * value, value // 2, value * value)):
                if new not in (value, value + 1, value - 1):
                    yield code.replaced(node, str(new), 1.7 + 0.05 * rank)
        elif isinstance(value, float):
            for rank, new_float in enumerate((value + 1, value - 1, 1 / value if value else 1.0, 2 * value, value / 2, -value)):
                yield code.replaced(node, repr(new_float), 1.3 + 0.05 * rank)
        if value is not None and value is not ...:
            names = code.names(code.function(node))
            for rank, name in enumerate(names):
                yield code.replaced(node, name, (1.2 if name == value else 1.7) + 0.03 * rank)


def statement_guarded(source: str, context: Context) -> Iterator[Proposal]:
    """A statement that should only be run under a condition of the names around it."""
    code = code_of(source)
    for _, body in code.bodies():
        for statement in body:
            if not isinstance(statement, ast.Expr | ast.AugAssign | ast.Assign | ast.Return) or isinstance(
                getattr(statement, "value", None), ast.Constant
            ):
                continue
            names = [name for name in code.names(code.function(statement)) if name != "self"]
            near = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            tests = [*names]
            tests += [
                f"{one} {sign} {other}"
                for one in names
                if one in near
                for other in names
                if one != other
                for sign in ("==", "!=", "in", "not in", "<", ">")
            ]
            start, end = code.lines(statement)
            indent = code.indent(statement)
            inner = code.block([statement], f"{indent}    ")
            for rank, test in enumerate(tests[:40]):
                yield code.edited(2.2 + 0.01 * rank, start, (start, end, f"{indent}if {test}:\n{inner}"))


def noted_as_seen(source: str, context: Context) -> Iterator[Proposal]:
    """``seen.add(x)`` that is missing where the function asks ``x in seen``; ``xs.append(y)`` where it does so elsewhere."""
    code = code_of(source)
    for function in code.nodes(ast.FunctionDef):
        lines: list[str] = []
        for node in code.nodes(ast.Compare):
            if (
                isinstance(node.ops[0], ast.In | ast.NotIn)
                and isinstance(node.comparators[0], ast.Name)
                and code.function(node) is function
            ):
                owner, item = node.comparators[0].id, code.of(node.left)
                lines += [f"{owner}.add({item})", f"{owner}.append({item})"]
        calls = [
            node.value for node in code.nodes(ast.Expr) if isinstance(node.value, ast.Call) and code.function(node) is function
        ]
        for call in calls:
            if isinstance(call.func, ast.Attribute) and len(call.args) == 1 and call.func.attr in ("append", "add"):
                lines += [f"{code.of(call.func)}({name})" for name in code.names(function) if name != code.of(call.func.value)]
        for _, body in code.bodies():
            if code.function(body[0]) is function and not isinstance(body[0], ast.FunctionDef):
                for rank, line in enumerate(dict.fromkeys(lines)):
                    last = isinstance(body[-1], ast.Return | ast.Break | ast.Continue | ast.Raise)
                    yield code.inserted(body[0], line, 2.1 + 0.03 * rank)
                    yield code.inserted(body[-1], line, 2.1 + 0.03 * rank, after=not last)


def value_clamped(source: str, context: Context) -> Iterator[Proposal]:
    """``max(0, x)``, ``min(x, n)``: a value that must not pass a bound."""
    code = code_of(source)
    for node in code.nodes(ast.Assign, ast.Return):
        if node.value is not None and isinstance(node.value, ast.BinOp | ast.Name | ast.Call | ast.Subscript):
            text = code.of(node.value)
            names = [name for name in code.names(code.function(node)) if name != text]
            for rank, bound in enumerate(["0", "1", *names]):
                for more, function in enumerate(("max", "min")):
                    yield code.replaced(node.value, f"{function}({bound}, {text})", 2.0 + 0.04 * rank + 0.02 * more)


def value_sliced(source: str, context: Context) -> Iterator[Proposal]:
    """``xs[i:]``, ``xs[:i]``, ``xs[::-1]`` for ``xs``; ``xs[i]``; a text in another case."""
    code = code_of(source)
    for node in code.reads():
        parent = code.parents.get(node)
        if not isinstance(node, ast.Name) or not isinstance(
            parent, ast.Call | ast.Return | ast.Assign | ast.Compare | ast.BinOp | ast.For | ast.comprehension
        ):
            continue
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        names = [name for name in code.names(code.function(node)) if name not in (node.id, "self")]
        forms = [("[::-1]", 1.8), ("[0]", 1.9), ("[-1]", 1.9), ("[1:]", 1.9), ("[:-1]", 1.9)]
        forms += [(f".{method}()", 2.0) for method in ("swapcase", "lower", "upper", "strip", "copy")]
        forms += [
            (form.format(name), 2.1 + 0.05 * rank) for rank, name in enumerate(names) for form in ("[{}:]", "[:{}]", "[{}]")
        ]
        for form, cost in forms:
            yield code.replaced(node, f"{node.id}{form}", cost)
        if isinstance(parent, ast.Return):
            yield code.replaced(node, f"sorted({node.id}, reverse=True)", 1.9)
            yield code.replaced(node, f"sorted({node.id}, key=len)", 2.0)


def comparison_shifted(source: str, context: Context) -> Iterator[Proposal]:
    """``n <= 1`` for ``n == 0``, ``n < 2`` for ``n <= 0``: sign and number together."""
    code = code_of(source)
    for node in code.nodes(ast.Compare):
        last = node.comparators[-1]
        if len(node.ops) == 1 and isinstance(last, ast.Constant) and type(last.value) is int:
            left, value = code.of(node.left), last.value
            for rank, text in enumerate(
                (f"<= {value + 1}", f">= {value - 1}", f"> {value + 1}", f"< {value - 1}", f"== {value + 1}")
            ):
                yield code.replaced(node, f"{left} {text}", 1.7 + 0.1 * rank)


_SEEN = "def f(x, seen):\n    if x in seen:\n        return 0\n"

RULES = (
    Rule(
        "constant_everywhere", "a constant is wrong in all places",
        "def f(a):\n    return a[1] + 1\n", "def f(a):\n    return a[0] + 0\n", constant_everywhere,
    ),
    Rule(
        "names_exchanged", "two names stand for each other",
        "def f(p):\n    a, b = p\n    return a - 2 * b\n", "def f(p):\n    b, a = p\n    return a - 2 * b\n", names_exchanged,
    ),
    Rule("text_changed", "another text is meant", 'x = "<"\n', "x = '>'\n", text_changed),
    Rule("separator_inserted", "texts without what stands between them", "x = a + b\n", 'x = a + "." + b\n', separator_inserted),
    Rule("number_changed", "a number of another size", "x = 24\n", "x = 26\n", number_changed),
    Rule(
        "statement_guarded", "a statement without its condition",
        "def f(a, b):\n    a.add(b)\n", "def f(a, b):\n    if b not in a:\n        a.add(b)\n", statement_guarded,
    ),
    Rule(
        "noted_as_seen", "what was seen is not noted",
        f"{_SEEN}    return g(x)\n", f"{_SEEN}    seen.add(x)\n    return g(x)\n", noted_as_seen,
    ),
    Rule("value_clamped", "a value without its bound", "def f(a):\n    return a\n", "def f(a):\n    return max(0, a)\n", value_clamped),
    Rule("value_sliced", "all of a sequence where a part is meant", "x = f(a)\n", "x = f(a[1:])\n", value_sliced),
    Rule("comparison_shifted", "sign and number of a comparison", "x = n == 0\n", "x = n <= 1\n", comparison_shifted),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
