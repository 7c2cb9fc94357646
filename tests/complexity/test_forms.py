"""Forms that are written in many ways: what is claimed of each, and what is not claimed of those that look alike."""

from __future__ import annotations

import pytest

from pytest_codearena import analyse
from pytest_codearena.records import Growth

CLAIMED = (
    (
        "O(n)",
        """
def f(xs):
    return list(map(str.upper, xs))
""",
    ),
    (
        "O(n^2)",
        """
from functools import cache
def f(a, b):
    @cache
    def go(i, j):
        if i == len(a) or j == len(b): return 0
        if a[i] == b[j]: return 1 + go(i + 1, j + 1)
        return max(go(i + 1, j), go(i, j + 1))
    return go(0, 0)
""",
    ),
    (
        "O(n^2)",
        """
from functools import lru_cache
@lru_cache(None)
def f(m, n):
    if m == 0 or n == 0: return 1
    return f(m - 1, n) + f(m, n - 1)
""",
    ),
    (
        "O(2^n)",
        """
def f(xs):
    if not xs: return [[]]
    rest = f(xs[1:])
    return rest + [[xs[0]] + s for s in rest]
""",
    ),
    (
        "O(log n)",
        """
def f(a, b):
    while b: a, b = b, a % b
    return a
""",
    ),
    (
        "O(log n)",
        """
def f(tree, i, d):
    while i < len(tree):
        tree[i] += d
        i += i & -i
""",
    ),
    (
        "O(2^n)",
        """
def f(n):
    if n == 0: return 1
    total = 0
    for step in (1, 2):
        total += f(n - 1)
    return total
""",
    ),
    (
        "O(n)",
        """
def f(n):
    if n == 0: return 1
    total = 0
    for step in (1,):
        total += f(n - 1)
    return total
""",
    ),
    (
        "O(2^n)",
        """
def f(n):
    if n == 0: return 1
    return sum(f(n - 1) for _ in range(3))
""",
    ),
    (
        "O(n log n)",
        """
import heapq
def f(xs):
    heapq.heapify(xs)
    while len(xs) > 1:
        a = heapq.heappop(xs)
        b = heapq.heappop(xs)
        heapq.heappush(xs, a + b)
    return xs[0]
""",
    ),
    (
        "O(n^2)",
        """
def f(xs):
    i = 0
    out = []
    for x in xs:
        i += 1
        out.append(sum(xs[:i]))
    return out
""",
    ),
    (
        "O(n^2)",
        """
def f(xs, size=3):
    out = []
    while xs:
        out.append(xs[:size])
        xs = xs[size:]
    return out
""",
    ),
    (
        "O(log n)",
        """
def f(n, base=10):
    out = []
    while n:
        n, r = divmod(n, base)
        out.append(r)
    return out
""",
    ),
    (
        "O(n)",
        """
def f(xs, k=3):
    return [sum(xs[i:i+k]) for i in range(len(xs)-k+1)]
""",
    ),
    (
        "O(n)",
        """
class It:
    def __init__(self, xs): self.xs = xs
    def __iter__(self):
        for x in self.xs:
            yield x
def f(xs):
    return sum(It(xs))
""",
    ),
    (
        "O(n)",
        """
class It:
    def __init__(self, xs): self.xs = xs
    def __len__(self): return len(self.xs)
def f(xs):
    it = It(xs)
    return [i for i in range(len(it))]
""",
    ),
    (
        "O(n^2)",
        """
def f(xs):
    i = 0
    n = len(xs)
    t = 0
    while i < n:
        j = i + 1
        while j < n:
            t += xs[i] * xs[j]
            j += 1
        i += 1
    return t
""",
    ),
    (
        "O(n)",
        """
def f(xs):
    i = j = 0
    n = len(xs)
    while i < n:
        while j < n and xs[j] < xs[i]:
            j += 1
        i += 1
    return j
""",
    ),
    (
        "O(n^2)",
        """
def f(rows):
    copy = [row[:] for row in rows]
    for i in range(len(rows)):
        for j in range(len(rows)):
            copy[i][j] = copy[j][i]
    return copy
""",
    ),
    (
        "O(n log n)",
        """
def f(n):
    counts = [0] * (n + 1)
    for step in range(1, n + 1):
        for at in range(step, n + 1, step):
            counts[at] += 1
    return counts
""",
    ),
    (
        "O(n^2)",
        """
def f(xs):
    return max(xs, key=xs.count)
""",
    ),
    (
        "O(n)",
        """
def f(xs):
    return list(dict.fromkeys(xs))
""",
    ),
    (
        "O(n log n)",
        """
def f(xs: list[int]):
    return sorted(set(xs))
""",
    ),
    (
        "O(n)",
        """
def f(xs, k):
    k %= len(xs)
    return xs[k:] + xs[:k]
""",
    ),
    (
        "O(n^2)",
        """
def f(matrix):
    return [list(column) for column in zip(*matrix)]
""",
    ),
    (
        "O(log n)",
        """
def f(a, b):
    return a if b == 0 else f(b, a % b)
""",
    ),
    (
        "O(1)",
        """
def f(xs, n=10):
    return xs[-n:]
""",
    ),
    (
        "O(log n)",
        """
def f(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count
""",
    ),
    (
        "O(2^n)",
        """
def f(xs, goal):
    if not xs:
        return goal == 0
    first, *rest = xs
    return f(rest, goal) or f(rest, goal - first)
""",
    ),
)
NOT_MISTAKEN = (
    (
        "O(n)",
        """
def f(phrase):
    return sorted(set(phrase))
""",
    ),
    (
        "O(n^2)",
        """
def f(xs):
    i = total = 0
    for x in xs:
        if x:
            continue
        i += 1
        total += sum(xs[:i])
    return total
""",
    ),
    (
        "O(n)",
        """
def f(xs, i=0):
    return 0 if i == len(xs) else xs[i] + f(xs, i + 1)
""",
    ),
    (
        "O(n)",
        """
from functools import cache
def f(a, k=3):
    @cache
    def go(i, j):
        if i == len(a) or j == k: return 0
        return max(go(i + 1, j), go(i, j + 1))
    return go(0, 0)
""",
    ),
    (
        None,
        """
def f(weights, values, capacity):
    memo = {}
    def go(i, left):
        if i == len(weights): return 0
        if (i, left) in memo: return memo[i, left]
        best = go(i + 1, left)
        if weights[i] <= left:
            best = max(best, values[i] + go(i + 1, left - weights[i]))
        memo[i, left] = best
        return best
    return go(0, capacity)
""",
    ),
    (
        "O(n)",
        """
from functools import cache
@cache
def f(i, j):
    if i == 0 or j == 0: return 0
    return f(i - 1, j - 1) + 1
""",
    ),
    (
        "O(n^2)",
        """
def f(s):
    if len(s) <= 1: return s
    return f(s[1:]) + s[0]
""",
    ),
    (
        "O(n^2)",
        """
def f(n):
    if n == 0: return []
    return f(n - 1) + [n]
""",
    ),
    (
        "O(n log n)",
        """
import heapq
def f(xs):
    h = [-x for x in xs]
    heapq.heapify(h)
    while len(h) > 1:
        a = heapq.heappop(h)
        b = heapq.heappop(h)
        if a != b:
            heapq.heappush(h, a - b)
    return h
""",
    ),
    (
        None,
        """
def f(n):
    c = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        c += 1
    return c
""",
    ),
    (
        "O(n^2)",
        """
def f(xs):
    i = 0
    t = 0
    for x in xs:
        if x == 3:
            i += 1
        t += sum(xs[:i])
    return t
""",
    ),
    (
        "O(n)",
        """
class Pages:
    def __init__(self, xs):
        self.xs = xs
        self.at = 0
    def __iter__(self):
        return self
    def __next__(self):
        if self.at >= len(self.xs):
            raise StopIteration
        self.at += 1
        return self.xs[self.at - 1]

def f(xs):
    return [x for x in Pages(xs)]
""",
    ),
    (
        "O(log n)",
        """
def f(n):
    return sum(map(int, str(n)))
""",
    ),
    (
        "O(n)",
        """
def f(text):
    return sorted(set(text))
""",
    ),
    (
        "O(n)",
        """
def f(xs):
    return sorted({x % 10 for x in xs})
""",
    ),
    (
        None,
        """
def f(n):
    sieve = [True] * (n + 1)
    for i in range(2, n + 1):
        if sieve[i]:
            for at in range(i, n + 1, i):
                sieve[at] = False
    return sieve
""",
    ),
    (
        None,
        """
def f(xs):
    while len(xs) > 1:
        a = xs.pop()
        if a % 2:
            xs.append(a - 1)
        xs.append(a // 2)
    return xs
""",
    ),
    (
        "O(n)",
        """
class Money:
    def __init__(self, coins):
        self.coins = coins
    def __add__(self, other):
        return Money(self.coins + other.coins)

def f(xs):
    return Money(xs) + Money(xs)
""",
    ),
)
"""With what they grow like, None where that has no name."""


@pytest.mark.parametrize(("growth", "source"), CLAIMED)
def test_it_is_claimed(growth: str, source: str) -> None:
    assert analyse(source, "f").growth == growth


@pytest.mark.parametrize(("growth", "source"), NOT_MISTAKEN)
def test_it_is_not_mistaken_for_what_it_looks_like(growth: str | None, source: str) -> None:
    assert analyse(source, "f").growth in (growth, Growth.UNKNOWN)
