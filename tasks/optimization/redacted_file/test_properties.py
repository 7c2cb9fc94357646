import reference
from candidate import redact
from hypothesis import given
from hypothesis import strategies as st

texts = st.text("abc [.]é", max_size=30)
marks = st.sampled_from(["[...]", "#", "", "a b", "█████"])
long_span = st.builds(lambda begin, length: (begin, begin + length), st.integers(0, 33), st.integers(0, 30))
short_span = st.builds(lambda begin, length: (begin, begin + length), st.integers(0, 31), st.integers(0, 3))
span_lists = (
    st.lists(short_span | long_span, max_size=5)
    | st.lists(short_span, max_size=14)
    | st.lists(short_span, min_size=40, max_size=50)
)


def cut_by_character(text, spans):
    """The runs of characters that no span covers, one more than there are passages."""
    runs = [""]
    inside = False
    for place, character in enumerate(text):
        covered = any(begin <= place < end for begin, end in spans)
        if covered and not inside:
            runs.append("")
        elif not covered:
            runs[-1] += character
        inside = covered
    return runs


@given(texts, span_lists, marks)
def test_agrees_with_the_reference(text, spans, mark):
    assert redact(text, spans, mark) == reference.redact(text, spans, mark)


@given(texts, span_lists, marks)
def test_character_by_character(text, spans, mark):
    assert redact(text, spans, mark) == mark.join(cut_by_character(text, spans))
    assert redact(text, spans) == "[...]".join(cut_by_character(text, spans))


@given(texts, span_lists, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(text, spans, chance):
    shuffled = [*spans, *spans[:3]]
    chance.shuffle(shuffled)
    assert redact(text, shuffled, "|") == redact(text, spans, "|")


@given(texts, texts, span_lists)
def test_a_file_in_two_parts(text, more, spans):
    before = [span for span in spans if span[1] <= len(text)]
    shift = len(text) + 1
    whole = redact(text + "-" + more, [*before, *((begin + shift, end + shift) for begin, end in spans)], "#")
    assert whole == redact(text, before, "#") + "-" + redact(more, spans, "#")
