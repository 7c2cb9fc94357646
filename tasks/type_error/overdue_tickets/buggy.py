"""Which tickets the support should have answered by now."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

Ticket = Mapping[str, Any]

HOURS = {"high": 4, "normal": 24, "low": 72}
MINUTE = timedelta(minutes=1)


def due(ticket: Ticket) -> datetime:
    """Return until when the ticket has to be answered, in UTC."""
    opened = datetime.fromisoformat(ticket["opened"])
    hours = HOURS.get(ticket.get("priority"))
    return opened + timedelta(hours=hours, minutes=ticket.get("paused", 0))


def overdue(tickets: Iterable[Ticket], now: datetime) -> list[tuple[str, int]]:
    """Return (id, full minutes) of the tickets that are late, the latest first."""
    late = []
    for ticket in tickets:
        delay = now - due(ticket)
        if delay > timedelta(0):
            late.append((ticket["id"], delay // MINUTE))
    return sorted(late, key=lambda entry: (-entry[1], entry[0]))
