"""Why a request was not carried out, with the HTTP status that says so."""

from __future__ import annotations

from ..errors import CodeArenaError
from ..printable import visible

UNKNOWN = 404
CONFLICT = 409
INVALID = 422
FAULT = 500
BUSY = 503


class Refused(CodeArenaError):
    """A request that was not carried out: nothing has changed, no attempt was counted.

    The text goes to the client, so it holds nothing of the machine and of hidden tests, and only characters that JSON can carry.
    """

    def __init__(self, status: int, text: str) -> None:
        """``status`` is that of HTTP; over a WebSocket only the text is told."""
        super().__init__(visible(text))
        self.status = status
