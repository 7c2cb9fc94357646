"""Recorded inputs of Hypothesis properties: drawn once on the reference, replayed on every candidate.

Drawing inputs is nearly all that a property costs. The grader draws them once, before it forks; each fork
replays them, and only then lets Hypothesis search on. A property whose inputs can't be replayed (interactive
draws, stateful machines, inputs that hold objects of a candidate) is searched live every time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from _pytest.assertion import util
from hypothesis import core, settings
from hypothesis.errors import HypothesisException, UnsatisfiedAssumption

from ..sandbox.inside.codec import Codec
from ..sandbox.inside.rows import WireError
from .examples import Drawn, Example, Probes, Records
from .shape import Shape

if TYPE_CHECKING:
    from .trial import Order

_PROFILE = "codearena"
_EXAMPLE = re.compile(r"Falsifying (?:explicit )?example: \w+\(\n?(.*)\)\s*$", re.DOTALL)
_MAX_RECORDED = 400
_LIVE_SHARE = 0.25
"""Of a property's examples that are searched live after the recorded ones: those were as new to the candidate."""

@dataclass(slots=True)
class Witness:
    """Sees every example that reaches a property's body in one test."""

    failure: BaseException | None = None
    inputs: list[str] = field(default_factory=list)
    """The inputs of that example, one a line, as they were shown before the code saw them if it was a recorded one."""


def configure(home: str) -> None:
    """Hypothesis never waits for a deadline, writes no database, and reports one failure at a time after this."""
    hypothesis.configuration.set_hypothesis_home_dir(home)
    phases = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain]
    settings.register_profile(
        _PROFILE,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=phases,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    settings.load_profile(_PROFILE)


def take_constants_of_tasks_only() -> None:
    """Hypothesis draws no constants from the source of what is imported by now after this, only from that of tasks.

    Elsewhere than in ``site-packages`` it takes any module for the user's own, and to read all of ours takes more than half of
    a grader's start.
    """
    seen = getattr(sys.modules.get("hypothesis.internal.conjecture.providers"), "_seen_modules", None)
    if isinstance(seen, set):  # a version without it may read them: that is slower, and right too
        seen.update(map(id, list(sys.modules.values())))


def seed(value: int) -> None:
    """Every search that starts after this draws from ``value``."""
    core.global_force_seed = value  # type: ignore[assignment]


def handle(item: pytest.Item) -> Any:
    """Returns Hypothesis' handle on a property's test function; None if the item is no ``@given`` function."""
    found = getattr(getattr(item, "obj", None), "hypothesis", None)
    return found if hasattr(found, "inner_test") else None


@contextmanager
def recording(item: pytest.Item, shape: Shape, records: Records) -> Iterator[None]:
    """Keeps copies of the inputs that reach the property's body meanwhile, if all of them can be replayed."""
    found = handle(item)
    if found is None:
        yield
        return
    inner = found.inner_test
    kept: list[Example] = []
    copies = _Copier(shape)
    replayable = [True]
    calls = shape.bond.conduct.calls

    def record(*args: Any, **kwargs: Any) -> Any:
        drawn = {name: value for name, value in kwargs.items() if name not in _fixtures(item)}
        try:
            copy = copies.copy(drawn)
        except WireError:
            replayable[0] = False
            copy = {}
        before = len(calls)
        result = inner(*args, **kwargs)
        if len(kept) < _MAX_RECORDED:
            kept.append(Example(copy, tuple(_lines(copy)), tuple(calls[before:])))
        del calls[before:]
        return result

    found.inner_test = record
    try:
        yield
    finally:
        found.inner_test = inner
        if replayable[0] and kept:
            records.examples[item.nodeid] = kept


@contextmanager
def watching(item: pytest.Item, records: Records, order: Order, passed: list[int]) -> Iterator[Witness]:
    """The item's next run replays its recorded inputs first; the witness sees its failing examples."""
    witness = Witness()
    seed(order.seed)
    found = handle(item)
    if found is None:
        yield witness
        return
    inner = found.inner_test

    def watched(*args: Any, **kwargs: Any) -> Any:
        try:
            return inner(*args, **kwargs)
        except (UnsatisfiedAssumption, HypothesisException):
            raise
        except Exception as error:
            witness.failure = error
            witness.inputs = _lines({name: value for name, value in kwargs.items() if name not in _fixtures(item)})
            raise

    found.inner_test = watched
    examples = records.examples.get(item.nodeid, []) if order.replay else []
    probes = records.probes.get(item.nodeid) if examples else None
    _plans[item] = _Plan(examples, probes, order, passed, witness, inner)
    try:
        yield witness
    finally:
        found.inner_test = inner
        _plans.pop(item, None)


class Fault(BaseException):
    """Something of ours went wrong inside a test: no failure of the candidate."""


@dataclass(slots=True)
class _Plan:
    examples: list[Example]
    probes: Probes | None
    order: Order
    passed: list[int]
    witness: Witness
    inner: Callable[..., Any]


_plans: dict[pytest.Item, _Plan] = {}


def call(item: pytest.Function) -> bool | None:
    """Runs a prepared property; returns None where the ordinary search is to follow, as pytest_pyfunc_call does."""
    __tracebackhide__ = True
    plan = _plans.pop(item, None)
    if plan is None:
        return None
    try:
        failed = _replay(item, plan)
    except Exception as error:  # the property's own are caught where it is called
        raise Fault("replaying recorded inputs failed") from error
    if failed is None:
        if plan.examples and not plan.order.live:
            return True
        _search_less(item, plan.order.live_share or (_LIVE_SHARE if plan.examples else 1.0), shrink=plan.order.shrink)
        return None
    if plan.order.shrink:
        _search(item)  # raises with a smaller input if it finds one
    plan.witness.failure, plan.witness.inputs = failed
    raise failed[0]


def _search(item: pytest.Function) -> None:
    __tracebackhide__ = True
    item.obj(**{name: item.funcargs[name] for name in item._fixtureinfo.argnames})


@contextmanager
def searching_less(item: pytest.Item, share: float) -> Iterator[None]:
    """The property draws this share of its examples meanwhile."""
    if share == 1 or handle(item) is None or not isinstance(item, pytest.Function):
        yield
        return
    function = getattr(item.obj, "__func__", item.obj)
    before = getattr(function, "_hypothesis_internal_use_settings", None)
    _search_less(item, share, shrink=True)
    try:
        yield
    finally:
        function._hypothesis_internal_use_settings = before


def _search_less(item: pytest.Function, share: float, *, shrink: bool) -> None:
    """The item's next search draws this share of its examples, and makes nothing small unless it is asked to."""
    function = getattr(item.obj, "__func__", item.obj)
    full: settings = getattr(function, "_hypothesis_internal_use_settings", None) or settings()
    phases = [phase for phase in full.phases if shrink or phase is not hypothesis.Phase.shrink]
    function._hypothesis_internal_use_settings = settings(
        full, max_examples=max(1, round(full.max_examples * share)), phases=phases
    )


def _replay(item: pytest.Function, plan: _Plan) -> tuple[Exception, list[str]] | None:
    """Runs the recorded inputs; returns the failure with the shortest one of those that were run, if any failed."""
    own = (item.obj.__self__,) if item.cls is not None else ()
    fixtures = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}
    # Nobody reads what an assertion would say about each input, and to find that out is most of what a failing one costs.
    compared = getattr(util, "_reprcompare", None)
    util._reprcompare = None
    try:
        return _replay_each(plan, own, fixtures)
    finally:
        util._reprcompare = compared


def _replay_each(plan: _Plan, own: tuple[Any, ...], fixtures: dict[str, Any]) -> tuple[Exception, list[str]] | None:
    failures: list[tuple[int, int, Exception, Example]] = []
    probes = (*plan.probes.good, *plan.probes.bad) if plan.probes else ()
    others = [place for place in range(len(plan.examples)) if place not in probes]
    for number, place in enumerate([*probes, *others]):
        if failures and number >= len(probes) and not plan.order.every_example:
            break
        example = plan.examples[place]
        error: Exception
        try:
            plan.inner(*own, **fixtures, **example.drawn)
        except UnsatisfiedAssumption:
            # The reference met it with this very input: a candidate can't talk itself out of a property.
            error = AssertionError("an assumption no longer holds")
        except Exception as raised:
            error = raised
        else:
            plan.passed.append(place)
            continue
        failures.append((sum(map(len, example.lines)), number, error, example))
        if plan.order.first_failure:
            break
    if not failures:
        return None
    _, _, shortest, example = min(failures, key=lambda failure: failure[:2])
    return shortest, list(example.lines)


def explain(item: pytest.Item, error: BaseException | None, witness: Witness | None) -> str:
    """Returns what an agent may know of a failed property: its counterexample and what its own code raised; no source."""
    seen = error if error is not None else witness.failure if witness is not None else None
    inputs = _falsifying(seen) or (witness.inputs if witness is not None else [])
    lines = [f"the property {item.name.partition('[')[0]} does not hold" + (" for:" if inputs else "")]
    lines += [f"    {line}" for line in inputs]
    cause = seen.exceptions[0] if isinstance(seen, BaseExceptionGroup) else seen
    if cause is not None and getattr(cause, "_codearena_remote", False):
        text = str(getattr(cause, "_codearena_text", ""))[:500]
        lines.append(f"there your code raised {type(cause).__name__}" + (f": {text}" if text else ""))
        lines.append(getattr(cause, "_codearena_where", ""))
    return "\n".join(lines)[:3000]


def _falsifying(error: BaseException | None) -> list[str]:
    if isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    for note in getattr(error, "__notes__", ()):
        match = _EXAMPLE.match(note)
        if match:
            lines = [line.strip().rstrip(",") for line in match[1].splitlines() if line.strip()]
            return [_shortened(line) for line in lines if not line.startswith("self=")][:20]
    return []


def _lines(drawn: Drawn) -> list[str]:
    return [_shortened(f"{name}={value!r}") for name, value in drawn.items()]


def _shortened(line: str) -> str:
    return line if len(line) <= 500 else line[:300] + " […] " + line[-150:]


def _fixtures(item: pytest.Item) -> frozenset[str]:
    return frozenset(item._fixtureinfo.argnames) if isinstance(item, pytest.Function) else frozenset()


class _Copier:
    """Copies plain data exactly, sharing and cycles included; refuses anything else."""

    def __init__(self, shape: Shape) -> None:
        self._codec = Codec(shape.support_classes, self._refuse, self._refuse)

    @staticmethod
    def _refuse(value: Any) -> Any:
        raise WireError(f"{type(value).__name__} is not plain data")

    def copy(self, drawn: Drawn) -> Drawn:
        """Returns an independent copy. Raises WireError if it holds more than plain data."""
        sent = self._codec.encode(list(drawn.values()))
        message = self._codec.unpack(self._codec.pack([sent.roots, sent.table]))
        values = self._codec.decode(*message).values
        return dict(zip(drawn, values, strict=True))
