import os
import subprocess

import candidate
import pytest
import reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Every example puts its own file in place, so that one tmp_path can serve them all.
one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

INSIDE = ["", "sub/"]
OUTSIDE = ["../", "../uploads-old/", "../uploads2/", "link/", "sub/../../"]

files = st.text("ab ;&|$`'\"()<>*?#~-!\\{}é", min_size=1, max_size=8).map(lambda name: name + ".pdf")
detours = st.lists(st.sampled_from(["./", "sub/../", "../uploads/"]), max_size=3).map("".join)
outputs = st.builds(
    "Title: {}\n{}File size: {} bytes\n".format,
    st.sampled_from(["Minutes", "Pages: 7", "Yellow Pages: 7", ""]),
    st.integers(0, 3000).map("Pages:{:>8}\n".format) | st.just(""),
    st.integers(0, 99),
)


@pytest.fixture
def uploads(tmp_path):
    for place in ("uploads/sub", "uploads-old", "uploads2"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "uploads" / "link").symlink_to(tmp_path / "uploads-old", target_is_directory=True)
    return str(tmp_path / "uploads")


def put(path, exists):
    if exists:
        open(path, "wb").close()
    elif os.path.lexists(path):
        os.remove(path)


def ask(module, folder, name, output="Pages: 1\n"):
    """What page_count of a module does: its result or error, and the commands that it ran."""
    calls = []

    def run(command, **options):
        calls.append((command, bool(options.get("shell"))))
        as_text = options.get("text") or options.get("universal_newlines") or options.get("encoding")
        stdout = output if as_text else output.encode()
        return subprocess.CompletedProcess(command, 0, stdout=stdout, stderr=stdout[:0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module.subprocess, "run", run)
        try:
            result = module.page_count(folder, name)
        except FileNotFoundError:
            result = "missing"
        except ValueError:
            result = "refused"
    return result, calls


@one_folder
@given(place=st.sampled_from(INSIDE + OUTSIDE), detour=detours, file=files, output=outputs, exists=st.booleans())
def test_agrees_with_the_reference(uploads, place, detour, file, output, exists):
    for name in (detour + place + file, detour + file):
        put(os.path.join(uploads, name), exists)
        expected, _ = ask(reference, uploads, name, output)
        assert ask(candidate, uploads, name, output)[0] == expected


@one_folder
@given(place=st.sampled_from(INSIDE), detour=detours, file=files, pages=st.integers(1, 5000))
def test_one_program_and_one_argument(uploads, place, detour, file, pages):
    path = os.path.join(uploads, place + file)
    put(path, True)
    result, calls = ask(candidate, uploads, detour + place + file, f"Producer: x\nPages: {pages}\n")
    assert result == pages
    [(command, shell)] = calls
    assert not shell
    assert not isinstance(command, str)
    assert command[0] == "pdfinfo"
    assert [os.path.realpath(argument) for argument in command[1:]] == [os.path.realpath(path)]


@one_folder
@given(place=st.sampled_from(OUTSIDE), detour=detours, file=files, absolute=st.booleans(), exists=st.booleans())
def test_nothing_outside_is_touched(uploads, place, detour, file, absolute, exists):
    name = detour + place + file
    put(os.path.join(uploads, name), exists)
    if absolute:
        name = os.path.realpath(os.path.join(uploads, name))
    assert ask(candidate, uploads, name) == ("refused", [])
    put(os.path.join(uploads, file), True)
    assert ask(candidate, uploads, file)[0] == 1
