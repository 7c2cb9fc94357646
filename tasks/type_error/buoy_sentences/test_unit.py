import pytest
from candidate import checksum, median, readings, sentence

ÖLAND = b"$\xc3\x96land,12,-3*4F\r\n"


def test_checksum():
    assert checksum(b"") == 0
    assert checksum(b"A") == 65
    assert checksum(b"Aa\xff") == 0xDF


def test_sentence():
    assert sentence("B1", [7, 0]) == b"$B1,7,0*74\r\n"
    assert sentence("Öland", [12, -3]) == ÖLAND
    assert sentence("K", []) == b"$K*4B\r\n"


def test_checksum_of_one_digit():
    assert sentence("B", [-2]) == b"$B,-2*71\r\n"
    assert sentence("BN", []) == b"$BN*0C\r\n"


def test_whole_sentences():
    assert list(readings([ÖLAND])) == [("Öland", [12, -3])]
    assert list(readings([b"$B1,7,0*74\r\n" + ÖLAND, b"$K*4B\r\n"])) == [("B1", [7, 0]), ("Öland", [12, -3]), ("K", [])]


def test_sentences_in_pieces():
    assert list(readings([ÖLAND[:2], ÖLAND[2:9], b"", ÖLAND[9:-1], ÖLAND[-1:]])) == [("Öland", [12, -3])]
    assert list(readings(bytes([byte]) for byte in ÖLAND * 2)) == [("Öland", [12, -3])] * 2


def test_empty_stream():
    assert list(readings([])) == []
    assert list(readings([b"", b""])) == []


def test_sentence_that_is_not_over():
    assert list(readings([ÖLAND[:-2]])) == []
    assert list(readings([ÖLAND[:-1]])) == []


@pytest.mark.parametrize(
    "noise",
    [
        b"", b"$", b"*", b"$*00", b"$B1,7,0*75", b"$B1,7,0*4b", b"$B1,7,0", b"B1,7,0*74", b" $B1,7,0*74", b"$B1,7,0*74 ", b"$B1,7,0*074",
        b"$B1,7,*44", b"$B1,+7*43", b"$B1,1.5*75", b"$,7*1B", b"$\xff,7*E4", b"$B1,1_0*01", b"$B1,7,0*74\n", b"\xff\x00",
    ],
)  # fmt: skip
def test_noise_is_skipped(noise):
    assert list(readings([b"$B1,7,0*74\r\n" + noise + b"\r\n", ÖLAND])) == [("B1", [7, 0]), ("Öland", [12, -3])]


def test_each_reading_as_soon_as_it_is_there():
    taken = []

    def pieces():
        for piece in (b"$B1,7,0*74\r", b"\n" + ÖLAND, b"$K*4B\r\n"):
            taken.append(piece)
            yield piece

    found = readings(pieces())
    assert next(found) == ("B1", [7, 0])
    assert next(found) == ("Öland", [12, -3])
    assert len(taken) == 2


def test_median():
    stream = [b"$A,5*58\r\n", b"$B,9,1*4A\r\n", b"$A,3,4*46\r\n"]
    assert median(stream, "A") == 4
    assert median(stream, "B") == 1
    assert median(iter(stream), "A") == 4


def test_median_of_nothing():
    assert median([b"$A*41\r\n"], "A") is None
    assert median([b"$A,5*58\r\n"], "Å") is None
    assert median([], "A") is None
