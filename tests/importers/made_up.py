"""Tiny collections in the layouts that the importers read; all of it made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOUBLES = {
    "python_programs/doubles.py": '''
def doubles(items, k):
    found = []
    for item in items:
        found.append(item * k + 1)
    return found


"""
Multiples
doubles


Input:
    items: A list of ints
    k: A positive int

Output:
    Each item times k
"""
''',
    "correct_python_programs/doubles.py": '''
def doubles(items, k):
    found = []
    for item in items:
        found.append(item * k)
    return found

"""
def doubles(items, k):
    return [item * k for item in items]

def doubles(items, k):
    return [k * item for item in items]
"""
''',
    "python_testcases/test_doubles.py": """\
import pytest
from load_testdata import load_json_testcases

if pytest.use_correct:
    from correct_python_programs.doubles import doubles
else:
    from python_programs.doubles import doubles


testdata = load_json_testcases(doubles.__name__)


@pytest.mark.parametrize("input_data,expected", testdata)
def test_doubles(input_data, expected):
    if not pytest.run_slow and input_data == [[], 1]:
        pytest.skip("slow")
    assert doubles(*input_data) == expected
""",
    "json_testcases/doubles.json": "[[[1, 2], 2], [2, 4]]\n[[[], 1], []]\n[[[5], 3], [15]]\n\n[[[7, 8, 9], 1], [7, 8, 9]]\n",
}
CHAINS = {
    "python_programs/chain.py": "def chain(node):\n    count = 0\n    while node.successor:\n        count += 1\n        node = node.successor\n    return count\n\n\n'''\nInput:\n    node: The head of a chain\n\nOutput:\n    How many nodes it has\n'''\n",
    "correct_python_programs/chain.py": "def chain(node):\n    count = 0\n    while node:\n        count += 1\n        node = node.successor\n    return count\n",
    "python_testcases/node.py": "class Node:\n    def __init__(self, value=None, successor=None):\n        self.value = value\n        self.successor = successor\n",
    "python_testcases/test_chain.py": """\
import pytest
from node import Node

if pytest.use_correct:
    from correct_python_programs.chain import chain
else:
    from python_programs.chain import chain


def build(length):
    return Node(length, build(length - 1)) if length else None


last = Node("last")
first = Node("first", last)


def test1():
    \"\"\"Case 1: two nodes\"\"\"
    assert chain(first) == 2
    last.successor = Node("more")


def test2():
    \"\"\"Case 2: nothing behind the last one\"\"\"
    assert chain(last) == 1


def test3():
    assert chain(build(3)) == 3
""",
}


def write(root: Path, files: dict[str, str]) -> Path:
    """Writes files below ``root`` and returns it."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def row(**changed: Any) -> dict[str, Any]:
    """A line of the other collection."""
    return {
        "task_id": "Python/7",
        "prompt": 'LIMIT = 100\n\n\ndef limit(n):\n    return min(n, LIMIT)\n\n\ndef add_up(numbers: list) -> int:\n    """Add up, to 100 at most.\n    >>> add_up([1, 2])\n    3\n    """\n',
        "canonical_solution": "    return limit(sum(numbers))\n",
        "buggy_solution": "    return limit(sum(numbers) - 1)\n",
        "test": "def check(candidate):\n    assert True\n    numbers = [60, 50]\n    assert candidate(numbers) == 100\n    assert candidate([]) == 0, 'empty'\n    for n in range(3):\n        assert candidate([n, n]) == limit(n + n)\n    assert candidate([5, 6, 7]) == 18\n\ncheck(add_up)\n",
        "example_test": "def check(candidate):\n    assert candidate([1, 2]) == 3\ncheck(add_up)\n",
        "entry_point": "add_up",
        "docstring": "Add up, to 100 at most.\n>>> add_up([1, 2])\n3\n",
        "bug_type": "excess logic",
        "failure_symptoms": "incorrect output",
        **changed,
    }


def lines(*rows: object) -> str:
    """Rows as lines of JSON."""
    return "".join(json.dumps(each) + "\n" for each in rows)
