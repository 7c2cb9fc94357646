"""Replies that are kept in a folder, one readable file each, so that a run can be repeated without any model.

A file is named by a hash of who asked what, of which version of a task, in which epoch, and for which time. Figures that are
measured anew in each run, in what a model is told of its last attempt, are left out of the hash. What is read is taken for
hostile: the folder may have come with a pull request.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets as randomness
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from ..errors import StoredReplyError, UsageError
from .calls import Exchange, Request
from .completions import choice_of, error_in, tokens_of
from .failures import Failure, Kind, redacted, words_of

FORMAT = 1
"""Raised when files of the version before would be misread."""
LONGEST_FILE = 32 << 20
"""Bytes; a larger file is not read."""
LONGEST_REPLY = 2_000_000
"""Characters of a reply that are kept."""
_LONGEST_WORDS = 2000
_MOST_SEARCHED = 2000
"""Files that are looked at to say why a reply is missing."""

_MEASURED = (
    (re.compile(r"^(Hint: )?Speed: .*(\n.+)*", re.MULTILINE), ""),
    (re.compile(r"\bat 0x[0-9a-f]{6,16}\b"), "at 0x"),
)
"""What is measured anew in each run: paragraphs about speed in feedback and hints, and addresses in messages of failed tests.

What such a paragraph says follows from code that stands in the same conversation, and from how fast the machine was.
"""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, about what."""

    agent: str
    """The agent's spec; of a judge ``judge`` before it."""
    task: str
    digest: str
    epoch: int
    """0 for a judge, whose scores serve all epochs."""


class StoredReplies:
    """A folder of replies. Any number of threads and processes may share it."""

    def __init__(self, folder: Path, *, makes: bool) -> None:
        """If it ``makes`` replies the folder is there after this. Raises UsageError if it is not, or can't be made."""
        self.folder = folder
        try:
            if makes:
                folder.mkdir(parents=True, exist_ok=True)
            elif not folder.is_dir():
                raise UsageError(
                    f"--codearena-replies-dir: there is no folder {folder}; record replies with --codearena-replies=record first"
                )
        except OSError as error:
            raise UsageError(f"--codearena-replies-dir: cannot make {folder}: {error}; name a folder that you may write to") from error

    def find(self, asker: Asker, request: Request) -> Exchange | None:
        """Returns what is kept of this very request; None if there is nothing.

        Raises StoredReplyError for a file that can't be read, is too large, or holds something else.
        """
        path = self._path(asker, request)
        text = _read(path)
        if text is None:
            return None
        try:
            data = _decoded(text)
            if _key(_identity(data)) != path.stem:
                raise ValueError("what it says it is a reply to is not what its name stands for")
            return _exchange(data)
        except ValueError as error:
            raise StoredReplyError(f"{path}: holds no reply of this form: {error}; delete it and record it again") from None

    def keep(self, asker: Asker, request: Request, made: Exchange, secrets: Iterable[str]) -> Exchange:
        """What came of the request is kept after this, without any of the secrets; returns it as ``find`` will.

        Raises StoredReplyError if it can't be written.
        """
        data = {**_heading(asker, request), **_contents(made, tuple(secrets))}
        path = self._path(asker, request)
        temporary = path.with_name(f".{randomness.token_hex(8)}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(_encoded(data))
            temporary.replace(path)
        except OSError as error:
            raise StoredReplyError(f"{path}: cannot be written: {error}; name another folder with --codearena-replies-dir") from error
        finally:
            with suppress(OSError):
                temporary.unlink()
        return _exchange(_decoded(_encoded(data).decode()))

    def missing(self, asker: Asker, request: Request) -> StoredReplyError:
        """Returns the error that says what is missing, why, and how to mend it."""
        path = self._path(asker, request)
        epoch = f", epoch {asker.epoch}" if asker.epoch else ""
        what = f"there is no stored reply of {asker.agent} to this request (task {asker.task} {asker.digest[:12]}{epoch})"
        return StoredReplyError(f"{what} in {path.parent}: {self._why(path.parent, asker)}; record it with --codearena-replies=auto")

    def _why(self, folder: Path, asker: Asker) -> str:
        own = [each for each in _headings(folder) if (each.get("agent"), each.get("task")) == (asker.agent, asker.task)]
        same = [each for each in own if each.get("digest") == asker.digest]
        if not own:
            return "nothing was recorded of this agent and task"
        if not same:
            return f"the task was changed since, what is there belongs to {str(own[0].get('digest'))[:12]}"
        if asker.epoch not in [each.get("epoch") for each in same]:
            return "this epoch was not recorded"
        return "the task is the same, but what is asked is not: the prompt, the model's parameters, or what became of an earlier attempt"

    def _path(self, asker: Asker, request: Request) -> Path:
        name = re.sub(r"[^\w.-]", "_", asker.task).lstrip(".") or "_"
        return self.folder / name / f"{_key(_heading(asker, request))}.json"


def steady(text: str) -> str:
    """Returns a message without what is measured anew in each run."""
    for pattern, instead in _MEASURED:
        text = pattern.sub(instead, text)
    return text


def _heading(asker: Asker, request: Request) -> dict[str, object]:
    """What a file is a reply to."""
    said = [
        [message["role"], steady(message["content"]) if message["role"] == "user" else message["content"]]
        for message in request.messages
    ]
    return {
        "codearena_reply": FORMAT,
        "agent": asker.agent,
        "task": asker.task,
        "digest": asker.digest,
        "epoch": asker.epoch,
        "model": request.model,
        "parameters": dict(sorted(request.parameters.items())),
        "messages_sha256": hashlib.sha256(json.dumps(said).encode()).hexdigest(),
        "number": request.number,
    }


def _identity(data: Mapping[str, object]) -> dict[str, object]:
    names = ("codearena_reply", "agent", "task", "digest", "epoch", "model", "parameters", "messages_sha256", "number")
    return {name: data.get(name) for name in names}


def _key(heading: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(heading, sort_keys=True).encode()).hexdigest()[:40]


def _contents(made: Exchange, secrets: tuple[str, ...]) -> dict[str, object]:
    """What is kept of an exchange: the reply as lines, why it ended, what it used; or how it failed."""

    def clean(text: str) -> str:
        return redacted(text, secrets)

    changes = [clean(change) for change in made.changes]
    answer = made.answer
    if isinstance(answer, Failure):
        failed = {"kind": answer.kind, "status": answer.status, "words": clean(words_of(answer.body))[:_LONGEST_WORDS]}
        return {"changes": changes, "failure": failed}
    choice = choice_of(answer)
    if choice is None:
        failed = {"kind": "status", "status": 200, "words": clean(words_of(error_in(answer)))[:_LONGEST_WORDS]}
        return {"changes": changes, "failure": failed}
    text, reason = choice
    used = tokens_of(answer)
    return {
        "changes": changes,
        "finish_reason": clean(reason)[:100],
        "tokens": {"input": used.input, "output": used.output, "cached": used.cached},
        "reply": clean(text)[:LONGEST_REPLY].split("\n"),
    }


def _exchange(data: Mapping[str, Any]) -> Exchange:
    """The exchange that a file holds. Raises ValueError if it holds none."""
    changes = tuple(_texts(data.get("changes"), "changes"))
    failure = data.get("failure")
    if failure is not None:
        return Exchange(_failure(failure), changes, replayed=True)
    reply = "\n".join(_texts(data.get("reply"), "reply"))
    if len(reply) > LONGEST_REPLY:
        raise ValueError(f"reply: more than {LONGEST_REPLY:,} characters")
    reason, tokens = data.get("finish_reason"), data.get("tokens")
    if not isinstance(reason, str):
        raise ValueError("finish_reason: expected a text")
    if not isinstance(tokens, dict) or set(tokens) != {"input", "output", "cached"} or not all(map(_is_count, tokens.values())):
        raise ValueError("tokens: expected input, output and cached, each a whole number or null")
    usage = {
        "prompt_tokens": tokens["input"],
        "completion_tokens": tokens["output"],
        "prompt_tokens_details": {"cached_tokens": tokens["cached"]},
    }
    return Exchange({"choices": [{"message": {"content": reply}, "finish_reason": reason}], "usage": usage}, changes, replayed=True)


def _failure(data: object) -> Failure:
    kinds = get_args(Kind)
    if not isinstance(data, dict) or data.get("kind") not in kinds or not isinstance(data.get("words"), str):
        raise ValueError(f"failure: expected kind (one of {', '.join(kinds)}), status and words")
    if not _is_count(data.get("status")):
        raise ValueError("failure.status: expected a whole number or null")
    return Failure(data["kind"], data.get("status"), data["words"][:_LONGEST_WORDS])


def _is_count(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value < 2**53)


def _texts(value: object, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{name}: expected a list of texts")
    return value


# The file.


def _encoded(data: Mapping[str, object]) -> bytes:
    try:
        return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can hold
        return (json.dumps(data, indent=1) + "\n").encode()


def _decoded(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(data, dict):
        raise ValueError("it is no JSON object")
    if data.get("codearena_reply") != FORMAT:
        raise ValueError(f'codearena_reply: expected {FORMAT}')
    return data


def _read(path: Path) -> str | None:
    """The text of a file; None if there is none."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(file, "rb") as stream:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError("it is not a file")
            content = stream.read(LONGEST_FILE + 1)
        if len(content) > LONGEST_FILE:
            raise OSError(f"it is larger than {LONGEST_FILE >> 20} MiB")
        return content.decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoredReplyError(f"{path}: cannot be read: {error}; delete it and record it again") from error


def _headings(folder: Path) -> Iterator[dict[str, Any]]:
    """What the files of a folder are replies to, as far as they can be read."""
    if not folder.is_dir():
        return
    for path in islice(folder.glob("*.json"), _MOST_SEARCHED):
        with suppress(StoredReplyError, ValueError):
            yield _decoded(_read(path) or "")
