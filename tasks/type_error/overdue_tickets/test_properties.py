from datetime import datetime, timedelta, timezone

import pytest
import reference
from candidate import due, overdue
from hypothesis import given
from hypothesis import strategies as st

MONDAY = datetime(2024, 2, 26, tzinfo=timezone.utc)

offsets = st.sampled_from(["", "", "Z", "+00:00", "+02:00", "-07:00", "+05:45", "-00:30"])
seconds = st.integers(0, 4 * 86_400) | st.integers(0, 96).map(lambda hours: hours * 3600) | st.integers(0, 20)


@st.composite
def tickets(draw):
    moment = MONDAY.replace(tzinfo=None) + timedelta(seconds=draw(seconds))
    ticket = {"id": draw(st.text("AB-12", min_size=1, max_size=3))}
    ticket["opened"] = moment.isoformat(draw(st.sampled_from("T ")), draw(st.sampled_from(["seconds", "auto"]))) + draw(offsets)
    for key, values in (
        ("priority", ["high", "normal", "low", None, ""]),
        ("paused", ["0", "1", "59", "90", "1440", "100000", None, ""]),
    ):
        if draw(st.booleans()):
            ticket[key] = draw(st.sampled_from(values))
    return ticket


zones = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(tickets())
def test_due_agrees_with_the_reference(ticket):
    moment = due(ticket)
    assert moment == reference.due(ticket)
    assert moment.utcoffset() == timedelta(0)


@st.composite
def queues(draw):
    """Tickets, and a moment that is often close to when one of them is due."""
    queue = draw(st.lists(tickets(), max_size=6))
    edges = [reference.due(ticket) for ticket in queue] or [MONDAY]
    near = st.sampled_from(edges).flatmap(
        lambda edge: st.sampled_from([-60_000, -1, 0, 1, 60, 3600]).map(lambda more: edge + timedelta(seconds=more, microseconds=more % 2))
    )
    now = draw(near | seconds.map(lambda later: MONDAY + timedelta(days=2, seconds=later)))
    return queue, now.astimezone(draw(zones))


@given(queues())
def test_overdue_agrees_with_the_reference(queue):
    assert overdue(*queue) == reference.overdue(*queue)


@given(queues())
def test_minutes_that_have_gone_by(queue):
    queue, now = queue
    found = overdue(queue, now)
    assert found == sorted(found, key=lambda entry: (-entry[1], entry[0]))
    late = [ticket for ticket in queue if reference.due(ticket) < now]
    assert sorted(name for name, _ in found) == sorted(ticket["id"] for ticket in late)
    total = sum(int((now - reference.due(ticket)).total_seconds() // 60) for ticket in late)
    assert sum(minutes for _, minutes in found) == total


@given(queues(), zones, st.integers(0, 10_000))
def test_only_the_moment_of_now_counts(queue, zone, minutes):
    queue, now = queue
    found = dict(enumerate(overdue([ticket], now) for ticket in queue))
    for number, ticket in enumerate(queue):
        assert overdue([ticket], now.astimezone(zone)) == found[number]
        later = overdue([ticket], now + timedelta(minutes=minutes))
        if found[number]:
            [(name, late)] = found[number]
            assert later == [(name, late + minutes)]


@given(queues(), st.text("highlow ", min_size=1, max_size=5).filter(lambda text: text not in ("high", "low")))
def test_what_is_refused(queue, priority):
    queue, now = queue
    assert len(overdue([*queue, {"id": "X", "opened": "2023-01-01"}], now)) >= 1
    with pytest.raises(ValueError):
        overdue([*queue, {"id": "X", "opened": "2023-01-01", "priority": priority}], now)
    with pytest.raises(ValueError):
        overdue(queue, now.replace(tzinfo=None))
