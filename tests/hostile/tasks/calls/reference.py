"""Functions that work with what they are given: callbacks, mocks, a database, an archive."""


def apply(function, values):
    """Return function(value) of each value."""
    return [function(value) for value in values]


def notify(send, n):
    """Call send(i * i) for i below `n`."""
    for i in range(n):
        send(i * i)


def count_rows(connection, name):
    """Return how many rows of table t have this name."""
    return connection.execute("SELECT count(*) FROM t WHERE n = ?", (name,)).fetchone()[0]


def names(archive):
    """Return the sorted names in a zip archive."""
    return sorted(archive.namelist())


def first_good(values, accept):
    """Return the first value that is accepted, or None."""
    for value in values:
        if accept(value):
            return value
    return None
