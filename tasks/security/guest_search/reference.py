"""Search in the guest list of a hotel."""

import sqlite3
from contextlib import closing

SORTABLE = ("surname", "room", "arrival")


def find_guests(database: str, surname: str, sort_by: str = "arrival") -> list[tuple[int, str, int, str]]:
    """Return the guests of that name as (id, surname, room, arrival)."""
    if sort_by not in SORTABLE:
        raise ValueError(f"can't sort by {sort_by}")
    query = f"""
        SELECT id, surname, room, arrival FROM guests
        WHERE surname = ? ORDER BY {sort_by}, id
    """
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, (surname,)).fetchall()
