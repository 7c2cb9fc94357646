import asyncio
import collections
import copy
import datetime
import decimal
import enum
import fractions
import inspect
import io
import itertools
import json
import math
import pathlib
import subprocess
import types
import uuid
from unittest import TestCase, mock

import candidate
import pytest
from candidate import Money, OutOfStock, ShopError, SortedStack, Stack, same
from support import Colour, Node, Pair, Point

VALUES = [
    None, True, False, 0, -1, 2**63, -(2**64), 10**300, 0.5, math.inf, -0.0, 1 + 2j, "", "ü😀", "\ud800", "a\x00b", b"", b"\xff\x00",
    bytearray(b"xy"), [], [1, "a", None], (), (1, (2, [3])), {}, {"a": 1, 2: [3], (1, 2): "t"}, set(), {1, "a"}, frozenset({1, 2}),
    range(2, 10, 3), slice(1, None, 2), decimal.Decimal("1.50"), decimal.Decimal("-Infinity"), fractions.Fraction(1, 3),
    datetime.date(2026, 2, 28), datetime.time(1, 2, 3, 4, fold=1), datetime.timedelta(days=-1, microseconds=5),
    datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc),
    datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30), "IST")),
    collections.deque([1, 2], maxlen=3), collections.deque(), collections.defaultdict(list, {"a": [1]}), collections.Counter("abca"),
    collections.OrderedDict([("b", 1), ("a", 2)]), Colour.RED, Point(1, 2), Pair(1, [2]), pathlib.Path("a/b"), uuid.UUID(int=5),
    Ellipsis, [[[]], [[[[]]]]], {"deep": {"er": [{"x": (1, {2: {3}})}]}},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_by_value(value):
    result = same(value)
    assert type(result) is type(value)
    assert result == value


def test_nan():
    assert math.isnan(same(math.nan))
    assert math.copysign(1, same(-0.0)) == -1


def test_identity_of_an_argument():
    items = [1, 2]
    assert same(items) is items


def test_shared_and_cyclic():
    first, second = candidate.twice([1])
    assert first is second
    items = candidate.loop()
    assert items[1] is items
    inner = []
    assert candidate.is_shared([inner, inner])
    assert not candidate.is_shared([[], []])


def test_deep_nesting():
    value = []
    for _ in range(3000):
        value = [value]
    depth, result = 0, same(value)
    while result:
        depth, result = depth + 1, result[0]
    assert depth == 3000


def test_in_place():
    items = [3, 1, 2]
    candidate.sort_in_place(items)
    assert items == [1, 2, 3]
    tree = {"a": [5]}
    inner = tree["a"]
    assert candidate.grow(tree, "a") is tree
    assert tree == {"a": [5, 1]} and tree["a"] is inner
    buffer, queue, seen, point = bytearray(b"x"), collections.deque([1]), {1}, Point(1, 1)
    candidate.fill(buffer, queue, seen, point)
    assert (buffer, queue, seen, point) == (bytearray(b"x!"), collections.deque([0, 1]), {1, 9}, Point(2, 1))


def test_generators():
    assert list(itertools.islice(candidate.numbers(), 5)) == [0, 1, 2, 3, 4]
    numbers = candidate.numbers(start=10)
    assert next(numbers) == 10 and next(numbers) == 11
    assert iter(numbers) is numbers
    echo = candidate.echo()
    next(echo)
    assert echo.send("hi") == "hi"
    echo.close()


def test_classes():
    stack = Stack([1, 2])
    assert isinstance(stack, Stack) and isinstance(stack, candidate.Stack) and not isinstance(stack, SortedStack)
    assert stack.push(3) is stack
    assert (len(stack), stack.top, list(stack), 2 in stack, 9 in stack, stack[0], stack[1:]) == (3, 3, [1, 2, 3], True, False, 1, [2, 3])
    stack.top = 7
    assert stack.pop() == 7
    assert stack == Stack([1, 2]) and stack != Stack([1]) and Stack() < stack and not Stack() and bool(stack)
    assert hash(stack) == hash(Stack([1, 2]))
    assert stack + Stack([5]) == Stack.of(1, 2, 5)
    assert repr(stack) == "Stack([1, 2])"
    assert stack(2) == [2, 4] and callable(stack)
    assert Stack.describe() == "stack3" and Stack.describe(4, loud=True) == "STACK4"
    assert Stack.kind == "stack" and stack.kind == "stack" and Stack.made > 0
    with pytest.raises(IndexError, match="empty"):
        Stack().pop()
    with pytest.raises(AttributeError):
        stack.nothing
    assert type(stack) is type(Stack())
    assert Stack.__name__ == "Stack"


def test_inheritance():
    stack = SortedStack([2])
    assert isinstance(stack, Stack) and issubclass(SortedStack, Stack)
    stack.push(1).push(3)
    assert list(stack) == [1, 2, 3]


def test_subclass_in_a_test():
    class Named(Stack):
        def name(self):
            return "Named " + super().name() + str(len(self))

    named = Named([1, 2])
    assert isinstance(named, Named) and isinstance(named, Stack)
    assert named.hello() == "hello from Named Stack2"
    assert named.push(1).top == 1
    assert candidate.use_stack(named) == "hello from Named Stack3"


def test_operators():
    assert Money(5) == Money(5) and Money(5) == 5 and Money(3) < Money(4) and Money(4) >= 4
    assert sum([Money(1), Money(2)]).cents == 3 if False else (1 + Money(2)).cents == 3
    assert (Money(2) * 3).cents == 6 and float(Money(250)) == 2.5
    assert str(Money(250)) == "2.50" and f"{Money(250)}" == "2.50" and f"{Money(250):.1f}" == "2.5"
    assert sorted([Money(3), Money(1)])[0].cents == 1
    assert max(Money(3), Money(1)).cents == 3


def test_dataclass_and_namedtuple_of_the_candidate():
    order = candidate.Order("a", [1])
    assert order == candidate.Order("a", [1]) and order.name == "a" and order.lines == [1]
    order.lines = [2]
    assert order.lines == [2]
    spot = candidate.spot()
    assert spot.x == 1 and tuple(spot) == (1, 2)
    x, y = spot
    assert (x, y) == (1, 2) and spot == (1, 2)


def test_context_managers():
    with candidate.Timer() as timer:
        assert timer.on
    assert not timer.on
    with candidate.Timer():
        raise ValueError("suppressed")
    with pytest.raises(KeyError), candidate.Timer():
        raise KeyError("not suppressed")
    log = []
    with candidate.opened(log) as size:
        assert size == 1


def test_exceptions():
    with pytest.raises(OutOfStock) as caught:
        candidate.buy("pear", {})
    assert isinstance(caught.value, ShopError) and caught.value.item == "pear" and caught.value.wanted == 2
    assert str(caught.value) == "no pear left"
    with pytest.raises(ShopError, match="no key") as caught:
        candidate.chained()
    assert isinstance(caught.value.__cause__, KeyError) and caught.value.__cause__.args == ("key",)
    with pytest.raises(ValueError) as caught:
        candidate.fail("value")
    assert caught.value.args == ("bad", 3)
    with pytest.raises(UnicodeDecodeError):
        candidate.fail("unicode")
    with pytest.raises(KeyError):
        candidate.fail("quiet")
    with pytest.raises(ValueError, match="odd"):
        candidate.private_error()
    with pytest.raises(json.JSONDecodeError):
        candidate.apply(json.loads, "{")
    with pytest.raises(TypeError):
        candidate.make_adder()
    with pytest.raises(FileNotFoundError) as caught:
        candidate.read("missing")
    assert caught.value.errno == 2


def test_callbacks():
    assert candidate.apply(lambda x: x + 1, 1, 2) == [2, 3]
    seen = []
    candidate.apply(seen.append, [1], "a")
    assert seen == [[1], "a"]
    assert candidate.apply(len, "ab", [1]) == [2, 1]
    assert candidate.apply(str, 1) == ["1"]
    assert candidate.apply(lambda stack: stack.pop(), Stack([4])) == [4]

    def down(n):
        return n + candidate.call_back(down, n - 1)

    assert candidate.call_back(down, 4) == 10


def test_callbacks_that_raise():
    def bad():
        raise ValueError("mine")

    assert candidate.swallow(bad) == "caught mine"
    error = LookupError("kept")

    def other():
        raise error

    with pytest.raises(LookupError) as caught:
        candidate.swallow(other)
    assert caught.value is error

    def own():
        raise OutOfStock("here")

    with pytest.raises(OutOfStock):
        candidate.swallow(own)


def test_decorators_and_closures():
    calls = []

    def flaky(n, *, m=1):
        """Doc."""
        calls.append(n)
        if len(calls) == 1:
            raise OSError("first")
        return n + m

    steady = candidate.retry(flaky)
    assert steady(1, m=2) == 3 and calls == [1, 1]
    assert steady.__name__ == "flaky"
    assert candidate.make_adder(2)(3) == 5


def test_signatures():
    assert str(inspect.signature(candidate.keywords)) == "(a, /, b, *rest, c=3, **more)"
    assert list(inspect.signature(Stack).parameters) == ["items"]
    assert candidate.keywords(1, 2, 3, c=4, d=5) == (1, 2, (3,), 4, {"d": 5})
    assert candidate.keywords.__name__ == "keywords"
    assert Stack.__doc__ == "A stack."
    assert callable(candidate.keywords) and inspect.isclass(Stack)


def test_module_attributes(monkeypatch):
    assert candidate.LIMIT == 7
    monkeypatch.setattr(candidate, "LIMIT", 8)
    assert candidate.LIMIT == 8
    monkeypatch.undo()
    assert candidate.LIMIT == 7
    assert hasattr(candidate, "helper") and not hasattr(candidate, "nothing")
    assert candidate.os.environ.get("SHOP") is None
    monkeypatch.setitem(candidate.os.environ, "SHOP", "a")
    assert candidate.where()[1] == "a"
    monkeypatch.undo()
    assert candidate.where()[1] is None
    assert candidate.os.path.join("a", "b") == "a/b"


def test_environment_and_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP", "here")
    monkeypatch.chdir(tmp_path)
    folder, shop, arguments = candidate.where()
    assert (folder, shop) == (str(tmp_path), "here")


def test_patching():
    assert candidate.uses_helper() == "real"
    with mock.patch("candidate.helper", return_value="fake") as fake:
        assert candidate.uses_helper() == "fake"
    fake.assert_called_once_with()
    assert candidate.uses_helper() == "real"
    with mock.patch.object(candidate, "helper", lambda: "other"):
        assert candidate.uses_helper() == "other"
    assert candidate.uses_helper() == "real"


def test_fake_process(monkeypatch):
    commands = []

    def fake(command, **options):
        commands.append((command, options))
        return subprocess.CompletedProcess(command, 0, stdout="done")

    monkeypatch.setattr(candidate.subprocess, "run", fake)
    assert candidate.run(["ls", "-l"]) == "done"
    assert commands == [(["ls", "-l"], {"capture_output": True, "text": True, "check": False})]
    monkeypatch.setattr(candidate.subprocess, "run", lambda *a, **k: types.SimpleNamespace(stdout="ns"))
    assert candidate.run([]) == "ns"
    with mock.patch("candidate.subprocess.run") as run:
        run.return_value.stdout = "mocked"
        assert candidate.run(["x"]) == "mocked"
    assert run.call_args.args == (["x"],)


def test_files(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("hello")
    assert candidate.read(path) == "hello" and candidate.read(str(path)) == "hello"
    candidate.write(tmp_path / "b.txt", "world")
    assert (tmp_path / "b.txt").read_text() == "world"
    assert candidate.head(io.StringIO("one\ntwo\nthree\n")) == ("one", ["two", "three"])
    with path.open() as file:
        assert candidate.head(file) == ("hello", [])


def test_data_file():
    assert candidate.read(pathlib.Path(__file__).parent / "numbers.csv") == "1,2\n3,4\n"


def test_output(capsys, candidate_output):
    candidate.say("hello")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("hello\n", "err\n")
    assert "hello\n" in candidate_output()


def test_source(candidate_source):
    assert "def sort_in_place" in candidate_source


def test_async():
    assert asyncio.run(candidate.fetch(3)) == 6

    async def main():
        return await candidate.fetch(), await asyncio.gather(candidate.fetch(1), candidate.fetch(2))

    assert asyncio.run(main()) == (2, [2, 4])
    assert inspect.iscoroutinefunction(candidate.fetch)

    async def mine(n):
        await asyncio.sleep(0.001)
        return n + 1

    assert asyncio.run(candidate.fetch_all(mine)) == [1, 2, 3]


def test_cache():
    assert candidate.cached(2) == 20
    assert candidate.cached.cache_info().currsize >= 1
    candidate.cached.cache_clear()


def test_views():
    keys = candidate.keys({"a": 1, "b": 2})
    assert keys == {"a", "b"} and list(keys) == ["a", "b"] and "a" in keys and len(keys) == 2 and sorted(keys) == ["a", "b"]


def test_support():
    assert candidate.colour_of(Point(1, 2)) is Colour.RED
    node = candidate.chain([1, 2])
    assert type(node) is Node and node.following.value == 2
    candidate.bump(node)
    assert node.value == 2 and node.following.value == 3
    assert candidate.swap(Pair(1, 2)) == Pair(2, 1)
    assert type(candidate.swap(Pair(1, 2))) is Pair


def test_containers():
    by_key, ordered, queue = candidate.containers()
    assert by_key["new"] == [] and list(ordered) == ["b", "a"] and queue.maxlen == 3


def test_not_equal_to_plain_values():
    stack = Stack([1])
    assert stack != [1] and not stack == 1
    assert stack in [stack] and stack is not Stack([1])


def test_recursion():
    assert candidate.deep(500) == 500


def test_only_what_can_be_called_is_callable():
    class Calling:
        def __call__(self):
            return 1

    class Still:
        def go(self):
            return 1

    assert candidate.called([Calling(), Still(), Still().go, Still]) == [True, False, True, True]


class TestOldStyle(TestCase):
    def setUp(self):
        self.stack = Stack([1])

    def test_push(self):
        self.stack.push(2)
        self.assertEqual(list(self.stack), [1, 2])
        self.assertIsInstance(self.stack, Stack)

    def test_raises(self):
        with self.assertRaises(IndexError):
            Stack().pop()
        with self.subTest("inner"):
            self.assertIn(1, self.stack)
