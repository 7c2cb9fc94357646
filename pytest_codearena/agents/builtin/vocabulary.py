"""Words: what Python calls things, and what other languages and tired people call them."""

from __future__ import annotations

import builtins

BUILTIN_NAMES = frozenset(name for name in dir(builtins) if not name.startswith("_")) - {
    "copyright",
    "credits",
    "license",
    "exit",
    "quit",
}

FOREIGN = {
    **dict.fromkeys(["function", "func", "fn", "fun", "fnc", "define", "sub", "proc", "defun", "method", "procedure"], "def"),
    **dict.fromkeys(["elseif", "elsif", "elif_", "elseIf"], "elif"),
    **dict.fromkeys(["catch", "rescue", "expect"], "except"),
    **dict.fromkeys(["throw", "throws", "rise"], "raise"),
    **dict.fromkeys(["null", "nil", "NULL", "undefined", "nullptr", "Null", "NONE"], "None"),
    **dict.fromkeys(["include", "using", "require"], "import"),
    **dict.fromkeys(["foreach"], "for"),
    **dict.fromkeys(["switch"], "match"),
    **dict.fromkeys(["struct", "interface"], "class"),
    **dict.fromkeys(["otherwise", "default"], "else"),
    **dict.fromkeys(["ensure"], "finally"),
    "true": "True",
    "TRUE": "True",
    "false": "False",
    "FALSE": "False",
    "unless": "if not",
    "until": "while not",
    "xor": "^",
    "mod": "%",
}
"""Words of other languages -> the keyword or operator of Python."""

SYNONYMS = {
    **dict.fromkeys(["length", "size", "count", "strlen", "sizeof", "Len"], "len"),
    **dict.fromkeys(["println", "printf", "echo", "puts", "write", "printn", "log"], "print"),
    **dict.fromkeys(["string", "String", "toString", "to_string"], "str"),
    **dict.fromkeys(["integer", "Integer", "parseInt", "toInt", "to_int", "Int"], "int"),
    **dict.fromkeys(["double", "parseFloat", "Float", "decimal"], "float"),
    **dict.fromkeys(["boolean", "Boolean"], "bool"),
    **dict.fromkeys(["array", "Array", "vector", "List"], "list"),
    **dict.fromkeys(["dictionary", "hash", "Map", "HashMap"], "dict"),
    **dict.fromkeys(["maximum", "maxi", "largest"], "max"),
    **dict.fromkeys(["minimum", "mini", "smallest"], "min"),
    **dict.fromkeys(["total", "add", "add_up"], "sum"),
    **dict.fromkeys(["absolute", "fabs"], "abs"),
    **dict.fromkeys(["this", "me", "Self"], "self"),
    **dict.fromkeys(["sort", "ordered"], "sorted"),
    **dict.fromkeys(["reverse"], "reversed"),
    **dict.fromkeys(["xrange"], "range"),
    "unicode": "str",
    "long": "int",
    "raw_input": "input",
    "unichr": "chr",
    "char": "chr",
}
"""Names that don't exist -> the builtin, or ``self``, that they stand for."""

WELL_KNOWN = {
    **dict.fromkeys(["defaultdict", "Counter", "deque", "OrderedDict", "namedtuple", "ChainMap"], "collections"),
    **dict.fromkeys(["dataclass", "field"], "dataclasses"),
    **dict.fromkeys(["lru_cache", "partial", "reduce", "wraps", "total_ordering"], "functools"),
    **dict.fromkeys(
        ["chain", "combinations", "permutations", "product", "accumulate", "groupby", "islice", "zip_longest"], "itertools"
    ),
    **dict.fromkeys(["sqrt", "floor", "ceil", "gcd", "pi", "isclose", "factorial", "log2", "hypot"], "math"),
    **dict.fromkeys(["heappush", "heappop", "heapify", "nlargest", "nsmallest"], "heapq"),
    **dict.fromkeys(["bisect_left", "bisect_right"], "bisect"),
    **dict.fromkeys(["Any", "Optional", "Union", "List", "Dict", "Tuple", "Set", "NamedTuple", "TypeVar"], "typing"),
    **dict.fromkeys(["Iterable", "Iterator", "Sequence", "Mapping", "Callable", "Hashable"], "collections.abc"),
    **dict.fromkeys(["timedelta", "timezone", "date"], "datetime"),
    "Decimal": "decimal",
    "Fraction": "fractions",
    "Path": "pathlib",
    "Enum": "enum",
    "ABC": "abc",
    "abstractmethod": "abc",
    "itemgetter": "operator",
    "attrgetter": "operator",
    "literal_eval": "ast",
    "deepcopy": "copy",
    "contextmanager": "contextlib",
    "suppress": "contextlib",
    "StringIO": "io",
    "BytesIO": "io",
    "mean": "statistics",
    "median": "statistics",
}
"""Names that are often used without their import -> the module that has them."""

FOREIGN_METHODS = {
    "push": "append",
    "add_all": "extend",
    "addAll": "extend",
    "concat": "extend",
    "toUpperCase": "upper",
    "toUpper": "upper",
    "upcase": "upper",
    "toLowerCase": "lower",
    "toLower": "lower",
    "downcase": "lower",
    "trim": "strip",
    "indexOf": "index",
    "index_of": "index",
    "contains": "__contains__",
    "startsWith": "startswith",
    "endsWith": "endswith",
    "iteritems": "items",
    "itervalues": "values",
    "iterkeys": "keys",
    "replaceAll": "replace",
    "push_back": "append",
    "substr": "split",
    "isEmpty": "__len__",
    "containsKey": "__contains__",
    "len": "__len__",
    "delete": "remove",
}
"""Methods of other languages' types -> Python's."""

HARMLESS = frozenset(
    "math cmath itertools functools collections operator re json string random statistics datetime time heapq bisect copy decimal "
    "fractions textwrap hashlib hmac secrets base64 os sys pathlib shutil tempfile subprocess shlex html urllib csv io enum dataclasses "
    "contextlib typing types abc ast calendar difflib zlib struct array uuid logging threading queue sqlite3 inspect numbers".split()
)
"""Modules of the standard library that may be imported here to see what they hold."""
