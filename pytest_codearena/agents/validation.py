"""Whether a reply is worse than the code that was to be repaired: read from its source, nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from ..records import Candidate, Observation
from .parsing import compile_error, parsed

_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_UNREADABLE_NAMES = frozenset({"globals", "vars", "exec", "eval", "setattr", "__getattr__"})
"""Code that uses one of them may bind names in ways that no reader sees."""
_MOST_NAMED = 5


class Agent(Protocol):
    """Whatever proposes fixes: a model, or a pass around one."""

    name: str

    def propose(self, observation: Observation) -> Candidate:
        """A fix for what the observation shows."""
        ...


class Validated:
    """An agent whose candidates say why they are refused, if they are: ``Candidate.refused``."""

    def __init__(self, agent: Agent) -> None:
        self.name = agent.name
        self._agent = agent

    def propose(self, observation: Observation) -> Candidate:
        """The agent's candidate, marked. Raises what the agent raises."""
        candidate = self._agent.propose(observation)
        return replace(candidate, refused=refusal(candidate.code, observation))


def refusal(code: str | None, observation: Observation) -> str:
    """Why ``code`` is worse than the module that was to be repaired, in a few words; empty if it is not.

    It is if it is empty, if it does not compile, or if it lacks a public function or class of that module, or a name of
    it that the visible tests use.
    """
    if code is None or not code.strip():
        return "there is no code in it"
    error = compile_error(code)
    if error is not None:
        return f"it does not compile: {_place(error)}"
    missing = _missing(code, observation)
    if missing:
        more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
        return f"it no longer defines {', '.join(missing[:_MOST_NAMED])}{more}"
    return ""


def _place(error: SyntaxError) -> str:
    message = error.msg or str(error)
    return f"line {error.lineno}: {message}" if error.lineno else message


def _missing(code: str, observation: Observation) -> list[str]:
    tree = parsed(code)
    if tree is None:
        return []
    bound = set(_bound(tree.body))
    if "*" in bound or _UNREADABLE_NAMES & {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} or "__getattr__" in bound:
        return []
    needed = _needed(observation)
    gone = [name for name in needed if name not in bound]
    return gone + _missing_methods(tree, parsed(observation.buggy_code), gone)


def _needed(observation: Observation) -> list[str]:
    """Public functions and classes of the buggy module, and whatever of it the tests name, in the module's order."""
    tree = parsed(observation.buggy_code)
    if tree is None:  # the names stand at the beginning of lines nevertheless
        return [name for name in dict.fromkeys(_DEFINITION.findall(observation.buggy_code)) if not name.startswith("_")]
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    public = {name for name in defined if not name.startswith("_")}
    tested = _names_in([test.text for test in observation.visible_tests])
    return [name for name in dict.fromkeys(_bound(tree.body)) if name in public or (name in tested and name not in _imported(tree))]


def _missing_methods(new: ast.Module, old: ast.Module | None, gone: Sequence[str]) -> list[str]:
    """Public methods that a class of both modules had and has no longer, unless it may inherit them from elsewhere."""
    classes = {node.name: node for node in new.body if isinstance(node, ast.ClassDef)}
    missing = []
    for before in old.body if old is not None else []:
        after = classes.get(before.name) if isinstance(before, ast.ClassDef) else None
        if not isinstance(before, ast.ClassDef) or after is None or before.name in gone:
            continue
        if [ast.dump(base) for base in after.bases] != [ast.dump(base) for base in before.bases] or after.decorator_list:
            continue
        kept = set(_bound(after.body))
        methods = [node.name for node in before.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        missing += [f"{before.name}.{name}" for name in dict.fromkeys(methods) if not name.startswith("_") and name not in kept]
    return missing


def _bound(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Names that statements bind, also those inside of ``if``, ``try``, loops; ``*`` for a star import."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement.name
            continue
        for node in _walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.alias):
                yield (node.asname or node.name).partition(".")[0]
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node.name


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all in it, but not what stands inside of functions and classes."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += reversed(list(ast.iter_child_nodes(each)))


def _imported(tree: ast.Module) -> set[str]:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(each.asname or each.name).partition(".")[0] for node in imports for each in node.names}


def _names_in(sources: Sequence[str]) -> set[str]:
    names: set[str] = set()
    for source in sources:
        tree = parsed(source)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.alias):
                names.add(node.name)
    return names
