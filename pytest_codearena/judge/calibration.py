"""Can a judge judge? It has to rank code of known worth, drawn from the run's own tasks, before any score of it counts.

The test is that of Jonckheere and Terpstra for ordered groups, stratified by task, exact: how often would a judge that draws its
scores at random rank reference above mutants above buggy code so well?
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..check.mutants import mutants_of
from ..errors import TaskError
from ..grading.pool import GradingPool
from ..records import Calibration, Probe, Task, Tokens, pass_ratio
from .judge import Judge, Opinion
from .view import judges_view

MOST_P = 0.05
MOST_TASKS = 3
MUTANTS = {1: 6, 2: 3, 3: 2}
"""Number of tasks -> mutants of each: about ten probes in all, and enough of them for one task to tell."""
_KINDS = {2: "the reference", 1: "code that fails few checks", 0: "code that fails most"}
_MOST_TRIED = 20
_PATIENCE = 5
"""A check of a mutant may take so many times as long as with the reference."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A source and how good it is known to be: 2 the reference, 1 better than the buggy code, 0 no better."""

    kind: str
    source: str
    level: int


def calibrate(judge: Judge, tasks: Sequence[Task], pool: GradingPool, *, seed: int | None = None) -> Calibration:
    """Returns whether the scores of ``judge`` count. The same tasks are chosen for the same seed, whatever their order.

    What code is worth is measured, not assumed: a mutant ranks above the buggy code if it passes more checks, and one that
    passes all of them, or buggy code that does, is left out. Tasks that are not in order are left out.
    """
    ranked = _chosen(tasks, pool, seed)
    asked: list[tuple[Task, _Ranked, str]] = []
    for task, sources in ranked:
        for source in sources:
            view = judges_view(source.source, task)
            if view is not None:
                asked.append((task, source, view))
    opinions = _opinions(judge, asked)
    tokens = sum((opinion.tokens for opinion in opinions), Tokens())
    probes = tuple(
        Probe(task.name, source.kind, opinion.scores.correctness if opinion.scores else None)
        for (task, source, _), opinion in zip(asked, opinions, strict=True)
    )
    errors = [opinion.error for opinion in opinions if opinion.scores is None]
    if errors and 2 * len(errors) >= len(opinions):
        return Calibration(False, errors[0], failed=True, probes=probes, tokens=tokens)
    strata = []
    for task, _ in ranked:
        own = [
            (source.level, opinion.scores.correctness)
            for (each, source, _), opinion in zip(asked, opinions, strict=True)
            if each is task and opinion.scores is not None
        ]
        strata.append(own)
    p_value = chance_of(strata)
    reason = _reason(p_value, strata)
    return Calibration(not reason, reason, p_value=round(p_value, 6), probes=probes, tokens=tokens)


def chance_of(strata: Sequence[Sequence[tuple[int, float]]]) -> float:
    """Returns how often random scores agree at least as well with the levels, for (level, score) of each stratum.

    Agreement is the number of pairs of different level that are ranked right, less those that are ranked wrong.
    """
    chances = {0: 1.0}
    observed = 0
    for stratum in strata:
        scores = [score for _, score in stratum]
        observed += _agreement([level for level, _ in stratum], scores)
        own: dict[int, int] = {}
        for levels in _arrangements([level for level, _ in stratum]):
            value = _agreement(levels, scores)
            own[value] = own.get(value, 0) + 1
        total = sum(own.values())
        together: dict[int, float] = {}
        for before, chance in chances.items():
            for value, count in own.items():
                together[before + value] = together.get(before + value, 0.0) + chance * count / total
        chances = together
    return min(1.0, sum(chance for value, chance in chances.items() if value >= observed))


def _agreement(levels: Sequence[int], scores: Sequence[float]) -> int:
    pairs = combinations(zip(levels, scores, strict=True), 2)
    signs = ((a_level - b_level, a_score - b_score) for (a_level, a_score), (b_level, b_score) in pairs)
    return sum(0 if not level or not score else 1 if (level > 0) == (score > 0) else -1 for level, score in signs)


def _arrangements(levels: Sequence[int]) -> Iterator[list[int]]:
    """All different orders of the levels, each once."""
    if not levels:
        yield []
        return
    highest = max(levels)
    others = [level for level in levels if level != highest]
    for places in combinations(range(len(levels)), len(levels) - len(others)):
        for rest in _arrangements(others):
            waiting = iter(rest)
            yield [highest if place in places else next(waiting) for place in range(len(levels))]


def _reason(p_value: float, strata: Sequence[Sequence[tuple[int, float]]]) -> str:
    """Why the scores don't count: too little to tell, no better than chance, or two kinds of code that are not told apart."""
    if p_value <= MOST_P:
        for higher, lower in ((2, 1), (1, 0), (2, 0)):
            both = [[each for each in stratum if each[0] in (higher, lower)] for stratum in strata]
            pairs = sum({higher, lower} <= {level for level, _ in stratum} for stratum in both)
            if pairs and sum(_agreement([level for level, _ in stratum], [score for _, score in stratum]) for stratum in both) <= 0:
                return f"it does not rank {_KINDS[higher]} above {_KINDS[lower]}"
        return ""
    best = chance_of([[(level, float(level)) for level, _ in stratum] for stratum in strata])
    if best > MOST_P:
        count = sum(map(len, strata))
        return f"this run's tasks give too few probes to tell whether it can judge ({count}); run more tasks at a time"
    return (
        f"it does not rank reference above mutants above buggy code better than chance (p = {p_value:.2g}, at most {MOST_P} is needed)"
    )


def _opinions(judge: Judge, asked: Sequence[tuple[Task, _Ranked, str]]) -> list[Opinion]:
    opinions: list[Opinion] = []
    for task in dict.fromkeys(task for task, _, _ in asked):
        opinions += judge.opinions(task, [view for each, _, view in asked if each is task])
    return opinions


def _chosen(tasks: Sequence[Task], pool: GradingPool, seed: int | None) -> list[tuple[Task, list[_Ranked]]]:
    """The first few tasks in an order that seed and digests decide, each with its ranked sources."""
    order = sorted({task.digest: task for task in tasks}.values(), key=lambda task: _draw(seed, task.digest))
    count = min(len(order), MOST_TASKS)
    chosen: list[tuple[Task, list[_Ranked]]] = []
    for task in order:
        if len(chosen) == count:
            break
        try:
            sources = _ranked(task, pool, MUTANTS[count], seed)
        except TaskError:
            continue  # its own item says so
        if len(sources) > 1:
            chosen.append((task, sources))
    return chosen


def _ranked(task: Task, pool: GradingPool, mutants: int, seed: int | None) -> list[_Ranked]:
    def worth(source: str) -> float | None:
        """The share of checks that pass; None if it does not load."""
        found = pool.execute(
            task, source, seed=seed, live_search=False, both_phases=True, timed=False, growth=False, patience=_PATIENCE
        )
        return pass_ratio(found.checks) if found.imported else None

    wrong: list[tuple[float, str, str]] = []
    found = list(mutants_of(task.reference))
    random.Random(_draw(seed, task.digest)).shuffle(found)
    for mutant in found[:_MOST_TRIED]:
        own = worth(mutant.source)
        if own is not None and own < 1.0:
            wrong.append((own, "mutant", mutant.source))
        if len(wrong) == mutants:
            break
    buggy = worth(task.buggy)
    if buggy is not None and buggy < 1.0:  # one that is only slow computes what the reference does
        wrong.append((buggy, "buggy", task.buggy))
    return [_Ranked("reference", task.reference, 2), *_split(wrong)]


def _split(wrong: Sequence[tuple[float, str, str]]) -> list[_Ranked]:
    """Wrong code in two levels: what passes more checks than the buggy code, and the rest; if nothing does, than the worst."""
    shares = [share for share, _, _ in wrong]
    floor = next((share for share, kind, _ in wrong if kind == "buggy"), 1.0)
    if not any(share > floor for share in shares):
        floor = min(shares, default=1.0)
    return [_Ranked(kind, source, int(share > floor)) for share, kind, source in wrong]


def _draw(seed: int | None, digest: str) -> str:
    return hashlib.sha256(f"{seed}:{digest}".encode()).hexdigest()
