"""Written folders: TOML that says what was meant, names that are safe, nothing half done."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena import UsageError
from pytest_codearena.authoring.folder import Draft, Value, check_name, safe_name, toml_text, write_folder

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40)
values: st.SearchStrategy[Value] = st.one_of(
    texts,
    st.sampled_from(['"""', 'a\n"""', "\\", 'ends in "', "\n", "\x7f\x00"]),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.lists(texts, max_size=3),
    st.lists(st.integers(0, 9), max_size=3),
)
keys = st.sampled_from(["title", "description", "sizes", "id"])


@given(st.dictionaries(keys, values), st.dictionaries(st.sampled_from(["limits", "origin"]), st.dictionaries(keys, values)))
def test_toml_is_read_as_it_was_meant(top: dict[str, Value], tables: dict[str, dict[str, Value]]) -> None:
    assert tomllib.loads(toml_text(top, tables)) == {**top, **{name: table for name, table in tables.items() if table}}


@given(st.text(max_size=200), st.integers(0, 4))
def test_a_name_is_safe_and_unique_whatever_it_is_made_of(text: str, again: int) -> None:
    taken: set[str] = set()
    for _ in range(again + 1):
        name = safe_name(text, taken)
        assert check_name(name, "name") == name
        assert name not in taken
        taken.add(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Python/0 has_close_elements", "python_0_has_close_elements"),
        ("../../etc/passwd", "etc_passwd"),
        ("minPath", "min_path"),
        ("", "task"),
        ("größe", "gr_e"),
    ],
)
def test_a_name_reads_like_its_text(text: str, name: str) -> None:
    assert safe_name(text, ()) == name


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "-x", "a b", "x\n", "ü", "x" * 200, "\0"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="expected letters"):
        check_name(name, "NAME")


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    draft = Draft({"title": "t"}, {}, {"buggy.py": "x = 1\n", "reference.py": "x = 2\n"})
    path = write_folder(draft, tmp_path / "a" / "b")
    assert {file.name: file.read_text() for file in path.iterdir()} == {"task.toml": 'title = "t"\n', **draft.files}
    with pytest.raises(UsageError, match="exists already"):
        write_folder(draft, path)
    for files in ({"buggy.py": "\ud800"}, {"no/such/folder.py": ""}):
        with pytest.raises(UsageError):
            write_folder(Draft({}, {}, files), tmp_path / "c")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="no folder can be made"):
        write_folder(draft, tmp_path / "file" / "x")
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["a", "b", "buggy.py", "file", "reference.py", "task.toml"]
