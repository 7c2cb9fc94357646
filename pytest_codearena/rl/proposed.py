"""What was proposed as a fix, as a candidate: a module as it stands, or the code in a model's reply."""

from __future__ import annotations

from ..agents.extract import extract_code
from ..agents.parsing import parsed
from ..records import Candidate, Task

LONGEST_FIX = 2_000_000
"""Characters that a proposed fix may have; the file of a task may be as large."""


def proposed(text: str, task: Task) -> Candidate:
    """Returns the candidate that a text stands for; one without code if it is empty, or a reply that holds none."""
    if not text.strip():
        return Candidate(None, reply=text)
    if "```" not in text or parsed(text) is not None:
        return Candidate(text)
    return Candidate(extract_code(text, task.buggy), reply=text)
