import unicodedata
from itertools import pairwise

import reference
from candidate import highlight
from hypothesis import given
from hypothesis import strategies as st

# Few letters that read alike in many ways: one as two, two as one, with accents inside or behind.
LETTERS = [*"sSßẞſfiﬁﬀIİeéÉaåÅŉn ", "e\u0301"]
ACCENTS = ["\u0301", "\u0323", "\u030a"]

letter = st.builds(
    lambda base, accents: base + "".join(accents),
    st.sampled_from(LETTERS),
    st.lists(st.sampled_from(ACCENTS), max_size=1),
)
plain = st.text("sS ßei", max_size=12)
texts = st.lists(letter, max_size=14).map("".join) | plain | st.builds(str.__add__, st.sampled_from(ACCENTS), plain)
queries = st.lists(letter, min_size=1, max_size=3).map("".join) | st.sampled_from(
    ["s", "ss", "sss", "fi", "ffi", "e", "es", "\u0301", ""]
)


@st.composite
def searches(draw):
    """A text and a query that is often a part of it, in other letters."""
    text = draw(texts)
    begin = draw(st.integers(0, max(0, len(text) - 1)))
    part = text[begin : begin + draw(st.integers(1, 4))]
    respelled = draw(
        st.sampled_from(
            [part, part.swapcase(), part.casefold(), unicodedata.normalize("NFD", part), part.replace("ss", "ß")]
        )
    )
    return text, draw(st.just(respelled) | queries)


def read(text):
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if unicodedata.combining(c) == 0)


def cut(text):
    """The letters of a text."""
    begins = [i for i, c in enumerate(text) if i == 0 or unicodedata.combining(c) == 0]
    return [text[begin:end] for begin, end in pairwise([*begins, len(text)])]


@given(searches(), st.sampled_from([("<", ">"), ("**", "**"), ("", "|"), ("<b>", "</b>")]))
def test_agrees_with_the_reference(search, marks):
    assert highlight(*search, *marks) == reference.highlight(*search, *marks)
    assert highlight(*search) == reference.highlight(*search)


@given(searches())
def test_marked_parts_read_like_the_query_and_no_place_is_left_out(search):
    text, query = search
    letters, expected, place = cut(text), [], 0
    while place < len(letters):
        ends = [
            end
            for end in range(place + 1, len(letters) + 1)
            if read(query) and read("".join(letters[place:end])) == read(query)
        ]
        if ends and read(letters[place]):
            expected += ["<", *letters[place : ends[0]], ">"]
            place = ends[0]
        else:
            expected.append(letters[place])
            place += 1
    assert highlight(text, query, "<", ">") == "".join(expected)


@given(searches())
def test_only_marks_are_added(search):
    marked = highlight(*search, "<", ">")
    assert marked.replace("<", "").replace(">", "") == search[0]
    assert marked.count("<") == marked.count(">")
    for part in marked.split("<")[1:]:
        inside, _, behind = part.partition(">")
        assert read(inside) == read(search[1])
        assert not unicodedata.combining(behind[:1] or " ")


@given(searches(), st.sampled_from(["NFC", "NFD"]))
def test_spelling_does_not_matter(search, form):
    text, query = search
    marked = highlight(text, query, "<", ">")
    assert highlight(text, unicodedata.normalize(form, query).upper(), "<", ">") == marked
    respelled = highlight(unicodedata.normalize(form, text), query, "<", ">")
    assert respelled == unicodedata.normalize(form, marked)
