import os
import subprocess

import candidate
import pytest
from candidate import page_count

OUTPUT = "Title:  Minutes\nPages:  12\nPage size: A4\n"


class Pdfinfo:
    """Stands in for subprocess.run, and notes how it was called."""

    def __init__(self):
        self.calls = []
        self.output = OUTPUT

    def run(self, command, **options):
        self.calls.append((command, options))
        as_text = options.get("text") or options.get("universal_newlines") or options.get("encoding")
        output = self.output if as_text else self.output.encode()
        return subprocess.CompletedProcess(command, 0, stdout=output, stderr=output[:0])


@pytest.fixture
def pdfinfo(monkeypatch):
    program = Pdfinfo()

    def run(command, **options):
        return program.run(command, **options)

    monkeypatch.setattr(candidate.subprocess, "run", run)
    return program


@pytest.fixture
def folder(tmp_path):
    """tmp_path/uploads with two files, and two more next to it."""
    for place in ("uploads", "uploads/may", "uploads-old"):
        (tmp_path / place).mkdir()
    for file in ("uploads/a.pdf", "uploads/may/b.pdf", "uploads-old/c.pdf", "secret.pdf"):
        (tmp_path / file).write_bytes(b"%PDF")
    return tmp_path / "uploads"


def assert_asked_for(pdfinfo, path):
    assert len(pdfinfo.calls) == 1
    command, options = pdfinfo.calls[0]
    assert not options.get("shell")
    assert not isinstance(command, str)
    program, argument = command
    assert program == "pdfinfo"
    assert os.path.isabs(argument)
    assert os.path.realpath(argument) == os.path.realpath(path)


def test_pages(pdfinfo, folder):
    assert page_count(str(folder), "a.pdf") == 12
    assert_asked_for(pdfinfo, folder / "a.pdf")


def test_folder_below(pdfinfo, folder):
    assert page_count(str(folder), "may/b.pdf") == 12
    assert_asked_for(pdfinfo, folder / "may" / "b.pdf")


def test_output_without_pages(pdfinfo, folder):
    pdfinfo.output = "Page size: A4\n"
    with pytest.raises(ValueError):
        page_count(str(folder), "a.pdf")


def test_missing_file(pdfinfo, folder):
    with pytest.raises(FileNotFoundError):
        page_count(str(folder), "z.pdf")
    assert pdfinfo.calls == []


@pytest.mark.parametrize("name", ["b.pdf; reboot", "$(id).pdf", "two words.pdf", "-h", "it's.pdf", "a.pdf|sh"])
def test_strange_names_are_only_names(pdfinfo, folder, name):
    (folder / name).write_bytes(b"%PDF")
    assert page_count(str(folder), name) == 12
    assert_asked_for(pdfinfo, folder / name)


@pytest.mark.parametrize(
    "name",
    ["../secret.pdf", "may/../../secret.pdf", "../uploads-old/c.pdf", "../nothing.pdf", "/etc/hostname"],
)
def test_names_that_lead_out_of_the_folder(pdfinfo, folder, name):
    with pytest.raises(ValueError):
        page_count(str(folder), name)
    assert pdfinfo.calls == []


def test_detour_that_stays_in_the_folder(pdfinfo, folder):
    assert page_count(str(folder), "may/../a.pdf") == 12
    assert_asked_for(pdfinfo, folder / "a.pdf")


def test_link_that_leads_out_of_the_folder(pdfinfo, folder):
    (folder / "link.pdf").symlink_to(folder.parent / "secret.pdf")
    with pytest.raises(ValueError):
        page_count(str(folder), "link.pdf")
    assert pdfinfo.calls == []
