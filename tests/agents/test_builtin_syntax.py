"""Code that does not compile, and what was meant. The first proposal has to be it."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from pytest_codearena.agents.builtin import Builtin

from .made_up import looking_at

LINES = {
    # colons
    "def f(x)\n    return x\n": "def f(x):\n    return x\n",
    "class A\n    pass\n": "class A:\n    pass\n",
    "def f(x):\n    if x > 3\n        return 1\n    else\n        return 2\n": "def f(x):\n    if x > 3:\n        return 1\n    else:\n        return 2\n",
    "def f(n):\n    while n > 0;\n        n -= 1\n    return n\n": "def f(n):\n    while n > 0:\n        n -= 1\n    return n\n",
    "def f(x):\n    if x return 1\n    return 2\n": "def f(x):\n    if x: return 1\n    return 2\n",
    "def f(a: int,\n      b: int) -> int\n    return a + b\n": "def f(a: int,\n      b: int) -> int:\n    return a + b\n",
    "def f(xs):\n    for x in xs  # each\n        print(x)\n": "def f(xs):\n    for x in xs:  # each\n        print(x)\n",
    "def f(p):\n    try\n        return open(p)\n    except OSError\n        return None\n": "def f(p):\n    try:\n        return open(p)\n    except OSError:\n        return None\n",
    "d = {'a': 1, 'b' 2}\n": "d = {'a': 1, 'b': 2}\n",
    # keywords
    "def f(x):\n    retrun x\n": "def f(x):\n    return x\n",
    "def f(x):\n    returnx\n": "def f(x):\n    return x\n",
    "def f(x):\n    re turn x\n": "def f(x):\n    return x\n",
    "dfe f(x):\n    return x\n": "def f(x):\n    return x\n",
    "fucntion f(x):\n    return x\n": "def f(x):\n    return x\n",
    "Def f(x):\n    Return x\n": "def f(x):\n    return x\n",
    "improt math\nx = math.pi\n": "import math\nx = math.pi\n",
    "form math import pi\nx = pi\n": "from math import pi\nx = pi\n",
    "import pi from math\nx = pi\n": "from math import pi\nx = pi\n",
    "def f(x):\n    if x:\n        return 1\n    esle:\n        return 2\n": "def f(x):\n    if x:\n        return 1\n    else:\n        return 2\n",
    "def f(x):\n    if x:\n        return 1\n    else if x == 0:\n        return 2\n": "def f(x):\n    if x:\n        return 1\n    elif x == 0:\n        return 2\n",
    "def f(x):\n    if x:\n        return 1\n    elseif x == 0:\n        return 2\n": "def f(x):\n    if x:\n        return 1\n    elif x == 0:\n        return 2\n",
    "def f(xs):\n    fro x in xs:\n        print(x)\n": "def f(xs):\n    for x in xs:\n        print(x)\n",
    "def f(xs):\n    for x of xs:\n        print(x)\n": "def f(xs):\n    for x in xs:\n        print(x)\n",
    "def f(n):\n    for i = range(n):\n        print(i)\n": "def f(n):\n    for i in range(n):\n        print(i)\n",
    "def f(n):\n    whlie n:\n        n -= 1\n": "def f(n):\n    while n:\n        n -= 1\n",
    "f = lamda x: x + 1\n": "f = lambda x: x + 1\n",
    "def f(x):\n    if x not None:\n        return x\n": "def f(x):\n    if x is not None:\n        return x\n",
    "def f(x):\n    try:\n        return int(x)\n    catch ValueError:\n        return 0\n": "def f(x):\n    try:\n        return int(x)\n    except ValueError:\n        return 0\n",
    "def f(x):\n    throw ValueError(x)\n": "def f(x):\n    raise ValueError(x)\n",
    "add(a, b):\n    return a + b\n": "def add(a, b):\n    return a + b\n",
    # operators
    "def f(x):\n    if x = 5:\n        return x\n": "def f(x):\n    if x == 5:\n        return x\n",
    "def f(xs):\n    return [x for x in xs if x = 1]\n": "def f(xs):\n    return [x for x in xs if x == 1]\n",
    "def f(x):\n    return x => 5\n": "def f(x):\n    return x >= 5\n",
    "def f(x, y):\n    if x && !y || x <> y:\n        return 1\n": "def f(x, y):\n    if x and not y or x != y:\n        return 1\n",
    "def f(x):\n    return x === 5\n": "def f(x):\n    return x == 5\n",
    "def f(x):\n    x++\n    return x\n": "def f(x):\n    x += 1\n    return x\n",
    "def f(x):\n    return x > 0 ? 1 : -1\n": "def f(x):\n    return 1 if x > 0 else -1\n",
    "def f(x):\n    y = = x\n    return y\n": "def f(x):\n    y = x\n    return y\n",
    "x = 007\n": "x = 7\n",
    # brackets
    "def f(xs):\n    return len(set(xs)\n": "def f(xs):\n    return len(set(xs))\n",
    "def f(xs):\n    if (len(xs) > 0:\n        return xs\n": "def f(xs):\n    if (len(xs) > 0):\n        return xs\n",
    "def f(xs):\n    if len(xs == 0:\n        return xs\n": "def f(xs):\n    if len(xs) == 0:\n        return xs\n",
    "x = [1, 2, 3\ny = 4\n": "x = [1, 2, 3]\ny = 4\n",
    "x = [\n    1,\n    2,\ny = 4\n": "x = [\n    1,\n    2,]\ny = 4\n",
    "def f(x):\n    return (x + 1))\n": "def f(x):\n    return (x + 1)\n",
    "x = [1, 2, 3)\n": "x = [1, 2, 3]\n",
    "def f(a, b:\n    return a\n": "def f(a, b):\n    return a\n",
    "def f:\n    return 1\n": "def f():\n    return 1\n",
    "def f a, b:\n    return a\n": "def f(a, b):\n    return a\n",
    "def f(xs):\n    return range(lenxs))\n\nxs = f(())\n": "def f(xs):\n    return range(len(xs))\n\nxs = f(())\n",
    "x = {'a': [1, 2, 'b': 3}\n": "x = {'a': [1, 2], 'b': 3}\n",
    # quotes
    "print('hello)\n": "print('hello')\n",
    "print(hello')\n": "print('hello')\n",
    "x = \"text'\n": 'x = "text"\n',
    "x = 'it's'\n": 'x = "it\'s"\n',
    'd = {"a: 1, "b": 2}\n': 'd = {"a": 1, "b": 2}\n',
    "def f(xs):\n    return ', .join(xs)\n": "def f(xs):\n    return ', '.join(xs)\n",
    "def f(x):\n    raise ValueError(f'bad {x}')\n    return f'{x'\n": "def f(x):\n    raise ValueError(f'bad {x}')\n    return f'{x}'\n",
    'def f(x):\n    """Text.""\n    return x\n': 'def f(x):\n    """Text."""\n    return x\n',
    'def f(x):\n    """Text.\n    return x\n\ndef g(x):\n    """More."""\n    return x\n': 'def f(x):\n    """Text."""\n    return x\n\ndef g(x):\n    """More."""\n    return x\n',
    "x = “text”\n": 'x = "text"\n',
    "def f(a\uff0cb)\uff1a\n    return a\u00a0+ b\n": "def f(a,b):\n    return a + b\n",
    # other languages
    "def f(x):\n    print 'a', x\n": "def f(x):\n    print('a', x)\n",
    "try:\n    x = 1\nexcept ValueError, e:\n    raise\n": "try:\n    x = 1\nexcept ValueError as e:\n    raise\n",
    "int x = 5\n": "x = 5\n",
    "def f(x) {\n    return x;\n}\n": "def f(x):\n    return x;\n",
    "def f(x):\n    // one more\n    return x + 1\n": "def f(x):\n    # one more\n    return x + 1\n",
    "def f(x):\n    if x > 3 then:\n        return x\n": "def f(x):\n    if x > 3:\n        return x\n",
    # commas, order, leftovers
    "x = [1 2]\n": "x = [1, 2]\n",
    "x = {\n    'a': 1\n    'b': 2,\n}\n": "x = {\n    'a': 1,\n    'b': 2,\n}\n",
    "def f(x):\n    return x +\n": "def f(x):\n    return x\n",
    "def f(a=1, b):\n    return a\n": "def f(a=1, b=None):\n    return a\n",
    "def f(x):\n    return x + \\ \n        1\n": "def f(x):\n    return x + \\\n        1\n",
    "total = 1 +\n2\n": "total = 1 + 2\n",
}


@pytest.mark.parametrize("broken", LINES, ids=lambda text: text.strip().replace("\n", "/")[:50])
def test_one_mistake(broken: str) -> None:
    fixed = Builtin().propose(looking_at(broken)).code
    assert fixed is not None
    assert ast.dump(ast.parse(fixed)) == ast.dump(ast.parse(LINES[broken])), fixed


BLOCKS = {
    "body of a function": (
        """
        def f(xs):
        total = 0
        for x in xs:
            total += x
        return total
        """,
        """
        def f(xs):
            total = 0
            for x in xs:
                total += x
            return total
        """,
    ),
    "body of a loop": (
        """
        def f(xs):
            total = 0
            for x in xs:
            total += x
            return total
        """,
        """
        def f(xs):
            total = 0
            for x in xs:
                total += x
            return total
        """,
    ),
    "body of an if": (
        """
        def f(x):
            if x:
            return 1
            return 2
        """,
        """
        def f(x):
            if x:
                return 1
            return 2
        """,
    ),
    "one line too deep": (
        """
        def f(x):
            y = x
              z = y
            return z
        """,
        """
        def f(x):
            y = x
            z = y
            return z
        """,
    ),
    "one line between two levels": (
        """
        def f(xs):
            for x in xs:
                print(x)
              print(xs)
            return xs
        """,
        """
        def f(xs):
            for x in xs:
                print(x)
                print(xs)
            return xs
        """,
    ),
    "else at the wrong depth": (
        """
        def f(x):
            if x:
                y = 1
              else:
                y = 2
            return y
        """,
        """
        def f(x):
            if x:
                y = 1
            else:
                y = 2
            return y
        """,
    ),
    "return outside of its function": (
        """
        def f(x):
            y = x
        return y
        """,
        """
        def f(x):
            y = x
            return y
        """,
    ),
    "methods of a class": (
        """
        class A:
        def __init__(self):
            self.x = 1

        def f(self):
            return self.x
        """,
        """
        class A:
            def __init__(self):
                self.x = 1

            def f(self):
                return self.x
        """,
    ),
    "empty body": (
        """
        def f():

        def g():
            return 1
        """,
        """
        def f():
            pass

        def g():
            return 1
        """,
    ),
    "tabs and blanks": ("def f(x):\n\tif x:\n\t    return 1\n        return 2\n", "def f(x):\n    if x:\n        return 1\n    return 2\n"),
    "loop inside a loop": (
        """
        def f(rows):
            out = []
            for row in rows:
                for cell in row:
                value = cell * 2
                if value:
                out.append(value)
            return out
        """,
        """
        def f(rows):
            out = []
            for row in rows:
                for cell in row:
                    value = cell * 2
                    if value:
                        out.append(value)
            return out
        """,
    ),
    "whole file indented": ("    def f(x):\n        return x\n\n    def g(x):\n        return x\n", "def f(x):\n    return x\n\ndef g(x):\n    return x\n"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_indentation(name: str) -> None:
    broken, meant = (dedent(text) for text in BLOCKS[name])
    if "whole" in name:
        broken = BLOCKS[name][0]
    fixed = Builtin().propose(looking_at(broken)).code
    assert fixed is not None
    assert ast.dump(ast.parse(fixed)) == ast.dump(ast.parse(meant)), fixed


def test_many_mistakes_at_once() -> None:
    broken = '''
    """Stock of a shop."""
    improt json
    form collections import Counter

    class Stock
        """What is there.""

        def __init__(self, items:
            self.items = Counter(items

        def add(self, name, count=1)
            if count = 0
                retrun
            self.items[name] += count
            print "added"

        def missing(self wanted):
        result = []
        for name in wanted:
            if self.items[name] =< 0 && name != '':
                result.append(name]
            else if name is None:
                raise ValueError('no name)
        return result
    '''
    meant = '''
    """Stock of a shop."""
    import json
    from collections import Counter

    class Stock:
        """What is there."""

        def __init__(self, items):
            self.items = Counter(items)

        def add(self, name, count=1):
            if count == 0:
                return
            self.items[name] += count
            print("added")

        def missing(self, wanted):
            result = []
            for name in wanted:
                if self.items[name] <= 0 and name != '':
                    result.append(name)
                elif name is None:
                    raise ValueError('no name')
            return result
    '''
    fixed = Builtin().propose(looking_at(dedent(broken))).code
    assert fixed is not None
    assert ast.dump(ast.parse(fixed)) == ast.dump(ast.parse(dedent(meant))), fixed


def test_the_rest_of_the_file_stays_as_it_is() -> None:
    broken = "# top\nx = 1   # odd   spacing\n\n\ndef f( a ):\n    return  a   \n\ny = [1,\n   2\nz = 'x'  \n"
    assert Builtin().propose(looking_at(broken)).code == broken.replace("   2\n", "   2]\n")
