"""Module rules about formulas that are run as code: they are read into a tree, of which only arithmetic is computed (CWE-95)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .imports import with_module
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule
from .speed_edits import name_for

_SIGNS = {
    "Add": "operator.add", "Sub": "operator.sub", "Mult": "operator.mul", "Div": "operator.truediv",
    "FloorDiv": "operator.floordiv", "Mod": "operator.mod", "Pow": "operator.pow",
}  # fmt: skip
_COMPUTE = '''

def {name}(node, names):
    """Returns the value of an arithmetic expression; raises {error} for anything else."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in {table}:
        return {table}[type(node.op)]({name}(node.left, names), {name}(node.right, names))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        value = {name}(node.operand, names)
        return -value if isinstance(node.op, ast.USub) else +value
    raise {error}("not arithmetic")
'''


def formula_evaluated(source: str, context: Context) -> Iterator[Proposal]:
    """``eval(formula, names)``: a function that computes numbers, names, signs and brackets, and refuses all else."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        if code.of(call.func) != "eval" or not call.args:
            continue
        names = _names(code, call)
        for rank, signs in enumerate((4, 6, 7)):
            name, table = name_for(code, "_computed"), name_for(code, "_SIGNS")
            entries = ", ".join(f"ast.{sign}: {function}" for sign, function in list(_SIGNS.items())[:signs])
            text = f'{name}(ast.parse({code.of(call.args[0])}.strip(), mode="eval").body, {names})'
            end = len(source)
            compute = _COMPUTE.format(name=name, table=table, error=_refusal(context))
            edits = [(*code.span(call), text), (end, end, f"\n\n{table} = {{{entries}}}\n{compute}"), *_caught(code, call)]
            changed = code.edited(0.6 + 0.05 * rank, code.text.start(call), *edits)
            yield with_module(with_module(changed, "operator"), "ast")


def _names(code: Code, call: ast.Call) -> str:
    """What the formula may name: of two dicts the one that holds more than an empty ``__builtins__``."""
    given = [
        code.of(each) for each in call.args[1:] if "__builtins__" not in code.of(each) and code.of(each) not in ("{}", "None")
    ]
    return " | ".join(f"({each})" if len(given) > 1 else each for each in given) or "{}"


def _caught(code: Code, call: ast.Call) -> list[tuple[int, int, str]]:
    """What reading a long formula raises is caught where mistakes in it are."""
    statement = code.statement(call)
    attempt = code.parents.get(statement) if statement is not None else None
    if not isinstance(attempt, ast.Try) or not attempt.handlers:
        return []
    kinds = attempt.handlers[0].type
    if kinds is None:
        return []
    known = [code.of(each) for each in kinds.elts] if isinstance(kinds, ast.Tuple) else [code.of(kinds)]
    if "SyntaxError" not in known:
        return []
    return [(*code.span(kinds), f"({', '.join([*known, 'MemoryError', 'RecursionError'])})")]


def _refusal(context: Context) -> str:
    return "ValueError" if "ValueError" in context.tests or "raises" not in context.tests else "SyntaxError"


RULES = (
    Rule(
        "formula_evaluated",
        "a formula that is run as code",
        "import ast\nimport operator\ndef f(s):\n    return eval(s)\n",
        "import ast\nimport operator\ndef f(s):\n    return _computed(ast.parse(s.strip(), mode=\"eval\").body, {})\n"
        "\n\n_SIGNS = {" + ", ".join(f"ast.{sign}: {function}" for sign, function in list(_SIGNS.items())[:4]) + "}\n"
        + _COMPUTE.format(name="_computed", table="_SIGNS", error="ValueError"),
        formula_evaluated,
    ),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
