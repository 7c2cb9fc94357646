import os
import shutil
import tempfile
import warnings
import zipfile

import candidate
import reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Every example has a folder of its own below the one tmp_path.
own_folder = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

parts = st.sampled_from(["a", "b", "é", "c.css", "...", ".c", "a b"])
paths = st.lists(parts, min_size=1, max_size=3).map("/".join)
good_names = paths | paths.map("{}/".format) | paths.map("stays/{}".format)
bad_names = st.one_of(
    st.builds("{}/{}".format, st.sampled_from(["..", "../..", ".", "", "a/..", "a/../..", "b\\..", "C:"]), paths),
    st.builds("{}/{}".format, paths, st.sampled_from([".", "..", "../b", "/", "/b", "\\", ":"])),
    st.builds("leaves/{}".format, paths),
    st.sampled_from(["leaves", "file", "lost", "lost/a", "leaves/", "stays/../file", "/", "..", "."]),
)
data = st.binary(max_size=8)


def entries(names):
    return st.lists(st.tuples(names, data), max_size=5)


def world(folder):
    """A home directory: where themes go, a neighbour, and links."""
    home = tempfile.mkdtemp(dir=folder)
    for place in ("themes/inner", "themes-2"):
        os.makedirs(os.path.join(home, place))
    for name, target in (("stays", "inner"), ("leaves", "../themes-2"), ("file", "../themes-2/file"), ("lost", "../lost")):
        os.symlink(target, os.path.join(home, "themes", name))
    for place in ("themes-2/file", "themes/kept"):
        with open(os.path.join(home, place), "w") as file:
            file.write("as it was")
    return home


def write(home, entries):
    path = os.path.join(home, "theme.zip")
    with zipfile.ZipFile(path, "w") as pack, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that occur twice
        for name, content in entries:
            pack.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # whose time is always the same
    return path


def seen(home):
    """All that is in a home directory, by path."""
    found = {}
    for here, folders, files in os.walk(home):
        for path in (os.path.join(here, name) for name in folders + files):
            if os.path.islink(path):
                content = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    content = file.read()
            else:
                content = None
            found[os.path.relpath(path, home)] = content
    return found


def installed(module, folder, entries, **limit):
    """The outcome, and what is there before and after."""
    home = world(folder)
    archive = write(home, entries)
    before = seen(home)
    try:
        outcome = list(module.install(archive, os.path.join(home, "themes"), **limit))
    except ValueError:
        outcome = "refused"
    after = seen(home)
    shutil.rmtree(home)
    return outcome, before, after


@own_folder
@given(entries=entries(good_names | good_names | bad_names))
def test_agrees_with_the_reference(tmp_path, entries):
    outcome, _, after = installed(candidate, tmp_path, entries)
    expected, _, there = installed(reference, tmp_path, entries)
    assert outcome == expected
    assert after == there


@own_folder
@given(files=st.dictionaries(paths.map("inner/{}.css".format), data, max_size=5))
def test_a_good_pack_is_unpacked(tmp_path, files):
    outcome, before, after = installed(candidate, tmp_path, files.items())
    assert outcome == sorted(files)
    written = {f"themes/{name}": content for name, content in files.items()}
    assert {path: content for path, content in after.items() if content is not None} == {
        **{path: content for path, content in before.items() if content is not None},
        **written,
    }


@own_folder
@given(before=entries(paths.map("{}.css".format)), bad=bad_names, after=entries(paths.map("{}.ttf".format)), content=data)
def test_one_bad_name_spoils_the_pack(tmp_path, before, bad, after, content):
    before, after = list(dict(before).items()), list(dict(after).items())
    assert installed(candidate, tmp_path, before + after)[0] == sorted(name for name, _ in before + after)
    outcome, was, now = installed(candidate, tmp_path, [*before, (bad, content), *after])
    assert outcome == "refused"
    assert now == was


@own_folder
@given(sizes=st.lists(st.integers(0, 5000), min_size=1, max_size=4), more=st.integers(-3, 3))
def test_sizes_are_added_up(tmp_path, sizes, more):
    limit = sum(sizes) + more
    outcome, was, now = installed(candidate, tmp_path, [(str(n), bytes(size)) for n, size in enumerate(sizes)], limit=limit)
    if more < 0:
        assert outcome == "refused"
        assert now == was
    else:
        assert outcome == [str(n) for n in range(len(sizes))]
        assert now["themes/0"] == bytes(sizes[0])


@own_folder
@given(
    files=st.dictionaries(paths.map("{}.css".format), st.text("ab", min_size=1, max_size=30), min_size=1, max_size=3),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    place=st.integers(0, 30),
    bits=st.integers(1, 255),
    cut=st.integers(1, 60),
)
def test_a_damaged_pack_is_refused(tmp_path, files, method, place, bits, cut):
    archive = tmp_path / "theme.zip"
    with zipfile.ZipFile(archive, "w", method) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
        last = pack.infolist()[-1]
    begin = last.header_offset + 30 + len(last.filename.encode())
    changed = bytearray(archive.read_bytes())
    changed[begin + place % last.compress_size] ^= bits
    outcomes = []
    for content in (archive.read_bytes(), archive.read_bytes()[:-cut], changed):
        archive.write_bytes(content)
        home = world(tmp_path)
        for module in (reference, candidate):
            try:
                outcomes.append(list(module.install(str(archive), os.path.join(home, "themes"))))
            except ValueError:
                outcomes.append("refused")
            if outcomes[-1] == "refused":
                assert not set(files) & set(os.listdir(os.path.join(home, "themes")))
            else:
                shutil.rmtree(home)
                home = world(tmp_path)
        shutil.rmtree(home)
    assert outcomes[:4] == [sorted(files), sorted(files), "refused", "refused"]
    assert outcomes[4] == outcomes[5]
    assert method == zipfile.ZIP_DEFLATED or outcomes[5] == "refused"
