"""The codec's laws: what is sent is what arrives, and nothing that arrives does harm."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import os
import random
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_codearena.sandbox.inside import rows as wire
from pytest_codearena.sandbox.inside.codec import Codec
from pytest_codearena.sandbox.inside.rows import ATOMS, WireError
from pytest_codearena.sandbox.inside.shared import Open


def refuse(value: Any) -> Any:
    """Neither end has objects of its own here."""
    raise WireError(f"{value!r} is no plain value")


class Record(tuple[int, ...]):
    """A tuple by another name."""


CODEC = Codec({}, refuse, refuse)

atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**40), max_value=10**40)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.binary(max_size=20)
)
scalars = (
    st.complex_numbers(allow_nan=False)
    | st.decimals(allow_nan=False)
    | st.fractions()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.none() | st.just(datetime.UTC))
    | st.timedeltas()
    | st.uuids()
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 9))
    | st.builds(bytearray, st.binary(max_size=9))
)
keys = st.integers() | st.text(max_size=5) | st.tuples(st.integers(), st.booleans()) | st.frozensets(st.integers(), max_size=3)
values: st.SearchStrategy[Any] = st.recursive(
    atoms | scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(keys, max_size=4)
        | st.builds(collections.deque, st.lists(inner, max_size=3), st.none() | st.integers(3, 9))
        | st.builds(collections.OrderedDict, st.dictionaries(keys, inner, max_size=3))
        | st.builds(collections.Counter, st.lists(st.text(max_size=2), max_size=5))
        | st.builds(lambda d: collections.defaultdict(list, d), st.dictionaries(keys, inner, max_size=3))
        | st.builds(lambda x: [x, x], inner)
    ),
    max_leaves=12,
)


def across(roots: list[Any]) -> list[Any]:
    """What the other end gets."""
    sent = CODEC.encode(roots)
    return CODEC.decode(*CODEC.unpack(CODEC.pack([sent.roots, sent.table]))).values


def exact(a: Any, b: Any) -> bool:
    """Equal, with equal types all the way down."""
    if type(a) is not type(b) or a != b:
        return False
    if isinstance(a, dict):
        return all(exact(x, y) for x, y in zip(a.items(), b.items(), strict=True))
    if isinstance(a, (list, tuple, collections.deque)):
        return all(exact(x, y) for x, y in zip(a, b, strict=True))
    return True


@given(values)
def test_what_is_sent_arrives(value: Any) -> None:
    """By value, with exact types."""
    (arrived,) = across([value])
    assert exact(arrived, value)


@given(st.lists(values, min_size=1, max_size=3), st.data())
def test_identity_survives(parts: list[Any], data: Any) -> None:
    """Two references to one object arrive as two references to one object, and no others do."""
    picks = data.draw(st.lists(st.integers(0, len(parts) - 1), min_size=2, max_size=5))
    containers = [parts[pick] for pick in picks]
    arrived = across(containers)
    for i, first in enumerate(containers):
        for j, second in enumerate(containers):
            if type(first) not in ATOMS and type(second) not in ATOMS:
                assert (first is second) == (arrived[i] is arrived[j])


def test_cycles() -> None:
    """A list, a dict and a deque that hold themselves, also through a tuple."""
    items: list[Any] = []
    items.append(({"self": items}, collections.deque([items])))
    (arrived,) = across([items])
    assert arrived[0][0]["self"] is arrived
    assert arrived[0][1][0] is arrived


def test_the_factory_of_a_defaultdict_stays_where_it_is() -> None:
    """The dict travels with its content; what makes its missing values is an object of the other end."""
    held: list[Any] = []

    def send(value: Any) -> list[Any]:
        held.append(value)
        return [len(held) - 1]

    codec = Codec({}, send, lambda payload: held[payload[0]])
    sent = codec.encode([collections.defaultdict(lambda: 7, {"a": 1})])
    (arrived,) = codec.decode(*codec.unpack(codec.pack([sent.roots, sent.table]))).values
    assert exact(arrived, collections.defaultdict(None, {"a": 1}))
    assert arrived["b"] == 7


@pytest.mark.parametrize(
    "value",
    [
        type("Int", (int,), {})(1),
        type("Text", (str,), {})("a"),
        type("Items", (list,), {})([1]),
        type("Table", (dict,), {})(a=1),
        Record((1,)),
        object(),
        lambda: 1,
        type("Day", (datetime.date,), {})(2026, 1, 1),
        type("Number", (decimal.Decimal,), {})("1"),
        type("Part", (fractions.Fraction,), {})(1, 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_subclass_passes_for_its_base(value: Any) -> None:
    """Exact types only: all else is left to the owner of the object."""
    with pytest.raises(WireError):
        CODEC.encode([value])


@given(values, values)
def test_an_open_request_sees_changes_only(before: Any, after: Any) -> None:
    """It tells a list whose content was replaced from one that was left alone."""
    touched, untouched = [before], [before]
    opened = Open([touched, untouched], CODEC.encode([touched, untouched]).table[:2])
    assert opened.changed() == []
    touched[0] = after
    changed = [index for index, _ in opened.changed()]
    assert changed == ([] if after is before else [0])


def decode(data: bytes) -> None:
    """What the trusted end does with bytes; anything but WireError is a bug."""
    try:
        message = CODEC.unpack(data)
        if isinstance(message, list) and len(message) == 2:
            CODEC.decode(*message)
    except WireError:
        return


def _seed_messages() -> list[bytes]:
    chooser = random.Random(0)
    samples: list[Any] = [
        [1, [2, {"a": (3, frozenset({4}))}], "ü"], collections.deque([1], 3), collections.defaultdict(list, {1: [2]}), {1, 2},
        decimal.Decimal("1.5"), fractions.Fraction(1, 3), datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
        datetime.time(1, 2), slice(1, [2], None), range(3), 2**70, bytearray(b"x"), Ellipsis, len, int, 1j, (1, (2, (3,))),
        collections.Counter("aab"), collections.OrderedDict(a=1),
    ]  # fmt: skip
    messages = []
    for _ in range(40):
        sent = CODEC.encode(chooser.sample(samples, 3))
        messages.append(CODEC.pack([sent.roots, sent.table]))
    return messages


def _mutated(chooser: random.Random, message: bytes, others: list[bytes]) -> bytes:
    data = bytearray(message)
    for _ in range(chooser.randint(1, 6)):
        kind = chooser.randrange(5)
        at = chooser.randrange(len(data) + 1)
        if kind == 0 and at < len(data):
            data[at] = chooser.randrange(256)
        elif kind == 1:
            data[at:at] = bytes(chooser.choices(range(256), k=chooser.randint(1, 4)))
        elif kind == 2:
            del data[at : at + chooser.randint(1, 4)]
        elif kind == 3:
            other = chooser.choice(others)
            start = chooser.randrange(len(other))
            data[at:at] = other[start : start + 8]
        elif at < len(data):
            data[at] ^= 1 << chooser.randrange(8)
    return bytes(data)


def _mutated_rows(chooser: random.Random) -> bytes:
    """Messages of the right form with wrong content: these get past the parser."""
    def item() -> Any:
        return chooser.choice([None, True, -1, 0, 1, 2, 7, 99, 2**64, 0.5, "", "list", "Decimal", "UUID", "date", b"", b"\xff", [], [0],
                               [1], [2], [-1], [True], [10**9], [0, 0], ["a"], [[0]], [1, 2, 3]])  # fmt: skip

    def row() -> list[Any]:
        parts = [item() if chooser.random() < 0.5 else [item() for _ in range(chooser.randint(0, 3))] for _ in range(chooser.randint(0, 4))]
        return [chooser.randrange(-1, 25), *parts]

    table = [row() if chooser.random() < 0.95 else item() for _ in range(chooser.randint(0, 5))]
    message: bytes = msgpack.packb([[item() for _ in range(2)], table], default=str)
    return message


def fuzz(cases: int, seed: int) -> None:
    """Feeds the decoder ``cases`` hostile messages."""
    chooser = random.Random(seed)
    messages = _seed_messages()
    for number in range(cases):
        if number % 3 == 0:
            decode(bytes(chooser.choices(range(256), k=chooser.randint(0, 40))))
        elif number % 3 == 1:
            decode(_mutated(chooser, chooser.choice(messages), messages))
        else:
            decode(_mutated_rows(chooser))


def test_hostile_messages() -> None:
    """Neither raw bytes, nor mutated messages, nor well-formed nonsense raise anything but WireError."""
    fuzz(int(os.environ.get("CODEARENA_FUZZ_CASES", "30000")), seed=int(os.environ.get("CODEARENA_FUZZ_SEED", "1")))


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_raw_bytes(data: bytes) -> None:
    """The same, with Hypothesis choosing."""
    decode(data)


@pytest.mark.parametrize(
    "message",
    [
        [[[0]], [[wire.TUPLE, [[0]]]]],
        [[[0]], [[wire.TUPLE, [[1]]], [wire.TUPLE, [[0]]]]],
        [[[5]], []],
        [[[0]], [[99]]],
        [[[0]], [[wire.SET, [[1]]], [wire.LIST, []]]],
        [[[0]], [[wire.DICT, [1], []]]],
        [[[0]], [[wire.SCALAR, "Decimal", "x"]]],
        [[[0]], [[wire.SCALAR, "os.system", "x"]]],
        [[[0]], [[wire.BUILTIN, "eval"]]],
        [[[0]], [[wire.BUILTIN, "SystemExit"]]],
        [[[0]], [[wire.DEFAULTDICT, "object", [], []]]],
        [[[0]], [[wire.DEFAULTDICT, [1], [], []], [wire.LIST, []]]],
        [[[0]], [[wire.DEFAULTDICT, [0], [], []]]],
        [[[0]], [[wire.DEFAULTDICT, [5], [], []]]],
        [[[0]], [[wire.DEQUE, [], -1]]],
        [[[0]], [[wire.DEQUE, [], True]]],
        [[[0]], [[wire.INSTANCE, "Any", [], []]]],
        [[[0]], [[wire.RANGE, 1, 2, 0]]],
        [[[0]], [[wire.LIST]]],
        [[[0]], ["row"]],
        [None, []],
        [[], None],
    ],
)
def test_ill_formed(message: Any) -> None:
    """Every way of being wrong is a WireError."""
    with pytest.raises(WireError):
        CODEC.decode(*message)


def test_limits() -> None:
    """Size and number are bounded on both ends."""
    with pytest.raises(WireError):
        CODEC.pack(["x" * (wire.MAX_MESSAGE_BYTES + 1)])
    with pytest.raises(WireError):
        CODEC.encode([[[] for _ in range(wire.MAX_ROWS + 1)]])
    with pytest.raises(WireError):
        CODEC.unpack(b"\x90" * 3)
    with pytest.raises(WireError):
        CODEC.unpack(b"\x91" * 5000 + b"\xc0")
