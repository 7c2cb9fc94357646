import json
from types import SimpleNamespace

import candidate
import pytest


@pytest.fixture
def poem(tmp_path):
    path = tmp_path / "poem.txt"
    path.write_text("one\n\ntwo\n   \nthree", encoding="utf-8")
    return path


def test_count_lines(poem):
    assert candidate.count_lines(poem) == 3
    assert candidate.count_lines(str(poem)) == 3


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        candidate.count_lines(tmp_path / "nothing")


def test_save(tmp_path):
    path = candidate.save(tmp_path / "a" / "b.json", {"y": [1, None], "x": 2.5})
    assert path == tmp_path / "a" / "b.json"
    assert json.loads(path.read_text()) == {"x": 2.5, "y": [1, None]}


def test_report(capsys):
    candidate.report({"b": 2, "a": 1})
    assert capsys.readouterr().out == "a: 1\nb: 2\n"


def test_revision(monkeypatch):
    seen = []

    def fake(command, **options):
        seen.append(command)
        return SimpleNamespace(stdout="abc\n")

    monkeypatch.setattr(candidate.subprocess, "run", fake)
    assert candidate.revision() == "abc"
    assert seen == [["git", "rev-parse", "HEAD"]]


def test_home(monkeypatch):
    monkeypatch.setenv("APP_HOME", "/there")
    assert candidate.home() == "/there"
    monkeypatch.delenv("APP_HOME")
    assert candidate.home() == "default"


def test_waited(monkeypatch):
    clock = iter([10.0, 13.5])
    naps = []
    monkeypatch.setattr(candidate.time, "sleep", naps.append)
    monkeypatch.setattr(candidate.time, "monotonic", lambda: next(clock))
    assert candidate.waited(3) == 3.5
    assert naps == [3]


def test_price(monkeypatch):
    assert candidate.price(4) == 8
    monkeypatch.setattr(candidate, "RATE", 10)
    assert candidate.price(4) == 40


def test_price_again():
    assert candidate.price(4) == 8
