"""A fix as a commit has it; git is a real one, and names are names, whatever they look like."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pytest_codearena import UsageError
from pytest_codearena.authoring.from_commit import fix_of_commit
from pytest_codearena.records import Origin, SourceFile


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which the last commit fixed ``src/a.py``; its tests came with it."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    root = tmp_path / "repository"
    (root / "src").mkdir(parents=True)
    (root / "tests").mkdir()
    monkeypatch.chdir(root)
    git("init", "--quiet", "--initial-branch=main")
    (root / "src" / "a.py").write_bytes(b"x = 1\r\n")
    (root / "--output=stolen").write_text("odd = 1\n")
    commit("first")
    (root / "src" / "a.py").write_text("x = 2\n")
    (root / "--output=stolen").write_text("odd = 2\n")
    (root / "tests" / "test_a.py").write_text("from a import x\n")
    commit("second")
    return root


def git(*arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(message: str) -> None:
    """Commits everything."""
    git("add", "--all", "--", ".")
    git("commit", "--quiet", "-m", message)


def test_before_and_after(repository: Path) -> None:
    fix = fix_of_commit("HEAD", "src/a.py", ["tests/test_a.py"])
    assert fix.buggy == SourceFile("HEAD~1:src/a.py", "x = 1\n")
    assert fix.fixed == SourceFile("HEAD:src/a.py", "x = 2\n")
    assert fix.tests == (SourceFile("HEAD:tests/test_a.py", "from a import x\n"),)
    assert fix.origin == Origin(id=f"{git('rev-parse', 'HEAD')}:src/a.py")


def test_names_are_relative_to_the_working_directory(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "src")
    assert fix_of_commit("main", "a.py", ["../tests/test_a.py"]).fixed.text == "x = 2\n"


def test_what_is_not_committed_does_not_count(repository: Path) -> None:
    (repository / "src" / "a.py").write_text("x = 3\n")
    assert fix_of_commit("HEAD", "src/a.py", []).fixed.text == "x = 2\n"


def test_where_it_was_cloned_from_without_the_password(repository: Path) -> None:
    git("remote", "add", "origin", "https://user:secret@example.org:443/shop.git")
    origin = fix_of_commit("HEAD", "src/a.py", []).origin
    assert origin is not None
    assert origin.url == "https://example.org/shop.git"


def test_a_name_that_looks_like_an_option_is_a_name(repository: Path) -> None:
    assert fix_of_commit("HEAD", "--output=stolen", []).buggy.text == "odd = 1\n"
    with pytest.raises(UsageError, match='"--output=stolen": git knows no such commit'):
        fix_of_commit("--output=stolen", "src/a.py", [])
    assert sorted(entry.name for entry in repository.iterdir()) == ["--output=stolen", ".git", "src", "tests"]


@pytest.mark.parametrize(
    ("revision", "file", "message"),
    [
        ("no-such", "src/a.py", '"no-such": git knows no such commit; name a commit'),
        ("HEAD~1", "src/a.py", '"HEAD~1~1": git knows no such commit; it is the first commit'),
        ("HEAD", "tests/test_a.py", "HEAD~1: has no file tests/test_a.py"),
        ("HEAD", "src", "HEAD~1: src: is no file"),
        ("HEAD", "../../etc/passwd", "HEAD~1: has no file ../../etc/passwd"),
        ("HEAD", "src/a.py\0", "no name of a file"),
        ("HEAD\0", "src/a.py", "null byte"),
        ("", "src/a.py", "git knows no such commit"),
    ],
)
def test_what_git_does_not_find(repository: Path, revision: str, file: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        fix_of_commit(revision, file, [])
    assert message in str(raised.value)


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="git says: fatal: not a git repository"):
        fix_of_commit("HEAD", "src/a.py", [])
