"""What the tests of the examination share: a project with tasks in it, and nothing left behind."""

from __future__ import annotations

from ..plugin.conftest import arena, bare_environment, nothing_left_behind

__all__ = ["arena", "bare_environment", "nothing_left_behind"]
