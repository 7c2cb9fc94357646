"""Code that compiles and can't work: names, attributes, methods, results, values. And what later attempts make of feedback."""

from __future__ import annotations

import ast

import pytest

from pytest_codearena.agents.builtin import RULES, Builtin, Context, Rule, fixes
from pytest_codearena.agents.parsing import quiet
from pytest_codearena.records import Candidate, Observation

from .made_up import after, looking_at

MODULES = {
    # names
    "def f(items):\n    return lenn(itmes)\n": "def f(items):\n    return len(items)\n",
    "def f(xs):\n    return summ(xs) / length(xs)\n": "def f(xs):\n    return sum(xs) / len(xs)\n",
    "def f(xs):\n    total = 0\n    for x in xs:\n        totl += x\n    return total\n": "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n",
    "def f(xs):\n    total = 0\n    for x in xs:\n        totl = total + x\n    return total\n": "def f(xs):\n    total = 0\n    for x in xs:\n        total = total + x\n    return total\n",
    "LIMIT = 3\ndef f(x):\n    return x > LIMTI\n": "LIMIT = 3\ndef f(x):\n    return x > LIMIT\n",
    "def f(x):\n    return x is null or x == true\n": "def f(x):\n    return x is None or x == True\n",
    "def f(x):\n    return Flase\n": "def f(x):\n    return False\n",
    "def f(x):\n    retrun(x)\n": "def f(x):\n    return(x)\n",
    "def f(x):\n    retrun -x\n": "def f(x):\n    return -x\n",
    "def f(x):\n    returnx\n": "def f(x):\n    return x\n",
    "def f(xs):\n    for x in xs:\n        braek\n    return xs\n": "def f(xs):\n    for x in xs:\n        break\n    return xs\n",
    "def f(x):\n    return math.sqrt(x)\n": "import math\ndef f(x):\n    return math.sqrt(x)\n",
    '"""Text."""\ndef f(x):\n    return defaultdict(list)\n': '"""Text."""\nfrom collections import defaultdict\ndef f(x):\n    return defaultdict(list)\n',
    "from __future__ import annotations\ndef f(x):\n    return json.dumps(x)\n": "from __future__ import annotations\nimport json\ndef f(x):\n    return json.dumps(x)\n",
    "import math\ndef f(x):\n    return math.squrt(x)\n": "import math\ndef f(x):\n    return math.sqrt(x)\n",
    "n = 0\ndef f():\n    n += 1\n    return n\n": "n = 0\ndef f():\n    global n\n    n += 1\n    return n\n",
    "def f():\n    n = 0\n    def g():\n        n += 1\n        return n\n    return g\n": "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n        return n\n    return g\n",
    # attributes
    "def f(xs):\n    out = []\n    for x in xs:\n        out.appned(x)\n    return out\n": "def f(xs):\n    out = []\n    for x in xs:\n        out.append(x)\n    return out\n",
    "def f(xs):\n    xs.push(1)\n    return xs\n": "def f(xs):\n    xs.append(1)\n    return xs\n",
    "class A:\n    def __init__(self):\n        self.items = []\n    def f(self):\n        return self.itmes\n": "class A:\n    def __init__(self):\n        self.items = []\n    def f(self):\n        return self.items\n",
    "class A:\n    def __init__(self):\n        self.items = []\n    def f(self):\n        return items\n": "class A:\n    def __init__(self):\n        self.items = []\n    def f(self):\n        return self.items\n",
    # methods
    "class A:\n    def f(x):\n        return self.x + x\n": "class A:\n    def f(self, x):\n        return self.x + x\n",
    "class A:\n    def f():\n        return 1\n": "class A:\n    def f(self):\n        return 1\n",
    "class A:\n    def _init_(self, x):\n        self.x = x\n": "class A:\n    def __init__(self, x):\n        self.x = x\n",
    "class A:\n    def __init__(self, x):\n        self.x = x\n\ndef area(self):\n    return self.x\n": "class A:\n    def __init__(self, x):\n        self.x = x\n\n    def area(self):\n        return self.x\n",
    "class B(dict):\n    def __init__(self):\n        super.__init__()\n": "class B(dict):\n    def __init__(self):\n        super().__init__()\n",
    # results
    "def f(a, b):\n    a + b\n": "def f(a, b):\n    return a + b\n",
    "def f(n):\n    if n < 2:\n        return 1\n    else:\n        n * f(n - 1)\n": "def f(n):\n    if n < 2:\n        return 1\n    else:\n        return n * f(n - 1)\n",
    "def gcd(a, b):\n    if not b:\n        return a\n    gcd(b, a % b)\n": "def gcd(a, b):\n    if not b:\n        return a\n    return gcd(b, a % b)\n",
    "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n        return total\n": "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n",
    "def f(d):\n    return [k for k, v in d.items if v]\n": "def f(d):\n    return [k for k, v in d.items() if v]\n",
    "def f(xs):\n    xs.sort\n    return xs\n": "def f(xs):\n    xs.sort()\n    return xs\n",
    "def f(x):\n    y == x + 1\n    return y\n": "def f(x):\n    y = x + 1\n    return y\n",
    # values
    "def f(xs):\n    return 'n: ' + len(xs)\n": "def f(xs):\n    return 'n: ' + str(len(xs))\n",
    "def f(x):\n    return x is 'a' or x is not 5\n": "def f(x):\n    return x == 'a' or x != 5\n",
    "def f(x, seen=[]):\n    seen.append(x)\n    return seen\n": "def f(x, seen=None):\n    if seen is None:\n        seen = []\n    seen.append(x)\n    return seen\n",
    "def f(x, seen: dict[str, int] = {}):\n    '''Text.'''\n    return seen\n": "def f(x, seen: dict[str, int] | None = None):\n    '''Text.'''\n    if seen is None:\n        seen = {}\n    return seen\n",
    "def f(text):\n    return eval(text)\n": "import ast\ndef f(text):\n    return ast.literal_eval(text)\n",
    "import subprocess\ndef f(name):\n    return subprocess.run('ls -l ' + name + '/x', shell=True, check=True)\n": "import subprocess\ndef f(name):\n    return subprocess.run(['ls', '-l', f\"{name}/x\"], check=True)\n",
}  # fmt: skip


@pytest.mark.parametrize("broken", MODULES, ids=lambda text: text.strip().replace("\n", "/")[:60])
def test_one_mistake(broken: str) -> None:
    fixed = Builtin().propose(looking_at(broken, category="security" if "eval" in broken or "shell" in broken else "logic")).code
    assert fixed is not None
    assert ast.dump(ast.parse(fixed)) == ast.dump(ast.parse(MODULES[broken])), fixed


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_does_what_its_example_says(rule: Rule) -> None:
    with quiet():
        assert rule.after in [proposal.source for proposal in rule.find(rule.before, Context(tests=rule.tests, feedback=rule.feedback))]
    assert rule.summary and rule.name.isidentifier()


def test_rules_have_names_of_their_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) >= 30


SOUND = [
    "import os\nimport sys as system\nfrom typing import *\nprint(whatever)\n",
    "class A:\n    __slots__ = ('x',)\n    def f(self):\n        return self.x, self.__class__, self.f\n",
    "class A(B):\n    def f(self):\n        return self.from_the_base_class\n\nimport b\nB = b.B\n",
    "def f(xs, *args, key=None, **kw):\n    return [y for x in xs for y in x if (z := y)], z, args, key, kw\n",
    "def f():\n    yield 1\n\ndef g(xs):\n    for x in xs:\n        print(x)\n\ndef h(d):\n    d['a'] = 1\n",
    "class A:\n    @staticmethod\n    def f(x):\n        return x\n    @classmethod\n    def g(cls):\n        return cls()\n    @property\n    def h(self):\n        ...\n",
    "try:\n    import json\nexcept ImportError as error:\n    json = None\n    print(error)\n",
    "match [1]:\n    case [first, *rest]:\n        print(first, rest)\n    case {'a': a, **others}:\n        print(a, others)\n",
    "def f(x):\n    global counter\n    counter = x\n\ndef g():\n    return counter\n",
    "import numpy as np\ndef f(x):\n    return np.linalg.norm(x).whatever()\n",
    "def f(default=(), other=None, text='', n=0):\n    return default is None or other is True\n",
    "from enum import Enum\nclass Color(Enum):\n    RED = 1\n    def lower(self):\n        return self.name.lower() + str(self.value)\n",
    "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: int\n    ys: list[int] = field(default_factory=list)\n    def f(self):\n        self.ys.append(self.x)\n",
    "lines = ['a']\nwith open(lines[0]) as file:\n    for number, line in enumerate(file):\n        print(number, line.rstrip())\n",
    "def f(xs):\n    def key(x):\n        return x[0]\n    xs.sort(key=key)\n",
    "class Node:\n    def __init__(self, value, next=None):\n        self.value = value\n        self.next = next\n    def last(self):\n        node = self\n        while node.next:\n            node = node.next\n        return node\n",
    "async def f(x):\n    async with x as y:\n        await y.z()\n    return [i async for i in y]\n",
    "lambda self: self\nf = lambda *a, **k: (a, k)\n",
]


@pytest.mark.parametrize("source", SOUND, ids=range(len(SOUND)))
def test_sound_code_is_left_alone(source: str) -> None:
    candidate = Builtin().propose(looking_at(source))
    assert candidate.code == source, candidate.note
    assert candidate.note == "no rule applies"


def test_names_that_the_tests_import() -> None:
    broken = "def reindx(items):\n    return list(items)\n"
    tests = "from candidate import reindex\n\ndef test_it():\n    assert reindex([1]) == [1]\n"
    assert Builtin().propose(looking_at(broken, tests=tests)).code == "def reindex(items):\n    return list(items)\n"


def test_methods_that_the_tests_call_on_an_instance() -> None:
    broken = "class Box:\n    def put(item):\n        print(item)\n"
    tests = "from candidate import Box\n\ndef test_it():\n    Box().put(3)\n"
    assert Builtin().propose(looking_at(broken, tests=tests)).code == "class Box:\n    def put(self, item):\n        print(item)\n"


def test_result_that_the_tests_compare() -> None:
    broken = "def squares(n):\n    out = []\n    for i in range(n):\n        out.append(i * i)\n"
    tests = "from candidate import squares\n\ndef test_it():\n    assert squares(2) == [0, 1]\n"
    assert Builtin().propose(looking_at(broken, tests=tests)).code == f"{broken}    return out\n"


class TestLaterAttempts:
    def attempts(self, observation: Observation, feedback: str = "test_it failed") -> list[Candidate]:
        found = []
        for _ in range(5):
            candidate = Builtin().propose(observation)
            found.append(candidate)
            observation = after(observation, candidate.code, "failed", feedback)
        return found

    def test_none_is_proposed_twice_while_there_is_another(self) -> None:
        found = self.attempts(looking_at("def mean(xs):\n    return sum(x for x in xs / len(xs)\n"))
        codes = [candidate.code for candidate in found]
        assert len(set(codes[:3])) == 3
        assert "def mean(xs):\n    return sum(x for x in xs) / len(xs)\n" in codes

    def test_the_next_nearest_name(self) -> None:
        found = self.attempts(looking_at("def f(hours, house):\n    return houre\n"))
        assert {"def f(hours, house):\n    return hours\n", "def f(hours, house):\n    return house\n"} <= {each.code for each in found}

    def test_complaint_about_text_and_number(self) -> None:
        source = "def label(name, n):\n    return 'room ' + n + ' of ' + name\n"
        first = Builtin().propose(looking_at(source))
        assert first.code == source
        feedback = 'TypeError: can only concatenate str (not "int") to str'
        second = Builtin().propose(after(looking_at(source), first.code, "failed", feedback))
        assert second.code is not None
        assert "str(n)" in second.code

    def test_nothing_left_is_said(self) -> None:
        found = self.attempts(looking_at("def f(x):\n    return undefined_thing_of_no_likeness\n"))
        assert {candidate.note for candidate in found} == {"no rule applies"}

    def test_the_note_says_what_was_done(self) -> None:
        candidate = Builtin().propose(looking_at("def f(x)\n    retrun y\n"))
        assert candidate.method.startswith("builtin:")
        assert "missing_colon" in candidate.note and "misspelt_keyword" in candidate.note


def test_ranking_is_the_same_every_time() -> None:
    broken = "def f(xs)\n    return sum(x for x in xs / lenn(xs)\n"
    first = [(fix.source, fix.cost, fix.rules) for fix in fixes(broken, Context())]
    assert first == [(fix.source, fix.cost, fix.rules) for fix in fixes(broken, Context())]
    assert [cost for _, cost, _ in first] == sorted(cost for _, cost, _ in first)
    assert len(first) > 2
