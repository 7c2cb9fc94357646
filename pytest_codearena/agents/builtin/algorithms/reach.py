"""Whether one thing leads to another: each thing is visited once, instead of once for each way to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import name_for


def visited_once(source: str, context: Context) -> Iterator[Proposal]:
    """``return a == b or any(f(c, b) for c in next_of(a))``: a search that remembers where it was."""
    code = code_of(source)
    for function in code.nodes(ast.FunctionDef):
        returned = function.body[-1]
        first = code.first(function)
        if returned is not first or not isinstance(returned, ast.Return) or not isinstance(returned.value, ast.BoolOp):
            continue
        values = returned.value.values
        search = values[-1]
        inner = search.args[0] if isinstance(search, ast.Call) and code.of(search.func) == "any" and search.args else None
        if not isinstance(returned.value.op, ast.Or) or not isinstance(inner, ast.GeneratorExp) or len(inner.generators) != 1:
            continue
        changed = _changing(code, function, inner)
        if changed is None or inner.generators[0].ifs:
            continue
        seen, waiting, item = (name_for(code, word) for word in ("seen", "waiting", code.of(inner.generators[0].target)))
        test = " or ".join(code.of(each) for each in values[:-1])
        lines = [
            f"{waiting} = [{changed}]",
            f"{seen} = {{{changed}}}",
            f"while {waiting}:",
            f"    {changed} = {waiting}.pop()",
            f"    if {test}:",
            "        return True",
            f"    for {item} in {code.of(inner.generators[0].iter)}:",
            f"        if {item} not in {seen}:",
            f"            {seen}.add({item})",
            f"            {waiting}.append({item})",
            "return False",
        ]
        start, end = code.lines(returned)
        indent = code.indent(returned)
        yield code.edited(0.65, start, (start, end, "".join(f"{indent}{line}\n" for line in lines)))


def _changing(code: Code, function: ast.FunctionDef, inner: ast.GeneratorExp) -> str | None:
    """The only parameter that is another one in the function's call of itself."""
    call = inner.elt
    if not isinstance(call, ast.Call) or call.keywords:
        return None
    names = [each.arg for each in function.args.args]
    own = call.func.attr if isinstance(call.func, ast.Attribute) else code.of(call.func)
    names = names[1:] if isinstance(call.func, ast.Attribute) else names
    given = list(map(code.of, call.args))
    different = [name for name, other in zip(names, given, strict=False) if name != other]
    if own != function.name or len(names) != len(given) or len(different) != 1:
        return None
    return different[0] if given[names.index(different[0])] == code.of(inner.generators[0].target) else None


RULES = (
    Rule(
        "visited_once",
        "the same things are visited on every way to them",
        "def f(a, b):\n    return a == b or any(f(c, b) for c in near(a))\n",
        "def f(a, b):\n    waiting = [a]\n    seen = {a}\n    while waiting:\n        a = waiting.pop()\n        if a == b:\n"
        "            return True\n        for c_ in near(a):\n            if c_ not in seen:\n                seen.add(c_)\n"
        "                waiting.append(c_)\n    return False\n",
        visited_once,
    ),
)
"""Rules whose source is a module that compiles."""
