"""What README.md and docs/ say exists: options, settings, weights, words, environment variables; their examples run."""

from __future__ import annotations

import re
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from pytest_codearena import Outcome, Verdict, Weights, grade, load_task, plugin
from pytest_codearena.agents.spec import FORMS
from pytest_codearena.cli import main, make_parser

from .hostile.programs import read

ROOT = Path(__file__).parent.parent
PAGES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))}
_OFFLINE = ("README.md", "authoring.md", "ci.md", "grading.md", "reference.md")
"""Pages whose examples need no extra."""
README = "\n".join(text for path, text in PAGES.items() if path.name in _OFFLINE and path.parent.name != "figures")
TRAINING = PAGES[ROOT / "docs" / "training.md"]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
FILES = {match[1]: code for _, code in BLOCKS if (match := re.match(r"# (\S+/\S+)\n", code))}
"""Blocks that begin with the name of a file are that file."""


class Options:
    """Stands for pytest's parser: keeps the names of what is added."""

    def __init__(self) -> None:
        self.options: set[str] = set()
        self.settings: set[str] = set()

    def getgroup(self, name: str, description: str) -> Options:
        return self

    def addoption(self, name: str, **how: Any) -> None:
        self.options.add(name)

    def addini(self, name: str, help: str, **how: Any) -> None:
        self.settings.add(name)


@pytest.fixture
def registered() -> Options:
    options = Options()
    plugin.pytest_addoption(options)  # type: ignore[arg-type]
    return options


def test_options_are_those_of_the_plugin(registered: Options) -> None:
    assert set(re.findall(r"--codearena-[a-z][a-z-]*", README)) == registered.options
    rows = set(re.findall(r"^\| `(--codearena-[a-z-]+)", README, re.MULTILINE))
    assert rows == registered.options, "every option has a row in the table"


def test_settings_are_those_of_the_plugin(registered: Options) -> None:
    named = set(re.findall(r"^(codearena_\w+)", README, re.MULTILINE))
    assert named
    assert named <= registered.settings


def test_weights_are_the_defaults() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` +\| +(-?0\.\d+) ", README, re.MULTILINE))
    assert {name: abs(float(number)) for name, number in rows.items()} == asdict(Weights())


@pytest.mark.parametrize("word", [*Verdict, *Outcome])
def test_verdicts_and_outcomes_are_explained(word: str) -> None:
    assert f"`{word}`" in README


def test_agents_are_explained() -> None:
    assert {provider for provider in FORMS if not re.search(rf"`{provider}[:`]|\b{provider}\(s\)://|`{provider}", README)} <= {
        "https"
    }


def test_environment_variables_are_read_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pytest_codearena" / "agents").glob("*.py"))
    named = set(re.findall(r"`((?:OPENAI|OLLAMA|HF|VLLM|TGI|CODEARENA)_\w+)`", README))
    unread = {name for name in named if name not in source and not name.startswith(("VLLM_", "TGI_"))}
    assert named
    assert unread == set()


def test_the_task_of_the_readme_is_a_task(tmp_path: Path) -> None:
    own = {name: text for name, text in FILES.items() if name.startswith("longest_run/")}
    (tmp_path / "longest_run").mkdir()
    for name, text in own.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    task = load_task(tmp_path / "longest_run")
    assert grade(task, task.reference).verdict is Verdict.RESOLVED
    assert grade(task, task.buggy).verdict is Verdict.FAILED


def test_python_examples_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    examples = [code for language, code in BLOCKS if language == "python" and code not in FILES.values()]
    assert examples
    for code in examples:
        exec(compile(code, "the docs", "exec"), {"__name__": "readme"})
        promised = re.findall(r"print\(.*?\)  # (.*)$", code, re.MULTILINE)
        assert capsys.readouterr().out.splitlines()[: len(promised)] == promised


_COMMANDS = sorted(
    {line for text in PAGES.values() for line in re.findall(r"^\$ (.*)$", text, re.MULTILINE) if "for part in" not in line}
)


@pytest.mark.parametrize("line", [line for line in _COMMANDS if "codearena " in line and "inspect eval" not in line])
def test_codearena_takes_its_commands(line: str) -> None:
    for command in re.split(r"\s&&\s", line):
        words = shlex.split(command, comments=True)
        if words[0] == "codearena":
            make_parser().parse_args(words[1:])


@pytest.mark.parametrize("line", [line for line in _COMMANDS if line.startswith("pytest ")])
def test_pytest_takes_its_commands(line: str, pytester: pytest.Pytester) -> None:
    pytester.parseconfig(*shlex.split(line, comments=True)[1:])


@pytest.mark.parametrize("line", [line for line in _COMMANDS if line.startswith("python ")])
def test_programs_are_there(line: str) -> None:
    assert (ROOT / shlex.split(line)[1]).is_file()


def test_options_of_the_server_are_those_that_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    taken = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
    serving = re.findall(r"`(--[a-z][a-z-]+)|codearena serve.* (--[a-z][a-z-]+)", TRAINING)
    named = {name for found in serving for name in found if name and not name.startswith("--codearena")}
    assert named
    assert named <= taken


def test_the_two_commands_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)`", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


_AIMS = {
    "forge the result": "forging",
    "find the answers": "answers",
    "tell test from use": "detecting",
    "lie on the wire": "wire",
    "abuse what is shared": "sharing",
    "get out": "escaping",
    "exhaust": "exhausting",
    "survive": "surviving",
    "look fast": "speed",
}
"""What docs/grading.md calls the categories of hostile programs."""


def test_the_table_of_attacks_counts_the_corpus() -> None:
    rows = dict(
        re.findall(r"^\| ([a-z ]+) \| (\d+) \|", (ROOT / "docs" / "grading.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    corpus = ROOT / "tests" / "hostile" / "corpus"
    counts = {path.stem: len(read(path)) for path in corpus.glob("*.txt") if path.stem != "preludes"}
    assert {_AIMS[aim]: int(count) for aim, count in rows.items()} == counts


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(
        r"\]\(((?!https?://)[^)\s]+)\)", re.sub(r"^```.*?^```$", "", PAGES[page], flags=re.MULTILINE | re.DOTALL)
    )
    for link in links:
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings], link
