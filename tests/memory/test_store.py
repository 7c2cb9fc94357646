"""The file: several writers, cuts, kills, changes, and files that are something else."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_codearena.errors import UsageError
from pytest_codearena.memory import store
from pytest_codearena.memory.entries import LONGEST_LINE, to_line
from pytest_codearena.memory.store import HEADER, MOST_SUPERSEDED, append, compact, open_memory

from .made_up import entry

ROOT = Path(__file__).parents[2]
PROCESSES, ENTRIES = 8, 1000


def started(program: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python process that runs ``program``, in which ``entry`` and the store's functions are known."""
    prelude = """\
        import sys
        from pathlib import Path
        from pytest_codearena.memory.store import append, compact, open_memory
        from tests.memory.made_up import entry
        path = Path(sys.argv[1])
        """
    text = textwrap.dedent(prelude) + textwrap.dedent(program)
    command = [sys.executable, "-c", text, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT)


WRITER = """\
    sys.stdin.readline()
    for number in range(int(sys.argv[3])):
        append(path, entry(f"{sys.argv[2]}:{number}"))
        append(path, entry("shared"))
    """


class TestSeveralWriters:
    @pytest.mark.parametrize("compacting", [False, True], ids=["writing", "compacting meanwhile"])
    def test_none_loses_an_entry(self, tmp_path: Path, compacting: bool) -> None:
        path = tmp_path / "memory.jsonl"
        writers = [started(WRITER, path, number, ENTRIES // 2) for number in range(PROCESSES)]
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        compacted = 0
        while compacting and any(writer.poll() is None for writer in writers):
            compact(path)
            compacted += 1
            time.sleep(0.1)  # else the writers hardly get the lock
        assert [writer.wait(120) for writer in writers] == [0] * PROCESSES
        for writer in writers:
            writer.communicate()
        memory = open_memory(path, ["a"])
        assert memory.damage == ""
        assert len(memory) == PROCESSES * ENTRIES // 2 + 1
        for writer_number in range(PROCESSES):
            for number in range(ENTRIES // 2):
                assert memory.recall(f"{writer_number}:{number}", "a") == entry().remembered
        shared = memory.recall("shared", "a")
        assert shared is not None
        assert shared.unaided.episodes == PROCESSES * ENTRIES // 2
        assert not compacting or compacted > 1
        assert os.listdir(tmp_path) == ["memory.jsonl"]


def whole_lines(data: bytes, entries: int) -> tuple[int, bool]:
    """How many entries are whole in the first bytes of a file of so many, and whether a line was cut."""
    lines = [to_line(entry(f"d{number}")) for number in range(entries)]
    offset, count = len(HEADER), 0
    if len(data) < offset:
        return 0, bool(data)
    for line in lines:
        if len(data) >= offset + len(line) - 1:  # an entry whose line break alone is missing is whole
            count += 1
            offset += len(line)
    return count, len(data) > offset


class TestCut:
    ENTRIES = 2

    def test_at_every_byte_it_is_recovered_up_to_the_cut_and_goes_on(self, tmp_path: Path) -> None:
        path = tmp_path / "memory.jsonl"
        data = HEADER + b"".join(to_line(entry(f"d{number}")) for number in range(self.ENTRIES))
        for cut in range(len(data) + 1):
            path.write_bytes(data[:cut])
            kept, damaged = whole_lines(data[:cut], self.ENTRIES)
            memory = open_memory(path, ["a"])
            assert len(memory) == kept
            assert bool(memory.damage) == damaged
            if damaged:
                assert str(path) in memory.damage
                assert f"; {kept} entr" in memory.damage
            for number in range(kept):
                assert memory.recall(f"d{number}", "a") == entry().remembered
            append(path, entry("later"))
            again = open_memory(path, ["a"])
            assert (again.damage, len(again)) == ("", kept + 1)

    def test_at_every_byte_others_may_write_before_anybody_looks(self, tmp_path: Path) -> None:
        path = tmp_path / "memory.jsonl"
        data = HEADER + b"".join(to_line(entry(f"d{number}")) for number in range(self.ENTRIES))
        for cut in range(len(data) + 1):
            path.write_bytes(data[:cut])
            kept, damaged = whole_lines(data[:cut], self.ENTRIES)
            append(path, entry("later"))
            memory = open_memory(path, ["a"])
            assert len(memory) == kept + 1
            assert bool(memory.damage) == (damaged and cut > len(HEADER))

    @settings(max_examples=150)
    @given(st.data())
    def test_a_changed_byte_costs_no_other_entry(self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
        path = tmp_path_factory.mktemp("changed") / "memory.jsonl"
        whole = bytearray(HEADER + b"".join(to_line(entry(f"d{number}")) for number in range(self.ENTRIES)))
        place = data.draw(st.integers(len(HEADER), len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
        path.write_bytes(whole)
        memory = open_memory(path, ["a"])
        assert memory.damage or place == len(whole) - 1
        assert len(memory) >= self.ENTRIES - 2  # a line break that is gone makes two lines one


KILLED = """\
    for number in range(int(sys.argv[2]), 1_000_000):
        append(path, entry(str(number)))
        print(number, flush=True)
        if number % 7 == 0:
            compact(path)
    """


def test_kill_at_any_moment_loses_nothing_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "memory.jsonl"
    there = 0
    for kill in range(20):
        writer = started(KILLED, path, there)
        assert writer.stdout is not None
        for _ in range(1 + kill * 3 % 17):
            writer.stdout.readline()
        writer.kill()
        told = [int(line) for line in writer.communicate()[0].split("\n")[:-1]]
        append(path, entry(f"after kill {kill}"))
        memory = open_memory(path, ["a"])
        found = len(memory) - (kill + 1)
        assert found >= max(told, default=there) + 1
        assert [number for number in range(found) if memory.recall(str(number), "a") is None] == []
        assert [before for before in range(kill + 1) if memory.recall(f"after kill {before}", "a") is None] == []
        there = found
    assert there > 100
    assert set(os.listdir(tmp_path)) <= {"memory.jsonl", ".memory.jsonl.compacting"}


class TestTidying:
    def test_lines_are_put_together_when_there_are_many_and_say_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "memory.jsonl"
        for number in range(MOST_SUPERSEDED + 2):
            append(path, entry(reward=number / 1000))
        before = open_memory(path, ["a"]).recall("d", "a")
        assert before is not None
        assert before.best is not None
        assert before.best.reward == (MOST_SUPERSEDED + 1) / 1000
        assert path.read_bytes().count(b"\n") == 2
        assert open_memory(path, ["a"]).recall("d", "a") == before

    def test_those_met_longest_ago_go_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "memory.jsonl"
        for year in (2024, 2021, 2023, 2022):
            append(path, entry(str(year), date=f"{year}-03-01T12:00:00+00:00"))
        monkeypatch.setattr(store, "KEPT_BYTES", 2 * len(to_line(entry("2024"))))
        compact(path)
        memory = open_memory(path, ["a"])
        assert [year for year in range(2021, 2025) if memory.recall(str(year), "a")] == [2023, 2024]

    def test_a_file_that_grows_in_one_run_is_bounded_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "memory.jsonl"
        monkeypatch.setattr(store, "KEPT_BYTES", 5000)
        for number in range(100):
            append(path, entry(str(number), date=f"2026-03-01T12:00:{number // 10:02}+00:00"))
            assert path.stat().st_size < 2 * 5000 + 1500
        memory = open_memory(path, ["a"])
        assert memory.recall("99", "a") is not None
        assert memory.recall("0", "a") is None

    def test_what_one_who_was_killed_left_beside_it_is_in_nobodys_way(self, tmp_path: Path) -> None:
        path = tmp_path / "memory.jsonl"
        append(path, entry())
        elsewhere = tmp_path / "elsewhere"
        elsewhere.write_text("precious")
        (tmp_path / ".memory.jsonl.compacting").symlink_to(elsewhere)
        compact(path)
        assert elsewhere.read_text() == "precious"
        assert sorted(os.listdir(tmp_path)) == ["elsewhere", "memory.jsonl"]

    def test_a_link_stays_one_and_rights_stay_as_they_are(self, tmp_path: Path) -> None:
        (tmp_path / "deep").mkdir()
        target, link = tmp_path / "deep" / "memory.jsonl", tmp_path / "link"
        link.symlink_to(target)
        memory = open_memory(link, ["a"])
        target.chmod(0o640)
        memory.add(entry())
        compact(memory.path)
        assert link.is_symlink()
        assert target.stat().st_mode & 0o777 == 0o640
        assert len(open_memory(link, ["a"])) == 1


class TestFile:
    def test_what_is_recalled_is_the_agents_own_and_of_that_version(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "memory.jsonl"
        append(path, entry("d", agent="a"))
        append(path, entry("d", agent="b", reward=0.9))
        memory = open_memory(path, ["a"])
        assert memory.recall("d", "a") == entry().remembered
        assert memory.recall("d", "b") is None
        assert memory.recall("other version", "a") is None

    def test_what_this_run_adds_is_for_the_next_one(self, tmp_path: Path) -> None:
        memory = open_memory(tmp_path / "memory.jsonl", ["a"])
        memory.add(entry())
        assert memory.recall("d", "a") is None
        assert open_memory(tmp_path / "memory.jsonl", ["a"]).recall("d", "a") == entry().remembered

    def test_one_that_is_taken_away_meanwhile_begins_anew(self, tmp_path: Path) -> None:
        memory = open_memory(tmp_path / "memory.jsonl", ["a"])
        memory.path.unlink()
        memory.add(entry())
        assert len(open_memory(memory.path, ["a"])) == 1

    @pytest.mark.parametrize("text", ["# Notes\n", "{}\n", '{"codearena_memory": 2}\n', "x" * 100, "\n" + HEADER.decode()])
    def test_another_file_is_refused_and_stays_as_it_is(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "notes.md"
        path.write_text(text)
        for use in (lambda: open_memory(path, ["a"]), lambda: append(path, entry()), lambda: compact(path)):
            with pytest.raises(UsageError, match=r"memory .*notes.md: the first line .*; name a new file"):
                use()
        assert path.read_text() == text

    def test_what_is_no_file_is_refused(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for path in (tmp_path, tmp_path / "pipe", Path("/dev/null"), tmp_path / "pipe" / "below"):
            with pytest.raises(UsageError, match=r"memory .*: cannot be used: .*; name a file"):
                open_memory(path, ["a"])

    def test_one_that_is_too_large_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "memory.jsonl"
        append(path, entry())
        os.truncate(path, store.LARGEST_FILE + 1)
        with pytest.raises(UsageError, match="larger than 256 MiB"):
            open_memory(path, ["a"])

    def test_a_line_without_end_is_one_damaged_line(self, tmp_path: Path) -> None:
        path = tmp_path / "memory.jsonl"
        append(path, entry("before"))
        with path.open("ab") as stream:
            stream.write(b"x" * (LONGEST_LINE * 2 + 10) + b"\n")
        append(path, entry("after"))
        memory = open_memory(path, ["a"])
        assert memory.damage.partition(": ")[2].startswith("1 of 3 lines")
        assert len(memory) == 2
