"""Tasks as environments for those who train a model: an OpenEnv server with sessions, rewards and a choice of tasks.

The words action, step, reset, done and state live here only. Its modules need the extra ``pytest-codearena[rl]``; they are
imported by ``codearena serve`` and by those who name them, never by the pytest plugin.
"""

from __future__ import annotations
