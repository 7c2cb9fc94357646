import sqlite3
from contextlib import closing

import pytest
import reference
from candidate import find_guests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COLUMNS = ("surname", "room", "arrival")

# The file is written anew for every example, so that one tmp_path can serve them all.
fresh_file = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

injections = st.sampled_from(
    ["' OR '1'='1", "' OR 1 --", "x' OR surname <> '", "') OR ('1'='1", "' UNION SELECT * FROM staff --", '" OR 1=1 --']
)
names = st.sampled_from(["Ito", "ito", "I%", "_to", "O'Neil", ":a", "?"])
surnames = st.text("ab'\"%_-; é?", max_size=3) | names | injections
# Few names, rooms and days, so that many guests are equal in them.
guests = st.lists(surnames, min_size=1, max_size=3).flatmap(
    lambda pool: st.lists(
        st.tuples(st.sampled_from(pool), st.integers(1, 3), st.sampled_from(["2024-01-01", "2024-01-02"])), max_size=8
    )
)


def hotel(folder, guests):
    """Write a new database; returns its path and its rows."""
    path = folder / "hotel.db"
    path.unlink(missing_ok=True)
    rows = [(number, *guest) for number, guest in enumerate(guests, start=1)]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE guests (id INTEGER, surname TEXT, room INTEGER, arrival TEXT)")
        connection.execute("CREATE TABLE staff (id INTEGER, name TEXT, pin INTEGER, since TEXT)")
        connection.executemany("INSERT INTO guests VALUES (?, ?, ?, ?)", reversed(rows))
        connection.execute("INSERT INTO staff VALUES (0, 'Ada', 4711, '2020-01-01')")
    return str(path), rows


@fresh_file
@given(guests=guests, surname=surnames, sort_by=st.sampled_from(COLUMNS))
def test_agrees_with_the_reference(tmp_path, guests, surname, sort_by):
    database, _ = hotel(tmp_path, guests)
    expected = reference.find_guests(database, surname, sort_by)
    assert find_guests(database, surname, sort_by) == expected


@fresh_file
@given(guests=guests.filter(len), data=st.data(), sort_by=st.sampled_from(COLUMNS))
def test_guests_of_that_name_and_no_others(tmp_path, guests, data, sort_by):
    database, rows = hotel(tmp_path, guests)
    surname = data.draw(st.sampled_from([guest[0] for guest in guests]) | surnames)
    column = 1 + COLUMNS.index(sort_by)
    named = [row for row in rows if row[1] == surname]
    assert find_guests(database, surname, sort_by) == sorted(named, key=lambda row: (row[column], row[0]))


@fresh_file
@given(
    guests=guests,
    column=st.sampled_from([*COLUMNS, "id", "pin", "rowid"]),
    rest=st.sampled_from([" DESC", ", id", " --", "/**/", " LIMIT 1", ";", " ", "+0", " COLLATE NOCASE"]),
)
def test_sorting_column_with_anything_around_it(tmp_path, guests, column, rest):
    database, rows = hotel(tmp_path, [("Ito", 7, "2024-01-03"), *guests])
    assert find_guests(database, "Ito", "room")[-1] == rows[0]
    with pytest.raises(ValueError):
        find_guests(database, "Ito", column + rest)


@fresh_file
@given(guests=guests, surname=surnames)
def test_the_database_is_left_alone(tmp_path, guests, surname):
    database, rows = hotel(tmp_path, guests)
    find_guests(database, surname)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT * FROM guests ORDER BY id").fetchall() == rows
        assert connection.execute("SELECT pin FROM staff").fetchall() == [(4711,)]
