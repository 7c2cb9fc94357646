"""Module rules about data that becomes code: ``eval`` and the shell."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Iterator

from .rules import Context, Proposal, Rule
from .scopes import names_in
from .text import Text, import_place, read


def evaluated_data(source: str, context: Context) -> Iterator[Proposal]:
    """``eval(text)``: a value written as text is read by ``ast.literal_eval``."""
    text = read(source)
    bound = names_in(text.tree).module.bound
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "eval" or "eval" in bound:
            continue
        if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Constant):
            changed = text.edited((text.start(node.func), text.end(node.func), "ast.literal_eval"))
            yield Proposal(_with_import(changed, "ast"), 0.4 if context.category == "security" else 0.9, text.start(node))


def shell_string(source: str, context: Context) -> Iterator[Proposal]:
    """``subprocess.run(f"ls {path}", shell=True)``: as a list of words nothing in ``path`` is a command."""
    text = read(source)
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        shell = next((keyword for keyword in node.keywords if keyword.arg == "shell"), None)
        if shell is None or not isinstance(shell.value, ast.Constant) or shell.value.value is not True:
            continue
        words = _command_words(text, node.args[0])
        if words is None:
            continue
        parts = [f"[{', '.join(words)}]", *(text.of(part) for part in node.args[1:])]
        parts += [
            f"{other.arg}={text.of(other.value)}" if other.arg else f"**{text.of(other.value)}"
            for other in node.keywords
            if other is not shell
        ]
        start = text.end(node.func)
        changed = text.edited((start, text.end(node), f"({', '.join(parts)})"))
        yield Proposal(changed, 0.4 if context.category == "security" else 0.8, text.start(node))


def shell_of_os(source: str, context: Context) -> Iterator[Proposal]:
    """``os.system(f"ls {path}")`` and ``os.popen``: the command as a list of words, without a shell."""
    text = read(source)
    results = {
        "os.system": "subprocess.run([{}], check=False).returncode",
        "os.popen": "subprocess.run([{}], capture_output=True, text=True, check=False)",
    }
    for node in ast.walk(text.tree):
        form = results.get(text.of(node.func)) if isinstance(node, ast.Call) and len(node.args) == 1 else None
        words = _command_words(text, node.args[0]) if isinstance(node, ast.Call) and form is not None else None
        if form is None or words is None or not isinstance(node, ast.Call):
            continue
        start, end = text.start(node), text.end(node)
        new = form.format(", ".join(words))
        if source.startswith(".read()", end):
            new, end = f"{new}.stdout", end + len(".read()")
        yield Proposal(_with_import(text.edited((start, end, new)), "subprocess"), 0.6, start)


_META = frozenset("|&;<>$`*?~#()[]{}")


def _command_words(text: Text, command: ast.expr) -> list[str] | None:
    """The words of a command as expressions; None if it needs the shell, or if a value might be several words."""
    pieces = _pieces(text, command)
    if pieces is None or any(_META & set(piece) for piece, is_code in pieces if not is_code):
        return None
    # Each value becomes a mark that is no white space; the marks tell afterwards to which word it belongs.
    values = [piece for piece, is_code in pieces if is_code]
    marked = "".join(chr(0xE000 + values.index(piece)) if is_code else piece for piece, is_code in pieces)
    try:
        words = shlex.split(marked)
    except ValueError:
        return None
    return [_word(word, values) for word in words] or None


def _word(word: str, values: list[str]) -> str:
    marks = [sign for sign in word if 0xE000 <= ord(sign) < 0xE000 + len(values)]
    if not marks:
        return repr(word)
    if len(word) == 1:
        return f"str({values[ord(word) - 0xE000]})"
    plain = word.replace("{", "{{").replace("}", "}}")
    for sign in marks:
        plain = plain.replace(sign, f"{{{values[ord(sign) - 0xE000]}}}")
    quote = '"' if '"' not in plain else "'"
    return f"f{quote}{plain}{quote}"


def _pieces(text: Text, command: ast.expr) -> list[tuple[str, bool]] | None:
    """(text, False) and (expression, True) in their order."""
    if isinstance(command, ast.Constant) and isinstance(command.value, str):
        return [(command.value, False)]
    if isinstance(command, ast.JoinedStr):
        found: list[tuple[str, bool]] = []
        for part in command.values:
            if isinstance(part, ast.FormattedValue):
                if part.format_spec is not None or part.conversion != -1:
                    return None
                found.append((ast.unparse(part.value), True))
            elif isinstance(part, ast.Constant):
                found.append((str(part.value), False))
        return found
    if isinstance(command, ast.BinOp) and isinstance(command.op, ast.Add):
        left, right = _pieces(text, command.left), _pieces(text, command.right)
        return None if left is None or right is None else [*left, *right]
    return [(text.of(command), True)] if isinstance(command, ast.Name | ast.Attribute | ast.Subscript) else None


def _with_import(source: str, module: str) -> str:
    if module in names_in(read(source).tree).module.bound:
        return source
    place = import_place(read(source))
    return f"{source[:place]}import {module}\n{source[place:]}"


RULES = (
    Rule(
        "evaluated_data",
        "eval on data",
        "def f(x):\n    return eval(x)\n",
        "import ast\ndef f(x):\n    return ast.literal_eval(x)\n",
        evaluated_data,
    ),
    Rule(
        "shell_string",
        "a command for the shell with data in it",
        'import subprocess\ndef f(p):\n    return subprocess.run(f"ls {p}", shell=True)\n',
        "import subprocess\ndef f(p):\n    return subprocess.run(['ls', str(p)])\n",
        shell_string,
    ),
    Rule(
        "shell_of_os",
        "a command for the system's shell with data in it",
        'import os\nimport subprocess\ndef f(p):\n    return os.popen(f"ls {p}").read()\n',
        "import os\nimport subprocess\ndef f(p):\n"
        "    return subprocess.run(['ls', str(p)], capture_output=True, text=True, check=False).stdout\n",
        shell_of_os,
    ),
)
"""Rules whose source is a module that compiles."""
