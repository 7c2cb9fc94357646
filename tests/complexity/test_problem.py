"""Which problem `analyse` takes small functions to solve."""

from __future__ import annotations

import pytest

from pytest_codearena import analyse

PROBLEMS = [
    ("maximum-subarray", "def best(a):\n    cur = top = a[0]\n    for x in a[1:]:\n        cur = max(x, cur + x)\n        top = max(top, cur)\n    return top"),
    ("maximum-subarray", "def best(a):\n    top = a[0]\n    for i in range(len(a)):\n        s = 0\n        for j in range(i, len(a)):\n            s += a[j]\n            top = max(top, s)\n    return top"),
    ("maximum-subarray", "def max_subarray(a):\n    return max(sum(a[i:j]) for i in range(len(a)) for j in range(i + 1, len(a) + 1))"),
    ("two-sum", "def pair(a, target):\n    seen = {}\n    for i, x in enumerate(a):\n        if target - x in seen:\n            return seen[target - x], i\n        seen[x] = i"),
    ("two-sum", "def pair(a, t):\n    for i in range(len(a)):\n        for j in range(i + 1, len(a)):\n            if a[i] + a[j] == t:\n                return i, j"),
    ("two-sum", "def two_sum(a, t):\n    left, right = 0, len(a) - 1\n    while left < right:\n        s = a[left] + a[right]\n        if s == t: return left, right\n        if s < t: left += 1\n        else: right -= 1"),
    ("binary-search", "def find(a, x):\n    lo, hi = 0, len(a)\n    while lo < hi:\n        mid = (lo + hi) // 2\n        if a[mid] < x:\n            lo = mid + 1\n        else:\n            hi = mid\n    return lo"),
    ("binary-search", "import bisect\ndef find(a, x):\n    return bisect.bisect_left(a, x)"),
    ("binary-search", "def find(a, x, lo, hi):\n    if lo > hi: return -1\n    mid = lo + (hi - lo) // 2\n    if a[mid] == x: return mid\n    if a[mid] < x: return find(a, x, mid + 1, hi)\n    return find(a, x, lo, mid - 1)"),
    ("duplicates", "def has_duplicates(a):\n    return len(a) != len(set(a))"),
    ("duplicates", "def twice(a):\n    seen = set()\n    for x in a:\n        if x in seen: return x\n        seen.add(x)"),
    ("duplicates", "def same(a):\n    for i in range(len(a)):\n        for j in range(i):\n            if a[i] == a[j]: return True\n    return False"),
    ("sorting", "def bubble(a):\n    for i in range(len(a)):\n        for j in range(len(a) - 1):\n            if a[j] > a[j + 1]:\n                a[j], a[j + 1] = a[j + 1], a[j]\n    return a"),
    ("sorting", "def ranked(a):\n    return sorted(a, key=lambda x: -x)"),
    ("sorting", "def quicksort(a):\n    if not a: return a\n    return quicksort([x for x in a[1:] if x < a[0]]) + [a[0]] + quicksort([x for x in a[1:] if x >= a[0]])"),
    ("sliding-window", "def loudest(a, k):\n    return max(sum(a[i:i + k]) for i in range(len(a)))"),
    ("sliding-window", "def longest(s):\n    start = best = 0\n    last = {}\n    for i, c in enumerate(s):\n        if c in last:\n            start = max(start, last[c] + 1)\n        last[c] = i\n        best = max(best, i - start + 1)\n    return best"),
    ("sliding-window", "def shortest(a, t):\n    left = total = 0\n    for x in a:\n        total += x\n        while total >= t:\n            total -= a[left]\n            left += 1\n    return left"),
    ("prefix-sum", "from itertools import accumulate\ndef totals(a):\n    return list(accumulate(a))"),
    ("prefix-sum", "def totals(a):\n    return [sum(a[:i]) for i in range(len(a))]"),
    ("prefix-sum", "def answers(a, queries):\n    prefix = [0]\n    for x in a:\n        prefix.append(prefix[-1] + x)\n    return [prefix[j] - prefix[i] for i, j in queries]"),
    ("graph", "from collections import deque\ndef reach(graph, start):\n    seen = {start}\n    todo = deque([start])\n    while todo:\n        for n in graph[todo.popleft()]:\n            if n not in seen:\n                seen.add(n)\n                todo.append(n)\n    return seen"),
    ("graph", "def dfs(adj, node, seen):\n    seen.add(node)\n    for n in adj[node]:\n        if n not in seen:\n            dfs(adj, n, seen)"),
    ("dynamic-programming", "def climb(n):\n    dp = [1] * (n + 1)\n    for i in range(2, n + 1):\n        dp[i] = dp[i - 1] + dp[i - 2]\n    return dp[n]"),
    ("dynamic-programming", "from functools import cache\n@cache\ndef fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)"),
    ("dynamic-programming", "def change(coins, amount):\n    ways = [1] + [0] * amount\n    for c in coins:\n        for a in range(c, amount + 1):\n            ways[a] = ways[a] + ways[a - c]\n    return ways[amount]"),
    ("string-building", "def shout(words):\n    out = ''\n    for w in words:\n        out += w.upper()\n    return out"),
    ("string-building", "def shout(words):\n    return ' '.join(w.upper() for w in words)"),
    ("matrix", "def transpose(matrix):\n    return [list(column) for column in zip(*matrix)]"),
    ("matrix", "def times(a, b):\n    n = len(a)\n    return [[sum(a[i][k] * b[k][j] for k in range(n)) for j in range(n)] for i in range(n)]"),
    ("recursion", "def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)"),
    ("recursion", "def depth(tree):\n    return 0 if tree is None else 1 + max(depth(tree.left), depth(tree.right))"),
    ("counting", "from collections import Counter\ndef often(a):\n    return Counter(a)"),
    ("counting", "def often(a):\n    n = {}\n    for x in a:\n        n[x] = n.get(x, 0) + 1\n    return n"),
    ("unknown", "def half(x):\n    return x / 2"),
    ("unknown", "def largest(a):\n    return max(a)"),
    ("unknown", "def greet(name):\n    return f'hello {name}'"),
    ("unknown", "def f(:"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "source"), PROBLEMS)
def test_the_problem(problem: str, source: str) -> None:
    assert analyse(source).problem == problem


HINTS = [
    ("set", "def f(a, b: list[int]):\n    return [x for x in a if x in b]"),
    ("deque", "def f(a):\n    q = list(a)\n    while q:\n        q.pop(0)"),
    ("reverse", "def f(a):\n    out = []\n    for x in a:\n        out.insert(0, x)\n    return out"),
    ("join", "def f(words):\n    out = ''\n    for w in words:\n        out = w + out\n    return out"),
    ("cache", "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)"),
    ("ending_here", "def f(a):\n    return max(sum(a[i:j]) for i in range(len(a)) for j in range(len(a)))"),
    ("Counter", "def f(a: list[int]):\n    return [a.count(x) for x in a]"),
    ("running totals", "def f(a):\n    return [sum(a[:i]) for i in range(len(a))]"),
]


@pytest.mark.parametrize(("word", "source"), HINTS)
def test_the_hint_says_what_to_use(word: str, source: str) -> None:
    assert word in analyse(source).hint


@pytest.mark.parametrize("source", ["def f(a):\n    return a[0]", "def f(a):\n    return sum(a)", "def f(a):\n    return sorted(a)", "def f(:", ""])
def test_what_can_be_no_faster_gets_no_hint(source: str) -> None:
    assert analyse(source).hint == ""
