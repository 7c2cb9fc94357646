"""What the reader of task folders takes, what it refuses and in which words, and when two folders are the same task."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_codearena.errors import TaskError
from pytest_codearena.records import Limits, Opened, Origin, SourceFile, Workload
from pytest_codearena.tasks import find_tasks, load_task

from ..plugin.made_up import BUGGY, FILES, PROPERTIES, REFERENCE, TOML, UNIT, write_task

EFFICIENCY = '[efficiency]\nfunction = "half"\nsizes = [10, 20]\n'
WORKLOAD = {"workload.py": "def workload(size, rng):\n    return (size,)\n"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the task is; it is shown relative to the present folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "tasks" / "stale"


class TestGood:
    def test_defaults(self, folder: Path) -> None:
        task = load_task(write_task(folder, tags=None))
        assert (task.name, task.path, task.title) == ("stale", folder, "Rounds down")
        assert (task.category, task.difficulty, task.tags, task.module) == ("logic", "easy", (), "candidate")
        assert (task.buggy, task.reference, task.support) == (BUGGY, REFERENCE, None)
        assert task.visible == (SourceFile("test_unit.py", UNIT),)
        assert task.hidden == (SourceFile("test_properties.py", PROPERTIES),)
        assert (task.limits, task.efficiency, task.opened, task.origin, task.data) == (Limits(5.0, 512), None, Opened(), None, ())

    def test_everything(self, folder: Path) -> None:
        more = (
            '[limits]\ntimeout_s = 2\nmemory_mb = 64\n[tests]\nvisible = ["a/test_a.py", "test_unit.py"]\nhidden = []\n'
            f'{EFFICIENCY}expected = "O(n)"\nmin_score = 0.25\n[sandbox]\nread = ["data/words.txt"]\nprocesses = true\n'
            '[origin]\nurl = "https://example.org/x"\nlicence = "MIT"\nid = "half/1"\n'
        )
        files = {"a/test_a.py": UNIT, "data/words.txt": "hello", "support.py": "class Point: ...\n", **WORKLOAD}
        task = load_task(
            write_task(folder, files=files, more=more, format="1", module='"pkg.halves"', category='"date-and-time"')
        )
        assert (task.module, task.category, task.tags) == ("pkg.halves", "date-and-time", ("numbers",))
        assert task.limits == Limits(2.0, 64)
        assert [file.name for file in task.visible] == ["a/test_a.py", "test_unit.py"]
        assert task.hidden == ()
        assert task.efficiency == Workload("half", (10, 20), "O(n)", 0.25)
        assert task.opened == Opened(("data/words.txt",), True)
        assert task.origin == Origin("https://example.org/x", "MIT", "half/1")
        assert task.support == "class Point: ...\n"
        data = dict(task.data)
        assert data["data/words.txt"] == b"hello"
        assert "workload.py" in data
        assert not {"buggy.py", "reference.py", "task.toml"} & set(data)

    @pytest.mark.parametrize(("category", "least"), [("optimization", 0.5), ("logic", 0.0)])
    def test_least_score_depends_on_the_category(self, folder: Path, category: str, least: float) -> None:
        task = load_task(write_task(folder, files=WORKLOAD, more=EFFICIENCY, category=f'"{category}"'))
        assert task.efficiency is not None
        assert task.efficiency.min_score == least

    def test_by_folder_by_file_and_by_text(self, folder: Path) -> None:
        write_task(folder)
        assert (
            load_task(folder)
            == load_task(folder / "task.toml")
            == load_task("tasks/stale")
            == load_task("tasks/stale/task.toml")
        )

    def test_inside_of_the_folder_itself(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(write_task(folder))
        assert load_task(".").name == load_task("task.toml").name == "stale"

    def test_buggy_code_need_not_be_python(self, folder: Path) -> None:
        assert load_task(write_task(folder, files={"buggy.py": "def half(n)\n"})).buggy == "def half(n)\n"

    def test_nothing_is_executed(self, folder: Path) -> None:
        trap = f"open({str(folder / 'trap')!r}, 'w')\n"
        write_task(folder, files=dict.fromkeys(FILES, trap) | {"support.py": trap, "conftest.py": trap})
        load_task(folder)
        assert not (folder / "trap").exists()

    def test_windows_line_ends(self, folder: Path) -> None:
        write_task(folder)
        (folder / "buggy.py").write_bytes(BUGGY.replace("\n", "\r\n").encode())
        assert load_task(folder).buggy == BUGGY


def toml(**keys: Any) -> dict[str, Any]:
    """Arguments of ``write_task``."""
    return keys


SHOWN = "tasks/stale/task.toml: "
TABLE = "[tests]\nvisible = "

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no task.toml": (toml(files={"task.toml": None}), SHOWN + "cannot be read: No such file or directory; a task folder holds a task.toml"),
    "bad TOML": (toml(raw="title ="), SHOWN + "not valid TOML: Invalid value (at end of document); mend that line"),
    "later format": (toml(format="2"), SHOWN + "format: expected 1, got 2; this version reads format 1 only"),
    "format as text": (toml(format='"1"'), SHOWN + 'format: expected 1, got "1"; this version reads format 1 only'),
    "format as truth": (toml(format="true"), SHOWN + "format: expected 1, got true; this version reads format 1 only"),
    "no title": (toml(title=None), SHOWN + 'title: missing; write title = "…"'),
    "no description": (toml(description=None), SHOWN + 'description: missing; write description = "…"'),
    "no category": (toml(category=None), SHOWN + 'category: missing; write category = "…"'),
    "no difficulty": (toml(difficulty=None), SHOWN + 'difficulty: missing; write difficulty = "…"'),
    "title is a number": (toml(title="3"), SHOWN + 'title: expected text, got 3; write title = "…"'),
    "title is blank": (toml(title='" "'), SHOWN + 'title: empty; write title = "…"'),
    "unknown difficulty": (toml(difficulty='"trivial"'), SHOWN + 'difficulty: expected easy, medium or hard, got "trivial"; write one of the three'),
    "tags are text": (toml(tags='"a"'), SHOWN + 'tags: expected a list of texts, got "a"; write tags = ["…"]'),
    "a tag is a number": (toml(tags='["a", 1]'), SHOWN + """tags: expected a list of texts, got ['a', 1]; write tags = ["…"]"""),
    "module is no name": (toml(module='"my-code"'), SHOWN + 'module: expected an importable name, got "my-code"; write e.g. module = "candidate"'),
    "module is a stdlib module": (toml(module='"json.tool"'), SHOWN + 'module: "json" is taken by another module that tests import; choose another name'),
    "module is reserved": (toml(module='"support"'), SHOWN + 'module: "support" is taken by another module that tests import; choose another name'),
    "limits are no table": (toml(limits="3"), SHOWN + "limits: expected a table, got 3; write [limits]"),
    "no time": (toml(more="[limits]\ntimeout_s = 0\n"), SHOWN + "limits.timeout_s: expected a positive number of at most 600, got 0; write 5.0"),
    "endless time": (toml(more="[limits]\ntimeout_s = inf\n"), SHOWN + "limits.timeout_s: expected a positive number, got inf; write 5.0"),
    "much time": (toml(more="[limits]\ntimeout_s = 601\n"), SHOWN + "limits.timeout_s: expected a positive number of at most 600, got 601; write 5.0"),
    "time is true": (toml(more="[limits]\ntimeout_s = true\n"), SHOWN + "limits.timeout_s: expected a positive number, got true; write 5.0"),
    "little memory": (toml(more="[limits]\nmemory_mb = 15\n"), SHOWN + "limits.memory_mb: expected a whole number of MiB from 16 to 65536, got 15; write 512"),
    "half a MiB": (toml(more="[limits]\nmemory_mb = 64.5\n"), SHOWN + "limits.memory_mb: expected a whole number of MiB from 16 to 65536, got 64.5; write 512"),
    "unknown key": (toml(titel='"x"'), SHOWN + 'titel: unknown key; did you mean "title"?'),
    "unknown table": (toml(more="[zzz]\n"), SHOWN + "zzz: unknown key; known keys: format, title, description, category, difficulty, tags, module, limits, tests, efficiency, sandbox, mutants, origin"),
    "unknown key in limits": (toml(more="[limits]\nmemory = 5\n"), SHOWN + 'limits.memory: unknown key; did you mean "memory_mb"?'),
    "unknown key in tests": (toml(more='[tests]\nhiden = []\n'), SHOWN + 'tests.hiden: unknown key; did you mean "hidden"?'),
    "no visible test": (toml(more=TABLE + "[]\n"), SHOWN + 'tests.visible: expected at least one file, got []; write visible = ["test_unit.py"]'),
    "visible and hidden": (toml(more=TABLE + '["test_properties.py"]\n'), SHOWN + "tests.hidden: test_properties.py is listed as visible too; a test is either shown or hidden"),
    "parent folder": (toml(more=TABLE + '["../test_x.py"]\n'), SHOWN + 'tests.visible: "../test_x.py" is outside of the task folder; name a file inside it'),
    "absolute path": (toml(more=TABLE + '["/etc/test_x.py"]\n'), SHOWN + 'tests.visible: "/etc/test_x.py" is outside of the task folder; name a file inside it'),
    "backslash": (toml(more=TABLE + "['a\\test_x.py']\n"), SHOWN + 'tests.visible: "a\\test_x.py" is outside of the task folder; name a file inside it'),
    "no Python file": (toml(more=TABLE + '["tests.txt"]\n'), SHOWN + 'tests.visible: expected the name of a test file, got "tests.txt"; write e.g. "test_unit.py"'),
    "buggy.py as test": (toml(more=TABLE + '["buggy.py"]\n'), SHOWN + 'tests.visible: expected the name of a test file, got "buggy.py"; write e.g. "test_unit.py"'),
    "missing test file": (toml(more=TABLE + '["test_a.py"]\n'), SHOWN + "tests.visible: test_a.py is missing; add a test file beside task.toml"),
    "missing hidden test file": (toml(files={"test_properties.py": None}), SHOWN + "tests.hidden: test_properties.py is missing; add a test file beside task.toml"),
    "missing buggy.py": (toml(files={"buggy.py": None}), SHOWN + "buggy.py is missing; add the code that the agent is given beside task.toml"),
    "missing reference.py": (toml(files={"reference.py": None}), SHOWN + "reference.py is missing; add a correct fix beside task.toml"),
    "broken reference": (toml(files={"reference.py": "x = 1\nif\n"}), "tasks/stale/reference.py:2: not valid Python: invalid syntax; mend that line"),
    "broken support": (toml(files={"support.py": "x = (\n"}), "tasks/stale/support.py:1: not valid Python: '(' was never closed; mend that line"),
    "zero byte": (toml(files={"test_unit.py": "x = 1\0\n"}), "tasks/stale/test_unit.py: not valid Python: source code string cannot contain null bytes"),
    "misspelt table": (toml(more='[eficiency]\nfunction = "half"\n'), SHOWN + 'eficiency: unknown key; did you mean "efficiency"?'),
    "no function": (toml(more="[efficiency]\nsizes = [1]\n"), SHOWN + 'efficiency.function: missing; write function = "…"'),
    "function is no name": (toml(more='[efficiency]\nfunction = "half()"\nsizes = [1]\n'), SHOWN + 'efficiency.function: expected the name of a function of the candidate, got "half()"'),
    "no sizes": (toml(more='[efficiency]\nfunction = "half"\n'), SHOWN + "efficiency.sizes: expected growing positive whole numbers, got nothing; write sizes = [500, 1000, 2000, 4000]"),
    "falling sizes": (toml(more='[efficiency]\nfunction = "half"\nsizes = [2, 1]\n'), SHOWN + "efficiency.sizes: expected growing positive whole numbers, got [2, 1]; write sizes = [500, 1000, 2000, 4000]"),
    "growth in words": (toml(more=EFFICIENCY + 'expected = "linear"\n'), SHOWN + 'efficiency.expected: expected one of O(1), O(log n), O(n), O(n log n), O(n^2), O(n^3), O(2^n), got "linear"'),
    "score in percent": (toml(more=EFFICIENCY + "min_score = 50\n"), SHOWN + "efficiency.min_score: expected a number from 0 to 1, got 50; write 0.5"),
    "no workload": (toml(more=EFFICIENCY), SHOWN + "efficiency: needs a workload.py beside task.toml with `def workload(size, rng)`; write one or drop the table"),
    "opens a test": (toml(more='[sandbox]\nread = ["test_properties.py"]\n'), SHOWN + 'sandbox.read: "test_properties.py" may hold answers; only data files can be opened to a candidate'),
    "opens task.toml": (toml(more='[sandbox]\nread = ["task.toml"]\n'), SHOWN + 'sandbox.read: "task.toml" may hold answers; only data files can be opened to a candidate'),
    "opens what is outside": (toml(more='[sandbox]\nread = ["../x.txt"]\n'), SHOWN + 'sandbox.read: "../x.txt" is outside of the task folder; name a file inside it'),
    "opens what is not there": (toml(more='[sandbox]\nread = ["x.txt"]\n'), SHOWN + 'sandbox.read: there is no file "x.txt" in the task folder; name one that exists'),
    "origin in other words": (toml(more='[origin]\nlicense = "MIT"\n'), SHOWN + 'origin.license: unknown key; did you mean "licence"?'),
    "origin is a number": (toml(more="[origin]\nid = 3\n"), SHOWN + 'origin.id: expected text, got 3; write id = "…"'),
    "processes in words": (toml(more='[sandbox]\nprocesses = "yes"\n'), SHOWN + 'sandbox.processes: expected true or false, got "yes"'),
}  # fmt: skip


class TestRefused:
    @pytest.mark.parametrize("mistake", REFUSED)
    def test_in_these_words(self, folder: Path, mistake: str) -> None:
        how, expected = REFUSED[mistake]
        write_task(folder, **how)
        with pytest.raises(TaskError) as caught:
            load_task(folder)
        assert str(caught.value) == expected

    def test_folder_that_is_not_there(self, folder: Path) -> None:
        with pytest.raises(
            TaskError, match=r"^tasks/stale/task.toml: cannot be read: No such file or directory; a task folder holds"
        ):
            load_task(folder)

    @pytest.mark.parametrize(
        "name", ["task.toml", "buggy.py", "reference.py", "test_unit.py", "test_properties.py", "support.py"]
    )
    def test_other_encodings(self, folder: Path, name: str) -> None:
        write_task(folder, files={"support.py": "x = 1\n"})
        (folder / name).write_bytes(b"# caf\xe9\n" + (folder / name).read_bytes())
        with pytest.raises(TaskError, match=rf"^tasks/stale/{name}: not UTF-8 at byte 5; save it as UTF-8$"):
            load_task(folder)

    def test_large_source(self, folder: Path) -> None:
        write_task(folder)
        with (folder / "buggy.py").open("a") as stream:
            stream.truncate(2 * 1024 * 1024 + 1)
        with pytest.raises(TaskError, match=r"^tasks/stale/buggy.py: larger than 2048 KiB; a task's source is smaller$"):
            load_task(folder)

    def test_large_folder(self, folder: Path) -> None:
        write_task(folder)
        with (folder / "dump.bin").open("wb") as stream:
            stream.truncate(16 * 1024 * 1024 + 1)
        with pytest.raises(
            TaskError, match=r"^tasks/stale/task.toml: the folder holds more than 16 MiB; move what no test needs$"
        ):
            load_task(folder)

    def test_a_folder_where_a_file_should_be(self, folder: Path) -> None:
        write_task(folder, files={"buggy.py": None})
        (folder / "buggy.py").mkdir()
        with pytest.raises(TaskError, match=r"^tasks/stale/buggy.py: cannot be read: Is a directory$"):
            load_task(folder)

    @pytest.mark.parametrize("name", ["buggy.py", "test_unit.py", "notes.txt"])
    def test_link_that_leads_out(self, folder: Path, tmp_path: Path, name: str) -> None:
        (tmp_path / "outside.py").write_text(FILES.get(name, "x"))
        write_task(folder, files={name: None})
        (folder / name).symlink_to(tmp_path / "outside.py")
        with pytest.raises(TaskError, match=rf': "{name}" is a link that leads out of the task folder; copy the file in$'):
            load_task(folder)


SCALARS = st.one_of(
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(10**400), 0.0, -0.0, 1e308]),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(
        ["", ".", "..", "test_unit.py", "a\0.py", "x" * 300 + ".py", "buggy.py/x.py", "task.toml", "~/x.py", "data"]
    ),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "sizes"]), inner, max_size=2)
)
KEYS = [
    *TOML, "format", "module", "limits", "tests", "efficiency", "sandbox", "limits.timeout_s", "limits.memory_mb", "tests.visible", "tests.hidden",
    "efficiency.function", "efficiency.sizes", "efficiency.expected", "efficiency.min_score", "sandbox.read", "sandbox.processes", "origin", "origin.url", "origin.licence", "origin.id",
]  # fmt: skip


def in_toml(value: object) -> str:
    """``value`` as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" if not c.isalnum() else c for c in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(in_toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {in_toml(item)}" for key, item in value.items()) + "}"
    return repr(value)


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder that all examples of one property use."""
    place = Path(tempfile.mkdtemp())
    yield place
    shutil.rmtree(place)


class TestOneFileByTwoNames:
    """What counts is the file: a hidden test that is not known as one would be shown to the agent."""

    @pytest.mark.parametrize("name", ["./test_properties.py", "a/.././test_properties.py", "a//test_properties.py"])
    def test_hidden_is_known_by_one_name(self, folder: Path, name: str) -> None:
        write_task(folder, files={"a/test_properties.py": PROPERTIES}, more=f'[tests]\nhidden = ["{name}"]\n')
        try:
            (hidden,) = load_task(folder).hidden
        except TaskError as error:
            assert f'tests.hidden: "{name}"' in str(error)  # noqa: PT017 - either is right, nothing else is
        else:
            assert hidden.name in ("test_properties.py", "a/test_properties.py"), "as pytest names its tests"

    def test_visible_and_hidden_at_once(self, folder: Path) -> None:
        write_task(folder, more=TABLE + '["test_unit.py", "./test_properties.py"]\n')
        with pytest.raises(TaskError, match=r"^tasks/stale/task\.toml: tests\.(visible|hidden): "):
            load_task(folder)


class TestLaws:
    @settings(max_examples=200, deadline=None, report_multiple_bugs=False)
    @example("tests.visible", ["a\0.py"])
    @given(st.sampled_from(KEYS), VALUES)
    def test_any_value_is_taken_or_refused_by_name(self, scratch: Path, key: str, value: object) -> None:
        folder = scratch / "any"
        outer = key.partition(".")[0]
        keys = {**TOML, "efficiency": '{function = "half", sizes = [1]}', outer: None}
        lines = "".join(f"{name} = {text}\n" for name, text in keys.items() if text is not None)
        if outer == "efficiency" and key != outer:
            lines += "".join(
                f"{n} = {v}\n" for n, v in {"efficiency.function": '"half"', "efficiency.sizes": "[1]"}.items() if n != key
            )
        write_task(folder, files=WORKLOAD, raw=f"{lines}{key} = {in_toml(value)}\n")
        try:
            task = load_task(folder)
        except TaskError as error:
            place, _, said = str(error).partition("task.toml: ")
            assert place.endswith("any/")
            assert said.startswith(outer)
            assert "\n" not in said.partition(key)[0]
        else:
            assert task.title.strip()
            assert 0 < task.limits.timeout_s <= 600
            assert task.difficulty in ("easy", "medium", "hard")

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode(errors="surrogatepass")))
    def test_any_bytes_are_refused_with_a_task_error(self, scratch: Path, content: bytes) -> None:
        folder = write_task(scratch / "bytes", files={"task.toml": None})
        (folder / "task.toml").write_bytes(content)
        with pytest.raises(TaskError, match=r"bytes/task\.toml: "):
            load_task(folder)

    @pytest.mark.parametrize("content", ["a = " + "[" * 100_000, "timeout_s = " + "9" * 10_000], ids=["nested", "digits"])
    def test_absurd_toml(self, folder: Path, content: str) -> None:
        write_task(folder, raw=content)
        with pytest.raises(TaskError, match=r"^tasks/stale/task\.toml: "):
            load_task(folder)

    @pytest.mark.parametrize(
        "source",
        ["x = " + "(" * 100_000, "x = " + "-" * 100_000 + "1", "x = 1" + " + 1" * 200_000],
        ids=["brackets", "signs", "sum"],
    )
    def test_absurd_python(self, folder: Path, source: str) -> None:
        write_task(folder, files={"reference.py": source})
        try:
            assert load_task(folder).reference == source
        except TaskError as error:
            assert str(error).startswith("tasks/stale/reference.py")  # noqa: PT017 - either is right, nothing else is


NAMES = st.sampled_from(["a.txt", "b.txt", "d/a.txt", "d/e/f", "conftest.py", "é.txt"])
TREES = st.dictionaries(NAMES, st.binary(max_size=5), max_size=4)


class TestDigest:
    @settings(max_examples=60, deadline=None)
    @given(TREES, TREES)
    def test_two_folders_are_the_same_task_if_their_files_are_the_same(
        self, scratch: Path, one: dict[str, bytes], other: dict[str, bytes]
    ) -> None:
        def digest(name: str, tree: dict[str, bytes]) -> str:
            place = scratch / name
            shutil.rmtree(place, ignore_errors=True)
            write_task(place)
            for file, content in tree.items():
                (place / file).parent.mkdir(parents=True, exist_ok=True)
                (place / file).write_bytes(content)
            return load_task(place).digest

        assert (digest("one", one) == digest("other", other)) == (one == other)

    @pytest.mark.parametrize("name", [*FILES, "task.toml"])
    def test_every_byte_counts(self, folder: Path, name: str) -> None:
        before = load_task(write_task(folder)).digest
        with (folder / name).open("a") as stream:
            stream.write("\n")
        assert load_task(folder).digest != before

    def test_bytes_that_move_from_file_to_file_or_into_a_name(self, folder: Path) -> None:
        digests = set()
        for files in ({"a": "bc", "d": "e"}, {"a": "b", "d": "ce"}, {"a": "bcd", "e": ""}, {"ab": "c", "d": "e"}, {"a/d": "e"}):
            shutil.rmtree(folder, ignore_errors=True)
            digests.add(load_task(write_task(folder, files=dict(files))).digest)
        assert len(digests) == 5

    @pytest.mark.parametrize(
        "change",
        [
            lambda folder: os.utime(folder / "buggy.py", (1, 1)),
            lambda folder: (folder / "buggy.py").chmod(0o755),
            lambda folder: write_task(folder / "__pycache__", files={"x.cpython-311.pyc": "x"}),
            lambda folder: write_task(folder / ".pytest_cache"),
            lambda folder: write_task(folder / ".hypothesis" / "examples"),
            lambda folder: (folder / ".DS_Store").write_bytes(b"x"),
            lambda folder: (folder / "old.pyc").write_bytes(b"x"),
            lambda folder: (folder / "empty").mkdir(),
        ],
        ids=["mtime", "mode", "__pycache__", ".pytest_cache", ".hypothesis", ".DS_Store", "pyc", "empty folder"],
    )
    def test_what_makes_no_difference(self, folder: Path, change: Callable[[Path], object]) -> None:
        before = load_task(write_task(folder)).digest
        change(folder)
        assert load_task(folder).digest == before

    def test_place_and_name_make_no_difference(self, folder: Path, tmp_path: Path) -> None:
        assert load_task(write_task(folder)).digest == load_task(write_task(tmp_path / "elsewhere" / "renamed")).digest


class TestFindTasks:
    def test_sorted_at_any_depth_without_hidden_folders(self, tmp_path: Path) -> None:
        for name in ("b/y", "a", "b/x/deep", ".git/z", "__pycache__/z"):
            write_task(tmp_path / name)
        assert [folder.relative_to(tmp_path).as_posix() for folder in find_tasks(tmp_path)] == ["a", "b/x/deep", "b/y"]

    def test_a_task_in_a_task_is_a_file_of_it(self, tmp_path: Path) -> None:
        write_task(write_task(tmp_path / "a") / "inner")
        assert list(find_tasks(tmp_path)) == [tmp_path / "a"]

    def test_the_folder_itself(self, tmp_path: Path) -> None:
        assert list(find_tasks(write_task(tmp_path / "a"))) == [tmp_path / "a"]

    def test_the_shipped_tasks_are_in_order(self) -> None:
        tasks = [load_task(path) for path in find_tasks(Path(__file__).parents[2] / "tasks")]
        assert len(tasks) >= 12
        assert {task.category for task in tasks} == {"syntax", "logic", "optimization", "type-error", "security"}
        assert len({task.digest for task in tasks}) == len({task.name for task in tasks}) == len(tasks)
