import pytest
from candidate import Receiver, read_all

FIX = "$GP,12,,C*7B"
FIELDS = ["GP", "12", "", "C"]


def body_of(length):
    """A body of so many characters, and its checksum: that of an even number of equal characters is zero."""
    return "x" * length, "00" if length % 2 == 0 else "78"


def test_whole_sentence():
    assert Receiver().feed(FIX) == [FIELDS]


def test_several_sentences_in_one_piece():
    assert Receiver().feed(FIX + "\r\n$A*41\r\n" + FIX) == [FIELDS, ["A"], FIELDS]


def test_noise_between_sentences():
    assert read_all(["*41,C", FIX, "7B*7B\0é", FIX, "*"]) == ([FIELDS, FIELDS], 0)


@pytest.mark.parametrize("cut", range(1, len(FIX)))
def test_sentence_in_two_pieces(cut):
    receiver = Receiver()
    assert receiver.feed(FIX[:cut]) == []
    assert receiver.feed(FIX[cut:]) == [FIELDS]
    assert receiver.rejected == 0


def test_character_by_character():
    assert read_all(list(FIX + FIX)) == ([FIELDS, FIELDS], 0)


def test_wrong_checksum():
    assert read_all(["$GP,12,,C*7C" + FIX]) == ([FIELDS], 1)


@pytest.mark.parametrize("digits", ["7b", "7B"])
def test_digits_in_either_case(digits):
    assert read_all(["$GP,12,,C*" + digits]) == ([FIELDS], 0)


@pytest.mark.parametrize("digits", ["1", " 1", "+1", "x1", "1 "])
def test_no_two_hex_digits(digits):
    assert read_all(["$01*" + digits + "  "]) == ([], 1)


def test_two_digits_always():
    assert read_all(["$01*01"]) == ([["01"]], 0)


def test_torn_off_in_its_body():
    assert read_all(["$GP,1" + FIX]) == ([FIELDS], 1)


@pytest.mark.parametrize("torn", ["$GP,12,,C*", "$GP,12,,C*6"])
def test_torn_off_in_its_checksum(torn):
    assert read_all([torn + FIX]) == ([FIELDS], 1)


def test_longest_body():
    body, total = body_of(80)
    assert read_all([f"${body}*{total}"]) == ([[body]], 0)


def test_body_that_is_too_long():
    body, total = body_of(81)
    assert read_all([f"${body}*{total}{FIX}"]) == ([FIELDS], 1)
    body, total = body_of(170)
    assert read_all([f"${body}*{total}{FIX}"]) == ([FIELDS], 1)


def test_not_yet_complete():
    assert read_all(["$GP,12,,C*6"]) == ([], 0)
    assert read_all(["$GP,1"]) == ([], 0)


def test_empty_body():
    assert read_all(["$*00"]) == ([[""]], 0)


def test_nothing():
    assert read_all([]) == ([], 0)
    assert read_all(["", ""]) == ([], 0)


def test_rejected_is_counted_from_piece_to_piece():
    receiver = Receiver()
    counts = []
    for piece in ("$A*00", "$A*4", "$A*41", "$A*42"):
        receiver.feed(piece)
        counts.append(receiver.rejected)
    assert counts == [1, 1, 2, 3]
