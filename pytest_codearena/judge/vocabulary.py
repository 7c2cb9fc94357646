"""The words that a candidate may use before its judge: those of the task's own code, of Python, and of its library."""

from __future__ import annotations

import ast
import builtins
import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ..records import Task
from ..trees import syntax_tree

SHORTEST = 3
"""Names and words below this length are never replaced: they say nothing."""

_WORD = re.compile(r"[^\W\d_]+")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_CODE_IN_PROSE = re.compile(r"`([^`\n]*)`|([^\W\d]\w*)\(")
_KEYWORDS_OF_CALLS = """
    abs_tol base buffering byteorder cls compact daemon default default_factory delimiter digits dialect encoding end ensure_ascii
    errors eq exist_ok fieldnames fill fillvalue flags flush frozen func fromlist hex indent init initial initvar iterable key
    kw_only length lo hi letter lineterminator maxlen maxsize maxsplit memo metaclass missing_ok mode newline ndigits object_hook
    object_pairs_hook obj order other parents parse_constant parse_float parse_int quotechar quoting reverse rel_tol repeat repl
    required restval self sep separators shell signed skipinitialspace slots skipkeys sort_keys start stop step strict tabsize
    timeout timespec type typed tzinfo unsafe_hash usedforsecurity value weights width
    cwd env stdin stdout stderr capture_output text input check args kwargs
""".split()
TEXTS = frozenset(
    """
    utf-8 utf8 utf-8-sig utf-16 ascii latin-1 latin1 idna big little strict replace ignore backslashreplace surrogateescape
    sha1 sha256 sha512 md5 blake2b http https __main__ excel unix raise json
    """.split()
)
"""Whole texts that Python's library takes as arguments."""
_WORDS_OF_FORMATS = """
    select from where and or not in is null order by like escape limit insert into values update set delete create table primary key
    join left on as distinct group having count desc asc
""".split()
_LIBRARY = """
    abc array ast base64 binascii bisect calendar cmath codecs collections collections.abc contextlib copy csv dataclasses datetime
    decimal difflib enum fnmatch fractions functools glob hashlib heapq hmac html io ipaddress itertools json logging math numbers
    operator os os.path pathlib queue random re secrets shlex shutil sqlite3 statistics string struct subprocess sys tempfile textwrap
    threading time types typing unicodedata urllib.parse uuid warnings weakref zipfile zlib
""".split()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known without the candidate."""

    names: frozenset[str]
    """Identifiers, each as a whole."""
    words: frozenset[str]
    """Runs of letters inside of texts, in lower case."""


@lru_cache(maxsize=64)
def vocabulary_of(task: Task) -> Vocabulary:
    """Returns the words of a task: of its code as far as agents see it, and the code that its description quotes."""
    sources = [task.buggy, *(test.text for test in task.visible), *([task.support] if task.support is not None else [])]
    names: set[str] = set(task.module.split("."))
    words: set[str] = set()
    for source in sources:
        for name, text in _parts(source):
            names.update(name)
            words.update(word.lower() for word in _WORD.findall(text))
    for quoted, called in _CODE_IN_PROSE.findall(f"{task.title}\n{task.description}"):
        names.update(_IDENTIFIER.findall(quoted) if _IDENTIFIER.fullmatch(quoted.partition("(")[0].replace(".", "_")) else [])
        names.update([called] if called else [])
    words.update(word.lower() for name in names for word in _WORD.findall(name))
    return Vocabulary(frozenset(names) | library_names(), frozenset(words) | frozenset(_WORDS_OF_FORMATS))


def _parts(source: str) -> Iterator[tuple[list[str], str]]:
    """Identifiers and texts of a source; of one that does not parse every word counts as both."""
    try:
        tree = syntax_tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield _IDENTIFIER.findall(source), source
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            value = node.value
            yield [], value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""
        else:
            yield identifiers(node), ""


IDENTIFIERS: dict[str, tuple[str, ...]] = {
    "FunctionDef": ("name",),
    "AsyncFunctionDef": ("name",),
    "ClassDef": ("name",),
    "ImportFrom": ("module",),
    "Global": ("names",),
    "Nonlocal": ("names",),
    "Attribute": ("attr",),
    "Name": ("id",),
    "ExceptHandler": ("name",),
    "arg": ("arg",),
    "keyword": ("arg",),
    "alias": ("name", "asname"),
    "MatchMapping": ("rest",),
    "MatchClass": ("kwd_attrs",),
    "MatchStar": ("name",),
    "MatchAs": ("name",),
    "TypeVar": ("name",),
    "ParamSpec": ("name",),
    "TypeVarTuple": ("name",),
}
"""Kind of node in a syntax tree -> its fields that hold identifiers, some of them dotted, some of them lists."""


def identifiers(node: ast.AST) -> list[str]:
    """Returns the identifiers that stand in a node itself."""
    found: list[str] = []
    for field in IDENTIFIERS.get(type(node).__name__, ()):
        value = getattr(node, field)
        for each in value if isinstance(value, list) else [value]:
            found += each.split(".") if isinstance(each, str) else []
    return found


@cache
def library_names() -> frozenset[str]:
    """Returns the names of Python's builtins and of the better known parts of its library, attributes and keywords too."""
    names = {*dir(builtins), *_KEYWORDS_OF_CALLS, *sys.stdlib_module_names, "annotations", "__all__", "__slots__", "__post_init__"}
    names |= {"__match_args__", "__version__", "__main__"}
    modules = [builtins, *(importlib.import_module(name) for name in _LIBRARY)]
    for module in modules:
        names.update(module.__name__.split("."))
        for name, value in vars(module).items():
            names.add(name)
            if isinstance(value, type):
                names.update(dir(value))
    return frozenset(names)
