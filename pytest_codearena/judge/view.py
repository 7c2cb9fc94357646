"""What a judge sees of a candidate: its code, and none of its author's words.

Comments, docstrings and layout are gone. Names and words in texts that are not the task's own are numbered in their order, so
that an instruction has nowhere to stand. Two candidates that differ in such words only are the same to a judge.
"""

from __future__ import annotations

import ast
import re
import warnings

from ..records import Task
from ..trees import syntax_tree
from .vocabulary import IDENTIFIERS, SHORTEST, TEXTS, Vocabulary, identifiers, vocabulary_of

LONGEST = 40_000
"""Characters of code that a judge is shown."""
_LONGEST_SOURCE = 200_000
_LONGEST_PLAIN = 30
"""A longer text may spell something out in single letters, so there they are replaced too."""
_LETTERS = re.compile(r"[\\%]?[^\W\d_]+")
_ROLES = {"FunctionDef": "function", "AsyncFunctionDef": "function", "ClassDef": "Class", "Attribute": "attribute"}


def judges_view(code: str, task: Task) -> str | None:
    """Returns ``code`` as a judge sees it; None if it can't be read, or is longer than a judge is shown. Nothing is run."""
    if len(code) > _LONGEST_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = syntax_tree(code)
            _Wordless(vocabulary_of(task), tree).visit(tree)
            view = ast.unparse(ast.fix_missing_locations(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the parser and its inverse raise all of them for some text
        return None
    return view if len(view) <= LONGEST else None


class _Wordless(ast.NodeTransformer):
    """Takes its author's words out of a tree."""

    def __init__(self, vocabulary: Vocabulary, tree: ast.Module) -> None:
        self._known = vocabulary
        self._names = _renamed(tree, vocabulary)
        self._words: dict[str, str] = {}

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field in IDENTIFIERS.get(type(node).__name__, ()):
            value = getattr(node, field)
            new = [self._dotted(each) for each in value] if isinstance(value, list) else self._dotted(value)
            setattr(node, field, new)
        super().generic_visit(node)
        if isinstance(getattr(node, "body", None), list) and not isinstance(node, ast.Module) and not node.body:  # type: ignore[attr-defined]
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.JoinedStr) or (isinstance(node.value, ast.Constant) and node.value.value is not Ellipsis):
            return None  # a docstring, or any other text that does nothing
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            return ast.Constant(self._text(node.value))
        if isinstance(node.value, bytes):
            text = self._text(node.value.decode("latin-1"))
            return ast.Constant(text.encode("latin-1", "replace"))
        return node

    def _dotted(self, name: str | None) -> str | None:
        return ".".join(self._names.get(part, part) for part in name.split(".")) if name is not None else None

    def _text(self, text: str) -> str:
        if text in self._names:
            return self._names[text]  # getattr(self, "name")
        if text in TEXTS:
            return text
        long = len(text) > _LONGEST_PLAIN

        def replaced(match: re.Match[str]) -> str:
            run = match[0]
            mark = run[0] if run[0] in "\\%" else ""
            word = run[len(mark) :]
            if word.lower() in self._known.words or (len(word) < SHORTEST and (mark or not long)):
                return run
            if mark and len(word) >= SHORTEST:  # the first letter belongs to the mark, as in \nword
                mark, word = mark + word[0], word[1:]
                if word.lower() in self._known.words:
                    return run
            return mark + self._words.setdefault(word.lower(), f"word{len(self._words) + 1}")

        return _LETTERS.sub(replaced, text)


def _renamed(tree: ast.Module, vocabulary: Vocabulary) -> dict[str, str]:
    """Returns the new names of identifiers that are not the task's or Python's own, numbered in the order of the tree."""
    roles: dict[str, str] = {}
    for node in ast.walk(tree):
        for name in identifiers(node):
            role = _ROLES.get(type(node).__name__, "name")
            if roles.get(name) in (None, "name", "attribute") or role in ("function", "Class"):
                roles[name] = role if name not in roles or role in ("function", "Class") else roles[name]
    taken = set(roles) | vocabulary.names
    renamed: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, role in roles.items():
        if name in vocabulary.names or len(name) < SHORTEST:
            continue
        underscores = "_" * min(2, len(name) - len(name.lstrip("_")))
        while True:
            counts[role] = counts.get(role, 0) + 1
            new = f"{underscores}{role}_{counts[role]}"
            if new not in taken:
                break
        renamed[name] = new
        taken.add(new)
    return renamed
