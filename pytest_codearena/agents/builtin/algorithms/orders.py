"""An order in which each thing follows what it needs: counted down (Kahn, CACM 5, 1962) instead of asked anew each time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..imports import imported
from ..operators.code import Code, code_of
from ..rules import Context, Proposal, Rule
from ..speed_edits import name_for

_BEFORE = """{missing} = {{{item}: len(set({needs})) for {item} in {waiting}}}
{followers} = {{}}
for {item} in {waiting}:
    for {need} in set({needs}):
        {followers}.setdefault({need}, []).append({item})
{ready} = [{item} for {item} in {waiting} if not {missing}[{item}]]
heapify({ready})
while {ready}:
    {item} = heappop({ready})
"""
_AFTER = """    for {follower} in {followers}.get({item}, ()):
        {missing}[{follower}] -= 1
        if not {missing}[{follower}]:
            heappush({ready}, {follower})
"""


def order_by_needs(source: str, context: Context) -> Iterator[Proposal]:
    """All that waits is asked in each round whether it is ready: count what each lacks, and keep what is ready in a heap."""
    code = code_of(source)
    for loop in code.nodes(ast.While):
        if not isinstance(loop.test, ast.Name):
            continue
        waiting = loop.test.id
        found = _ready(code, loop, waiting)
        taken = _taken(code, loop, found[0]) if found is not None else None
        if found is None or taken is None:
            continue
        ready, needs, item, statement = found
        gone = [statement, taken, *(each for each in loop.body if _removes(code, each, waiting, code.of(taken.targets[0])))]
        refusals = [each for each in loop.body if isinstance(each, ast.If) and code.of(each.test) in _nothing(ready)]
        left = [each for each in loop.body if each not in gone and each not in refusals]
        if len(gone) != 3 or any(each.orelse for each in refusals):
            continue
        names = {
            "missing": name_for(code, "missing"), "followers": name_for(code, "followers"), "need": name_for(code, "need"),
            "follower": name_for(code, "follower"), "ready": ready, "waiting": waiting, "needs": needs,
            "item": code.of(taken.targets[0]),
        }  # fmt: skip
        if item != names["item"]:
            names["needs"] = _renamed(needs, item, names["item"])
        text = _BEFORE.format(**names) + (code.block(left, "    ") if left else "") + _AFTER.format(**names)
        for refusal in refusals:
            text += f"if any({names['missing']}.values()):\n" + code.block(refusal.body, "    ")
        start, end = code.lines(loop)
        indent = code.indent(loop)
        proposal = code.edited(0.7, start, (start, end, "".join(f"{indent}{line}\n" for line in text.splitlines())))
        yield imported(proposal, "from heapq import heapify, heappop, heappush", "heappop")


def _ready(code: Code, loop: ast.While, waiting: str) -> tuple[str, str, str, ast.Assign] | None:
    """``ready = [item for item in waiting if all that it needs is done]``: name, needs, item, statement."""
    for each in loop.body:
        made = each.value if isinstance(each, ast.Assign) else None
        if not isinstance(each, ast.Assign) or not isinstance(made, ast.ListComp) or len(made.generators) != 1:
            continue
        generator = made.generators[0]
        item = code.of(generator.target)
        if code.of(generator.iter) == waiting and code.of(made.elt) == item and len(generator.ifs) == 1:
            needs = _needs(code, generator.ifs[0])
            if needs is not None:
                return code.of(each.targets[0]), needs, item, each
    return None


def _needs(code: Code, test: ast.expr) -> str | None:
    """What has to be done first, from a test whether all of it is."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = test.operand
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            return code.of(inner.left)
        if isinstance(inner, ast.Call) and code.of(inner.func) == "any":
            return _of_generator(code, inner, (ast.NotIn, ast.In))
        return None
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.LtE) and len(test.ops) == 1:
        return code.of(test.left)
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and len(test.args) == 1:
        return {"issuperset": code.of(test.args[0]), "issubset": code.of(test.func.value)}.get(test.func.attr)
    if isinstance(test, ast.Call) and code.of(test.func) == "all":
        return _of_generator(code, test, (ast.In, ast.NotIn))
    return None


def _of_generator(code: Code, call: ast.Call, signs: tuple[type[ast.cmpop], ...]) -> str | None:
    inner = call.args[0] if call.args else None
    if not isinstance(inner, ast.GeneratorExp | ast.ListComp) or len(inner.generators) != 1 or inner.generators[0].ifs:
        return None
    asked = inner.elt
    is_asked = (
        isinstance(asked, ast.Compare)
        and isinstance(asked.ops[0], signs)
        and code.of(asked.left) == code.of(inner.generators[0].target)
    )
    return code.of(inner.generators[0].iter) if is_asked else None


def _taken(code: Code, loop: ast.While, ready: str) -> ast.Assign | None:
    forms = (f"min({ready})", f"sorted({ready})[0]", f"{ready}[0]")
    return next((each for each in loop.body if isinstance(each, ast.Assign) and code.of(each.value) in forms), None)


def _removes(code: Code, statement: ast.stmt, waiting: str, item: str) -> bool:
    return code.of(statement) in (f"{waiting}.remove({item})", f"{waiting}.discard({item})")


def _nothing(ready: str) -> tuple[str, ...]:
    return f"not {ready}", f"len({ready}) == 0", f"{ready} == []"


def _renamed(text: str, old: str, new: str) -> str:
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == old:
            node.id = new
    return ast.unparse(tree)


RULES = (
    Rule(
        "order_by_needs",
        "all that waits is asked again and again whether it is ready",
        "def f(xs, deps):\n    done = []\n    while xs:\n        free = [x for x in xs if all(d in done for d in deps[x])]\n"
        "        x = min(free)\n        xs.remove(x)\n        done.append(x)\n    return done\n",
        "from heapq import heapify, heappop, heappush\ndef f(xs, deps):\n    done = []\n"
        "    missing = {x: len(set(deps[x])) for x in xs}\n    followers = {}\n    for x in xs:\n"
        "        for need in set(deps[x]):\n            followers.setdefault(need, []).append(x)\n"
        "    free = [x for x in xs if not missing[x]]\n    heapify(free)\n    while free:\n        x = heappop(free)\n"
        "        done.append(x)\n        for follower in followers.get(x, ()):\n            missing[follower] -= 1\n"
        "            if not missing[follower]:\n                heappush(free, follower)\n    return done\n",
        order_by_needs,
    ),
)
"""Rules whose source is a module that compiles."""
