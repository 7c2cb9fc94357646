"""Known algorithms in place of trying everything: whatever is rewritten answers the same, and what looks alike is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_codearena.agents.builtin import ALGORITHMS, RULES, Context
from pytest_codearena.agents.parsing import quiet

numbers = st.lists(st.integers(-9, 9), max_size=9)
some = st.lists(st.integers(-9, 9), min_size=1, max_size=9)
spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted).map(tuple), max_size=5)

STRETCH = """def f(xs):
    best = xs[0]
    for i in range(len(xs)):
        for j in range(i, len(xs)):
            total = sum(xs[i:j + 1])
            if total > best:
                best = total
    return best
"""
LEAST_STRETCH = STRETCH.replace("total > best", "total < best")
WINDOWS = """def f(xs, n):
    found = []
    for i in range(len(xs) - n + 1):
        part = xs[i:i + n]
        found.append((sum(part), max(part) - min(part)))
    return found
"""
TRAILING = "def f(xs, n):\n    return [max(xs[max(0, i - n + 1):i + 1]) for i in range(len(xs))]\n"
CLIMBS = """def f(xs, spans):
    found = []
    for a, b in spans:
        total = 0
        for i in range(a, min(b, len(xs) - 1)):
            if xs[i + 1] > xs[i]:
                total += xs[i + 1] - xs[i]
        found.append(total)
    return found
"""
SQUARES = (
    "def f(xs, spans):\n    return [sum(xs[i] * xs[i] for i in range(min(a, len(xs)), min(b, len(xs)))) for a, b in spans]\n"
)
COUNTS = "def f(xs, spans):\n    return [len([x for x in xs if a <= x < b]) for a, b in spans]\n"
NEAREST = "def f(xs, ys):\n    return [min(abs(x - y) for x in xs) for y in ys]\n"
MERGED = """def f(spans):
    out = []
    for a, b in spans:
        for o in [o for o in out if o[0] <= b and a <= o[1]]:
            out.remove(o)
            a, b = min(a, o[0]), max(b, o[1])
        out.append((a, b))
    return sorted(out)
"""
SPLICED = """def f(text, marks):
    for a, b in reversed(marks):
        text = text[:a] + "#" + text[b:]
    return text
"""
ORDER = """def f(needs):
    waiting, done, order = list(needs), set(), []
    while waiting:
        ready = [x for x in waiting if all(y in done for y in needs[x])]
        if not ready:
            raise ValueError
        x = min(ready)
        waiting.remove(x)
        done.add(x)
        order.append(x)
    return order
"""
RECENT = """def f(xs, width):
    window, found = [], []
    for x in sorted(xs):
        window = [y for y in window if y > x - width]
        window.append(x)
        found.append(len(window))
    return found
""".replace("window, found = [], []", "window = []\n    found = []")
TOTALS = """class Totals:
    def __init__(self):
        self.own, self.parts = {}, {}

    def put(self, name, value):
        self.parts.pop(name, None)
        self.own[name] = value

    def join(self, name, parts):
        self.own.pop(name, None)
        self.parts[name] = list(parts)

    def grow(self, by):
        for name in self.own:
            self.own[name] += by

    def total(self, name):
        \"\"\"Of all parts.\"\"\"
        if name in self.own:
            return self.own[name]
        return sum(self.total(part) for part in self.parts.get(name, ()))


def f(log):
    totals = Totals()
    return [getattr(totals, kind)(*arguments) for kind, *arguments in log]
"""
REACHES = "def f(needs, a, b):\n    def g(a, b):\n        return a == b or any(g(c, b) for c in needs.get(a, ()))\n    return g(a, b)\n"

marks = (
    st.lists(st.integers(0, 12), max_size=8, unique=True).map(sorted).map(lambda xs: list(zip(xs[::2], xs[1::2], strict=False)))
)
needs = st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=6).map(
    lambda rows: {number: [each for each in row if each < len(rows)] for number, row in enumerate(rows)}
)
downwards = st.lists(st.lists(st.integers(0, 5), max_size=3), max_size=6).map(
    lambda rows: {number: [each for each in row if each < number] for number, row in enumerate(rows)}
)
names = st.integers(0, 5)
logs = st.lists(
    st.one_of(
        st.tuples(st.just("put"), names, names),
        st.tuples(st.just("grow"), names),
        st.tuples(st.just("total"), names),
        names.flatmap(lambda name: st.tuples(st.just("join"), st.just(name), st.lists(st.integers(-1, name - 1), max_size=3))),
    ),
    max_size=20,
)

SAME: dict[str, tuple[str, str, st.SearchStrategy[Any]]] = {
    "the largest sum": ("largest_stretch", STRETCH, st.tuples(some)),
    "the least sum": ("largest_stretch", LEAST_STRETCH, st.tuples(some)),
    "windows": ("sliding_window", WINDOWS, st.tuples(numbers, st.integers(1, 5))),
    "windows that are short at first": ("sliding_window", TRAILING, st.tuples(numbers, st.integers(1, 5))),
    "terms added in a loop": ("range_totals", CLIMBS, st.tuples(some, spans)),
    "terms added in an expression": ("range_totals", SQUARES, st.tuples(some, spans)),
    "a count": ("counted_in_range", COUNTS, st.tuples(numbers, spans)),
    "the nearest": ("nearest_item", NEAREST, st.tuples(some, numbers)),
    "intervals": ("intervals_merged", MERGED, st.tuples(spans)),
    "a text": ("text_spliced", SPLICED, st.tuples(st.text("ab", min_size=12, max_size=12), marks)),
    "an order": ("order_by_needs", ORDER, st.tuples(needs)),
    "what is recent": ("queue_of_recent", RECENT, st.tuples(numbers, st.integers(1, 9))),
    "a way": ("visited_once", REACHES, st.tuples(downwards, st.integers(0, 5), st.integers(0, 5))),
    "what changes": ("answers_kept", TOTALS, st.tuples(logs)),
    "what changes elsewhere": (
        "answers_kept",
        TOTALS.replace(
            "for part in self.parts.get(name, ())", "for part in self.parts.get(name, ()) if part in self.parts.get(0, [part])"
        ),
        st.tuples(logs),
    ),
}


def rewritten(name: str, source: str) -> str:
    rule = next(each for each in ALGORITHMS if each.name == name)
    with quiet():
        return next(rule.find(source, Context())).source


def defined(source: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(source, names)
    return names["f"]  # type: ignore[no-any-return]


def answer(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return function(*arguments)
    except ValueError:
        return ValueError


@pytest.mark.parametrize("what", SAME)
def test_what_is_rewritten_answers_the_same(what: str) -> None:
    name, source, inputs = SAME[what]
    before, after = defined(source), defined(rewritten(name, source))

    @given(inputs)
    @settings(deadline=None, max_examples=150)
    def law(arguments: tuple[Any, ...]) -> None:
        assert answer(after, arguments) == answer(before, arguments)

    law()


@pytest.mark.parametrize(
    "source",
    [
        "def f(xs):\n    return max(xs[:3]) + sum(xs[1:2])\n",
        "def f(xs, ys):\n    for y in ys:\n        xs.append(y)\n        print(min(abs(x - y) for x in xs))\n",
        "def f(xs):\n    for i in range(len(xs)):\n        for j in range(i, len(xs)):\n            print(xs[i], xs[j])\n",
        "def f(pairs):\n    out = []\n    for a, b in pairs:\n        out.append((a, b))\n    return out\n",
        "def f(text):\n    for a in reversed(text):\n        text = a + text\n    return text\n",
        "def f(xs):\n    while xs:\n        x = min(xs)\n        xs.remove(x)\n",
        TOTALS.replace("        return sum(", "        self.own[name] = 0\n        return sum("),
        TOTALS.replace("    return [", "    totals.own[1] = 1\n    return ["),
        TOTALS.replace("def total(self, name)", "def total(self, name, *more)"),
        TOTALS.replace("sum(self.total(part) for part in self.parts.get(name, ()))", "self.parts.get(name, 0)"),
    ],
)
def test_what_only_looks_alike_is_left_alone(source: str) -> None:
    with quiet():
        assert [proposal for rule in ALGORITHMS for proposal in rule.find(source, Context())] == []


def test_every_algorithm_is_a_rule_of_the_agent() -> None:
    assert set(ALGORITHMS) <= set(RULES)
    assert {name for name, _, _ in SAME.values()} == {rule.name for rule in ALGORITHMS}
