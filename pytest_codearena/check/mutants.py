"""Mutants of a task's reference: each equals it in everything but one edit. Pure: source in, sources out."""

from __future__ import annotations

import ast
import random
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import libcst as cst

from ..trees import syntax_tree
from .mistakes import RULES
from .syntax import Edit, Syntax

_LOGGERS = frozenset({"logging", "logger", "log", "_log", "_logger", "LOG", "LOGGER", "warnings"})
_NOT_BEHAVIOUR = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.Assert, cst.TypeAlias)
"""Statements and parts whose change changes nothing that a test could see, or nothing but names."""
_OPPOSITES = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
_TEXTS = (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)
_TYPE_MAKERS = frozenset({"TypeVar", "NewType", "ParamSpec", "cast", "namedtuple", "NamedTuple"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one mistake in it."""

    line: int
    """Of the reference, 1-based: where the edit begins."""
    before: str
    """The line that the edit changes, stripped; joined by spaces if there are several."""
    after: str
    """What became of it."""
    source: str


def mutants_of(source: str) -> tuple[Mutant, ...]:
    """Returns all mutants of a module, in the order of its lines; none is the same code as the module or as another one."""
    syntax = Syntax(source)
    edits = _Edits(syntax)
    syntax.module.visit(edits)
    found: dict[str | None, Mutant] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mutant may well be odd, e.g. `x is not 3`; where warnings are errors it would not compile
        own = _essence(source)
        for edit in sorted(dict.fromkeys(edits.found), key=lambda edit: (edit.start, edit.end)):
            mutant = _applied(syntax.raw, edit)
            found.setdefault(_essence(mutant.source), mutant)
    return tuple(mutant for essence, mutant in found.items() if essence not in (None, own))


def sample(mutants: Sequence[Mutant], most: int, seed: str) -> tuple[Mutant, ...]:
    """Returns at most so many of the mutants, in their order, spread over the lines; the same ones for the same seed."""
    if len(mutants) <= most:
        return tuple(mutants)
    drawing = random.Random(seed)
    by_line: dict[int, list[Mutant]] = {}
    for mutant in mutants:
        by_line.setdefault(mutant.line, []).append(mutant)
    for group in by_line.values():
        drawing.shuffle(group)
    lines = list(by_line.values())
    drawing.shuffle(lines)
    in_turns = [each for one_of_each in zip_longest(*lines) for each in one_of_each if each is not None]
    chosen = set(in_turns[:most])
    return tuple(mutant for mutant in mutants if mutant in chosen)


def _applied(raw: bytes, edit: Edit) -> Mutant:
    text = edit.text.encode()
    source = raw[: edit.start] + text + raw[edit.end :]
    return Mutant(
        line=raw.count(b"\n", 0, edit.start) + 1,
        before=_lines_around(raw, edit.start, edit.end),
        after=_lines_around(source, edit.start, edit.start + len(text)),
        source=source.decode(),
    )


def _lines_around(raw: bytes, start: int, end: int) -> str:
    first = raw.rfind(b"\n", 0, start) + 1
    last = raw.find(b"\n", end)
    lines = raw[first : last if last >= 0 else len(raw)].decode().split("\n")
    return " ".join(line.strip() for line in lines if line.strip())


def _essence(source: str) -> str | None:
    """Returns what two sources share that differ in layout only; None for what does not compile."""
    try:
        tree = syntax_tree(source)
        compile(tree, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return ast.dump(_Plain().visit(tree))


class _Plain(ast.NodeTransformer):
    """Writes one of two equal forms: ``a != b`` for ``not a == b``."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        inner = node.operand
        if isinstance(node.op, ast.Not) and isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            opposite = _OPPOSITES.get(type(inner.ops[0]))
            if opposite is not None:
                return ast.Compare(inner.left, [opposite()], inner.comparators)
        return node


class _Edits(cst.CSTVisitor):
    """Collects the edits of a module, but for parts that no test can see."""

    def __init__(self, syntax: Syntax) -> None:
        super().__init__()
        self.found: list[Edit] = []
        self._syntax = syntax

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _NOT_BEHAVIOUR) or self._says_only(node):
            return False
        if isinstance(node, cst.ClassDef):
            node.body.visit(self)  # neither its bases nor its keywords
            return False
        rule = RULES.get(type(node))
        if rule is not None:
            self.found += rule(self._syntax, node)
        return True

    def _says_only(self, node: cst.CSTNode) -> bool:
        """True for what people or tools read, and no caller: docstrings, logging, messages, dunder names, what only runs as a script."""
        if isinstance(node, cst.Expr):
            value = node.value
            if isinstance(value, (cst.SimpleString, cst.ConcatenatedString, cst.Ellipsis)):
                return True
            owner = value.func.value if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute) else None
            return isinstance(owner, cst.Name) and owner.value in _LOGGERS
        if isinstance(node, cst.If):
            left = node.test.left if isinstance(node.test, cst.Comparison) else None
            by_name = isinstance(left, cst.Name) and left.value == "__name__"
            return by_name or _names(node.test)[-1:] == ["TYPE_CHECKING"]
        if isinstance(node, (cst.Assign, cst.AnnAssign)):
            targets = [each.target for each in node.targets] if isinstance(node, cst.Assign) else [node.target]
            return any(isinstance(each, cst.Name) and each.value.startswith("__") and each.value.endswith("__") for each in targets)
        if isinstance(node, cst.Arg):
            return node.keyword is not None and node.keyword.value == "strict"
        if isinstance(node, cst.Call):
            return isinstance(node.func, cst.Name) and node.func.value in _TYPE_MAKERS
        if isinstance(node, cst.BinaryOperation):
            return isinstance(node.left, _TEXTS) and self._is_message(node)
        return isinstance(node, _TEXTS) and self._is_message(node)

    def _is_message(self, node: cst.CSTNode) -> bool:
        if self._syntax.around(node, cst.Raise) is not None:
            return True
        cls = self._syntax.around(node, cst.ClassDef)
        bases = [_names(base.value)[-1:] for base in cls.bases] if cls is not None else []
        return any(base and base[0].endswith(("Error", "Exception", "Warning")) for base in bases)


def _names(node: cst.CSTNode) -> list[str]:
    return list(_each_name(node))


def _each_name(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    for child in node.children:
        yield from _each_name(child)
