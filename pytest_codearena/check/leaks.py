"""Whether what an agent reads of a failing property, its drawn inputs, holds the answer that it should find itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..records import RecordedExample, VisibleCall
from ..trees import expression_tree

_LEAST_SHARE = 0.5
"""Of the examples with an answer that is worth knowing: less often it is there by chance."""
_SMALL = 100
_SHORT = 3


def leak_problems(examples: Mapping[str, Sequence[RecordedExample]], *, shown: str) -> list[str]:
    """Returns which properties draw, beside what they ask, the answer to it."""
    problems: dict[str, str] = {}
    for name, recorded in examples.items():
        telling = [each for each in recorded if any(_is_worth_knowing(call) for call in each.calls)]
        leaking = [leak for leak in map(_leak, telling) if leak]
        if leaking and len(leaking) >= _LEAST_SHARE * len(telling):
            file, _, function = name.partition("[")[0].partition("::")
            problem = (
                f"{shown}/{file}: {function}: {leaking[0]}, which an agent reads when the property fails; draw only what the code is "
                "given, and take the expected value from the reference"
            )
            problems.setdefault(function, problem)
    return list(problems.values())


def _leak(example: RecordedExample) -> str:
    """Returns which drawn input holds which answer; empty if none does."""
    drawn = {name: ast.literal_eval(text) for name, text in example.drawn if text}
    seen = [part for value in drawn.values() for part in _parts(value)]
    asked: list[Any] = []
    """Parts of what was asked so far: an answer that was handed in before, e.g. to be stored, is no secret."""
    for call in example.calls:
        if not call.function:
            return ""  # asked of an object, or with one: what went in is not known
        arguments = _arguments(call)
        asked += [part for value in arguments for part in _parts(value)]
        if not _is_worth_knowing(call):
            continue
        answer = ast.literal_eval(call.result)
        from_drawn = all(_is_trivial(value) or _among(value, seen) for value in arguments)
        if from_drawn and _among(answer, seen) and not _among(answer, asked):
            name = next(name for name, value in drawn.items() if _among(answer, list(_parts(value))))
            return f"its drawn input {name}={drawn[name]!r} holds the answer to {call.function}({call.arguments}), {answer!r}"
    return ""


def _arguments(call: VisibleCall) -> list[Any]:
    tree = expression_tree(f"_({call.arguments})").body
    assert isinstance(tree, ast.Call)
    return [ast.literal_eval(each) for each in (*tree.args, *(keyword.value for keyword in tree.keywords))]


def _is_worth_knowing(call: VisibleCall) -> bool:
    literal = call.function and call.result and not call.result.startswith("raise ")
    return bool(literal) and not _is_trivial(ast.literal_eval(call.result))


def _is_trivial(value: Any) -> bool:
    """True for what is drawn by chance as well: truth values, None, small whole numbers, what is empty or very short."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return abs(value) < _SMALL
    if isinstance(value, float):
        return value.is_integer() and abs(value) < _SMALL
    if isinstance(value, (str, bytes)):
        return len(value) <= _SHORT
    if isinstance(value, (list, tuple, set, dict)):
        leaves = list(value.values() if isinstance(value, dict) else value)
        return len(leaves) < _SHORT and all(map(_is_trivial, leaves))
    return False


def _parts(value: Any) -> Iterator[Any]:
    """Yields a value and all that it is made of."""
    yield value
    if isinstance(value, dict):
        for pair in value.items():
            for each in pair:
                yield from _parts(each)
    elif isinstance(value, (list, tuple, set)):
        for each in value:
            yield from _parts(each)


def _among(value: Any, parts: Sequence[Any]) -> bool:
    return any(type(part) is type(value) and part == value for part in parts)
