import os
import struct
import warnings
import zipfile
import zlib

import pytest
from candidate import install


def pack(path, *entries):
    """Write a ZIP file of (name, data) pairs and return its path."""
    with zipfile.ZipFile(path, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that occur twice
        for name, data in entries:
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return str(path)


def seen(place):
    """All that is in a folder: paths, with the content of files and the targets of links."""
    found = {}
    for here, folders, files in os.walk(place):
        for path in (os.path.join(here, name) for name in folders + files):
            if os.path.islink(path):
                found[path] = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    found[path] = file.read()
            else:
                found[path] = None
    return found


@pytest.fixture
def home(tmp_path):
    """A home directory with a folder for themes, in which links lead out and elsewhere."""
    (tmp_path / "themes" / "icons").mkdir(parents=True)
    (tmp_path / "themes" / "old.css").write_bytes(b"old")
    (tmp_path / "autostart").mkdir()
    (tmp_path / "notes.txt").write_bytes(b"secret")
    (tmp_path / "themes" / "out").symlink_to("../autostart")
    (tmp_path / "themes" / "notes").symlink_to("../notes.txt")
    (tmp_path / "themes" / "pictures").symlink_to("icons")
    return tmp_path


def assert_refused(home, archive, folder="themes", **settings):
    before = seen(home)
    with pytest.raises(ValueError):
        install(archive, str(home / folder), **settings)
    assert seen(home) == before


def test_files(home):
    archive = pack(home / "a.zip", ("fonts/é", ""), ("dark.css", "black"), ("fonts/a b.ttf", b"\x00\xff"))
    assert install(archive, str(home / "themes")) == ["dark.css", "fonts/a b.ttf", "fonts/é"]
    assert (home / "themes" / "dark.css").read_bytes() == b"black"
    assert (home / "themes" / "fonts" / "a b.ttf").read_bytes() == b"\x00\xff"
    assert (home / "themes" / "fonts" / "é").read_bytes() == b""


def test_folders(home):
    archive = pack(home / "a.zip", ("sounds/", ""), ("icons/", ""), ("a/b/c.css", "c"), ("a/b/", ""))
    assert install(archive, str(home / "themes")) == ["a/b/c.css"]
    assert (home / "themes" / "sounds").is_dir()


def test_new_folder(home):
    assert install(pack(home / "a.zip", ("a.css", "a")), str(home / "new" / "dark")) == ["a.css"]
    assert (home / "new" / "dark" / "a.css").read_bytes() == b"a"


def test_empty_pack(home):
    assert install(pack(home / "a.zip"), str(home / "new")) == []
    assert (home / "new").is_dir()


def test_what_is_there_already(home):
    install(pack(home / "a.zip", ("a.css", "a"), ("b.css", "b")), str(home / "themes"))
    install(pack(home / "a.zip", ("a.css", "new")), str(home / "themes"))
    assert (home / "themes" / "a.css").read_bytes() == b"new"
    assert (home / "themes" / "b.css").read_bytes() == b"b"
    assert (home / "themes" / "old.css").read_bytes() == b"old"


@pytest.mark.parametrize(
    "name",
    [
        "../run.sh", "../../run.sh", "../autostart/run.sh", "a/../../run.sh", "a/../b.css", "..", "../", "./a.css", "a/./b.css",
        "/a.css", "a//b.css", "/", "..\\run.sh", "C:run.sh", "a\\b.css",
    ],
)  # fmt: skip
def test_names_that_are_refused(home, name):
    archive = pack(home / "a.zip", ("good.css", "good"), (name, "bad"), ("more.css", "good"))
    assert_refused(home, archive)
    assert_refused(home, archive, folder="new")


@pytest.mark.parametrize("name", ["out/run.sh", "out/a/b/", "notes", "pictures/../out/run.sh", "icons/../../notes.txt"])
def test_links_that_lead_out(home, name):
    assert_refused(home, pack(home / "a.zip", ("good.css", "good"), (name, "bad")))


def test_links_that_stay(home):
    assert install(pack(home / "a.zip", ("pictures/a.png", "a")), str(home / "themes")) == ["pictures/a.png"]
    assert (home / "themes" / "icons" / "a.png").read_bytes() == b"a"
    (home / "shortcut").symlink_to("themes")
    assert install(pack(home / "a.zip", ("b.css", "b")), str(home / "shortcut")) == ["b.css"]
    assert (home / "themes" / "b.css").read_bytes() == b"b"


@pytest.mark.parametrize(
    "names", [("a", "a"), ("a", "b", "a/"), ("a", "a/b"), ("a/b/c", "a/b"), ("a/b/", "a"), ("x/", "x/")]
)
def test_names_that_exclude_each_other(home, names):
    assert_refused(home, pack(home / "a.zip", *((name, "") for name in names)))


def test_limit(home):
    archive = pack(home / "a.zip", ("a", bytes(700_000)), ("b", bytes(300_000)))
    assert install(archive, str(home / "themes")) == ["a", "b"]
    assert_refused(home, pack(home / "b.zip", ("c", bytes(700_000)), ("d", bytes(300_001))))
    assert_refused(home, archive, limit=999_999)
    assert install(archive, str(home / "new"), limit=1_000_000) == ["a", "b"]


@pytest.mark.parametrize("content", [b"", b"PK", b"no ZIP file" * 20])
def test_no_zip_file(home, content):
    (home / "a.zip").write_bytes(content)
    assert_refused(home, str(home / "a.zip"))


def test_damaged_file(home):
    archive = pack(home / "a.zip", ("good.css", "good"), ("bad.css", bytes(range(250))))
    content = bytearray((home / "a.zip").read_bytes())
    content[content.index(b"bad.css") + 100] ^= 255
    (home / "a.zip").write_bytes(content)
    assert_refused(home, archive)


@pytest.mark.parametrize(("offset", "value"), [(8, 1), (10, 99)], ids=["encrypted", "compressed in an unknown way"])
def test_file_that_can_not_be_unpacked(home, offset, value):
    archive = pack(home / "a.zip", ("good.css", "good"), ("bad.css", "bad"))
    content = bytearray((home / "a.zip").read_bytes())
    content[content.rindex(b"PK\x01\x02") + offset] = value
    content[content.index(b"bad.css") - 30 + offset - 2] = value
    (home / "a.zip").write_bytes(content)
    assert_refused(home, archive)


def test_file_that_ends_too_early(home):
    """The entry stands in the comment at the end, and there is less of it than the list of entries says."""
    sizes = struct.pack("<IIIHH", zlib.crc32(bytes(99)), 99, 99, 1, 0)
    entry = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 0, 0, 33) + sizes + b"a" + bytes(5)
    listed = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 0, 0, 33) + sizes + struct.pack("<HHHII", 0, 0, 0, 0, 69) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), 0, len(entry))
    (home / "a.zip").write_bytes(listed + end + entry)
    assert_refused(home, str(home / "a.zip"))
