import reference
from candidate import note_calls
from hypothesis import given
from hypothesis import strategies as st

contacts = st.sampled_from([*"abcdefghij", "Ada", "ada", "Ada ", ""])
calls = st.lists(contacts, max_size=30) | st.lists(contacts, min_size=40, max_size=60)


@st.composite
def phones(draw):
    """A list of recent contacts, and its limit."""
    recent = draw(st.lists(contacts, unique=True, max_size=9))
    return recent, max(1, len(recent) + draw(st.sampled_from([0, 0, 1, 2, 5])))


@given(phones(), calls)
def test_agrees_with_the_reference(phone, calls):
    recent, limit = phone
    expected = list(recent)
    fallen = reference.note_calls(expected, calls, limit)
    assert note_calls(recent, calls, limit) == fallen
    assert recent == expected


@given(phones(), calls)
def test_latest_callers_stand_first(phone, calls):
    recent, limit = phone
    order = []
    for contact in [*calls[::-1], *recent]:
        if contact not in order:
            order.append(contact)
    note_calls(recent, calls, limit)
    assert recent == order[:limit]


@given(phones(), calls, calls)
def test_one_day_after_the_other(phone, morning, evening):
    recent, limit = phone
    whole_day = list(recent)
    fallen = note_calls(whole_day, morning + evening, limit)
    assert note_calls(recent, morning, limit) + note_calls(recent, evening, limit) == fallen
    assert recent == whole_day


@given(phones(), calls)
def test_who_came_in_is_still_there_or_fell_off(phone, calls):
    recent, limit = phone
    inside, came = set(recent), list(recent)
    fallen = note_calls(recent, calls, limit)
    assert len(recent) == min(limit, len(inside | set(calls)))
    gone = list(fallen)
    for caller in calls:
        if caller not in inside:
            came.append(caller)
            inside.add(caller)
            if len(inside) > limit:
                inside.remove(gone.pop(0))
    assert gone == []
    assert sorted(came) == sorted(fallen + recent)
