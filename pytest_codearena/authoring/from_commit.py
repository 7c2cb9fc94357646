"""A fix as a git commit has it: the file before and after the commit, and the tests after it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from ..errors import UsageError
from ..records import Origin, SourceFile
from .fix import Fix

_MOST_BYTES = 2 * 1024 * 1024
_PATIENCE_S = 60


def fix_of_commit(revision: str, file: str, tests: Sequence[str], module: str = "") -> Fix:
    """Returns the fix that ``revision`` made to ``file``, in the repository around the working directory.

    Names of files are relative to the working directory. Raises UsageError, one line, for what git does not find.
    """
    commit = _commit(revision, revision)
    parent = _commit(f"{commit}~1", f"{revision}~1", "it is the first commit, so there is no buggy code before it")
    return Fix(
        buggy=SourceFile(f"{revision}~1:{file}", _content(parent, file, f"{revision}~1")),
        fixed=SourceFile(f"{revision}:{file}", _content(commit, file, revision)),
        tests=tuple(SourceFile(f"{revision}:{test}", _content(commit, test, revision)) for test in tests),
        origin=Origin(url=_remote(), id=f"{commit}:{PurePosixPath(file).as_posix()}"),
        module=module,
    )


def _commit(revision: str, shown: str, why: str = "name a commit of this repository, e.g. HEAD") -> str:
    # After --end-of-options nothing is an option, whatever it begins with.
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    if found is None:
        raise UsageError(f'"{shown}": git knows no such commit; {why}')
    return found.decode("ascii").strip()


def _content(commit: str, file: str, shown: str) -> str:
    """The file's text in a commit. A name that begins with a commit's hash is no option either."""
    if "\0" in file or "\n" in file:
        raise UsageError(f"{file!r}: no name of a file")
    name = f"{commit}:./{file}"
    size = _git("cat-file", "-s", name)
    if size is None:
        raise UsageError(f"{shown}: has no file {file}")
    data = _git("cat-file", "blob", name) if int(size) <= _MOST_BYTES else None
    if data is None:
        raise UsageError(f"{shown}: {file}: is no file, or larger than {_MOST_BYTES // 1024} KiB")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: {file}: not UTF-8 at byte {error.start}") from None


def _remote() -> str:
    """Where the repository was cloned from, without user and password; empty if it was not, or from a folder."""
    found = _git("config", "--get", "remote.origin.url")
    parts = urlsplit((found or b"").decode("utf-8", "replace").strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return urlunsplit((parts.scheme, parts.hostname, parts.path, "", ""))


def _git(*arguments: str) -> bytes | None:
    """What git prints; None if there is no such thing. Raises UsageError if there is no git, or no repository."""
    try:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607  # the git that the user's shell would find
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise UsageError("--from-commit needs git, which is not installed") from None
    except ValueError:  # a null byte
        raise UsageError("a name with a null byte is no name") from None
    except subprocess.TimeoutExpired:
        raise UsageError(f"git {arguments[0]} did not answer within {_PATIENCE_S} s") from None
    if done.returncode and arguments[0] == "rev-parse" and done.stderr:  # it is asked to be quiet about what is only not there
        raise UsageError(f"--from-commit: git says: {done.stderr.decode('utf-8', 'replace').strip().splitlines()[0]}")
    return done.stdout if done.returncode == 0 else None
