import statistics

import candidate
import reference
from candidate import median, readings, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

stations = st.sampled_from(["A", "B1", "Öland", "北", "*", "$x", "\r", "a b", "A*"])
values = st.lists(st.integers(-20, 20) | st.integers(-(10**9), 10**9), max_size=4)


def closed(body):
    return b"$%b*%02X\r\n" % (body, reference.checksum(body))


sentences = st.builds(reference.sentence, stations, values)
bodies = st.builds(
    "{}{}".format, stations | st.just(""), st.text(",1-+_. ٣", max_size=4) | st.sampled_from([",1,", ",1,,2", ",--1", ",1-", ",-", ",01"])
)
noise = st.one_of(
    bodies.map(str.encode).map(closed),
    st.builds(lambda line, end: line[:-4] + end + b"\r\n", sentences, st.sampled_from([b"00", b"4b", b"4B", b"", b"*", b"0C"])),
    st.builds(lambda before, line: before + line, st.sampled_from([b"$", b" ", b"\n", b"\r\n", b"\r"]), sentences),
    st.builds(lambda line: closed(line[1:4] + b"\xff" + line[4:-5]), sentences),
    st.sampled_from([b"\r\n", b"$\r\n", b"$*00\r\n", b"*\r\n"]),
)


@st.composite
def streams(draw):
    """A stream in pieces, cut anywhere."""
    whole = b"".join(draw(st.lists(sentences | sentences | noise, max_size=6))) + draw(st.sampled_from([b"", b"", b"$A,1*5C", b"$A,1*5C\r"]))
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)])]


@given(streams())
def test_agrees_with_the_reference(stream):
    assert list(readings(stream)) == list(reference.readings(stream))


@given(streams())
def test_cuts_do_not_matter(stream):
    whole = b"".join(stream)
    found = list(readings(stream))
    assert found == list(readings([whole]))
    assert found == list(readings([whole[place : place + 1] for place in range(len(whole))]))


@given(stations, values)
def test_a_sentence_can_be_read(station, values):
    line = sentence(station, values)
    assert line == reference.sentence(station, values)
    assert list(readings([line])) == [(station, values)]


@given(stations, values, st.data())
def test_every_byte_counts(station, values, data):
    line = reference.sentence(station, values)
    assert len(list(readings([line]))) == 1
    place = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.sampled_from(b"*$,0AFf\r\n-\xc3 \x00"))
    changed = line[:place] + bytes([byte]) + line[place + 1 :]
    assert len(list(readings([changed]))) == (changed == line)


@given(st.lists(st.sampled_from([0, 1, 13, 16, 42, 65, 255, 127]), max_size=6), st.lists(st.integers(0, 255), max_size=20))
def test_checksum_of_two_parts(first, second):
    left, right = candidate.checksum(bytes(first)), candidate.checksum(bytes(second))
    assert left == reference.checksum(bytes(first))
    assert candidate.checksum(bytes(first + second)) == left ^ right


@settings(max_examples=60)
@given(st.lists(st.tuples(stations, values), max_size=5), stations)
def test_median_of_a_station(sent, station):
    stream = [reference.sentence(name, numbers) for name, numbers in sent]
    own = [number for name, numbers in sent if name == station for number in numbers]
    assert median(stream, station) == (statistics.median_low(own) if own else None)


@given(st.lists(sentences, min_size=1, max_size=4), st.integers(0, 3))
def test_no_further_than_needed(lines, more):
    taken = []

    def pieces():
        for line in lines * 2:
            taken.append(line)
            yield line

    found = readings(pieces())
    for number in range(1, 1 + min(more, 2 * len(lines))):
        next(found)
        assert len(taken) == number
