from datetime import datetime

import pytest
from candidate import visits


def at(time):
    return datetime.fromisoformat(f"2024-05-03 {time}")


def seen(lines, **settings):
    return list(visits(lines, **settings))


def test_one_photo():
    assert seen(["2024-05-03 21:14:05 fox\n"]) == [("fox", at("21:14:05"), at("21:14:05"), 1)]


def test_one_visit():
    lines = ["2024-05-03 21:14:05 red fox", "2024-05-03 21:16:00 red fox", "2024-05-03 21:21:00 red fox"]
    assert seen(lines) == [("red fox", at("21:14:05"), at("21:21:00"), 3)]


def test_two_visits():
    lines = ["2024-05-03 21:14:05 fox", "2024-05-03 21:19:06 fox"]
    assert seen(lines) == [("fox", at("21:14:05"), at("21:14:05"), 1), ("fox", at("21:19:06"), at("21:19:06"), 1)]


def test_own_gap():
    lines = ["2024-05-03 21:14:05 fox", "2024-05-03 21:14:15 fox", "2024-05-03 21:14:26 fox"]
    assert [photos for *_, photos in seen(lines, gap_s=10)] == [2, 1]


def test_over_midnight():
    lines = ["2024-05-02 23:58:00 owl", "2024-05-03 00:02:00 owl"]
    assert [photos for *_, photos in seen(lines)] == [2]


def test_animals_do_not_disturb_each_other():
    lines = ["2024-05-03 21:00:00 fox", "2024-05-03 21:01:00 owl", "2024-05-03 21:04:00 fox"]
    assert seen(lines) == [("owl", at("21:01:00"), at("21:01:00"), 1), ("fox", at("21:00:00"), at("21:04:00"), 2)]


def test_names():
    lines = ["2024-05-03 21:00:00 Red  Fox", " 2024-05-03  21:01:00 red fox \n", "", "2024-05-03 21:02:00 RED\tFOX"]
    assert [(animal, photos) for animal, *_, photos in seen(lines)] == [("red fox", 3)]


def test_nothing_on_the_photo():
    assert seen(["2024-05-03 21:00:00 -", "", "  \n"]) == []


def test_over_together():
    lines = [
        "2024-05-03 21:00:00 fox",
        "2024-05-03 21:00:00 badger",
        "2024-05-03 21:00:30 elk",
        "2024-05-03 21:00:45 fox",
        "2024-05-03 22:00:00 badger",
    ]
    assert [animal for animal, *_ in seen(lines)] == ["badger", "elk", "fox", "badger"]
    assert [animal for animal, *_ in seen(lines[:3])] == ["badger", "fox", "elk"]


@pytest.mark.parametrize(
    "line",
    ["2024-05-03 21:00:00", "2024-05-32 21:00:00 fox", "2024-05-03 21:00 fox", "fox", "03.05.2024 21:00:00 fox"],
)
def test_line_that_can_not_be_read(line):
    with pytest.raises(ValueError, match="^line 3: "):
        list(visits(["2024-05-03 20:59:00 fox", "", line]))


def test_as_soon_as_it_is_over():
    log = visits(["2024-05-03 21:00:00 fox", "2024-05-03 21:06:00 -", "nonsense"])
    assert next(log) == ("fox", at("21:00:00"), at("21:00:00"), 1)
    with pytest.raises(ValueError):
        next(log)


def test_visits_are_found_in_any_iterable():
    log = visits(iter(("2024-05-03 21:00:00 fox", "2024-05-03 21:05:00 fox")))
    assert next(log) == ("fox", at("21:00:00"), at("21:05:00"), 2)
    assert next(log, None) is None


def test_empty_log():
    assert seen([]) == []
