import candidate
import pytest
import reference
from candidate import parse_mode, report, show_mode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# What an example prints is read before the next one, so that one capsys can serve them all.
read_at_once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

permissions = st.text("rwx", max_size=3)
clause = st.builds("{}={}".format, st.sampled_from("ugo"), permissions) | st.sampled_from(["", "u", "=r", "a=r", "u=t", "o=r=", "g =r"])
digits = st.text("01234567", min_size=2, max_size=5) | st.text("0678٣", min_size=3, max_size=4) | st.text("07", min_size=3, max_size=9)
letters = st.tuples(*[st.sampled_from([letter, "-", letter, "-", "r"]) for letter in "rwxrwxrwx"]).map("".join)
clauses = st.lists(clause, min_size=1, max_size=4).map(",".join) | st.permutations("ugo").map(lambda order: ",".join(f"{who}=xr" for who in order))
spaces = st.sampled_from(["", " ", "  ", "\t"])
texts = st.builds("{0}{1}{2}".format, spaces, digits | letters | clauses | st.text("rwx-", min_size=8, max_size=10) | st.just(""), spaces)
bits = st.integers(0, 0o777)


def outcome(module, text):
    try:
        return module.parse_mode(text)
    except ValueError:
        return "refused"


@settings(max_examples=250)
@given(texts)
def test_agrees_with_the_reference(text):
    assert outcome(candidate, text) == outcome(reference, text)


@given(bits)
def test_three_ways_to_write_a_mode(bits):
    shown = show_mode(bits)
    assert len(shown) == 9
    assert [letter != "-" for letter in shown] == [digit == "1" for digit in f"{bits:09b}"]
    assert set(zip(shown, "rwxrwxrwx")) <= {("r", "r"), ("w", "w"), ("x", "x"), ("-", "r"), ("-", "w"), ("-", "x")}
    assert parse_mode(shown) == bits
    assert parse_mode(f"{bits:03o}") == parse_mode(f"0{bits:03o}") == bits
    parts = [f"{who}={part.replace('-', '')[::-1]}" for who, part in zip("ugo", (shown[:3], shown[3:6], shown[6:]))]
    assert parse_mode(",".join(reversed(parts))) == bits
    assert parse_mode(",".join(part for part in parts if not part.endswith("=")) or "u=") == bits


@given(st.integers(-0o1000, -1) | st.integers(0o1000, 0o7777), bits)
def test_no_other_bits(foreign, own):
    assert show_mode(own).count("-") == 9 - own.bit_count()
    with pytest.raises(ValueError):
        show_mode(foreign)


paths = st.text("ab/ !%s", min_size=1, max_size=5)
good = st.sampled_from(["", "666", "0640", "rwx-w--w-", "u=rw,o=w", "o=rx", " 002", "003"])


@read_at_once
@given(manifest=st.dictionaries(paths, good, max_size=6))
def test_report_has_a_line_for_each_file(capsys, manifest):
    marked = report(manifest)
    lines = capsys.readouterr().out.split("\n")
    assert lines.pop() == ""
    expected = []
    for path in sorted(manifest):
        shown = reference.show_mode(reference.parse_mode(manifest[path]))
        expected.append(f"{shown}  {path}" + (" !" if shown[7] == "w" else ""))
    assert lines == expected
    assert marked == sum(reference.parse_mode(text) % 4 >= 2 for text in manifest.values())


@read_at_once
@given(manifest=st.dictionaries(paths, good, max_size=4), path=paths, bad=st.sampled_from(["9", "u=rr", "rwx", "a=r"]))
def test_report_prints_all_or_nothing(capsys, manifest, path, bad):
    manifest.pop(path, None)
    assert report({**manifest, path: "664"}) == report(manifest)
    capsys.readouterr()
    with pytest.raises(ValueError) as caught:
        report({**manifest, path: bad})
    assert str(caught.value).startswith(f"{path}: ")
    assert capsys.readouterr().out == ""
