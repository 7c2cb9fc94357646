"""Which well-known problem a function solves, from its names and the shape of its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .syntax import is_middle

PROBLEMS = (
    "graph", "maximum-subarray", "two-sum", "binary-search", "prefix-sum", "sliding-window", "dynamic-programming", "matrix", "duplicates",
    "sorting", "counting", "string-building", "recursion",
)  # fmt: skip
"""All that can be recognised, the most special first; everything else is ``unknown``."""


_LONGEST = 6_000
"""Characters of the longest function that is looked at: what the patterns take grows faster than the text."""


@dataclass
class _Clues:
    """A function, and what all rules look at."""

    node: ast.AST
    words: set[str]
    """The words of all names, in lower case."""
    named: set[str]
    """The words of the function's own name."""
    called: set[str]
    code: str
    """The function as text in one style, without its documentation."""

    def all(self, kind: type[ast.AST]) -> list[ast.AST]:
        return [each for each in ast.walk(self.node) if isinstance(each, kind)]

    def says(self, pattern: str) -> bool:
        return re.search(pattern, self.code) is not None


def problem_of(node: ast.AST, name: str, code: str) -> str:
    """The problem, or ``unknown``. ``code`` is the unparsed function."""
    if len(code) > _LONGEST:
        return "unknown"
    code = re.sub(r"\w{40,}", "long", code)  # patterns with back references are slow on long words
    names = [
        each.id if isinstance(each, ast.Name) else each.arg for each in ast.walk(node) if isinstance(each, (ast.Name, ast.arg))
    ]
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    called = {
        func.attr if isinstance(func, ast.Attribute) else func.id
        for func in calls
        if isinstance(func, (ast.Attribute, ast.Name))
    }
    own = set(_split([name]))
    clues = _Clues(node, set(_split(names)) | own, own, called, code)
    return next((problem for problem in PROBLEMS if _RULES[problem](clues)), "unknown")


def _split(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield from re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())


def _graph(clues: _Clues) -> bool:
    strong = {
        "graph",
        "edges",
        "adjacency",
        "neighbours",
        "neighbors",
        "adj",
        "dijkstra",
        "bfs",
        "dfs",
        "topological",
        "indegree",
    }
    return bool(clues.words & strong) and bool(clues.all(ast.For) or clues.all(ast.While) or clues.all(ast.comprehension))


def _maximum_subarray(clues: _Clues) -> bool:
    if clues.named & {"subarray", "kadane"} or clues.says(r"\bmax\(\(?sum\(\w+\[\w+:\w+( \+ 1)?\]\) for \w+ in .* for \w+ in "):
        return True
    if clues.says(r"max\((\w+), \w+ \+ \1\)") or clues.says(r"max\(\w+ \+ (\w+), \1\)"):
        return not clues.says(r"\w\[\w+ - \d\]")
    best_sum = clues.says(r"\bmax\(sum\(\w+\[\w+:\w+( \+ 1)?\]\) for") or clues.says(r"if (\w+) > (\w+):\n\s+\2 = \1\b")
    best_sum = best_sum or clues.says(r"(\w+) = max\(\1, \w+\)")
    nested = clues.says(r"for (\w+) in range\(.*\):\n(.*\n)*?\s+for \w+ in range\(\1")
    return (best_sum and (nested and clues.says(r"\w+ \+= \w+\[\w+\]|sum\("))) or clues.says(
        r"max\(sum\(\w+\[\w+:\w+( \+ 1)?\]\) for"
    )


def _two_sum(clues: _Clues) -> bool:
    if {"two", "sum"} <= clues.named or {"pair", "sum"} <= clues.named:
        return True
    return (
        clues.says(r"(\w+)\[\w+\] \+ \1\[\w+\] == \w+")
        or clues.says(r"(\w+)\[(left|lo|low|i|start)\] \+ \1\[(right|hi|high|j|end)\]")
        or clues.says(r"(target|total|goal|wanted|k) - \w+(\[\w+\])? (not )?in ")
        or clues.says(r"(\w+) = (target|total|goal|wanted) - \w+(\[\w+\])?\n(.*\n)*?.*\b\1 (not )?in ")
    )


def _binary_search(clues: _Clues) -> bool:
    if {"binary", "search"} <= clues.named or any("bisect" in name and "insort" not in name for name in clues.called):
        return True
    moved = any(isinstance(each, ast.Assign) and is_middle(each.value) for each in clues.all(ast.Assign))
    return (moved and clues.says(r"= (mid\w*|m|guess|half)( [+-] 1)?\n")) or (
        moved and clues.says(r"\((.*, )?(mid\w*)( [+-] 1)?[,)]") and not clues.says("merge|sort")
    )


def _prefix_sum(clues: _Clues) -> bool:
    if clues.says(r"(\w+) = .*\w\[\w+:\w+\].*\n(.*\n)*?\s+for \w+ in \1:\n\s+\w+ \+= "):
        return True
    slices = clues.says(r"sum\(\w+\[:?\w*:? ?\w+( \+ 1)?\]\)") and bool(clues.all(ast.For) or clues.all(ast.comprehension))
    sums = "accumulate" in clues.called or "prefix" in clues.words
    return (
        sums or slices or clues.says(r"(\w+)\.append\(\1\[-1\] \+ ") or clues.says(r"for \w+ in \w+\[\w+:\w+\]:\n\s+\w+ \+= ")
    )


def _sliding_window(clues: _Clues) -> bool:
    if "window" in clues.words or clues.says(r"\w+\[(\w+):\1 \+ \w+\]"):
        return True
    return clues.says(
        r"while .*:\n(.*\n)*?\s+.*\w+\[(start|left|low|begin)\](.*\n)*?\s+(start|left|low|begin) \+= 1"
    ) or clues.says(r"(start|left) = (max\(|last\[|seen\[)")


def _dynamic(clues: _Clues) -> bool:
    if clues.words & {"dp", "memo", "knapsack"} or clues.says(r"@.*\b(lru_cache|cache)\b"):
        return True
    return (
        clues.says(r"(\w+)\[.+\] = (.*\b)?\1\[")
        and clues.says(r"\[\w+( - |\b)")
        and clues.says(r"\w\[\w+ - \w+\]")
        and not _swaps(clues)
    )


def _matrix(clues: _Clues) -> bool:
    return bool(clues.words & {"matrix", "grid", "board", "rows", "columns"}) or clues.says(
        r"\b(\w+)\[\w+\]\[\w+\].*\b\w+\[\w+\]\[\w+\]"
    )


def _duplicates(clues: _Clues) -> bool:
    if clues.named & {"duplicate", "duplicates", "dup", "unique", "distinct", "repeated", "dedupe", "deduplicate"}:
        return True
    return (
        clues.says(r"len\(set\((\w+)\)\) (!=|==|<) len\(\1\)")
        or clues.says(r"if (\w+) (not )?in (seen|found|known)")
        or (clues.says(r"(\w+)\[\w+\] == \1\[\w+( [+-] 1)?\]") and bool(clues.all(ast.For)))
    )


def _swaps(clues: _Clues) -> bool:
    return clues.says(r"\(?(\w+)\[(.+?)\], \1\[(.+?)\]\)? = \(?\1\[\3\], \1\[\2\]")


def _sorting(clues: _Clues) -> bool:
    if any(word.startswith("sort") or word in ("quicksort", "mergesort") for word in clues.named):
        return True
    in_loops = len(clues.all(ast.For)) + len(clues.all(ast.While)) >= 2
    return bool(clues.called & {"sorted", "sort", "heapify", "insort"}) or (_swaps(clues) and in_loops)


def _counting(clues: _Clues) -> bool:
    return (
        bool(clues.called & {"Counter", "count"})
        or clues.says(r"\w+\[.+\] \+= 1")
        or clues.says(r"\.get\(\w+, 0\) \+ 1")
        or bool(clues.named & {"count", "counts", "frequency", "frequencies", "histogram"})
    )


def _string_building(clues: _Clues) -> bool:
    return "join" in clues.called or clues.says(r"(\w+) = ''\n(.*\n)*?.*(\1 \+= |\1 = \1 \+ |\1 = .+ \+ \1\b)")


def _recursion(clues: _Clues) -> bool:
    return any(
        isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == function.name
        for function in ast.walk(clues.node)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for call in ast.walk(function)
    )


_RULES: dict[str, Callable[[_Clues], bool]] = {
    "graph": _graph, "maximum-subarray": _maximum_subarray, "two-sum": _two_sum, "binary-search": _binary_search, "prefix-sum": _prefix_sum,
    "sliding-window": _sliding_window, "dynamic-programming": _dynamic, "matrix": _matrix, "duplicates": _duplicates, "sorting": _sorting,
    "counting": _counting, "string-building": _string_building, "recursion": _recursion,
}  # fmt: skip
