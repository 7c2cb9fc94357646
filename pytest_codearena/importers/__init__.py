"""Importers of collections of bugs: the shipped ones, and those of plugins."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

import pluggy

from .. import hookspecs
from ..entries import Importer
from ..errors import UsageError
from . import humanevalfix, quixbugs


def find_importers(plugins: Iterable[str] = ()) -> dict[str, Importer]:
    """Returns all importers by name, in alphabetical order.

    ``plugins`` are modules to look into beside the installed ones. Raises UsageError for one that can't be imported, and for a
    name that is taken twice.
    """
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    for module in (humanevalfix, quixbugs):
        manager.register(module)
    manager.load_setuptools_entrypoints(hookspecs.GROUP)
    for name in plugins:
        try:
            manager.register(importlib.import_module(name))
        except ImportError as error:
            raise UsageError(f"-p {name}: can't be imported: {error}") from None
    found: dict[str, Importer] = {}
    for importer in sorted((each for group in manager.hook.codearena_importers() for each in group), key=lambda each: each.name):
        if importer.name in found:
            raise UsageError(f'two plugins have an importer "{importer.name}"; leave one of them out')
        found[importer.name] = importer
    return found
