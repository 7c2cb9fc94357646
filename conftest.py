"""Plugins for the tests of this project; the plugin under test is loaded by its entry point, never from here."""

from __future__ import annotations

pytest_plugins = ["pytester"]

# Tasks that tests grade by themselves; what is checked of them is in those tests.
collect_ignore_glob = ["tests/*/tasks/*"]
