"""Module rules about what strangers send: queries, paths, secrets, chance, signatures, files that run when they are read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import with_module
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule
from .text import Edit

_SECRET = re.compile(r"secret|token|password|passwd|api_?key|private_?key", re.IGNORECASE)
_COMPARED = re.compile(
    r"digest|signature|\bmac\b|_mac\b|\bsig\b|hash|token|secret|password|passwd|\bpin\b|checksum", re.IGNORECASE
)


_VALUE = re.compile(r"(['\"]?)\{(\w+(?:\.\w+)*)\}\1")
_NAMES_COLUMN = re.compile(r"\b(BY|FROM|INTO|JOIN|UPDATE|SELECT|TABLE)\s*$", re.IGNORECASE)


def query_parameters(source: str, context: Context) -> Iterator[Proposal]:
    """``f"… WHERE name = '{name}'"``: the value travels beside the query; a column's name is looked at."""
    code = code_of(source)
    for query in code.nodes(ast.JoinedStr):
        text = code.of(query)
        if not re.search(r"\b(SELECT|INSERT|UPDATE|DELETE)\b", text, re.IGNORECASE):
            continue
        marked, values = _marked(text)
        calls = [
            call
            for call in code.nodes(ast.Call)
            if isinstance(call.func, ast.Attribute) and call.func.attr.startswith("execute")
        ]
        places = [code.text.end(call.args[0]) for call in calls if len(call.args) == 1]
        if not values or len(places) != 1:
            continue
        edits: list[Edit] = [
            (code.text.start(query), code.text.end(query), marked),
            (places[0], places[0], f", ({', '.join(values)},)"),
        ]
        yield code.edited(0.5, code.text.start(query), *edits)
        for guard in _column_guards(code, query, context):
            yield code.edited(0.45, code.text.start(query), *edits, guard)


def _marked(text: str) -> tuple[str, list[str]]:
    """A query with marks in place of its values, and the values."""
    found = [match for match in _VALUE.finditer(text) if not _NAMES_COLUMN.search(text[: match.start()])]
    marked = text
    for match in reversed(found):
        marked = f"{marked[: match.start()]}?{marked[match.end() :]}"
    return marked, [match[2] for match in found]


def _column_guards(code: Code, query: ast.JoinedStr, context: Context) -> Iterator[Edit]:
    """What refuses a column that is none: one that the query does not select, or that is no name."""
    text = code.of(query)
    names = re.findall(r"\b(?:ORDER|GROUP)\s+BY\s+\{(\w+)\}", text, re.IGNORECASE)
    function = code.function(query)
    if not names or function is None:
        return
    columns = re.findall(r"\bSELECT\s+([\w, ]+?)\s+FROM\b", text, re.IGNORECASE)
    known = tuple(column.strip() for column in columns[0].split(",")) if columns else ()
    first = code.first(function)
    place, indent = code.lines(first)[0], code.indent(first)
    for test in filter(None, (f"{names[0]} not in {known}" if known else "", f"not {names[0]}.isidentifier()")):
        yield place, place, f'{indent}if {test}:\n{indent}    raise {_refusal(context)}(f"not a column: {{{names[0]}}}")\n'


def path_outside(source: str, context: Context) -> Iterator[Proposal]:
    """A path that is put together from a folder and a name may lead out of the folder: it is resolved, and looked at."""
    code = code_of(source)
    for node in code.nodes(ast.Assign):
        value = node.value
        if isinstance(value, ast.Call) and code.of(value.func) in ("os.path.join", "join") and len(value.args) > 1:
            folder, name = code.of(value.args[0]), code.of(value.args[-1])
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
            folder, name = code.of(value.left), code.of(value.right)
        else:
            continue
        path, indent = code.of(node.targets[0]), code.indent(node)
        end = code.lines(node)[1]
        for error in dict.fromkeys((_refusal(context), "ValueError", "PermissionError")):
            test = f"if not os.path.realpath({path}).startswith(os.path.join(os.path.realpath({folder}), '')):\n"
            lines = f'{indent}{test}{indent}    raise {error}(f"outside of the folder: {{{name}}}")\n'
            yield with_module(code.edited(0.6, code.text.start(node), (end, end, lines)), "os")


def archive_unpacked(source: str, context: Context) -> Iterator[Proposal]:
    """``extractall`` of a tar file writes wherever its names say."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("extractall", "extract") and "tar" in source:
            place = code.text.end(call) - 1
            comma = ", " if call.args or call.keywords else ""
            yield code.edited(0.6, code.text.start(call), (place, place, f'{comma}filter="data"'))


def secret_in_source(source: str, context: Context) -> Iterator[Proposal]:
    """A password in the source: it belongs to the environment."""
    code = code_of(source)
    for node in code.nodes(ast.Assign):
        name = code.of(node.targets[0])
        if (
            isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            and node.value.value
            and _SECRET.search(name)
        ):
            variable = re.search(r"environ\W+(\w+)|setenv\(\W*(\w+)", context.tests)
            wanted = (variable[1] or variable[2]) if variable else name.rpartition(".")[2].upper()
            yield with_module(code.replaced(node.value, f'os.environ["{wanted}"]', 0.6), "os")


def weak_chance(source: str, context: Context) -> Iterator[Proposal]:
    """``random`` can be foretold: what must not be comes from ``secrets``."""
    code = code_of(source)
    edits: list[Edit] = []
    plain: list[Edit] = []
    for node in code.nodes(ast.Attribute):
        if code.of(node) == "random.Random" and isinstance(code.parents.get(node), ast.Call):
            made = code.parents[node]
            edits.append((*code.span(made), "secrets.SystemRandom()"))  # type: ignore[arg-type]  # a call, as was asked
        elif code.of(node.value) == "random" and node.attr != "seed":
            edits.append((code.text.start(node.value), code.text.end(node.value), "secrets.SystemRandom()"))
            if node.attr in ("choice", "randrange", "getrandbits"):
                new = {"choice": "secrets.choice", "randrange": "secrets.randbelow", "getrandbits": "secrets.randbits"}[
                    node.attr
                ]
                plain.append((code.text.start(node), code.text.end(node), new))
    for statement in code.nodes(ast.Expr):
        if isinstance(statement.value, ast.Call) and code.of(statement.value.func) == "random.seed":
            edits.append((code.text.start(statement), code.text.end(statement), "pass"))
            plain.append(edits[-1])
    for found in (plain, edits):
        if found:
            yield with_module(code.edited(0.6, found[0][0], *found), "secrets")


def comparison_tells_time(source: str, context: Context) -> Iterator[Proposal]:
    """``==`` on signatures is done sooner the earlier they differ: ``hmac.compare_digest`` is not."""
    code = code_of(source)
    for node in code.nodes(ast.Compare):
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq) or not _COMPARED.search(code.of(node)):
            continue
        left, right = code.of(node.left), code.of(node.comparators[0])
        word = "" if isinstance(node.ops[0], ast.Eq) else "not "
        for rank, end in enumerate(("", ".encode()")):
            changed = code.replaced(node, f"{word}hmac.compare_digest({left}{end}, {right}{end})", 0.5 + 0.1 * rank)
            yield with_module(changed, "hmac")


def code_in_data(source: str, context: Context) -> Iterator[Proposal]:
    """``pickle.loads`` and ``yaml.load`` run what the data says: ``json``, ``safe_load``."""
    code = code_of(source)
    names = [node for node in code.nodes(ast.Name) if node.id == "pickle"]
    if names and "import pickle" in source:
        start = source.index("import pickle")
        edits: list[Edit] = [(code.text.start(node), code.text.end(node), "json") for node in names]
        edits.append((start, start + len("import pickle"), "import json"))
        for call in code.nodes(ast.Call):
            if code.of(call.func) == "pickle.dumps":
                place = code.text.end(call)
                edits.append((place, place, ".encode()"))
        changed = code.edited(0.7, code.text.start(names[0]), *edits)
        yield Proposal(changed.source.replace("json.UnpicklingError", "json.JSONDecodeError"), changed.cost, changed.at)
    for node in code.nodes(ast.Attribute):
        if code.of(node) in ("yaml.load", "yaml.unsafe_load", "yaml.full_load"):
            yield code.edited(0.5, code.text.start(node), (code.text.start(node), code.text.end(node), "yaml.safe_load"))


def pattern_not_anchored(source: str, context: Context) -> Iterator[Proposal]:
    """``re.match`` looks at the beginning only, and ``$`` lets a line end through: ``fullmatch``."""
    code = code_of(source)
    for node in code.nodes(ast.Attribute):
        if node.attr in ("match", "search") and isinstance(code.parents.get(node), ast.Call):
            end = code.text.end(node)
            yield code.edited(0.8, code.text.start(node), (end - len(node.attr), end, "fullmatch"))


def markup_not_escaped(source: str, context: Context) -> Iterator[Proposal]:
    """A value between tags: ``html.escape`` makes text of it."""
    for literal in re.finditer(r"f(['\"]{1,3}).*?<.*?\{.*?\1", source, re.DOTALL):
        changed = re.sub(r"\{([\w.\[\]'\"]+)\}", r"{html.escape(\1)}", literal[0])
        if changed != literal[0]:
            yield with_module(
                Proposal(source[: literal.start()] + changed + source[literal.end() :], 0.7, literal.start()), "html"
            )


def weak_digest(source: str, context: Context) -> Iterator[Proposal]:
    """MD5 and SHA-1 can be made to agree: SHA-256."""
    code = code_of(source)
    for node in code.nodes(ast.Attribute):
        if code.of(node) in ("hashlib.md5", "hashlib.sha1"):
            yield code.edited(0.7, code.text.start(node), (code.text.start(node), code.text.end(node), "hashlib.sha256"))


def asserted_only(source: str, context: Context) -> Iterator[Proposal]:
    """``assert`` is not there under ``-O``: what strangers send is refused by an exception."""
    code = code_of(source)
    for node in code.nodes(ast.Assert):
        indent = code.indent(node)
        lines = f"if not ({code.of(node.test)}):\n{indent}    raise {_refusal(context)}"
        message = f"({code.of(node.msg)})" if node.msg is not None else ""
        yield code.edited(0.8, code.text.start(node), (code.text.start(node), code.text.end(node), lines + message))


def _refusal(context: Context) -> str:
    """The exception that the tests expect, or the usual one."""
    expected = re.findall(r"raises\(\(?(\w+)", context.tests)
    return max(sorted(set(expected)), key=expected.count) if expected else "ValueError"


RULES = (
    Rule(
        "query_parameters",
        "a query with data in it",
        "def f(c, n):\n    return c.execute(f\"SELECT a FROM b WHERE c = '{n}'\")\n",
        'def f(c, n):\n    return c.execute(f"SELECT a FROM b WHERE c = ?", (n,))\n',
        query_parameters,
    ),
    Rule(
        "path_outside",
        "a name that may lead out of its folder",
        "import os\ndef f(a, b):\n    p = os.path.join(a, b)\n    return open(p)\n",
        "import os\ndef f(a, b):\n    p = os.path.join(a, b)\n"
        "    if not os.path.realpath(p).startswith(os.path.join(os.path.realpath(a), '')):\n"
        '        raise ValueError(f"outside of the folder: {b}")\n    return open(p)\n',
        path_outside,
    ),
    Rule(
        "archive_unpacked",
        "an archive that may write anywhere",
        "import tarfile\ndef f(a):\n    tarfile.open(a).extractall()\n",
        'import tarfile\ndef f(a):\n    tarfile.open(a).extractall(filter="data")\n',
        archive_unpacked,
    ),
    Rule(
        "secret_in_source",
        "a secret in the source",
        'import os\nAPI_KEY = "abc"\n',
        'import os\nAPI_KEY = os.environ["API_KEY"]\n',
        secret_in_source,
    ),
    Rule(
        "weak_chance",
        "chance that can be foretold",
        "import random\nimport secrets\nx = random.choice(a)\n",
        "import random\nimport secrets\nx = secrets.choice(a)\n",
        weak_chance,
    ),
    Rule(
        "comparison_tells_time",
        "== on a signature",
        "import hmac\ndef f(digest, b):\n    return digest == b\n",
        "import hmac\ndef f(digest, b):\n    return hmac.compare_digest(digest, b)\n",
        comparison_tells_time,
    ),
    Rule(
        "code_in_data",
        "data that is run when it is read",
        "import pickle\nx = pickle.loads(a)\n",
        "import json\nx = json.loads(a)\n",
        code_in_data,
    ),
    Rule(
        "pattern_not_anchored",
        "a pattern that looks at the beginning only",
        "import re\nx = re.match('a', b)\n",
        "import re\nx = re.fullmatch('a', b)\n",
        pattern_not_anchored,
    ),
    Rule(
        "markup_not_escaped",
        "a value between tags",
        'import html\nx = f"<b>{a}</b>"\n',
        'import html\nx = f"<b>{html.escape(a)}</b>"\n',
        markup_not_escaped,
    ),
    Rule(
        "weak_digest",
        "a digest that can be forged",
        "import hashlib\nx = hashlib.md5(a)\n",
        "import hashlib\nx = hashlib.sha256(a)\n",
        weak_digest,
    ),
    Rule(
        "asserted_only",
        "an assertion in place of a check",
        "def f(a):\n    assert a > 0\n",
        "def f(a):\n    if not (a > 0):\n        raise ValueError\n",
        asserted_only,
    ),
)
"""Rules whose source is a module that compiles."""
