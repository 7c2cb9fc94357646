"""The folder of stored replies: what is kept comes back, and whatever else stands there is refused by name."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_codearena.agents.calls import Exchange, Request
from pytest_codearena.agents.completions import choice_of, tokens_of
from pytest_codearena.agents.failures import Failure
from pytest_codearena.agents.prompt import messages
from pytest_codearena.agents.replies import Asker, StoredReplies, steady
from pytest_codearena.errors import StoredReplyError
from pytest_codearena.grading.feedback import feedback
from pytest_codearena.records import Execution, Growth, Measurement, Point, Tokens, Verdict

from .made_up import FIRST, FIXED, after

ASKER = Asker("openai:m", "sums", "d" * 64, 1)
ASKED = Request("openai:m", messages(FIRST), {"temperature": 0.0}, number=1)


def answer(content: object, **more: object) -> Exchange:
    return Exchange({"choices": [{"message": {"content": content}, "finish_reason": "stop"}], **more})


@pytest.fixture
def stored(tmp_path: Path) -> StoredReplies:
    return StoredReplies(tmp_path, makes=True)


texts = st.text(st.characters(exclude_categories=()), max_size=50)


class TestKept:
    @given(texts)
    def test_a_reply_comes_back_as_it_was_kept(self, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
        stored = StoredReplies(tmp_path_factory.mktemp("kept"), makes=True)
        kept = stored.keep(ASKER, ASKED, answer(text), ())
        found = stored.find(ASKER, ASKED)
        assert found == kept
        assert not isinstance(kept.answer, Failure)
        said = choice_of(kept.answer)
        assert said is not None
        assert said[0].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")

    @given(st.text(min_size=1, max_size=9), texts, texts)
    def test_no_secret_is_in_the_file(self, tmp_path_factory: pytest.TempPathFactory, secret: str, before: str, behind: str) -> None:
        folder = tmp_path_factory.mktemp("kept")
        secret = f"<{secret}\n>"
        made = [answer(before + secret + behind), Exchange(Failure("status", 401, {"error": {"message": before + secret}}))]
        for each in made:
            StoredReplies(folder, makes=True).keep(ASKER, ASKED, each, (secret, " ".join(secret.split())))
            (path,) = folder.rglob("*.json")
            data = json.loads(path.read_text())
            assert secret not in "\n".join(data.get("reply", []))
            assert " ".join(secret.split()) not in data.get("failure", {}).get("words", "")

    def test_tokens_and_changes_come_back(self, stored: StoredReplies) -> None:
        usage = {"prompt_tokens": 9, "completion_tokens": 8, "prompt_tokens_details": {"cached_tokens": 7}}
        stored.keep(ASKER, ASKED, replace(answer("x", usage=usage), changes=("seed was refused",)), ())
        found = stored.find(ASKER, ASKED)
        assert found is not None and not isinstance(found.answer, Failure)
        assert (tokens_of(found.answer), found.changes, found.replayed) == (Tokens(9, 8, 7), ("seed was refused",), True)

    def test_a_failure_comes_back(self, stored: StoredReplies) -> None:
        stored.keep(ASKER, ASKED, Exchange(Failure("status", 429, {"error": {"message": "slow down"}}, 3.0)), ())
        assert stored.find(ASKER, ASKED) == Exchange(Failure("status", 429, "slow down"))

    @pytest.mark.parametrize(
        ("asker", "request_"),
        [
            (replace(ASKER, agent="openai:n"), ASKED),
            (replace(ASKER, digest="e" * 64), ASKED),
            (replace(ASKER, epoch=2), ASKED),
            (ASKER, replace(ASKED, number=2)),
            (ASKER, replace(ASKED, model="openai:n")),
            (ASKER, replace(ASKED, parameters={"temperature": 0.1})),
            (ASKER, replace(ASKED, messages=messages(replace(FIRST, description="another")))),
            (ASKER, replace(ASKED, messages=messages(after(FIRST, FIXED, "failed", "assert 3 == 4")))),
        ],
    )
    def test_nothing_else_is_the_same_request(self, stored: StoredReplies, asker: Asker, request_: Request) -> None:
        stored.keep(ASKER, ASKED, answer("x"), ())
        assert stored.find(asker, request_) is None

    def test_names_of_tasks_stay_inside_the_folder(self, tmp_path: Path) -> None:
        folder = tmp_path / "kept"
        stored = StoredReplies(folder, makes=True)
        for name in ("..", "../up", "a/b", ".hidden", "名", "x" * 100):
            asker = replace(ASKER, task=name)
            stored.keep(asker, ASKED, answer("x"), ())
            assert stored.find(asker, ASKED) is not None
        assert [each.name for each in tmp_path.iterdir()] == ["kept"]
        assert all(path.parent.parent == folder for path in folder.rglob("*.json"))

    def test_many_writers_leave_a_whole_file(self, stored: StoredReplies, tmp_path: Path) -> None:
        def write(number: int) -> None:
            for _ in range(20):
                stored.keep(ASKER, ASKED, answer(str(number) * 50_000), ())

        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            found = stored.find(ASKER, ASKED)
            if found is not None and not isinstance(found.answer, Failure):
                said = choice_of(found.answer)
                assert said is not None
                assert len(set(said[0])) == 1 and len(said[0]) == 50_000
        assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".json"]


class TestSteady:
    @given(st.floats(0.001, 1e4), st.floats(0.001, 1e4), st.floats(0.1, 1e3), st.floats(0.1, 4), st.sampled_from(Growth))
    def test_measured_figures_do_not_count(self, fast: float, slow: float, ratio: float, exponent: float, growth: Growth) -> None:
        def told(measurement: Measurement) -> str:
            return steady(feedback(Execution(True, True, measurement=measurement), Verdict.SLOW))

        points = (Point(100, 0.5, 0.5), Point(200, slow, fast))
        one = Measurement(ratio, points, growth=growth, exponent=exponent, reference_growth=Growth.LINEAR, reference_exponent=1.01)
        two = Measurement(2.5, (Point(100, 0.1, 0.1), Point(200, 0.3, 0.1)), growth=Growth.LINEAR, exponent=1.5, reference_growth=Growth.LINEAR, reference_exponent=1.0)
        stopped = Measurement(float("inf"), note="on the workload of size 200 your code was stopped after 0.41 s of CPU time")
        assert told(one) == told(two) == told(stopped)
        assert "too slow" in told(one)

    def test_hints_about_speed_do_not_count(self) -> None:
        talk = "Attempt 1: slow\n\nHint: Speed: all tests pass.\nYour code grows like n^1.99.\nUse a set.\n\nThis is attempt 2 of 5."
        assert steady(talk) == "Attempt 1: slow\n\n\n\nThis is attempt 2 of 5."

    def test_all_else_counts(self) -> None:
        for text in ("mask = 0xdeadbeef", "assert 3 == 4", "half(5) took too long", "3 of 5 checks pass.", "it grows"):
            assert steady(text) == text
        assert steady("<object at 0x7f12ab34cd56>") == steady("<object at 0x7f0000000000>")


def changed(**changes: object) -> Callable[[str], str]:
    return lambda text: json.dumps({**json.loads(text), **changes})


HOSTILE: dict[str, tuple[Callable[[str], str], str]] = {
    "no JSON": (lambda text: text[:-20], "holds no reply of this form"),
    "nested without end": (lambda text: "[" * 200_000, "nested too deep"),
    "no object": (lambda text: "[]", "it is no JSON object"),
    "another format": (changed(codearena_reply=2), "codearena_reply: expected 1"),
    "another task": (changed(digest="0" * 64), "is not what its name stands for"),
    "another agent": (changed(agent="reference"), "is not what its name stands for"),
    "no lines": (changed(reply="text"), "reply: expected a list of texts"),
    "numbers as lines": (changed(reply=[1]), "reply: expected a list of texts"),
    "a long reply": (changed(reply=["x" * 2_000_001]), "more than 2,000,000 characters"),
    "no reason": (changed(finish_reason=None), "finish_reason: expected a text"),
    "odd tokens": (changed(tokens={"input": -1, "output": True, "cached": None}), "tokens: expected"),
    "many tokens": (changed(tokens={"input": 10**30, "output": 1, "cached": None}), "tokens: expected"),
    "odd changes": (changed(changes=[{}]), "changes: expected a list of texts"),
    "an odd failure": (changed(failure={"kind": "fun", "status": 1, "words": ""}), "failure: expected kind"),
    "an odd status": (changed(failure={"kind": "status", "status": "1", "words": ""}), "failure.status: expected"),
    "no UTF-8": (lambda text: "\udcff\udcfe", "cannot be read"),
    "large": (lambda text: " " * (33 << 20), "larger than 32 MiB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_reply_is_refused_by_name(stored: StoredReplies, tmp_path: Path, name: str) -> None:
    stored.keep(ASKER, ASKED, answer("x"), ())
    (path,) = tmp_path.rglob("*.json")
    change, told = HOSTILE[name]
    path.write_text(change(path.read_text()), errors="surrogateescape")
    with pytest.raises(StoredReplyError) as caught:
        stored.find(ASKER, ASKED)
    assert str(caught.value).startswith(f"{path}: ")
    assert told in str(caught.value)
    assert str(caught.value).endswith("delete it and record it again")


@pytest.mark.parametrize("instead", ["link", "folder", "pipe"])
def test_what_is_no_file_is_not_followed(stored: StoredReplies, tmp_path: Path, instead: str) -> None:
    stored.keep(ASKER, ASKED, answer("x"), ())
    (path,) = tmp_path.rglob("*.json")
    path.rename(path.with_name("moved"))
    make: dict[str, Callable[[], Any]] = {
        "link": lambda: path.symlink_to("moved"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
    }
    make[instead]()
    with pytest.raises(StoredReplyError, match="cannot be read"):
        stored.find(ASKER, ASKED)
