"""One or two sentences for an agent that is to make a function faster, chosen by what makes it slow."""

from __future__ import annotations

from collections.abc import Iterable

from ..records import Growth

_FAST = (Growth.CONSTANT, Growth.LOGARITHMIC)

_OF_PROBLEMS = {
    "maximum-subarray": "One pass is enough: keep the best sum that ends here, max(x, ending_here + x), and the best of these.",
    "two-sum": "One pass is enough: keep what was seen in a dict or set, and look for target - x in it.",
    "duplicates": "One pass is enough: keep what was seen in a set, in which `in` takes constant time.",
    "prefix-sum": "Compute all running totals once; the sum of a part is then the difference of two of them.",
    "sliding-window": "Move the window instead of looking at all of it again: add what comes in, take off what goes out.",
    "sorting": "sorted() and list.sort() take O(n log n).",
    "dynamic-programming": "Compute each state once, smaller ones first, and keep only the states that are still needed.",
    "counting": "Count everything in one pass with collections.Counter.",
    "binary-search": "The input is sorted: halve the range in each step (bisect does it), and don't copy parts of the list.",
}

_OF_REASONS = {
    "insert(0)": "list.insert moves all elements behind it: append and reverse at the end, or use collections.deque.appendleft.",
    "pop(0)": "Taking from the front of a list moves all elements behind it: use collections.deque and popleft, or an index.",
    "in": "`in` on a list looks at all of it in every round: keep a set beside it.",
    "index": "index looks through everything in every round: build a dict from element to position once.",
    "remove": "remove looks through the list in every round: sort once, or use a heap or a set.",
    "count": "count looks at everything in every round: count once with collections.Counter.",
    "str +=": "Adding to a str in a loop can copy it each time: collect the pieces in a list and join them once.",
    "copy by +": "`+` copies everything in every round: append to one list.",
    "doubles": "The number of combinations doubles in every round: keep only those that differ, for example in a set.",
    "insort": "insort moves elements in every round: collect everything, and sort once.",
    "sort": "Sorting in every round is wasted: sort once before the loop, or use heapq.",
    "sum": "sum looks at everything in every round: keep a running total, or compute running totals once.",
    "min": "min looks at everything in every round: sort once, use heapq, or keep the smallest so far.",
    "max": "max looks at everything in every round: sort once, use heapq, or keep the largest so far.",
    "slice": "A slice copies its elements in every round: pass indices instead.",
}
_BRANCHING = (
    "The same inputs are computed again and again: keep results with functools.cache, or compute the smaller ones first."
)
_NESTED = "Each loop inside another multiplies the work: keep what the inner one computes again in a dict, a set or a total."


def hint_for(problem: str, growth: Growth, words: Iterable[tuple[str, bool]]) -> str:
    """The hint; empty if nothing sensible can be said. ``words`` are those of the reasons, each with whether it is in a loop."""
    if growth in _FAST:
        return ""
    looped = {word for word, in_loop in words if in_loop}
    branching = "branching" in {word for word, _ in words}
    slow = growth in (Growth.QUADRATIC, Growth.CUBIC, Growth.EXPONENTIAL)
    slow = slow or (growth is Growth.UNKNOWN and "nested loop" in looped)
    if branching and "unsure" not in looped:
        return _BRANCHING
    if slow and problem in ("maximum-subarray", "two-sum", "duplicates", "prefix-sum", "sliding-window"):
        return _OF_PROBLEMS[problem]
    for word, sentence in _OF_REASONS.items():
        if word in looped and (slow or word in ("insert(0)", "pop(0)", "in", "index", "count", "str +=", "remove", "sort")):
            return sentence
    if slow and problem in _OF_PROBLEMS:
        return _OF_PROBLEMS[problem]
    return _NESTED if slow and "nested loop" in looped else ""
