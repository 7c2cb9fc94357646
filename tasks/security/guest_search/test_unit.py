import sqlite3
from contextlib import closing

import pytest
from candidate import find_guests

GUESTS = [
    (1, "Meyer", 204, "2024-05-03"),
    (2, "O'Brien", 101, "2024-05-01"),
    (3, "Meyer", 110, "2024-05-07"),
    (4, "Meyer", 305, "2024-05-01"),
    (5, "Okafor", 12, "2024-05-02"),
]


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "hotel.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE guests (id INTEGER, surname TEXT, room INTEGER, arrival TEXT)")
        connection.execute("CREATE TABLE staff (id INTEGER, name TEXT, pin INTEGER, since TEXT)")
        connection.executemany("INSERT INTO guests VALUES (?, ?, ?, ?)", GUESTS)
        connection.execute("INSERT INTO staff VALUES (1, 'Ada', 4711, '2020-01-01')")
    return str(path)


def ids(rows):
    return [row[0] for row in rows]


def test_rows_of_a_guest(database):
    assert find_guests(database, "Okafor") == [(5, "Okafor", 12, "2024-05-02")]


def test_sorted_by_arrival(database):
    assert ids(find_guests(database, "Meyer")) == [4, 1, 3]


def test_sorted_by_room(database):
    assert ids(find_guests(database, "Meyer", "room")) == [3, 1, 4]


def test_sorted_by_surname(database):
    assert ids(find_guests(database, "Meyer", sort_by="surname")) == [1, 3, 4]


def test_name_with_an_apostrophe(database):
    assert ids(find_guests(database, "O'Brien")) == [2]


def test_unknown_guest(database):
    assert find_guests(database, "Nobody") == []
    assert find_guests(database, "meyer") == []


@pytest.mark.parametrize(
    "surname",
    [
        "' OR '1'='1",
        "x' OR 1=1 --",
        "' UNION SELECT id, name, pin, since FROM staff --",
        '"',
        "Mey%",
        "Meye_",
        "'; DROP TABLE guests; --",
    ],
)
def test_search_text_is_only_text(database, surname):
    assert find_guests(database, surname) == []
    assert ids(find_guests(database, "Okafor")) == [5]


@pytest.mark.parametrize(
    "sort_by",
    ["", "pin", "room DESC", "(SELECT pin FROM staff)", "room, id LIMIT 1 --", "1"],
)
def test_sorting_column_is_only_a_column(database, sort_by):
    with pytest.raises(ValueError):
        find_guests(database, "Meyer", sort_by)
