"""Why a request was not carried out, with the HTTP status that says so."""

from __future__ import annotations

import logging

from ..errors import CodeArenaError, SandboxError, TaskError
from ..printable import visible

UNKNOWN = 404
FORBIDDEN = 403
CONFLICT = 409
INVALID = 422
TOO_MANY = 429
FAULT = 500
BUSY = 503
_log = logging.getLogger(__name__)


class Refused(CodeArenaError):
    """A request that was not carried out: nothing has changed, no attempt was counted.

    The text goes to the client, so it holds nothing of the machine and of hidden tests, and only characters that JSON can carry.
    """

    def __init__(self, status: int, text: str) -> None:
        """``status`` is that of HTTP; over a WebSocket only the text is told."""
        super().__init__(visible(text))
        self.status = status


def not_graded(task: str, error: TaskError | SandboxError) -> Refused:
    """Returns what a client is told of a fix that was not graded; the error goes to the log, as it may name files of this machine."""
    _log.error("%s: %s", task, error)
    whose = "the task itself has a mistake" if isinstance(error, TaskError) else "the grader failed"
    return Refused(FAULT, f"{task}: not graded: {whose}, which says nothing about the fix; the server's log has more")
