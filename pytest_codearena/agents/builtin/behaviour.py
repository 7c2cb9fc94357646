"""What code is asked, beside the visible tests, so that candidates that pass them all can be told apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...derive.calls import Call as KnownCall
from ...derive.calls import documented_calls, literal_calls
from ...derive.domain import NotDerivable, domain_of, positional
from ...derive.samples import samples
from ...trees import expression_tree
from ..parsing import PARSER_ERRORS, parsed

Call = tuple[Any, ...]
_MOST_KNOWN = 20
_MOST_DRAWN = 30
_MOST_NEAR = 20
_MOST_FUNCTIONS = 2
_INPUT = re.compile(r"^\s+([A-Za-z_]\w*)=(.*)$", re.MULTILINE)


def calls_of(source: str, tests: Sequence[str], module: str) -> dict[str, list[Call]]:
    """Returns, for the functions of ``source`` that the tests call most, those calls, others of the same kind, and near ones.

    Empty if no call can be read from the tests. The same for the same arguments.
    """
    tree = parsed(source)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)} if tree is not None else {}
    known: dict[str, list[KnownCall]] = {name: [] for name in functions}
    readable = [test for test in tests if parsed(test) is not None]
    for call in [*(call for test in readable for call in literal_calls(test, module, functions)), *documented_calls(source)]:
        known[call.function].append(call)
    often = sorted((name for name in known if known[name]), key=lambda name: -len(known[name]))[:_MOST_FUNCTIONS]
    return {name: calls for name in often if (calls := _calls(functions[name], known[name]))}


def _calls(function: ast.FunctionDef, known: list[KnownCall]) -> list[Call]:
    found = positional(function, known)[:_MOST_KNOWN]
    try:
        drawn = samples(domain_of(function, known, from_annotations=True), _MOST_DRAWN, 0)
    except NotDerivable:
        drawn = []
    return list({repr(call): call for call in [*found, *drawn, *_varied(found)]}.values())


def refused_calls(feedback: str, parameters: list[str]) -> Iterator[Call]:
    """Yields the inputs for which, as the feedback says, a property does not hold, where they fit the parameters."""
    for part in re.split(r"^property ", feedback, flags=re.MULTILINE)[1:]:
        inputs: list[tuple[str, Any]] = []
        for name, text in _INPUT.findall(part):
            try:
                inputs.append((name, ast.literal_eval(expression_tree(text.rstrip(", ").strip()))))
            except (*PARSER_ERRORS, TypeError):
                continue
        named = dict(inputs)
        if parameters and set(parameters) <= set(named):
            yield tuple(named[name] for name in parameters)
        elif len(inputs) == len(parameters):
            yield tuple(value for _, value in inputs)
        elif len(inputs) == 1 and isinstance(inputs[0][1], tuple | list) and len(inputs[0][1]) == len(parameters):
            yield tuple(inputs[0][1])


def _varied(calls: list[Call]) -> list[Call]:
    """Calls with one argument changed, by turns over the calls."""
    streams = [_near(call) for call in calls]
    found: list[Call] = []
    while streams and len(found) < _MOST_NEAR:
        for stream in list(streams):
            call = next(stream, None)
            if call is None:
                streams.remove(stream)
            else:
                found.append(call)
    return found


def _near(call: Call) -> Iterator[Call]:
    streams = [(place, _values(value)) for place, value in enumerate(call)]
    while streams:
        for place, stream in list(streams):
            try:
                value = next(stream)
            except StopIteration:
                streams.remove((place, stream))
                continue
            yield (*call[:place], value, *call[place + 1 :])


def _values(value: Any) -> Iterator[Any]:
    """Values of the same kind, near ones first."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, 0, 1, -value, 2 * value, value + 2)
    elif isinstance(value, float):
        yield from (value + 0.5, -value, 0.0, value * 2, float(round(value)))
    elif isinstance(value, str):
        yield from (
            "",
            value[1:],
            value[:-1],
            value[::-1],
            value + value,
            value + " ",
            value.upper(),
            value[:1],
            value + value[:1],
            " " + value,
        )
    elif isinstance(value, list | tuple):
        items, kind = list(value), type(value)
        nothing: list[Any] = []
        varied = (nothing, items[1:], items[:-1], items[::-1], items + items, items[:1], items + items[:1], items[1:] + items[:1])
        yield from map(kind, varied)
        for place, item in enumerate(items[:4]):
            for other in _values(item):
                yield kind([*items[:place], other, *items[place + 1 :]])
    elif isinstance(value, dict):
        yield {}
        for key in list(value)[:3]:
            yield {other: item for other, item in value.items() if other != key}
            for item in _values(value[key]):
                yield {**value, key: item}
