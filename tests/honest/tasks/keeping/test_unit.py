from candidate import Journal, recorded


def test_journal():
    lines = []
    journal = Journal(lines)
    journal.write("a")
    journal.write("b")
    assert lines == ["a", "b"]


def test_recorded():
    log = []
    with recorded(log, "a") as same:
        assert same is log
        assert log == ["begin a"]
    assert log == ["begin a", "end a"]
