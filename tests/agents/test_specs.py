"""What users type, and what they mistype."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pytest_codearena.agents import Agent, check_spec, make_agent
from pytest_codearena.agents.endpoints import ollama_url, with_v1
from pytest_codearena.errors import UsageError

from .made_up import BUGGY, FIRST, FIXED, task


@pytest.mark.parametrize(
    "spec",
    [
        "builtin",
        "builtin?cpu_s=20",
        "buggy",
        "reference",
        "openai:gpt-5",
        "openai:gpt-5?temperature=0.2&max_tokens=4000&seed=1",
        "ollama:qwen2.5-coder:7b",
        "hf:Qwen/Qwen3-8B",
        "vllm:org/model",
        "tgi:tgi",
        "http://127.0.0.1:8000/v1#model",
        "https://host.example/v1#org/model?temperature=0",
        "http://[::1]:8000/v1#m",
        "file:.",
        "command:cat",
        "command:python 'my agent.py' --fast",
        "python:pkg.mod:callable",
        "python:mod:Class.method",
        "chain:builtin,ollama:qwen",
        "chain:ollama:qwen,builtin?cpu_s=2.5",
        "chain:command:sed s/a,b/c/,builtin",
    ],
)
def test_forms_that_are_known(spec: str) -> None:
    check_spec(spec)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("", "empty"),
        ("bulitin", "'builtin'"),
        ("olama:qwen", "'ollama'"),
        ("OpenAI:gpt-5", "'openai'"),
        ("ollama/qwen", "ollama:qwen"),
        ("Qwen/Qwen3-8B", "hf:Qwen/Qwen3-8B"),
        ("qwen", "ollama:qwen"),
        ("fixes/a.py", "file:fixes/a.py"),
        ("pkg.mod:callable", "python:pkg.mod:callable"),
        ("builtin:x", "takes nothing"),
        ("builtin?", "builtin?cpu_s=20"),
        ("builtin?cpu_s=", "builtin?cpu_s=20"),
        ("builtin?cpu_s=-1", "builtin?cpu_s=20"),
        ("builtin?cpu_s=inf", "builtin?cpu_s=20"),
        ("builtin?seconds=3", "builtin?cpu_s=20"),
        ("builtin?cpu_s=2:x", "builtin?cpu_s=20"),
        ("reference:", "takes nothing"),
        ("openai:", "openai:MODEL"),
        ("openai:?seed=1", "model's name"),
        ("openai:m?temprature=0", "'temperature'"),
        ("openai:m?seed=x", "whole number"),
        ("openai:m?temperature=warm", "a number"),
        ("http://host/v1", "#"),
        ("http:host", "#"),
        ("http://host:port/v1#m", "HOST"),
        ("http://#m", "HOST"),
        ("file:/no/such/folder", "/no/such/folder"),
        ("command:", "command:PROGRAM"),
        ("command:'open", "quotation"),
        ("python:mod", "python:pkg.module:callable"),
        ("python:a b:c", "python:pkg.module:callable"),
        ("chain:builtin,bulitin", "bulitin"),
        ("chain:builtin,chain:builtin", "chain"),
    ],
)
def test_forms_that_are_not(spec: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_spec(spec)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_provider_is_told_all_forms() -> None:
    with pytest.raises(UsageError, match=r"ollama:MODEL.*file:PATH.*python:pkg"):
        check_spec("nobody:x")


def test_password_in_a_spec_is_not_repeated() -> None:
    for spec in ("http://bob:hunter2@host/v1", "http://bob:hunter2@host/v1#m?tempo=1", "http://bob:hunter2@host:x/v1#m"):
        with pytest.raises(UsageError) as caught:
            check_spec(spec)
        assert "hunter2" not in str(caught.value)


def test_baselines() -> None:
    for spec, code in (("buggy", BUGGY), ("reference", FIXED)):
        agent = make_agent(spec, task())
        assert agent.name == spec
        assert agent.propose(FIRST).code == code
        assert agent.propose(FIRST).code == code


def test_an_agent_is_called_as_the_user_typed_it(tmp_path: Path) -> None:
    for spec in ("builtin", "openai:gpt-5?seed=1", "http://host/v1#m", f"file:{tmp_path}", "command:cat -n", "chain:buggy,reference"):
        agent: Agent = make_agent(spec, task())
        assert agent.name == spec


def test_libraries_of_providers_are_loaded_late() -> None:
    program = (
        "import sys, pytest_codearena.agents as agents\n"
        "agents.check_spec('openai:gpt-5'); agents.check_spec('http://h/v1#m')\n"
        "print([name for name in ('openai', 'pydantic', 'httpx', 'httpx2', 'hypothesis', 'subprocess') if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "[]"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        (":9000", "http://127.0.0.1:9000"),
        ("gpu", "http://gpu:11434"),
        ("gpu:1", "http://gpu:1"),
        (" 'gpu:1' ", "http://gpu:1"),
        ("http://gpu", "http://gpu:80"),
        ("https://gpu", "https://gpu:443"),
        ("https://gpu:5", "https://gpu:5"),
        ("gpu:99999", "http://gpu:11434"),
        ("gpu:x", "http://gpu:11434"),
        ("::1", "http://[::1]:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:5", "http://[::1]:5"),
        ("::", "http://[::1]:11434"),
        ("https://gpu/ollama", "https://gpu:443/ollama"),
        ("ollama.com", "https://ollama.com:443"),
    ],
)
def test_ollama_host_by_ollamas_own_rules(host: str, url: str) -> None:
    assert ollama_url(host) == url


@pytest.mark.parametrize(
    ("given", "url"),
    [("http://h", "http://h/v1"), ("http://h/", "http://h/v1"), ("http://h/v1", "http://h/v1"), ("http://h/v1/", "http://h/v1"), ("http://h/o", "http://h/o/v1")],
)
def test_v1_is_added_once(given: str, url: str) -> None:
    assert with_v1(given) == url
