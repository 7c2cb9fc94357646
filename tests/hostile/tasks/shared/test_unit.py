import candidate


def test_pack():
    assert candidate.pack([2, 1]).same_as([1, 2])
    assert candidate.pack([7]).first() == 7


def test_dedupe():
    assert candidate.dedupe([2, 1, 2]) == [1, 2]
    assert candidate.dedupe([3]) == [3]
