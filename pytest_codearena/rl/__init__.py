"""Tasks for those who train a model: an OpenEnv server with sessions, and rewards, prompts and environments for TRL.

The words action, step, reset, done and state live here only. The server's modules and the client need the extra
``pytest-codearena[rl]``; ``rewards``, ``prompts``, ``monitor`` and ``factory`` need nothing to be imported. None is imported by
the pytest plugin.
"""

from __future__ import annotations
