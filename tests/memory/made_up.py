"""Small entries, and Hypothesis strategies for all that an entry may hold."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from pytest_codearena.memory.entries import LONGEST_REASON, MOST_FAILED, Entry
from pytest_codearena.records import Remembered, RememberedFailure, RememberedFix, Unaided, Verdict

DATE = "2026-03-01T12:00:00+00:00"


def entry(digest: str = "d", *, agent: str = "a", date: str = DATE, reward: float = 0.5, code: str = "x = 1\n") -> Entry:
    """An episode of one attempt that failed."""
    best = RememberedFix(code, Verdict.FAILED, "test_even: 1 == 2", reward, 1, date)
    failure = RememberedFailure(Verdict.FAILED, "test_even: 1 == 2", "0" * 64)
    return Entry("half", digest, agent, date, Remembered(best, (failure,), Unaided(1, reward, reward, 0.0)))


texts = st.text(st.characters(exclude_categories=()), max_size=30).filter(
    lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text)
)
one_line = st.text(st.characters(exclude_categories=("Cc", "Zl", "Zp", "Cs")), max_size=LONGEST_REASON)
shares = st.floats(0, 1)
verdicts = st.sampled_from(Verdict)
dates = st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds") + "+00:00")
fixes = st.builds(RememberedFix, texts, verdicts, one_line, shares, st.integers(1, 100), dates)
digests = st.just("") | st.text("0123456789abcdef", min_size=64, max_size=64)
failures = st.lists(
    st.builds(RememberedFailure, verdicts, one_line, digests), max_size=MOST_FAILED, unique_by=lambda each: each.code_digest
).map(tuple)
unaided = st.just(Unaided()) | st.builds(Unaided, st.integers(1, 1000), shares, shares, shares)
remembered = st.builds(Remembered, st.none() | fixes, failures, unaided)
entries = st.builds(Entry, texts, texts, texts, dates, remembered)
