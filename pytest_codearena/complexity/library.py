"""What calls of the standard library cost and return."""

from __future__ import annotations

import ast
from collections.abc import Callable

from .costs import EXP, LOG, ONE, UNSURE, Bound, N, combine
from .frame import Frame
from .passed import apply, read_arguments, read_key
from .syntax import literal
from .tables import CONSTANT, CONSUMERS, LAZY, ON_HEAP, WHOLE
from .values import LINEAR_IN, NUMBERS, Value, collection, join, number, symbol_of, unknown


def _consume(frame: Frame, node: ast.Call, name: str, first: Value, arguments: list[Value]) -> Value:
    kind = CONSUMERS[name]
    short = name.rpartition(".")[2]
    if not arguments:
        return Value(kind)
    if name == "sum" and len(arguments) > 1 and arguments[1].kind not in NUMBERS:
        frame.unsure(node, "sum of collections copies them")
        return unknown()
    if first.kind in NUMBERS:
        return Value(kind)
    frame.charge(first.size, node, f"{short} looks at every element", short)
    if kind in ("int", "float"):
        return Value(kind, symbol_of(UNSURE))
    if kind in ("none", "bool"):
        return Value(kind)
    if kind in ("list", "tuple", "deque"):
        return Value(kind, first.form, first.each(), first.parts)
    return collection(kind, first.size if _may_differ(first) else first.size.loose(), None if kind == "dict" else first.each())


def _may_differ(value: Value) -> bool:
    """True if at worst no two elements are alike: not so for letters, and for numbers that were made small."""
    if value.kind in ("set", "dict", "range"):
        return True
    if value.element is None:
        return value.kind in ("list", "tuple", "deque")  # of anything else nobody knows that it is no text
    return value.element.kind in ("int", "float", "?") and value.element.size.grows


def _whole(frame: Frame, node: ast.Call, short: str, arguments: list[Value]) -> Value:
    cost = ONE
    for each in arguments:
        cost |= each.size.loose() if each.kind in NUMBERS else each.size
    frame.charge(cost, node, f"{short} looks at all of it", short)
    return unknown() if cost.grows else Value("?")


def _sorted(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    frame.charge(first.size * first.size.logarithm(), node, "sorts", "sort")
    read_key(frame, node, first.each(), first.size)
    return Value("list", first.form, first.each())


def _extreme(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    name = node.func.id if isinstance(node.func, ast.Name) else "max"
    if len(arguments) >= 2 and not any(isinstance(each, ast.Starred) for each in node.args):
        sizes = [each.size for each in arguments]
        bound = sizes[0]
        for size in sizes[1:]:
            bound = bound.capped(size) if name == "min" else bound | size
        same = all(each.form == arguments[0].form for each in arguments)
        if not all(len(each.form) == 1 and not each.form[0][0].walks for each in arguments):
            bound = bound.loose()
        form = arguments[0].form if same else symbol_of(bound)
        return Value(arguments[0].kind, form)
    first = arguments[0] if arguments else unknown()
    frame.charge(first.size, node, f"{name} looks at every element", name)
    read_key(frame, node, first.each(), first.size)
    return first.each()


def _range(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    low = arguments[0].form if len(arguments) > 1 else ()
    high = arguments[1].form if len(arguments) > 1 else arguments[0].form if arguments else ()
    form = combine(high, low, -1)
    size = Value("range", form).size
    if len(node.args) == 3 and literal(node.args[2]) is None:
        size = _in_steps(frame, node, size, arguments[2])
        form = symbol_of(size)
    if any(isinstance(each, ast.Starred) for each in node.args):
        return collection("range", UNSURE, number(UNSURE))
    reach = size | Value("int", low).size | Value("int", high).size
    return Value("range", form, number(reach, walks=True) if reach.grows else number())


def _in_steps(frame: Frame, node: ast.Call, whole: Bound, step: Value) -> Bound:
    """How many steps there are: n / 1 + n / 2 + n / 3 … is n log n, where an index that walks over all of n is the step."""
    each = isinstance(node.args[2], ast.Name) and len(step.form) == 1 and step.form[0][0].walks and step.form[0][1] == 1
    always = not any(depth >= len(frame.trips) for depth, _ in frame.tests)
    if each and always and whole == step.size == N and frame.trips and frame.trips[-1] == N and step.born == len(frame.trips):
        return LOG
    return whole.loose()


def _zip(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    if len(node.args) == 1 and isinstance(node.args[0], ast.Starred) and arguments[0].element is not None:
        rows, row = arguments[0], arguments[0].each()
        frame.charge(rows.size * row.size, node, "zip turns all rows into columns", "copy")
        return Value("iterator", row.form, Value("tuple", rows.form, row.each()))
    if not arguments or any(isinstance(each, ast.Starred) for each in node.args):
        return collection("iterator", UNSURE)
    size = arguments[0].size
    for each in arguments[1:]:
        size = size.capped(each.size)
    form = next((each.form for each in arguments if each.size == size), symbol_of(size))
    return Value("iterator", form, Value("tuple", parts=tuple(each.each() for each in arguments)))


def _enumerate(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    item = Value("tuple", parts=(number(first.size, walks=True), first.each()))
    return Value("iterator", first.form, item)


def _bisect(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    frame.charge(first.size.logarithm() if len(arguments) <= 2 else UNSURE, node, "bisect halves", "bisect")
    return number(first.size.loose())


def _insort(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    if node.args and isinstance(node.args[0], ast.Name):
        frame.grow(node.args[0].id, ONE)
    first = (
        frame.scope.find(node.args[0].id)
        if node.args and isinstance(node.args[0], ast.Name)
        else arguments[0]
        if arguments
        else None
    )
    frame.charge(first.size if first else UNSURE, node, "insort moves the elements behind", "insort")
    return Value("none")


def _combinations(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    count = literal(node.args[1]) if len(node.args) == 2 else None
    item = collection("tuple", ONE, first.each())
    if isinstance(count, int) and 0 <= count <= 4:
        size = ONE
        for _ in range(count):
            size = size * first.size
        return collection("iterator", size, item)
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if (
        name.startswith("combinations")
        and len(arguments) == 2
        and first.size == N
        and any(s.walks and s.bound == N for s, _ in arguments[1].form)
    ):
        return collection("iterator", EXP, collection("tuple", N, first.each()))
    return collection("iterator", UNSURE, collection("tuple", first.size, first.each()))


def _product(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    from .expressions import read

    size = ONE
    for each in arguments:
        size = size * each.size
    repeats = [keyword.value for keyword in node.keywords if keyword.arg == "repeat"]
    if repeats:
        times, count = read(frame, repeats[0]), literal(repeats[0])
        if isinstance(count, int) and 0 <= count <= 4:
            once, size = size, ONE
            for _ in range(count):
                size = size * once
            return collection("iterator", size, Value("tuple"))
        size = times.size.exponential() if not size.grows else UNSURE
        return collection("iterator", size, collection("tuple", times.size, arguments[0].each() if arguments else None))
    return collection("iterator", size, Value("tuple", parts=tuple(each.each() for each in arguments)))


def _chain(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    size = ONE
    element: Value | None = None
    for each in arguments:
        size |= each.size
        element = each.each() if element is None else join(element, each.each())
    starred = any(isinstance(each, ast.Starred) for each in node.args)
    return collection("iterator", UNSURE if starred else size, element)


def _flattened(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    inner = first.each()
    size = EXP if inner.size == EXP else first.size * inner.size
    return collection("iterator", size, inner.each())


def _islice(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    if len(node.args) == 2 and literal(node.args[1]) is not None:
        return collection("iterator", ONE, arguments[0].each())
    return collection("iterator", arguments[0].size.loose() if arguments else UNSURE)


def _groupby(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    frame.charge(first.size)
    return collection("iterator", first.size.loose())


def _root(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    return number(arguments[0].size.root() if arguments else UNSURE)


def _log(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    return number(arguments[0].size.logarithm() if arguments else UNSURE)


def _len(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    if not arguments or arguments[0].size == UNSURE:
        return number(UNSURE)
    return Value("int", arguments[0].form)


def _str(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else Value("str")
    if first.kind in NUMBERS:
        return Value(
            "str", symbol_of(first.size.logarithm().loose()) if first.size.grows and first.size.high != UNSURE.high else ()
        )
    frame.charge(first.size if first.kind in LINEAR_IN else first.size.loose())
    return collection("str", first.size if first.kind != "?" else first.size.joined(first.size.logarithm()))  # or a number


def _defaultdict(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    return Value("dict")


def _largest(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    pool = arguments[1] if len(arguments) > 1 else unknown()
    size = pool.size if arguments and not arguments[0].size.grows else pool.size.joined(pool.size * LOG)
    frame.charge(size, node, "looks at every element", "largest")
    return collection("list", arguments[0].size.capped(pool.size) if arguments else UNSURE, pool.each())


def _same(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    return collection("iterator", first.size, first.each())


def _endless(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    return collection("iterator", UNSURE)


_SPECIAL: dict[str, Callable[[Frame, ast.Call, list[Value]], Value]] = {
    "sorted": _sorted, "min": _extreme, "max": _extreme, "range": _range, "zip": _zip, "enumerate": _enumerate, "len": _len, "str": _str,
    "repr": _str, "bisect": _bisect, "bisect_left": _bisect, "bisect_right": _bisect, "insort": _insort, "insort_left": _insort,
    "insort_right": _insort, "combinations": _combinations, "permutations": _combinations, "combinations_with_replacement": _combinations,
    "product": _product, "chain": _chain, "itertools.chain.from_iterable": _flattened, "islice": _islice, "groupby": _groupby,
    "math.isqrt": _root, "math.sqrt": _root, "math.log2": _log, "math.log": _log, "collections.defaultdict": _defaultdict,
    "heapq.nlargest": _largest, "heapq.nsmallest": _largest, "iter": _same, "count": _endless, "cycle": _endless, "zip_longest": _zip,
    "math.factorial": _endless, "math.comb": _endless,
}  # fmt: skip  # fmt: skip
for _name in ("product", "chain", "count"):
    _SPECIAL[f"itertools.{_name}"] = _SPECIAL.pop(_name)


def library_call(frame: Frame, node: ast.Call, name: str) -> Value:
    """What a call of a built-in or imported function returns, by its full name; its cost is charged."""
    if name in ("map", "functools.reduce", "filter") and len(node.args) >= 2:
        from .loops import iterate

        trips, item, _ = iterate(frame, node.args[1])
        items = [item]
        for each in node.args[2:] if name == "map" else []:
            others, other, _ = iterate(frame, each)
            trips = trips.capped(others)
            items.append(other)
        none = isinstance(node.args[0], ast.Constant)
        result = item if none else apply(frame, node, node.args[0], [unknown(), item] if name == "functools.reduce" else items, trips)
        if name == "functools.reduce":
            return unknown()
        if name == "filter":
            frame.charge(trips)  # all are looked at, however few are left
        return collection("iterator", trips if name == "map" else trips.loose(), result if name == "map" else item)
    arguments = read_arguments(frame, node)
    if arguments and name in (*CONSUMERS, "sorted", "min", "max", "enumerate", "zip"):
        from .calls import own_special

        arguments = [own_special(frame, node, each, "__iter__") or each for each in arguments]
    short = name.rpartition(".")[2]
    first = arguments[0] if arguments else Value("list")
    handler = _SPECIAL.get(name) or (_SPECIAL.get(short) if name.startswith(("itertools.", "bisect.")) else None)
    if handler is not None:
        return handler(frame, node, arguments)
    if name in CONSTANT:
        return number(first.size) if short in ("abs", "int", "round") and first.kind != "str" else Value("int")
    if name in CONSUMERS:
        return _consume(frame, node, name, first, arguments)
    if name in WHOLE:
        return _whole(frame, node, short, arguments)
    if name in LAZY:
        return collection("iterator", first.size, first.each())
    if name in ON_HEAP:
        frame.charge(first.size.logarithm(), node, f"{short} walks up or down the heap", "heap")
        if short == "heappush" and node.args and isinstance(node.args[0], ast.Name):
            frame.grow(node.args[0].id, ONE)
        return first.each()
    frame.unsure(node, f"a call of {short}, whose cost is not known")
    return unknown()
