import sqlite3
import zipfile
from io import BytesIO
from unittest.mock import MagicMock, Mock, call

import candidate


def database(rows):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (n)")
    connection.executemany("INSERT INTO t VALUES (?)", [(row,) for row in rows])
    return connection


def archive(names):
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return zipfile.ZipFile(data)


def test_apply():
    secret = 41
    assert candidate.apply(lambda x: x + secret, [1, 2]) == [42, 43]


def test_notify():
    send = Mock()
    candidate.notify(send, 3)
    send.assert_called_with(4)
    send.assert_has_calls([call(0), call(1), call(4)])
    assert send.call_count == 3


def test_notify_magic():
    send = MagicMock()
    candidate.notify(send, 2)
    assert send.call_args_list == [call(0), call(1)]


def test_count_rows():
    assert candidate.count_rows(database("aab"), "a") == 2


def test_names():
    assert candidate.names(archive(["b", "a"])) == ["a", "b"]


def test_first_good():
    assert candidate.first_good([1, 5, 7], lambda value: value > 4) == 5
    assert candidate.first_good([1], lambda value: value > 4) is None
