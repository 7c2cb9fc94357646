"""Tasks for those who train a model: rewards for TRL, and environments.

The words action, step, reset, done and state live here only. Nothing here is imported by the pytest plugin, and trl, torch
and openenv are imported only where they are used.
"""

from __future__ import annotations
