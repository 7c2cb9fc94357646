"""Which tickets the support should have answered by now."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

Ticket = Mapping[str, Any]

HOURS = {"high": 4, "normal": 24, "low": 72}
MINUTE = timedelta(minutes=1)


def due(ticket: Ticket) -> datetime:
    """Return until when the ticket has to be answered, in UTC."""
    opened = datetime.fromisoformat(ticket["opened"])
    opened = opened.astimezone(timezone.utc) if opened.tzinfo else opened.replace(tzinfo=timezone.utc)
    priority = ticket.get("priority") or "normal"
    if priority not in HOURS:
        raise ValueError(f"{ticket['id']}: not a priority: {priority}")
    paused = int(ticket.get("paused") or 0)
    return opened + timedelta(hours=HOURS[priority], minutes=paused)


def overdue(tickets: Iterable[Ticket], now: datetime) -> list[tuple[str, int]]:
    """Return (id, full minutes) of the tickets that are late, the latest first."""
    if now.tzinfo is None:
        raise ValueError(f"{now} could be any time; add a time zone")
    late = []
    for ticket in tickets:
        delay = now - due(ticket)
        if delay > timedelta(0):
            late.append((ticket["id"], delay // MINUTE))
    return sorted(late, key=lambda entry: (-entry[1], entry[0]))
