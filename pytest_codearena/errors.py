"""Whose fault it is, as a class.

A candidate's failure is a verdict and never an exception. The exceptions here name the other
three parties: the task's author, the agent's provider, and this package with the machine it runs on.
"""

from __future__ import annotations


class CodeArenaError(Exception):
    """Root of every error that this package raises on purpose."""


class TaskError(CodeArenaError):
    """The task's author made a mistake; the text is ``file: key: what is wrong; how to mend it``."""


class AgentError(CodeArenaError):
    """The agent's provider failed (network, authentication, rate limit, a broken reply): says nothing about the model."""


class SandboxError(CodeArenaError):
    """Grading could not be done here (no isolating layer, a grader that died): says nothing about the candidate."""


class StoredReplyError(CodeArenaError):
    """A stored reply is needed and missing, or the file in its place is none: says nothing about the model."""


class UsageError(CodeArenaError):
    """An option or an argument is not of the form that it takes; the text says what it takes."""
