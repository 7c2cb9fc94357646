"""What the plugin costs those who have no tasks."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

HEAVY = (
    "hypothesis",
    "openai",
    "pydantic",
    "msgpack",
    "tabulate",
    "asyncio",
    "jsonschema",
    "jinja2",
    "matplotlib",
    "multiprocessing",
    "concurrent.futures",
    "fastapi",
    "openenv",
)


def loaded_by(code: str) -> set[str]:
    """Modules that are loaded after ``code`` ran in a fresh interpreter that had loaded pytest before."""
    program = f"import sys, pytest; import _pytest.config; before = set(sys.modules); {code}; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_of_the_plugin_loads_next_to_nothing() -> None:
    loaded = loaded_by("import pytest_codearena.plugin")
    assert loaded == {"pytest_codearena", "pytest_codearena.plugin"}


def test_every_public_name_is_there_and_loads_when_asked() -> None:
    loaded = loaded_by("import pytest_codearena as p; [getattr(p, name) for name in p.__all__]; import inspect")
    assert "pytest_codearena.episode" in loaded
    assert not {"openai", "jinja2", "matplotlib"} & loaded


@pytest.mark.parametrize("arguments", [[], ["--collect-only"]])
def test_a_foreign_project_sees_nothing_of_us(pytester: pytest.Pytester, arguments: list[str]) -> None:
    pytester.makepyfile("def test_ok():\n    pass\n")
    pytester.makeconftest(
        "import sys\n\n\ndef pytest_unconfigure():\n"
        f"    ours = [name for name in sys.modules if name.startswith('pytest_codearena.')]\n"
        f"    print('LOADED', ours, [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    bare = ["-p", "no:hypothesispytest", "-p", "no:xdist", "-p", "no:anyio", "-p", "no:cacheprovider"]
    with_us = pytester.runpytest_subprocess(*bare, *arguments)
    without_us = pytester.runpytest_subprocess(*bare, "-p", "no:codearena", *arguments)
    assert with_us.ret == without_us.ret == 0
    said = [line for line in with_us.outlines if line.startswith("LOADED")]
    assert said[0].startswith("LOADED ['pytest_codearena.plugin'] ")
    heavy_without = [line.partition("] ")[2] for line in without_us.outlines if line.startswith("LOADED")]
    assert [line.partition("] ")[2] for line in said] == heavy_without

    def words(result: pytest.RunResult) -> list[str]:
        return [re.sub(r" in [\d.]+s.*", "", line) for line in result.outlines if not line.startswith(("LOADED", "plugins:", "===="))]

    assert words(with_us) == words(without_us)


def test_the_options_are_described(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("--help")
    result.stdout.fnmatch_lines(
        ["code-repair tasks (pytest-codearena):", "*--codearena-agent=SPEC*", "*--codearena-report=PATH*"]
    )
    result.stdout.fnmatch_lines(["*codearena_agent (args):*", "*codearena_report (string):*"])
