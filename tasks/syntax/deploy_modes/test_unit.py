import pytest
from candidate import parse_mode, report, show_mode


@pytest.mark.parametrize(
    ("text", "bits"),
    [("640", 0o640), ("0640", 0o640), ("000", 0), ("777", 0o777), (" 755 ", 0o755)],
)
def test_digits(text, bits):
    assert parse_mode(text) == bits


@pytest.mark.parametrize(
    ("text", "bits"),
    [("rw-r-----", 0o640), ("---------", 0), ("rwxrwxrwx", 0o777), ("--x-w-r--", 0o124)],
)
def test_nine_letters(text, bits):
    assert parse_mode(text) == bits


@pytest.mark.parametrize(
    ("text", "bits"),
    [("u=rw,g=r,o=", 0o640), ("g=xr", 0o050), ("o=wxr,u=r", 0o407), ("u=", 0), (" u=w ", 0o200)],
)
def test_clauses(text, bits):
    assert parse_mode(text) == bits


def test_default():
    assert parse_mode("") == 0o644
    assert parse_mode("  ") == 0o644


@pytest.mark.parametrize(
    "text",
    [
        "64", "648", "1640", "00640", "644.0", "-644", "6 40", "٦٤٠",
        "rw-r----", "rw-r------", "wr-r-----", "RW-R-----", "rw-r---- -", "rw-r--r-t",
        "u", "u=rw g=r", "u=rw,,g=r", "u=rw,", "u=rr", "u=r,u=r", "a=r", "u=R", "u=rt", "u=r=w", "u=rw, g=r", "u,g=r",
    ],
)  # fmt: skip
def test_no_mode(text):
    with pytest.raises(ValueError):
        parse_mode(text)


def test_show_mode():
    assert show_mode(0o640) == "rw-r-----"
    assert show_mode(0o124) == "--x-w-r--"
    assert show_mode(0) == "---------"
    assert show_mode(0o777) == "rwxrwxrwx"


@pytest.mark.parametrize("bits", [-1, 0o1000, 0o4755])
def test_bits_that_are_no_permissions(bits):
    with pytest.raises(ValueError):
        show_mode(bits)


def test_report(capsys):
    assert report({"site.ini": "640", "pub/drop": "u=rwx,o=wx", "README": "", "bin/run": "rwxr-xr-x"}) == 1
    assert capsys.readouterr().out == "rw-r--r--  README\nrwxr-xr-x  bin/run\nrwx----wx  pub/drop !\nrw-r-----  site.ini\n"


def test_report_of_nothing(capsys):
    assert report({}) == 0
    assert capsys.readouterr().out == ""


def test_report_names_the_path(capsys):
    with pytest.raises(ValueError, match=r"^b\.txt: "):
        report({"a.txt": "640", "b.txt": "u=q", "c.txt": "999"})
    assert capsys.readouterr().out == ""
