import candidate
import reference
from candidate import parse
from hypothesis import given, settings
from hypothesis import strategies as st

names = st.text("abz", min_size=1, max_size=3)
pieces = st.sampled_from(["a", " ", '"', "\\", '\\"', "\\\\", '" "', "b", "\n", "\t", "é", "'"])
texts = st.text('ab "\\\n\té\'/', max_size=6)


def outcome(module, line):
    try:
        name, arguments = module.parse(line)
    except ValueError:
        return "refused"
    return name, list(arguments)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=300)
@given(st.sampled_from(["/a", "/bz ", '/a "', '/a b "', "a", "/", "/B", "/é", "/ "]), st.lists(pieces, max_size=8).map("".join))
def test_agrees_with_the_reference(start, rest):
    assert outcome(candidate, start + rest) == outcome(reference, start + rest)


@given(names, st.lists(st.tuples(st.integers(1, 3), texts), max_size=5), st.integers(0, 2))
def test_any_text_can_be_quoted(name, spaced, after):
    line = f"/{name}" + "".join(" " * spaces + quoted(text) for spaces, text in spaced) + " " * after
    assert outcome(candidate, line) == (name, [text for _, text in spaced])


@given(names, st.lists(texts, min_size=1, max_size=4), st.data())
def test_a_quote_that_is_left_out(name, arguments, data):
    line = f"/{name} " + " ".join(map(quoted, arguments))
    kept = outcome(candidate, line)
    assert kept == (name, arguments)
    assert outcome(candidate, line[:-1]) == "refused"
    assert outcome(candidate, line + data.draw(st.sampled_from(["a", '"', "\\", "\n"]))) == "refused"


LONG = st.sampled_from(
    [
        ('/a "', "\\"), ('/a "', '\\"'), ('/a "', "a "), ('/a "', '""'), ('/a "x" "', "\\a"), ("/a", ' ""'), ("/a", " b"), ("/a", " "),
        ("/a", "a"), ("/a ", "b"), ("/a", "  "), ("/a", " bé\t"), ('/a "', "\n"), ("/a", r' "\\"'),
    ]
)  # fmt: skip


@settings(max_examples=40)
@given(LONG, st.integers(4_000, 6_000), st.sampled_from(['"a', ' "', "\\", ' "\\', ' "\\"', '"']))
def test_long_messages_are_answered_at_once(form, times, end):
    start, piece = form
    line = start + piece * times + end
    assert outcome(candidate, line) == outcome(reference, line)


@settings(max_examples=20)
@given(names, st.integers(1, 3), st.integers(4_000, 6_000), st.sampled_from("\\\"a \n"))
def test_a_long_argument(name, spaces, times, character):
    line = f"/{name}{' ' * spaces}{quoted(character * times)}"
    assert outcome(candidate, line) == (name, [character * times])
    assert outcome(candidate, line[:-1] + "\\") == "refused"
    assert outcome(candidate, f'{line} "') == "refused"
