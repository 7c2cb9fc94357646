"""What a call costs and returns: of the standard library by tables, of the module's own functions by reading them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from .costs import EXP, LOG, N, ONE, UNSURE, Bound, combine
from .frame import Frame
from .values import LINEAR_IN, NUMBERS, Value, collection, join, number, symbol_of, unknown

_CONSTANT = """abs int float bool round ord chr isinstance issubclass hash id type divmod pow print callable getattr setattr hasattr next iter
object slice bin hex oct math.gcd math.sqrt math.floor math.ceil math.fabs math.log math.log2 math.log10 math.pow math.isclose math.sin
math.cos math.hypot math.isqrt heapq.nothing operator.itemgetter operator.attrgetter collections.deque.append time.time time.perf_counter
random.random super ValueError TypeError KeyError IndexError RuntimeError StopIteration collections.namedtuple repr ascii format
operator.add operator.mul operator.sub operator.xor operator.or_""".split()
_CONSUMERS = {
    "sum": "int", "any": "bool", "all": "bool", "list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "dict": "dict",
    "collections.deque": "deque", "collections.Counter": "dict", "collections.OrderedDict": "dict", "bytes": "bytes", "bytearray": "list",
    "heapq.heapify": "none", "statistics.mean": "float", "math.prod": "int", "math.fsum": "float", "statistics.fmean": "float",
}  # fmt: skip
_LAZY = ("reversed", "itertools.accumulate", "itertools.pairwise", "itertools.dropwhile", "itertools.takewhile", "filter", "itertools.compress")
_ON_HEAP = ("heapq.heappush", "heapq.heappop", "heapq.heapreplace", "heapq.heappushpop")
_FREE_METHODS = {
    "append", "appendleft", "popleft", "add", "discard", "get", "setdefault", "items", "keys", "values", "popitem", "bit_length", "is_integer",
    "most", "isdigit_", "move_to_end", "bit_count", "conjugate",
}  # fmt: skip
_TEXT_METHODS = set(
    """find rfind index count replace split rsplit splitlines join upper lower strip lstrip rstrip title capitalize casefold isdigit isalpha
    isalnum isspace isupper islower isdecimal isnumeric swapcase zfill center ljust rjust translate encode decode format partition rpartition
    rindex removeprefix removesuffix""".split()
)
_NEW_TEXTS = {"split", "rsplit", "splitlines"}
_WHOLE_METHODS = {"index", "count", "remove", "reverse", "copy", "rotate"}


def call(frame: Frame, node: ast.Call) -> Value:
    """What a call returns; its cost is charged."""
    from .expressions import read  # calls are expressions and have arguments that are

    if isinstance(node.func, ast.Attribute):
        owner = read(frame, node.func.value)
        if owner.kind == "module":
            return _library(frame, node, f"{owner.scope}.{node.func.attr}")
        if owner.fields is not None and owner.code is not None:
            return _own_method(frame, node, owner, node.func.attr)
        if owner.kind == "imported":
            return _library(frame, node, f"{owner.scope}.{node.func.attr}")
        return _method(frame, node, owner, node.func.attr)
    if isinstance(node.func, ast.Name):
        value = frame.scope.find(node.func.id)
        if value is None:
            return _library(frame, node, node.func.id)
        if value.kind == "imported":
            return _library(frame, node, str(value.scope))
        if value.kind == "function":
            from .recursion import call_function

            return call_function(frame, node, value, [read(frame, each) for each in node.args])
        if value.kind == "class":
            return _instance(frame, node, value)
    else:
        read(frame, node.func)
    _arguments(frame, node)
    frame.unsure(node, "a call of something that is not known")
    return unknown()


def _arguments(frame: Frame, node: ast.Call) -> list[Value]:
    from .expressions import read

    values = [read(frame, each) for each in node.args]
    for keyword in node.keywords:
        if keyword.arg not in ("key", "default", "reverse", "initial", "maxlen", "start", "strict", "repeat"):
            read(frame, keyword.value)
    return values


def _instance(frame: Frame, node: ast.Call, value: Value) -> Value:
    from .recursion import call_function

    made = Value("object", fields={}, code=value.code, scope=value.scope)
    assert isinstance(value.code, ast.ClassDef)
    arguments = _arguments(frame, node)
    for each in value.code.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            call_function(frame, node, Value("function", code=each, scope=value.scope), [made, *arguments], bound=True)
            return made
    if value.code.bases or value.code.decorator_list:
        return unknown()
    return made


def _own_method(frame: Frame, node: ast.Call, owner: Value, name: str) -> Value:
    from .recursion import call_function

    arguments = _arguments(frame, node)
    assert isinstance(owner.code, ast.ClassDef)
    for each in owner.code.body:
        if isinstance(each, ast.FunctionDef) and each.name == name:
            static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in each.decorator_list)
            function = Value("function", code=each, scope=owner.scope)
            return call_function(frame, node, function, arguments if static else [owner, *arguments], bound=not static)
    frame.unsure(node, f"a call of {name}, which is not in its class")
    return unknown()


def apply(frame: Frame, node: ast.Call, function: ast.expr, item: Value, trips: Bound) -> Value:
    """What a function that is passed to another returns, called once for each item."""
    from .expressions import read
    from .recursion import call_function

    value = read(frame, function)
    with frame.loop(trips, node, ""):
        if value.kind == "function":
            return call_function(frame, node, value, [item])
        known = isinstance(function, ast.Name) and (value.kind == "?" and function.id in ("int", "str", "float", "ord", "abs", "len", "bool"))
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id in ("int", "str", "operator"):
            known = True
        if not known:
            frame.charge(UNSURE)
    return number() if known else unknown()


def _key(frame: Frame, node: ast.Call, item: Value, trips: Bound) -> None:
    for keyword in node.keywords:
        if keyword.arg == "key" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
            if isinstance(keyword.value, ast.Attribute) and keyword.value.attr in ("get", "__getitem__"):
                continue
            if isinstance(keyword.value, ast.Call):
                continue  # itemgetter(1) and the like
            apply(frame, node, keyword.value, item, trips)


def _library(frame: Frame, node: ast.Call, name: str) -> Value:
    from .expressions import read

    if name in ("map", "functools.reduce", "filter") and len(node.args) >= 2:
        from .loops import iterate

        trips, item, _ = iterate(frame, node.args[1])
        for each in node.args[2:]:
            read(frame, each)
        none = isinstance(node.args[0], ast.Constant)
        result = item if none else apply(frame, node, node.args[0], item, trips)
        if name == "functools.reduce":
            return unknown()
        return collection("iterator", trips if name == "map" else trips.loose(), result if name == "map" else item)
    arguments = _arguments(frame, node)
    short = name.rpartition(".")[2]
    first = arguments[0] if arguments else Value("list")
    handler = _SPECIAL.get(name) or (_SPECIAL.get(short) if name.startswith(("itertools.", "bisect.")) else None)
    if handler is not None:
        return handler(frame, node, arguments)
    if name in _CONSTANT:
        return number(first.size) if short in ("abs", "int", "round") and first.kind != "str" else Value("int")
    if name in _CONSUMERS:
        return _consume(frame, node, name, first, arguments)
    if name in _LAZY:
        return collection("iterator", first.size, first.each())
    if name in _ON_HEAP:
        frame.charge(first.size.logarithm(), node, f"{short} walks up or down the heap", "heap")
        if short == "heappush" and node.args and isinstance(node.args[0], ast.Name):
            frame.grow(node.args[0].id, ONE)
        return first.each()
    frame.unsure(node, f"a call of {short}, whose cost is not known")
    return unknown()


def _consume(frame: Frame, node: ast.Call, name: str, first: Value, arguments: list[Value]) -> Value:
    kind = _CONSUMERS[name]
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
    distinct = first.kind in ("set", "dict", "range") or (name in ("set", "frozenset") and first.element is not None and first.element.kind == "int")
    return collection(kind, first.size if distinct else first.size.loose(), None if kind == "dict" else first.each())


def _sorted(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else unknown()
    frame.charge(first.size * first.size.logarithm(), node, "sorts", "sort")
    _key(frame, node, first.each(), first.size)
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
    _key(frame, node, first.each(), first.size)
    return first.each()


def _range(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    from .expressions import literal

    low = arguments[0].form if len(arguments) > 1 else ()
    high = arguments[1].form if len(arguments) > 1 else arguments[0].form if arguments else ()
    form = combine(high, low, -1)
    size = Value("range", form).size
    if len(node.args) == 3 and literal(node.args[2]) is None:
        size = size.loose()
        form = symbol_of(size)
    if any(isinstance(each, ast.Starred) for each in node.args):
        return collection("range", UNSURE, number(UNSURE))
    reach = size | Value("int", low).size | Value("int", high).size
    return Value("range", form, number(reach, walks=True) if reach.grows else number())


def _zip(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
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
    first = frame.scope.find(node.args[0].id) if node.args and isinstance(node.args[0], ast.Name) else arguments[0] if arguments else None
    frame.charge(first.size if first else UNSURE, node, "insort moves the elements behind", "insort")
    return Value("none")


def _combinations(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    from .expressions import literal

    first = arguments[0] if arguments else unknown()
    count = literal(node.args[1]) if len(node.args) == 2 else None
    item = collection("tuple", ONE, first.each())
    if isinstance(count, int) and 0 <= count <= 4:
        size = ONE
        for _ in range(count):
            size = size * first.size
        return collection("iterator", size, item)
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name.startswith("combinations") and len(arguments) == 2 and first.size == N and any(s.walks and s.bound == N for s, _ in arguments[1].form):
        return collection("iterator", EXP, collection("tuple", N, first.each()))
    return collection("iterator", UNSURE, collection("tuple", first.size, first.each()))


def _product(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    from .expressions import literal, read

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
    from .expressions import literal

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
    return Value("int", arguments[0].form) if arguments else number(UNSURE)


def _str(frame: Frame, node: ast.Call, arguments: list[Value]) -> Value:
    first = arguments[0] if arguments else Value("str")
    if first.kind in NUMBERS:
        return Value("str", symbol_of(first.size.logarithm().loose()) if first.size.grows and first.size.high != UNSURE.high else ())
    frame.charge(first.size if first.kind in LINEAR_IN else first.size.loose())
    return collection("str", first.size)


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
}  # fmt: skip
for _name in ("product", "chain", "count"):
    _SPECIAL[f"itertools.{_name}"] = _SPECIAL.pop(_name)


_CHANGING = {"append", "appendleft", "insert", "extend", "extendleft", "add", "update", "push"}


def _changed_inside(frame: Frame, node: ast.Call) -> None:
    """What is kept in an attribute or in another collection may have any length once something was put there."""
    target = node.func.value if isinstance(node.func, ast.Attribute) else node
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        owner = frame.scope.find(target.value.id)
        if owner is not None and owner.fields is not None and target.attr in owner.fields:
            owner.fields[target.attr] = replace(owner.fields[target.attr], form=symbol_of(UNSURE), parts=())
    while isinstance(target, (ast.Subscript, ast.Call, ast.Attribute)):
        inner = target.func if isinstance(target, ast.Call) else target.value
        if isinstance(inner, ast.Name) and inner.id in frame.scope.names:
            value = frame.scope.names[inner.id]
            kind = value.element.kind if value.element is not None else "?"
            frame.scope.names[inner.id] = replace(value, element=Value(kind, symbol_of(UNSURE)), parts=())
        target = inner


def _method(frame: Frame, node: ast.Call, owner: Value, name: str) -> Value:
    from .expressions import literal, read

    arguments = _arguments(frame, node)
    first = arguments[0] if arguments else None
    if name in _CHANGING:
        _changed_inside(frame, node)
        owner = read(frame, node.func.value) if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name) else owner
    on = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    where = literal(node.args[0]) if node.args else None
    if name in ("append", "appendleft", "add"):
        frame.grow(on, ONE, first)
        return Value("none")
    if name == "pop" and owner.kind not in ("dict", "set", "deque") and node.args and where != -1:
        listed = owner.kind == "list" or (where == 0 and len(node.args) == 1)
        frame.charge(owner.size if listed else owner.size.loose(), node, "pop from the front moves all elements behind", "pop(0)")
        return owner.each()
    if name in ("pop", "popleft"):
        return owner.each()
    if name == "insert":
        frame.grow(on, ONE, arguments[1] if len(arguments) > 1 else None)
        owner = frame.scope.find(on) or owner
        frame.charge(owner.size, node, "insert moves all elements behind", "insert(0)")
        return Value("none")
    if name == "sort":
        frame.charge(owner.size * owner.size.logarithm(), node, "sorts", "sort")
        _key(frame, node, owner.each(), owner.size)
        return Value("none")
    if name in ("extend", "extendleft", "update"):
        size = first.size if first is not None else ONE
        frame.charge(size, node, f"{name} looks at every new element", "copy")
        frame.grow(on, size, first.each() if first is not None else None)
        return Value("none")
    if name in ("items", "keys", "values", "get", "setdefault", "copy", "elements", "most_common"):
        return _of_dictionary(frame, node, owner, name, first)
    if name == "join" and first is not None:
        frame.charge(first.size * first.each().size if first.each().kind == "str" else first.size, node, "join looks at every piece", "join")
        return collection("str", first.size)
    if owner.kind in ("str", "bytes") and name in ("startswith", "endswith"):
        frame.charge(first.size.loose() if first is not None else UNSURE)
        return Value("bool")
    return _whole(frame, node, owner, name)


def _of_dictionary(frame: Frame, node: ast.Call, owner: Value, name: str, first: Value | None) -> Value:
    if name == "items":
        return Value("iterator", owner.form, Value("tuple", parts=(unknown(), owner.element or unknown())))
    if name in ("keys", "values", "elements"):
        element = owner.element if name == "values" else None
        return Value("set" if name == "keys" else "iterator", owner.form, element)
    if name == "most_common":
        frame.charge(owner.size if first is not None else owner.size * owner.size.logarithm())
        return collection("list", ONE if first is not None and not first.size.grows else owner.size)
    if name == "copy":
        frame.charge(owner.size, node, "copies all elements", "copy")
        return replace(owner, born=0)
    return owner.element or unknown()


def _whole(frame: Frame, node: ast.Call, owner: Value, name: str) -> Value:
    if owner.kind in ("set", "dict") and name in ("remove", "discard", "clear", "isdisjoint", "issubset", "move_to_end"):
        frame.charge(owner.size.loose() if name.startswith("is") else ONE)
        return Value("none")
    if owner.kind == "set" and name in ("union", "intersection", "difference", "symmetric_difference"):
        frame.charge(owner.size, node, f"{name} looks at whole sets", "copy")
        return collection("set", owner.size.loose(), owner.element)
    if name in _WHOLE_METHODS and owner.kind in ("list", "tuple", "deque", "str", "bytes", "sequence", "?"):
        cost = owner.size.loose() if owner.kind == "?" and name == "remove" else owner.size
        frame.charge(cost, node, f"{name} looks at every element", name)
        return number(owner.size.loose())
    if name in _TEXT_METHODS and owner.kind in ("str", "bytes", "?", "sequence"):
        frame.charge(owner.size, node, f"{name} looks at the whole text", name)
        return collection("list", owner.size, Value("str")) if name in _NEW_TEXTS else Value("str", owner.form)
    if name == "clear":
        return Value("none")
    if name in _FREE_METHODS:
        return number(owner.size.logarithm()) if name == "bit_length" else Value("int")
    frame.unsure(node, f"a call of .{name}, whose cost is not known")
    return unknown()
