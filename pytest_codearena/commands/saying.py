"""How commands tell what they found out: on the standard output."""

from __future__ import annotations


def say(text: str, *, now: bool = False) -> None:
    """The text is written; with ``now`` whoever waits for it can read it already."""
    print(text, flush=now)  # noqa: T201  # what a command found out is its output
