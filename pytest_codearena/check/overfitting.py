"""Whether hidden properties notice a fix that knows the visible tests by heart, and whether each of them notices anything."""

from __future__ import annotations

from ..attack.adapt import programs
from ..attack.corpus import TABLES
from ..attack.tables import table_of
from .runs import Runs, passes

_INTERPOLATES = "table_then_nearest"
"""No mere table: where answers come in steps whose edges the visible tests show, this is a way to compute them."""

_RAISES = "table_then_error"


def table_problems(runs: Runs, *, shown: str) -> list[str]:
    """Returns what is wrong if a table of what the visible tests ask passes every check; nothing if there is no such table."""
    known = table_of(runs.pool.visible_calls(runs.task))
    if not known:
        return []
    tables = [
        program
        for program in programs(runs.task, known, groups=(TABLES,))
        # One that stands on the buggy code is right where that is only slow.
        if program.attack.base == "names" and program.attack.name != _INTERPOLATES
    ]
    # Where one raises, whatever calls it fails: that says nothing for a property.
    runs_of = {each.attack.name: runs.all_checks(each.source, bites=each.attack.name != _RAISES) for each in tables}
    passing = [name for name, execution in runs_of.items() if passes(execution)]
    if not passing:
        return []
    where = runs.task.hidden[0].name if runs.task.hidden else "task.toml"
    problem = (
        f"{shown}/{where}: a table of what the visible tests ask passes every test ({', '.join(passing)}), so an agent can learn them "
        "by heart; add hidden properties that draw inputs of their own"
    )
    return [problem]


def vacuous_properties(runs: Runs) -> tuple[str, ...]:
    """Returns the properties that nothing wrong has failed so far; one with parameters counts as one."""
    names = dict.fromkeys(name.partition("[")[0] for name in runs.properties)
    bitten = {name.partition("[")[0] for name in runs.bitten}
    return tuple(name for name in names if name not in bitten)


def vacuity_problems(vacuous: tuple[str, ...], *, shown: str) -> list[str]:
    """Returns what is wrong with these properties."""
    problems = []
    for name in vacuous:
        file, _, function = name.partition("::")
        problems.append(
            f"{shown}/{file}: {function}: nothing wrong ever failed it (the buggy code, tables of the visible tests, mutants of the "
            "reference), so it says nothing; assert on what the code returns, for inputs where a mistake shows"
        )
    return problems
