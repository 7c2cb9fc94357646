"""The author's tests of one task as pytest collected them, sorted once for all attempts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest


@dataclass(frozen=True, slots=True, eq=False)
class Suite:
    """Items by what is done with them."""

    items: tuple[pytest.Item, ...]
    units: tuple[pytest.Item, ...]
    """Of the visible files."""
    properties: tuple[pytest.Item, ...]
    """Of the hidden files, whatever they are."""
    bare: frozenset[pytest.Item]
    """Those whose setup and teardown have nothing to do."""
    places: Mapping[str, int]
    """Position by test id."""
    warming: pytest.Item | None
    """A test of nothing, which is not among the items; None if no module is theirs."""

    @staticmethod
    def of(items: Iterable[pytest.Item], hidden: Iterable[str]) -> Suite:
        """Returns the suite; ``hidden`` names the files of properties."""
        found, files = tuple(items), frozenset(hidden)
        properties = tuple(item for item in found if item.nodeid.partition("::")[0] in files)
        return Suite(
            items=found,
            units=tuple(item for item in found if item not in properties),
            properties=properties,
            bare=frozenset(item for item in found if _is_bare(item)),
            places={item.nodeid: place for place, item in enumerate(found)},
            warming=_warming(found),
        )

    def phase(self, item: pytest.Item) -> str:
        """Returns ``property`` or ``unit``."""
        return "property" if item in self.properties else "unit"


def _warming(items: Iterable[pytest.Item]) -> pytest.Item | None:
    module = next((found for item in items if (found := item.getparent(pytest.Module))), None)
    return pytest.Function.from_parent(module, name="test_nothing", callobj=_nothing) if module is not None else None


def _nothing() -> None:
    return None


def _is_bare(item: pytest.Item) -> bool:
    """True for a function of a module, without fixtures and marks."""
    return isinstance(item, pytest.Function) and item.cls is None and not item.fixturenames and not any(item.iter_markers())


def run_bare(item: pytest.Item) -> None:
    """Runs such an item as pytest would, but for its empty setup and teardown, which cost two thirds of the time."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        call = pytest.CallInfo.from_call(item.runtest, when="call")
    for stream, printed in (("stdout", out.getvalue()), ("stderr", err.getvalue())):
        if printed:
            item.add_report_section("call", stream, printed)
    report = item.ihook.pytest_runtest_makereport(item=item, call=call)
    item.ihook.pytest_runtest_logreport(report=report)


class _Writing:
    """Stands in for the terminal's reporter: pytest before 9 takes the writer from it to say why an assertion fails."""

    def __init__(self, writer: object) -> None:
        self._tw = writer


def spare_unused_plugins(session: pytest.Session) -> None:
    """Takes out what surrounds every test, at a cost, for the sake of fixtures and marks that none of these tests uses."""
    fixtures = {name for item in session.items for name in getattr(item, "fixturenames", ())}
    # The log of this process is for its own faults; nobody reads what the terminal's reporter writes per test.
    writer = session.config.get_terminal_writer()
    session.config.pluginmanager.unregister(name="terminalreporter")
    session.config.pluginmanager.register(_Writing(writer), "terminalreporter")
    unused = {
        "logging-plugin": "caplog" not in fixtures,
        "warnings": all(item.get_closest_marker("filterwarnings") is None for item in session.items),
        "setuponly": True,
        "setupplan": True,
    }
    for name, spared in unused.items():
        if spared:
            session.config.pluginmanager.unregister(name=name)
