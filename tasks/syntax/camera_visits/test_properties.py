from datetime import datetime, timedelta

import pytest
import reference
from candidate import visits
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=50)

BEGIN = datetime(2024, 2, 28, 22, 0)

animals = st.sampled_from(["fox", "FOX", "red fox", "Red  Fox", "owl", "-", "- -"])
waits = st.sampled_from([0, 1, 29, 30, 31, 60, 61, 299, 300, 301, 4000])
gaps = st.sampled_from([0, 30, 60, 300])
spoilt = st.sampled_from(["nonsense", "2024-02-30 12:00:00 fox", "2024-02-28 24:00:00 owl", "2024-02-28 fox", "2024-02-28 10:00:00"])


@st.composite
def logs(draw):
    """Lines of a log, blank ones among them."""
    lines, moment = [], BEGIN
    for wait, animal in draw(st.lists(st.tuples(waits, animals), max_size=12)):
        moment += timedelta(seconds=wait)
        lines += draw(st.sampled_from([[], [], [], [""], ["\n", "  "]]))
        lines.append(f"{moment} {animal}\n")
    return lines


@given(logs(), gaps)
def test_agrees_with_the_reference(lines, gap_s):
    assert list(visits(lines, gap_s)) == list(reference.visits(lines, gap_s))


@few
@given(logs())
def test_five_minutes_if_nothing_is_said(lines):
    assert list(visits(lines)) == list(reference.visits(lines, 300))


@few
@given(logs(), gaps)
def test_every_photo_is_in_one_visit(lines, gap_s):
    found = list(visits(lines, gap_s))
    photos = {}
    for line in lines:
        if line.strip():
            name = " ".join(line[20:].lower().split())
            photos.setdefault(name, []).append(datetime.fromisoformat(line[:19]))
    photos.pop("-", None)
    for animal, moments in photos.items():
        starts = [m for before, m in zip([datetime.min, *moments], moments) if (m - before).total_seconds() > gap_s]
        ends = [m for m, after in zip(moments, [*moments[1:], datetime.max]) if (after - m).total_seconds() > gap_s]
        own = [visit for visit in found if visit[0] == animal]
        assert [visit[1] for visit in own] == starts
        assert [visit[2] for visit in own] == ends
        assert [visit[3] for visit in own] == [sum(s <= m <= e for m in moments) for s, e in zip(starts, ends)]
    assert {visit[0] for visit in found} == photos.keys()


@few
@given(logs(), gaps, spoilt)
def test_lines_are_read_when_they_are_needed(lines, gap_s, spoiled):
    """What comes before a spoilt line is what it would be without it, except for what is going on."""
    log = visits([*lines, spoiled, *lines], gap_s)
    found = []
    with pytest.raises(ValueError) as caught:
        for visit in log:
            found.append(visit)
    assert str(caught.value).startswith(f"line {len(lines) + 1}: ")
    whole = list(visits(lines, gap_s))
    moments = [datetime.fromisoformat(line[:19]) for line in lines if line.strip()]
    over = [visit for visit in whole if (moments[-1] - visit[2]).total_seconds() > gap_s]
    assert found == over


@few
@given(logs(), gaps, st.integers(-100_000, 100_000))
def test_only_differences_in_time_count(lines, gap_s, shift_s):
    shift = timedelta(seconds=shift_s)
    shifted = [f"{datetime.fromisoformat(line[:19]) + shift}{line[19:]}" if line.strip() else line for line in lines]
    expected = [(animal, first + shift, last + shift, photos) for animal, first, last, photos in visits(lines, gap_s)]
    assert list(visits(shifted, gap_s)) == expected
