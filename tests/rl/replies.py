"""Replies of every kind, from random bytes to a whole fix, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from pytest_codearena import Task

MEGABYTE = 2**20
_TRICKS = (
    "import os\nos._exit(0)\n",
    "import sys\nsys.exit(0)\n",
    "raise BaseException\n",
    "while True:\n    pass\n",
    "x = [0] * 10**12\n",
    "def f():\n    return f()\nf()\n",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f():\n    return f()\nf()\n",
    "print('13 passed')\n",
    "class Yes:\n    def __eq__(self, other):\n        return True\n    __hash__ = object.__hash__\n",
)


def replies(task: Task, count: int, seed: int, *, longest: int = MEGABYTE) -> Iterator[Any]:
    """Yields so many replies; one in a hundred is about ``longest`` characters long."""
    draw = random.Random(seed)
    for number in range(count):
        yield _long(draw, task, longest) if number % 100 == 50 else draw.choice(_KINDS)(draw, task)


def _bytes(draw: random.Random, task: Task) -> str:
    return draw.randbytes(draw.randrange(400)).decode("latin-1")


def _any_unicode(draw: random.Random, task: Task) -> str:
    return "".join(
        chr(draw.choice((draw.randrange(128), draw.randrange(0x110000), draw.randrange(0xD800, 0xE000)))) for _ in range(60)
    )


def _damaged(draw: random.Random, task: Task) -> str:
    """A fix with one character too many, or too few."""
    place = draw.randrange(len(task.reference))
    instead = draw.choice(("", "\0", "\ud800", "(", "\t", "\\", '"', "\N{EM SPACE}", "\r"))
    return task.reference[:place] + instead + task.reference[place + 1 :]


def _cut(draw: random.Random, task: Task) -> str:
    return f"```python\n{task.reference[: draw.randrange(len(task.reference))]}"


def _fenced(draw: random.Random, task: Task) -> str:
    return f"Here it is.\n\n```python\n{draw.choice((task.buggy, task.reference, *_TRICKS))}```\nThat's all."


def _trick(draw: random.Random, task: Task) -> str:
    return f"{task.reference}\n{draw.choice(_TRICKS)}"


def _plain(draw: random.Random, task: Task) -> str:
    return draw.choice((task.buggy, task.reference))


def _deep(draw: random.Random, task: Task) -> str:
    depth = draw.choice((50, 300, 5000))
    return draw.choice(
        (f"x = {'(' * depth}1{')' * depth}\n", f"x = {'-' * depth}1\n", f"x = {'[' * depth}\n", f"x = 1{'.a' * depth}\n")
    )


def _message(draw: random.Random, task: Task) -> Any:
    text = draw.choice(_KINDS[:7])(draw, task)
    return draw.choice(
        (
            [{"role": "assistant", "content": text}],
            [{"role": "assistant", "content": [{"type": "text", "text": text}]}],
            [{"role": "assistant", "content": None, "tool_calls": []}],
            [{"role": "assistant", "content": text}, {"role": "tool", "content": "{}"}],
            [],
            [{}],
            [None],
            None,
            17,
            text.encode("utf-8", "surrogatepass"),
        )
    )


def _long(draw: random.Random, task: Task, longest: int) -> str:
    piece = draw.choice(("a", "\0", "\ud800", "```\n", "x = 1\n", "# \N{GRINNING FACE}\n", "def f():\n", task.reference, "'''"))
    return piece * (longest // len(piece))


_KINDS = (_bytes, _any_unicode, _damaged, _cut, _fenced, _trick, _plain, _deep, _message)
