"""Module rules about types: what Python complained of when a test ran says which conversion is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import with_module
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule

_TEXT_METHODS = "zfill|upper|lower|strip|split|join|isdigit|startswith|replace|format|encode"
_COMPLAINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"can only concatenate str|must be str, not|expected str instance|has no attribute '(?:{_TEXT_METHODS})'", ("str",)),
    (r"object of type '\w+' has no len|argument of type 'int' is not iterable", ("str", "list", "range")),
    (r"'int' object is not (?:iterable|subscriptable)", ("str", "list", "range")),
    (
        r"unsupported operand type|not supported between|can't multiply sequence|bad operand type",
        ("int", "float", "str", "len"),
    ),
    (r"unsupported type for timedelta|int\(\) argument must be", ("int", "float")),
    (r"must be real number|an integer is required", ("int", "float", "len")),
    (r"indices must be integers|cannot be interpreted as an integer|integer argument expected", ("int", "len")),
    (r"unhashable type", ("tuple", "frozenset", "str")),
    (
        r"can only concatenate (?:list|tuple)|object is not (?:reversible|subscriptable)|is not an iterator",
        ("list", "tuple", "iter"),
    ),
)
"""What a complaint matches, and what is tried then."""


def value_converted(source: str, context: Context) -> Iterator[Proposal]:
    """``str(n)`` for ``n``, ``int(text)`` for ``text``, ``tuple(xs)`` for ``xs``: what the complaint asks for."""
    code = code_of(source)
    complaints = _complaints(context.feedback)
    for node in code.reads():
        if not isinstance(node, ast.Name | ast.Call | ast.Subscript | ast.Attribute | ast.BinOp):
            continue
        parent = code.parents.get(node)
        if (isinstance(parent, ast.Call) and parent.func is node) or (isinstance(node, ast.Name) and node.id in _TYPES):
            continue
        statement = code.statement(node)
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1) if statement is not None else range(0)
        wanted = [name for line, names in complaints.items() if not line or line in lines for name in names]
        for rank, name in enumerate(dict.fromkeys(wanted)):
            if not (isinstance(parent, ast.Call) and code.of(parent.func) == name):
                yield code.replaced(node, f"{name}({code.of(node)})", 1.0 + 0.05 * rank)


_COMPLAINT = re.compile(r"^E\s+(\w+: .*)(?:\n.*)*?\nE\s+in \S+, line (\d+)", re.MULTILINE)


def _complaints(feedback: str) -> dict[int, list[str]]:
    """The conversions that complaints ask for, by the line of the source that they are about; 0 for any line."""
    found: dict[int, list[str]] = {}
    told = [(text, int(line)) for text, line in _COMPLAINT.findall(feedback)] or [(feedback, 0)]
    for text, line in told:
        names = [name for pattern, each in _COMPLAINTS if re.search(pattern, text) for name in each]
        found.setdefault(line, []).extend(names)
    return {line: list(dict.fromkeys(names)) for line, names in found.items() if names}


_TYPES = frozenset("str int float list tuple dict set bytes bool range len".split())


def sum_of_texts(source: str, context: Context) -> Iterator[Proposal]:
    """``"a" + n + m``: all that is put together as text is converted."""
    code = code_of(source)
    for node in code.nodes(ast.BinOp):
        if isinstance(code.parents.get(node), ast.BinOp) or not isinstance(node.op, ast.Add):
            continue
        parts = _parts(node)
        if len(parts) > 1 and (any(_is_text(part) for part in parts) or "concatenate str" in context.feedback):
            edits = [
                (code.text.start(each), code.text.end(each), f"str({code.of(each)})") for each in parts if not _is_text(each)
            ]
            if edits:
                yield code.edited(0.9 if "str" in context.feedback else 2.0, code.text.start(node), *edits)
    for call in code.nodes(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "join" and len(call.args) == 1:
            items = code.of(call.args[0])
            if not items.startswith("map(str"):
                yield code.replaced(
                    call.args[0], f"map(str, {items})", 0.9 if "expected str instance" in context.feedback else 2.0
                )


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_parts(node.left), *_parts(node.right)]
    return [node]


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        )
        return name in ("str", "upper", "lower", "join", "format", "strip", "title", "zfill", "replace")
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def bytes_and_text(source: str, context: Context) -> Iterator[Proposal]:
    """``b"x"`` for ``"x"``, ``.encode()`` and ``.decode()``."""
    if not re.search(r"bytes|encode|decode|buffer", context.feedback):
        return
    code = code_of(source)
    for node in code.reads():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isascii():
            yield code.replaced(node, f"b{code.of(node)}", 1.1)
        elif isinstance(node, ast.Constant) and isinstance(node.value, bytes):
            yield code.replaced(node, code.of(node)[1:], 1.1)
        elif isinstance(node, ast.Name | ast.Call | ast.BinOp | ast.Subscript):
            parent = code.parents.get(node)
            if isinstance(parent, ast.Call) and parent.func is node:
                continue
            yield code.replaced(node, f"{_closed(code, node)}.encode()", 1.3)
            yield code.replaced(node, f"{_closed(code, node)}.decode()", 1.3)


def _closed(code: Code, node: ast.expr) -> str:
    return f"({code.of(node)})" if isinstance(node, ast.BinOp) else code.of(node)


def missing_key(source: str, context: Context) -> Iterator[Proposal]:
    """``d[k] += 1`` and ``d[k].append(x)`` where ``d`` has no ``k`` yet; ``d[k]`` for what may be left out."""
    code = code_of(source)
    likely = 0.9 if "KeyError" in context.feedback or "NoneType" in context.feedback else 2.2
    for node in code.nodes(ast.AugAssign):
        if isinstance(node.target, ast.Subscript):
            owner, key = code.of(node.target.value), code.of(node.target.slice)
            place = (code.text.start(node), code.text.end(node))
            sign = source[code.text.end(node.target) : code.text.start(node.value)].replace("=", "").strip(" (")
            yield code.edited(
                likely, place[0], (*place, f"{owner}[{key}] = {owner}.get({key}, 0) {sign} {code.of(node.value)}")
            )
    for part in code.nodes(ast.Subscript):
        if code.is_target(part) or isinstance(part.slice, ast.Slice):
            continue
        owner, key = code.of(part.value), code.of(part.slice)
        parent = code.parents.get(part)
        if isinstance(parent, ast.Attribute) and parent.attr in ("append", "extend"):
            yield code.replaced(part, f"{owner}.setdefault({key}, [])", likely)
        elif isinstance(parent, ast.Attribute) and parent.attr in ("add", "update"):
            yield code.replaced(part, f"{owner}.setdefault({key}, set())", likely)
        else:
            for rank, default in enumerate(("", ", 0", ', ""', ", []")):
                yield code.replaced(part, f"{owner}.get({key}{default})", likely + 0.3 + 0.05 * rank)


def none_for_value(source: str, context: Context) -> Iterator[Proposal]:
    """``d.get(k, 0)`` for ``d.get(k)``, ``x or 0`` for ``x``, where None comes along."""
    if "None" not in context.feedback and "literal for int() with base 10: ''" not in context.feedback:
        return
    code = code_of(source)
    for call in code.nodes(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "get" and len(call.args) == 1 and not call.keywords:
            place = code.text.end(call.args[0])
            names = [
                code.of(each) for each in code.reads() if isinstance(each, ast.Constant) and isinstance(each.value, str | int)
            ]
            for rank, default in enumerate(dict.fromkeys(["0", '""', "[]", "()", "{}", *names[:6]])):
                yield code.edited(1.0 + 0.04 * rank, place, (place, place, f", {default}"))
                yield code.replaced(call, f"{code.of(call)} or {default}", 1.1 + 0.04 * rank)
    for node in code.reads():
        if isinstance(node, ast.Name | ast.Subscript | ast.Attribute | ast.Call) and isinstance(
            code.parents.get(node), ast.BinOp | ast.Call | ast.For | ast.keyword
        ):
            parent = code.parents.get(node)
            if not (isinstance(parent, ast.Call) and parent.func is node):
                for rank, default in enumerate(("0", "[]", '""')):
                    yield code.replaced(node, f"{code.of(node)} or {default}", 1.4 + 0.05 * rank)


def missing_await(source: str, context: Context) -> Iterator[Proposal]:
    """A coroutine that nobody waits for, and what can only be iterated asynchronously."""
    code = code_of(source)
    asynchronous = {node.name: node for node in code.nodes(ast.AsyncFunctionDef)}
    generators = {name for name, node in asynchronous.items() if any(isinstance(each, ast.Yield) for each in ast.walk(node))}
    edits: list[tuple[int, int, str]] = []
    for call in code.nodes(ast.Call):
        inside = isinstance(code.function(call), ast.AsyncFunctionDef)
        name = (
            call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
        )
        if not inside or isinstance(code.parents.get(call), ast.Await):
            continue
        start = code.text.start(call)
        if name in generators:
            loop = code.parents.get(call)
            if isinstance(loop, ast.comprehension) and not loop.is_async:
                place = source.rfind("for ", 0, code.text.start(loop.target))
                edits.append((place, place, "async "))
            elif isinstance(loop, ast.For):
                place = code.text.start(loop)
                edits.append((place, place, "async "))
        elif name in asynchronous or _is_awaitable(code, call):
            edits.append((start, start, "await "))
    for edit in edits:
        yield code.edited(1.0, edit[0], edit)
    if len(edits) > 1:
        yield code.edited(0.2, edits[0][0], *edits)


def coroutine_run(source: str, context: Context) -> Iterator[Proposal]:
    """A coroutine, or an asynchronous generator, in a function that is neither: ``asyncio.run``."""
    code = code_of(source)
    asynchronous = {
        node.name: any(isinstance(each, ast.Yield) for each in ast.walk(node)) for node in code.nodes(ast.AsyncFunctionDef)
    }
    for call in code.nodes(ast.Call):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name not in asynchronous or not isinstance(code.function(call), ast.FunctionDef):
            continue
        if not asynchronous[name]:
            yield with_module(code.replaced(call, f"asyncio.run({code.of(call)})", 1.0), "asyncio")
            continue
        loop, statement = code.parents.get(call), code.statement(call)
        if isinstance(loop, ast.comprehension) and not loop.is_async and isinstance(statement, ast.Return):
            indent, (start, end) = code.indent(statement), code.lines(statement)
            place = source.rfind("for ", 0, code.text.start(loop.target)) - code.text.start(statement)
            inner = f"{code.of(statement)[:place]}async {code.of(statement)[place:]}"
            lines = f"{indent}async def gathered():\n{indent}    {inner}\n{indent}return asyncio.run(gathered())\n"
            yield with_module(code.edited(1.0, start, (start, end, lines)), "asyncio")


def _is_awaitable(code: Code, call: ast.Call) -> bool:
    """True for a call of a parameter of an asynchronous function whose annotation speaks of something awaitable."""
    function = code.function(call)
    if function is None or not isinstance(call.func, ast.Name):
        return False
    notes = [
        code.of(each.annotation) for each in function.args.args if each.arg == call.func.id and each.annotation is not None
    ]
    aliases = {
        code.of(node.targets[0]): code.of(node.value)
        for node in code.nodes(ast.Assign)
        if isinstance(node.targets[0], ast.Name)
    }
    return any("Awaitable" in note or "Awaitable" in aliases.get(note, "") or "Coroutine" in note for note in notes)


RULES = (
    Rule(
        "value_converted", "a conversion is missing",
        "def f(n):\n    return len(n)\n", "def f(n):\n    return len(str(n))\n",
        value_converted, feedback="TypeError: object of type 'int' has no len()",
    ),
    Rule("sum_of_texts", "numbers among texts", "x = 'a' + n + m\n", "x = 'a' + str(n) + str(m)\n", sum_of_texts),
    Rule(
        "bytes_and_text", "text where bytes are, or the other way round",
        "def f(b):\n    return b + 'x'\n", "def f(b):\n    return b + b'x'\n",
        bytes_and_text, feedback="TypeError: can't concat str to bytes",
    ),
    Rule("missing_key", "a key that is not there yet", "d[k] += n\n", "d[k] = d.get(k, 0) + n\n", missing_key),
    Rule(
        "none_for_value", "None where a value is needed", "x = d.get(k) + 1\n", "x = d.get(k, 0) + 1\n",
        none_for_value, feedback="TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
    ),
    Rule(
        "missing_await", "a coroutine that nobody waits for",
        "async def f():\n    return 1\n\nasync def g():\n    return f()\n",
        "async def f():\n    return 1\n\nasync def g():\n    return await f()\n",
        missing_await,
    ),
    Rule(
        "coroutine_run", "a coroutine where nobody can wait",
        "import asyncio\n\nasync def f():\n    return 1\n\ndef g():\n    return f()\n",
        "import asyncio\n\nasync def f():\n    return 1\n\ndef g():\n    return asyncio.run(f())\n",
        coroutine_run,
    ),
)  # fmt: skip
"""Rules whose source is a module that compiles."""
