from functools import reduce

import candidate
import reference
from candidate import read_all
from hypothesis import given
from hypothesis import strategies as st


def total(body):
    return reduce(lambda so_far, character: so_far ^ ord(character), body, 0)


bodies = (
    st.text("GPN,,019.é", max_size=12) | st.integers(75, 85).map("N".__mul__) | st.integers(60, 200).map("1,".__mul__)
)
digits = st.text("0123456789abcdefABCDEF +x", min_size=2, max_size=2)
good = st.builds(
    lambda body, form: f"${body}*" + form.format(total(body)), bodies, st.sampled_from(["{:02X}", "{:02x}"])
)
wrong = st.builds(lambda body, end: f"${body}*{end}", bodies, digits)
torn = st.builds(
    lambda sentence, part: sentence[: 1 + int(part * (len(sentence) - 1))], good, st.floats(0, 1, exclude_max=True)
)
nearly = good.map(lambda sentence: sentence[:-1])
noise = st.text("\r\n*,0A", max_size=4)
lines = st.lists(good | good | wrong | torn | nearly | noise, max_size=5).map("".join)


@st.composite
def recordings(draw):
    """What a line delivers, in pieces."""
    line = draw(lines)
    lengths = draw(st.lists(st.integers(0, 15), max_size=8))
    pieces = []
    for length in lengths:
        pieces.append(line[:length])
        line = line[length:]
    return [*pieces, line]


@given(recordings())
def test_agrees_with_the_reference(pieces):
    assert read_all(pieces) == reference.read_all(pieces)


@given(lines)
def test_cuts_make_no_difference(line):
    assert read_all(list(line)) == read_all([line])


@given(recordings())
def test_each_piece_brings_what_it_completes(pieces):
    mine, theirs = candidate.Receiver(), reference.Receiver()
    for piece in pieces:
        assert mine.feed(piece) == theirs.feed(piece)
        assert mine.rejected == theirs.rejected


@given(st.lists(st.tuples(st.text("GPN,,019.é", max_size=80), noise, st.booleans()), max_size=4), st.integers(1, 7))
def test_good_sentences_arrive_and_damaged_ones_are_counted(sent, length):
    line = "".join(f"${body}*{total(body) ^ damaged:02x}{between}" for body, between, damaged in sent)
    pieces = [line[begin : begin + length] for begin in range(0, len(line), length)]
    arrived = [body.split(",") for body, _, damaged in sent if not damaged]
    assert read_all(pieces) == (arrived, sum(damaged for *_, damaged in sent))


@given(st.lists(nearly, max_size=3), good)
def test_a_dollar_begins_anew(unfinished, last):
    before, behind = read_all([*unfinished, last]), read_all([last])
    assert before == (behind[0], behind[1] + len(unfinished))
