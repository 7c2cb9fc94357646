"""What the parameters of a function are, from annotations and from what its body does with them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from .costs import ONE, UNSURE, N
from .syntax import literal
from .values import NUMBERS, Value, annotated, collection, number, symbol_of, unknown

_OVER_ALL = {
    "len", "sum", "sorted", "set", "list", "tuple", "frozenset", "enumerate", "zip", "any", "all", "reversed", "iter", "Counter", "deque",
    "map", "filter", "heapify", "accumulate", "pairwise", "combinations", "permutations",
}  # fmt: skip
_LIST_METHODS = {"append", "extend", "insert", "sort", "remove", "reverse"}
_DICT_METHODS = {"items", "keys", "values", "get", "setdefault"}
_STR_METHODS = {
    "split", "lower", "upper", "strip", "replace", "join", "startswith", "endswith", "isalpha", "isalnum", "isdigit", "find", "casefold",
    "splitlines", "title", "encode", "partition", "rstrip", "lstrip", "swapcase", "translate",
}  # fmt: skip
_SIZED_METHODS = {"index", "count", "copy", "pop", "popleft", "appendleft", "clear", "add", "update", "union", "intersection"}
"""Of several kinds of collections: they tell that it is one, and not which."""
_NUMERIC = (ast.FloorDiv, ast.Mod, ast.Sub, ast.Pow, ast.RShift, ast.LShift, ast.BitAnd, ast.Div)
_SIZE_NAMES = re.compile(r"(n|size|length|count|num|(n|num|number)_\w+|\w+_count)$")
_WORDS = re.compile(r"(words|strs|strings|lines|names|tokens|texts)$")
_TEXT = re.compile(r"(text|string|sentence|word|s)$")
_GRID = re.compile(r"(matrix|grid|board)$")


@dataclass
class _Use:
    sized: bool = False
    number: bool = False
    kind: str = ""
    grid: bool = False


def _uses(node: ast.AST, names: set[str]) -> dict[str, _Use]:
    uses = {name: _Use() for name in names}
    copies = _copies(node, names)
    for each in ast.walk(node):
        match each:
            case ast.Call(func=func, args=args):
                _call(func, args, uses)
            case (
                ast.For(iter=ast.Name(id=name))
                | ast.comprehension(iter=ast.Name(id=name))
                | ast.Starred(value=ast.Name(id=name))
            ):
                if name in uses:
                    uses[name].sized = True
            case ast.Subscript(value=ast.Name(id=name), slice=index) if name in uses:
                uses[name].sized = True
                if isinstance(index, ast.Slice):
                    uses[name].kind = uses[name].kind or "sequence"
            case ast.Subscript(value=ast.Subscript(value=ast.Name(id=name), slice=first), slice=second) if (
                copies.get(name, name) in uses
            ):
                uses[copies.get(name, name)].grid |= not isinstance(first, (ast.Constant, ast.Slice)) and not isinstance(
                    second, (ast.Constant, ast.Slice)
                )
            case ast.BinOp(left=left, op=op, right=right):
                for side, other in ((left, right), (right, left)):
                    if isinstance(side, ast.Name) and side.id in uses:
                        literal = isinstance(other, ast.Constant) and isinstance(other.value, int)
                        uses[side.id].number |= isinstance(op, _NUMERIC) or (literal and isinstance(op, ast.Add))
            case ast.AugAssign(target=ast.Name(id=name), op=op) if name in uses:
                uses[name].number |= isinstance(op, _NUMERIC)
            case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=int()), *_]) if name in uses:
                uses[name].number = True
            case _:
                pass
    return uses


def _copies(node: ast.AST, names: set[str]) -> dict[str, str]:
    """Names of copies of the parameters, row by row: ``[row[:] for row in grid]``."""
    found = {}
    for each in ast.walk(node):
        match each:
            case ast.Assign(
                targets=[ast.Name(id=copy)],
                value=(
                    ast.ListComp(generators=[ast.comprehension(iter=ast.Name(id=name), ifs=[])])
                    | ast.Call(func=ast.Name(id="deepcopy") | ast.Attribute(attr="deepcopy"), args=[ast.Name(id=name)])
                ),
            ) if name in names:
                found[copy] = name
            case _:
                pass
    return found


def _call(func: ast.expr, args: list[ast.expr], uses: dict[str, _Use]) -> None:
    called = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
    for arg in args:
        if isinstance(arg, ast.Name) and arg.id in uses:
            use = uses[arg.id]
            use.number |= called == "range"
            use.sized |= called in _OVER_ALL or (called in ("min", "max") and len(args) == 1)
        match arg:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if called == "range" and name in uses:
                uses[name].kind = uses[name].kind or "sequence"
            case _:
                pass
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in uses:
        use = uses[func.value.id]
        for kind, methods in (("list", _LIST_METHODS), ("dict", _DICT_METHODS), ("str", _STR_METHODS)):
            if func.attr in methods:
                use.sized, use.kind = True, kind
        use.sized |= func.attr in _SIZED_METHODS


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, *, method: bool = False) -> dict[str, Value]:
    """What each parameter is when somebody calls the function on an input of size n.

    What has a length has the length n. A number grows with n where it is called n, or where there is no collection
    beside it; otherwise it may be anything.
    """
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    args = args[1:] if method and args and args[0].arg in ("self", "cls") else args
    names = {arg.arg for arg in args}
    uses = _uses(node, names)
    defaults = dict(zip([a.arg for a in args][::-1], node.args.defaults[::-1]))
    defaults |= {a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults) if d is not None}
    values: dict[str, Value] = {}
    for arg in args:
        values[arg.arg] = _one(arg, uses[arg.arg], defaults.get(arg.arg))
    if len(defaults) < len(args) and not _calls_itself(node):
        values |= {name: Value("int") for name, default in defaults.items() if literal(default) is not None}  # what is left out
    some_collection = any(
        value.kind not in (*NUMBERS, "none") and (value.kind != "?" or uses[name].sized) and name not in defaults
        for name, value in values.items()
    )
    for name, value in values.items():
        secondary = value.kind in NUMBERS or (value.kind == "?" and not uses[name].sized)
        if some_collection and secondary and name not in defaults and not _SIZE_NAMES.match(name):
            values[name] = Value(value.kind, symbol_of(UNSURE))
    for kind, rest in (("tuple", node.args.vararg), ("dict", node.args.kwarg)):
        if rest is not None:
            values[rest.arg] = collection(kind, UNSURE)
    return values


def _calls_itself(node: ast.AST) -> bool:
    name = getattr(node, "name", "")
    return any(name in (getattr(each, "id", ""), getattr(each, "attr", "")) for each in ast.walk(node))


def _one(arg: ast.arg, use: _Use, default: ast.expr | None) -> Value:
    value = annotated(arg.annotation)
    if default is not None:
        if isinstance(default, ast.Constant) and default.value is None:
            return Value("none")
        if value is None and isinstance(default, ast.Constant):
            value = Value("int") if isinstance(default.value, (int, float)) else Value("str")
        return Value(value.kind if value else "?", symbol_of(UNSURE), value.element if value else None)
    if value is None:
        if use.number and not use.sized:
            return number(N)
        kind = use.kind or ("str" if _TEXT.match(arg.arg) and use.sized else "?")
        value = collection(kind, N) if kind != "?" else unknown(N)
        if _WORDS.search(arg.arg) and kind in ("?", "sequence", "list"):
            value = collection(kind, N, collection("str", ONE))
    if (use.grid or _GRID.search(arg.arg)) and value.kind in ("?", "sequence", "list"):
        inner = value.element.element if value.element is not None else None
        value = collection("list", N, collection("list", N, inner))
    return value
