"""Hooks for plugins of the command line.

A plugin is a module, or an object, with functions of these names, marked with ``hookimpl``. It is found by an entry point in
the group ``codearena``, or by ``-p MODULE`` on the command line::

    # my_bugs.py
    from pytest_codearena import Case, Entry, Importer
    from pytest_codearena.hookspecs import hookimpl

    def entries(source):
        for line in source.read_text().splitlines(): ...
            yield Entry(...)

    @hookimpl
    def codearena_importers():
        return [Importer("my-bugs", "a file with a bug on each line", url="…", licence="MIT", entries=entries)]
"""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from .entries import Importer

GROUP = "codearena"
"""Name of the project for pluggy, and of the group of entry points."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def codearena_importers() -> Sequence[Importer]:
    """Returns importers for ``codearena import``. Called once, when the command runs."""
    return ()
