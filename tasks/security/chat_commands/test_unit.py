import pytest
from candidate import parse


def test_name_only():
    assert parse("/help") == ("help", [])
    assert parse("/help  ") == ("help", [])


def test_bare_arguments():
    assert parse("/invite ann bob") == ("invite", ["ann", "bob"])
    assert parse("/me   waves  ") == ("me", ["waves"])
    assert parse("/cd /tmp/a-b:c'd,Ü\t5") == ("cd", ["/tmp/a-b:c'd,Ü\t5"])


def test_quoted_arguments():
    assert parse('/poll "Tea or coffee?" tea "iced coffee"') == ("poll", ["Tea or coffee?", "tea", "iced coffee"])
    assert parse('/topic ""') == ("topic", [""])
    assert parse('/say " two  lines\n"') == ("say", [" two  lines\n"])


def test_backslashes():
    assert parse(r'/poll "Tea or \"chai\"?" tea') == ("poll", ['Tea or "chai"?', "tea"])
    assert parse(r'/open "C:\\new" x') == ("open", [r"C:\new", "x"])
    assert parse(r'/say "\\" "\\\"" "\a"') == ("say", ["\\", '\\"', "a"])
    assert parse('/say "\\\n"') == ("say", ["\n"])


@pytest.mark.parametrize(
    "line",
    [
        "", "help", "/", " /help", "/Help", "/he lp\\", "/1", "/é", "//help", '/"help"', "/help\n",
        '/say "', '/say "open', '/say "a"b', '/say a"b"', '/say "a""b"', r"/say \"", r'/say "open\"', r'/say a\b', '/say "a"\t"b"',
    ],
)  # fmt: skip
def test_no_command(line):
    with pytest.raises(ValueError):
        parse(line)


def test_many_backslashes():
    with pytest.raises(ValueError):
        parse('/say "' + "\\" * 99 + '"')
    with pytest.raises(ValueError):
        parse('/say "' + "\\" * 100)
    assert parse('/say "' + "\\" * 100 + '"') == ("say", ["\\" * 50])


def test_long_messages():
    assert parse("/me" + " a" * 9_000) == ("me", ["a"] * 9_000)
    assert parse('/me "' + "a " * 9_000 + '"') == ("me", ["a " * 9_000])
