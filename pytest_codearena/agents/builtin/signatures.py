"""Module rules about signatures: a digest of a secret and data can be forged by who knows another one, an HMAC can't (RFC 2104)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .imports import with_module
from .operators.code import Code, code_of
from .rules import Context, Proposal, Rule

_KEY = re.compile(r"secret|key|salt|pepper", re.IGNORECASE)


def digest_with_secret(source: str, context: Context) -> Iterator[Proposal]:
    """``hashlib.md5(SECRET + data)``: ``hmac.new(SECRET, data, hashlib.sha256)``."""
    code = code_of(source)
    for call in code.nodes(ast.Call):
        name = code.of(call.func)
        found = _key_and_data(code, call.args[0]) if name.startswith("hashlib.") and len(call.args) == 1 else None
        if found is None:
            continue
        for rank, digest in enumerate(dict.fromkeys(("hashlib.sha256", name))):
            text = f"hmac.new({found[0]}, {found[1]}, {digest})"
            yield with_module(code.replaced(call, text, 0.6 + 0.1 * rank), "hmac")


def _key_and_data(code: Code, node: ast.expr) -> tuple[str, str] | None:
    """The secret and the rest, as bytes."""
    end = ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "encode":
        node, end = node.func.value, ".encode()"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = code.of(node.left), code.of(node.right)
        parts = (left, right) if _KEY.search(left) else (right, left) if _KEY.search(right) else None
        return (f"{_closed(parts[0], end)}{end}", f"{_closed(parts[1], end)}{end}") if parts else None
    if isinstance(node, ast.JoinedStr) and end:
        text = code.of(node)
        key = re.search(r"\{(\w*(?:secret|key|salt|pepper)\w*)\}", text, re.IGNORECASE)
        return (f"{key[1]}.encode()", f"{text.replace(key[0], '', 1)}.encode()") if key else None
    return None


def _closed(text: str, end: str) -> str:
    return f"({text})" if end and not re.fullmatch(r"[\w.]+", text) else text


RULES = (
    Rule(
        "digest_with_secret",
        "a digest in place of a signature",
        "import hashlib\nimport hmac\ndef f(data):\n    return hashlib.md5(KEY + data).hexdigest()\n",
        "import hashlib\nimport hmac\ndef f(data):\n    return hmac.new(KEY, data, hashlib.sha256).hexdigest()\n",
        digest_with_secret,
    ),
)
"""Rules whose source is a module that compiles."""
