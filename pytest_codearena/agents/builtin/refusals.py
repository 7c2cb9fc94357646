"""Module rules about input that has to be refused: a check that is missing, and an exception of another kind than the tests expect."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import with_module
from .operators.code import code_of
from .rules import Context, Proposal, Rule

_RAISED = re.compile(
    r"^E\s+([A-Za-z_][\w.]*)(?::.*)?(?:\n(?!E\s+in ).*)*?\nE\s+in \S+, line (\d+)((?:\n\s+[\w.<>]+, line \d+:.*)*)",
    re.MULTILINE,
)
_LATER = re.compile(r", line (\d+):")
_NOT_RAISED = re.compile(r"DID NOT RAISE.*?(\w+)'?>?", re.MULTILINE)
_TESTS = (
    ("not {0}", 1.2), ("{0} < 0", 1.2), ("{0} <= 0", 1.25), ("{0} < 1", 1.3), ("{0} is None", 1.3), ("{0}.tzinfo is None", 1.25),
    ("isinstance({0}, bool)", 1.4), ("not isinstance({0}, int)", 1.4), ("not isinstance({0}, str)", 1.4), ("not {0}.strip()", 1.4),
    ("not math.isfinite({0})", 1.35), ("not {0}.isidentifier()", 1.45), ("not ({0}.isascii() and {0}.isdigit())", 1.45),
    ("len(set({0})) < len({0})", 1.4), ("not all({0})", 1.45), ("any(each < 0 for each in {0})", 1.4), ("not 0 <= {0} <= 1", 1.45),
)  # fmt: skip
"""What input may be refused for, and how far-fetched that is."""


def input_checked(source: str, context: Context) -> Iterator[Proposal]:
    """Input that the tests want to be refused, and that the function takes: a check where it begins."""
    wanted = _expected(context)
    if wanted is None:
        return
    code = code_of(source)
    tables = [
        code.of(node.targets[0])
        for node in code.nodes(ast.Assign)
        if code.function(node) is None and isinstance(node.value, ast.Dict | ast.Set | ast.List | ast.Tuple)
    ]
    for function in code.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        first = code.first(function)
        parameters = [each.arg for each in function.args.args if each.arg not in ("self", "cls")]
        near = _words(context, function.name)
        for name in parameters:
            tests = [(test.format(name), cost) for test, cost in _TESTS]
            tests += [(f"{name} not in {table}", 1.2) for table in tables]
            tests += [
                (f"{name} {sign} {other}", 1.5) for other in parameters if other != name for sign in (">", ">=", "not in")
            ]
            for test, cost in tests:
                lines = f"if {test}:\n    raise {wanted}({name})"
                changed = code.inserted(first, lines, cost - (0.2 if near else 0.0))
                changed = Proposal(changed.source, changed.cost, code.text.start(first))
                yield with_module(changed, "math") if "math." in test else changed
        for node in code.nodes(ast.Assign):
            if code.function(node) is function and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                tests = [(f"{name} not in {table}", 1.2) for table in tables] + [
                    (test.format(name), cost + 0.2) for test, cost in _TESTS[:5]
                ]
                for test, cost in tests:
                    yield code.inserted(node, f"if {test}:\n    raise {wanted}({name})", cost + 0.1, after=True)


def _words(context: Context, name: str) -> bool:
    """True if a test in which nothing was raised names the function."""
    return any(name in part for part in re.findall(r"(?:.*\n){0,3}.*DID NOT RAISE", context.feedback))


def _expected(context: Context) -> str | None:
    """The exception that a test waited for in vain."""
    if "DID NOT RAISE" not in context.feedback and "raises" not in context.tests:
        return None
    expected = re.findall(r"raises\(\(?(\w+)", context.tests)
    missed = [name for name in _NOT_RAISED.findall(context.feedback) if name in expected]
    names = missed or expected
    return max(sorted(set(names)), key=names.count) if names else None


def other_exception(source: str, context: Context) -> Iterator[Proposal]:
    """A ``KeyError`` where the tests expect a ``ValueError``: caught where it comes from, and raised as that."""
    wanted = _expected(context)
    raised = {
        (name.rpartition(".")[2], line)
        for name, first, later in _RAISED.findall(context.feedback)
        for line in (int(first), *map(int, _LATER.findall(later)))
        if name.rpartition(".")[2] != wanted and name.endswith(("Error", "Exception", "Operation"))
    }
    if wanted is None or not raised:
        return
    code = code_of(source)
    for handler in code.nodes(ast.ExceptHandler):
        attempt = code.parents.get(handler)
        if handler.type is None or not isinstance(attempt, ast.Try) or wanted not in "".join(map(code.of, handler.body)):
            continue
        inside = range(attempt.lineno, (attempt.body[-1].end_lineno or attempt.lineno) + 1)
        names = sorted({name for name, line in raised if line in inside})
        known = (
            [code.of(each) for each in handler.type.elts] if isinstance(handler.type, ast.Tuple) else [code.of(handler.type)]
        )
        more = [name for name in names if name not in known]
        if more:
            text = f"({', '.join([*known, *more])})"
            yield code.edited(0.7, code.text.start(attempt.body[0]), (*code.span(handler.type), text))
    for _, body in code.bodies():
        for statement in body:
            names = sorted(
                {name for name, line in raised if statement.lineno <= line <= (statement.end_lineno or statement.lineno)}
            )
            if not names or isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Try):
                continue
            indent, (start, end) = code.indent(statement), code.lines(statement)
            caught = names[0] if len(names) == 1 else f"({', '.join(names)})"
            lines = (
                f"{indent}try:\n{code.block([statement], indent + '    ')}{indent}except {caught} as error:\n"
                f"{indent}    raise {wanted}(str(error)) from error\n"
            )
            compound = 0.3 if hasattr(statement, "body") else 0.0
            yield code.edited(1.3 + compound, code.text.start(statement), (start, end, lines))


_TEST = "import pytest\ndef test():\n    with pytest.raises(ValueError):\n        f(-1)\n"

RULES = (
    Rule(
        "input_checked",
        "input that has to be refused is taken",
        "def f(n):\n    return n\n",
        "def f(n):\n    if n < 0:\n        raise ValueError(n)\n    return n\n",
        input_checked,
        tests=_TEST,
        feedback="E   Failed: DID NOT RAISE <class 'ValueError'>",
    ),
    Rule(
        "other_exception",
        "another exception than the tests expect",
        "def f(n):\n    return D[n]\n",
        "def f(n):\n    try:\n        return D[n]\n    except KeyError as error:\n        raise ValueError(str(error)) from error\n",
        other_exception,
        tests=_TEST,
        feedback="E   KeyError: -1\nE   in f, line 2: return D[n]",
    ),
)
"""Rules whose source is a module that compiles."""
