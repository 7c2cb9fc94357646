from datetime import datetime, timedelta, timezone

import pytest
from candidate import due, overdue

UTC = timezone.utc
NOON = datetime(2024, 5, 3, 12, 0, tzinfo=UTC)


def ticket(number, opened, **more):
    return {"id": f"T-{number}", "opened": opened, **more}


@pytest.mark.parametrize(
    ("priority", "expected"),
    [
        ("high", datetime(2024, 5, 3, 14, 0, tzinfo=UTC)),
        ("normal", datetime(2024, 5, 4, 10, 0, tzinfo=UTC)),
        ("low", datetime(2024, 5, 6, 10, 0, tzinfo=UTC)),
    ],
)
def test_priorities(priority, expected):
    assert due(ticket(1, "2024-05-03T10:00:00+00:00", priority=priority, paused="0")) == expected


def test_offset():
    moment = due(ticket(1, "2024-05-03T10:00:00+02:00", priority="high", paused="0"))
    assert moment == datetime(2024, 5, 3, 12, 0, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(0)


def test_no_offset():
    moment = due(ticket(1, "2024-05-03 10:00", priority="high", paused="0"))
    assert moment == datetime(2024, 5, 3, 14, 0, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize("nothing", [{}, {"priority": None, "paused": None}, {"priority": "", "paused": ""}])
def test_no_priority_and_no_pause(nothing):
    assert due(ticket(1, "2024-05-03T10:00:00Z", **nothing)) == datetime(2024, 5, 4, 10, 0, tzinfo=UTC)


def test_pause():
    assert due(ticket(1, "2024-05-03T10:00:00Z", priority="high", paused="90")) == datetime(2024, 5, 3, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("priority", ["urgent", "High", " "])
def test_unknown_priority(priority):
    with pytest.raises(ValueError):
        due(ticket(1, "2024-05-03T10:00:00Z", priority=priority))
    with pytest.raises(ValueError):
        overdue([ticket(1, "2024-05-03T10:00:00Z", priority=priority)], NOON)


def test_overdue():
    tickets = [
        ticket(1, "2024-05-03 07:50", priority="high"),
        ticket(2, "2024-05-03 08:30", priority="high"),
        ticket(3, "2024-05-02T13:00:00+02:00"),
        ticket(4, "2024-04-01 00:00", priority="low", paused="60"),
    ]
    assert overdue(tickets, NOON) == [("T-4", 42_420), ("T-3", 60), ("T-1", 10)]


def test_full_minutes():
    tickets = [ticket(n, f"2024-05-02 11:5{n}:30") for n in range(10)]
    assert overdue(tickets, NOON) == [(f"T-{n}", 9 - n) for n in range(10)]


def test_due_now_is_not_late():
    assert overdue([ticket(1, "2024-05-02 12:00")], NOON) == []
    assert overdue([ticket(1, "2024-05-02 12:00")], NOON + timedelta(microseconds=1)) == [("T-1", 0)]


def test_equal_minutes_by_id():
    tickets = [ticket(2, "2024-05-02 11:00:10"), ticket(1, "2024-05-02 11:00:20"), ticket(10, "2024-05-02 11:00:00")]
    assert overdue(tickets, NOON) == [("T-10", 60), ("T-1", 59), ("T-2", 59)]


def test_now_elsewhere():
    now = NOON.astimezone(timezone(timedelta(hours=-7)))
    assert overdue([ticket(1, "2024-05-02 11:00")], now) == [("T-1", 60)]


def test_now_without_a_time_zone():
    with pytest.raises(ValueError):
        overdue([], datetime(2024, 5, 3, 12, 0))
    with pytest.raises(ValueError):
        overdue([ticket(1, "2024-05-02 11:00")], datetime(2024, 5, 3, 12, 0))


def test_any_iterable_and_no_change():
    tickets = [ticket(1, "2024-05-02 11:00", paused=None), ticket(2, "2024-05-02 10:00")]
    expected = [dict(each) for each in tickets]
    assert overdue(iter(tickets), NOON) == [("T-2", 120), ("T-1", 60)]
    assert tickets == expected
    assert overdue([], NOON) == []
