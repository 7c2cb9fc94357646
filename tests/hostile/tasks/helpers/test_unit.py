import candidate


def test_shout():
    assert candidate.shout("ab") == "AB"
