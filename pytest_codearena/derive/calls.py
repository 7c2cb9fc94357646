"""Which calls tests make, as far as their arguments can be read from the source: literals, parametrized rows, loops over them."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..trees import syntax_tree
from .literals import evaluate, is_small, spread

Names = Mapping[str, Any]

_MOST_CALLS = 400
_MOST_READINGS = 300
"""Rows and loops multiply: beyond this the rest of them is not looked at."""
_LONGEST_RANGE = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call with plain arguments."""

    function: str
    """Name at the top level of the module under test."""
    positional: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...] = ()


def literal_calls(tests: str, module: str, functions: Collection[str]) -> list[Call]:
    """Returns the calls of ``functions`` that a test file makes on what it imports from ``module``, in order, each once."""
    tree = syntax_tree(tests)
    reader = _Reader(imported_functions(tree, module, functions))
    reader.block(tree.body, [{}])
    return _once(reader.calls)


def documented_calls(source: str) -> list[Call]:
    """Returns the calls of a module's functions that stand as examples in docstrings, in order, each once."""
    tree = syntax_tree(source)
    defined = {node.name: node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    reader = _Reader(defined)
    parser = doctest.DocTestParser()
    for node in (tree, *tree.body):
        if isinstance(node, (ast.Module, ast.FunctionDef)):
            for example in _examples(parser, ast.get_docstring(node) or ""):
                reader.block(example, [{}])
    return _once(reader.calls)


def _examples(parser: doctest.DocTestParser, text: str) -> Iterator[list[ast.stmt]]:
    try:
        for example in parser.get_examples(text):
            yield syntax_tree(example.source).body
    except (ValueError, SyntaxError):  # text that only looks like an example
        return


def imported_functions(tree: ast.AST, module: str, functions: Collection[str]) -> dict[str, str]:
    """Returns how the tests write each function that they can reach, e.g. ``{"c.half": "half"}`` after ``import candidate as c``."""
    parent, _, last = module.rpartition(".")
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                if node.module == module and alias.name == "*":
                    found |= {name: name for name in functions}
                elif node.module == module and alias.name in functions:
                    found[alias.asname or alias.name] = alias.name
                elif node.module == parent and alias.name == last:
                    found |= {f"{alias.asname or last}.{name}": name for name in functions}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == module:
                    found |= {f"{alias.asname or module}.{name}": name for name in functions}
    return found


def _once(calls: Iterable[Call]) -> list[Call]:
    return list({repr(call): call for call in calls}.values())


class _Reader:
    """Follows the statements of a test file with what its names are known to be; each reading is one such knowledge."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = written
        self.calls: list[Call] = []

    def block(self, body: Iterable[ast.AST], readings: list[dict[str, Any]]) -> None:
        """The calls in ``body`` are in ``calls`` after this; ``readings`` know the names that it binds."""
        for node in body:
            self._node(node, readings)

    def _node(self, node: ast.AST, readings: list[dict[str, Any]]) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.block(node.body, _parametrized(node, [dict(names) for names in readings]))
            case ast.ClassDef():
                self.block(node.body, [dict(names) for names in readings])
            case ast.For() | ast.AsyncFor():
                self.block([node.iter], readings)
                self.block(node.body, _looped(node.target, node.iter, readings))
                self.block(node.orelse, readings)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                inner = readings
                for generator in node.generators:
                    inner = _looped(generator.target, generator.iter, inner)
                self.block([node.elt], inner)
            case ast.Assign(targets=targets, value=value):
                self.block([value], readings)
                for names in readings:
                    for target in targets:
                        _bind(target, value, names)
            case ast.Call():
                self._call(node, readings)
                self.block(ast.iter_child_nodes(node), readings)
            case _:
                self.block(ast.iter_child_nodes(node), readings)

    def _call(self, node: ast.Call, readings: list[dict[str, Any]]) -> None:
        function = self._written.get(ast.unparse(node.func)) if isinstance(node.func, (ast.Name, ast.Attribute)) else None
        if function is None:
            return
        for names in readings:
            if len(self.calls) >= _MOST_CALLS:
                return
            try:
                positional = tuple(spread(node.args, names))
                named = tuple((each.arg, evaluate(each.value, names)) for each in node.keywords if each.arg is not None)
            except (ValueError, RecursionError):
                continue
            if len(named) == len(node.keywords) and is_small([positional, named]):
                self.calls.append(Call(function, positional, named))


def _parametrized(node: ast.FunctionDef | ast.AsyncFunctionDef, readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The readings of a test's body: one for each row of its ``parametrize``."""
    for argument in ast.walk(node.args):
        if isinstance(argument, ast.arg):
            for names in readings:
                names.pop(argument.arg, None)
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize") and len(decorator.args) >= 2:
            readings = [each for names in readings for each in _rows(decorator, names)][:_MOST_READINGS]
    return readings


def _rows(decorator: ast.Call, names: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        arguments = evaluate(decorator.args[0], names)
        parameters = [part.strip() for part in arguments.split(",")] if isinstance(arguments, str) else list(arguments)
        rows = list(_rows_of(decorator.args[1], names))
    except (ValueError, TypeError):
        return [names]
    found = []
    for row in rows:
        values = [row] if len(parameters) == 1 else row
        if isinstance(values, (list, tuple)) and len(values) == len(parameters):
            found.append({**names, **dict(zip(parameters, values, strict=True))})
    return found or [names]


def _rows_of(node: ast.expr, names: Names) -> Iterator[Any]:
    if not isinstance(node, (ast.List, ast.Tuple)):
        yield from evaluate(node, names)
        return
    for row in node.elts:
        try:
            if isinstance(row, ast.Call) and ast.unparse(row.func).endswith("param"):
                values = tuple(spread(row.args, names))
                yield values[0] if len(values) == 1 else values
            else:
                yield evaluate(row, names)
        except ValueError:  # one row that is no literal
            continue


def _looped(target: ast.expr, iterable: ast.expr, readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The readings inside of a loop: one for each round, or one that does not know the target."""
    found: list[dict[str, Any]] = []
    for names in readings:
        try:
            rounds = list(_rounds(iterable, names))
        except (ValueError, TypeError):
            rounds = []
        for value in rounds:
            inner = dict(names)
            _bind_value(target, value, inner)
            found.append(inner)
        if not rounds:
            found.append({name: value for name, value in names.items() if name not in _bound(target)})
    return found[:_MOST_READINGS]


def _rounds(node: ast.expr, names: Names) -> Iterable[Any]:
    match node:
        case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]):
            numbers = range(*spread(arguments, names))
            return numbers if len(numbers) <= _LONGEST_RANGE else ()
        case ast.Call(func=ast.Attribute(value=inner, attr="items"), args=[], keywords=[]):
            items: Iterable[Any] = evaluate(inner, names).items()
            return items
    values = evaluate(node, names)
    return values if isinstance(values, (list, tuple, set, frozenset, dict, str)) else ()


def _bind(target: ast.expr, node: ast.expr, names: dict[str, Any]) -> None:
    try:
        value = evaluate(node, names)
    except (ValueError, RecursionError):
        used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        for name in _bound(target) - used:  # what is made of its former value is the same data in another form
            names.pop(name, None)
        return
    _bind_value(target, value, names)


def _bind_value(target: ast.expr, value: Any, names: dict[str, Any]) -> None:
    match target:
        case ast.Name(id):
            names[id] = value
        case ast.Tuple(elts) | ast.List(elts) if isinstance(value, (list, tuple)) and len(value) == len(elts):
            for part, each in zip(elts, value, strict=True):
                _bind_value(part, each, names)
        case _:
            for name in _bound(target):
                names.pop(name, None)


def _bound(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def called_functions(tests: str, module: str, functions: Collection[str]) -> list[str]:
    """Returns which of ``functions`` a test file calls, with whatever arguments, in order."""
    tree = syntax_tree(tests)
    written = imported_functions(tree, module, functions)
    called = (ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return list(dict.fromkeys(written[name] for name in called if name in written))
