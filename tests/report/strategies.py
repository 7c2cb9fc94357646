"""Hypothesis strategies for the records of a report: everything that may stand in one, coherent as real records are."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from hypothesis import strategies as st

from pytest_codearena.records import (
    DIFFICULTIES,
    Attempt,
    Calibration,
    Check,
    Component,
    CurriculumMove,
    CurriculumPath,
    CurriculumRules,
    Episode,
    Grade,
    Growth,
    JudgeUse,
    Layer,
    Measurement,
    Outcome,
    Point,
    Price,
    Probe,
    Remembered,
    RememberedFailure,
    RememberedFix,
    Report,
    Settings,
    Spending,
    Timing,
    Tokens,
    Unaided,
    Verdict,
    Weights,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=30).filter(
    lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text)
)
"""Also control characters and lone surrogates (a pair of them is a character to JSON): it comes from candidates."""

scores = st.floats(0, 1)
seconds = st.floats(0, 1e9)
endless = seconds | st.just(math.inf)
counts = st.none() | st.integers(0, 10**12)
components = st.builds(Component, scores, scores, st.sampled_from(["measured", "judge", "neutral", "error", "dropped", "absent"]))
tokens = st.builds(Tokens, counts, counts, counts)
amounts = st.none() | st.floats(0, 1e9)
measurements = st.builds(
    Measurement,
    endless,
    st.lists(st.builds(Point, st.integers(0, 10**9), endless, endless), max_size=3).map(tuple),
    any_text,
    st.sampled_from(Growth),
    st.floats(-9, 99),
    scores,
    st.sampled_from(Growth),
    st.floats(-9, 99),
)
checks = st.builds(
    Check,
    any_text,
    st.sampled_from(["unit", "property"]),
    st.sampled_from(["passed", "failed", "skipped", "xfailed", "timeout", "out_of_memory", "crashed", "not_run"]),
    any_text,
)
grades = st.builds(
    Grade,
    st.sampled_from(Verdict),
    scores,
    st.dictionaries(any_text | st.sampled_from(["compile", "tests", "efficiency", "llm_correctness"]), components, max_size=4),
    st.lists(checks, max_size=4).map(tuple),
    st.lists(any_text, max_size=2).map(tuple),
    any_text,
    st.none() | measurements,
    st.builds(Timing, st.just(0.0), seconds, seconds),
    tokens,
    any_text,
)


verdicts = st.sampled_from(Verdict)
remembered = st.builds(
    Remembered,
    st.none() | st.builds(RememberedFix, any_text, verdicts, any_text, scores, st.integers(0, 100), any_text),
    st.lists(st.builds(RememberedFailure, verdicts, any_text, any_text), max_size=2).map(tuple),
    st.builds(Unaided, st.integers(0, 1000), scores, scores, scores),
)


@st.composite
def attempts(draw: st.DrawFn, number: int = 1) -> Attempt:
    """An attempt; its time is that of its grade and the agent's."""
    grade = draw(grades)
    code = draw(st.none() | any_text)
    timing = replace(grade.timing, agent_s=draw(seconds))
    method, note, reply = draw(any_text), draw(any_text), draw(any_text)
    return Attempt(number, code, grade, timing, draw(tokens), method, note, reply, draw(st.booleans()))


@st.composite
def episodes(draw: st.DrawFn, agents: st.SearchStrategy[str] = any_text) -> Episode:
    """An episode, its attempts numbered from 1; of any outcome, with or without attempts."""
    made = tuple(draw(attempts(number)) for number in range(1, draw(st.integers(0, 3)) + 1))
    return Episode(
        task=draw(any_text),
        path=draw(any_text),
        digest=draw(any_text),
        category=draw(any_text),
        difficulty=draw(st.sampled_from(DIFFICULTIES)),
        agent=draw(agents),
        epoch=draw(st.integers(1, 10**6)),
        outcome=draw(st.sampled_from(Outcome)),
        attempts=made,
        error=draw(any_text),
        remembered=draw(st.none() | remembered),
        cost=draw(amounts),
    )


settings = st.builds(
    Settings,
    agents=st.lists(any_text, max_size=2).map(tuple),
    attempts=st.integers(1, 6),
    epochs=st.integers(1, 100),
    seed=st.none() | st.integers(),
    judge=st.none() | any_text,
    judge_samples=st.integers(1, 25),
    sandbox=st.sampled_from(["strict", "weak"]),
    memory=any_text,
    curriculum=st.none() | st.builds(CurriculumRules, scores, scores, scores, st.integers(1, 1000)),
    replies=st.sampled_from(["off", "record", "replay", "auto"]),
    max_cost=st.none() | st.floats(0, 1e9, exclude_min=True),
    max_tokens=st.none() | st.integers(1, 10**15),
    weights=st.builds(Weights, *[seconds] * 8),
)
levels = st.sampled_from(DIFFICULTIES)
moves = st.lists(st.builds(CurriculumMove, levels, levels, scores, st.integers(1, 1000)), max_size=2).map(tuple)
layers = st.builds(Layer, any_text, st.booleans(), st.booleans(), any_text)
probes = st.builds(Probe, any_text, st.sampled_from(["reference", "mutant", "buggy"]), st.none() | scores)
calibrations = st.builds(
    Calibration, st.booleans(), any_text, st.booleans(), st.none() | scores, st.lists(probes, max_size=2).map(tuple), tokens
)
judges = st.builds(
    JudgeUse, any_text, any_text, st.lists(calibrations, max_size=2).map(tuple), tokens, st.lists(any_text, max_size=2).map(tuple)
)
prices = st.builds(Price, seconds, seconds, seconds)
spendings = st.builds(
    Spending, any_text, st.dictionaries(any_text, prices, max_size=2), tokens, amounts, amounts, amounts, *[st.integers(0, 10**9)] * 3
)
reports = st.builds(
    Report,
    plugin_version=any_text,
    created=any_text,
    settings=settings,
    sandbox=st.lists(layers, max_size=3).map(tuple),
    episodes=st.lists(episodes(), max_size=3).map(tuple),
    judge=st.none() | judges,
    curriculum=st.lists(st.builds(CurriculumPath, any_text, levels, moves), max_size=2).map(tuple),
    spending=st.none() | spendings,
)
