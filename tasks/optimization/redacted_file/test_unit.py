from candidate import redact

TEXT = "Ms Okafor met Bob at noon."


def test_one_span():
    assert redact(TEXT, [(3, 9)]) == "Ms [...] met Bob at noon."


def test_own_mark():
    assert redact(TEXT, [(3, 9), (14, 17)], "#") == "Ms # met # at noon."
    assert redact(TEXT, [(3, 9), (14, 17)], mark="") == "Ms  met  at noon."


def test_any_order():
    assert redact(TEXT, [(14, 17), (3, 9)]) == redact(TEXT, [(3, 9), (14, 17)])


def test_same_span_twice():
    assert redact(TEXT, [(3, 9), (3, 9)]) == "Ms [...] met Bob at noon."


def test_spans_that_overlap():
    assert redact(TEXT, [(0, 5), (3, 9)]) == "[...] met Bob at noon."


def test_spans_that_touch():
    assert redact("abcdef", [(1, 3), (3, 5)]) == "a[...]f"
    assert redact("abcdef", [(1, 3), (4, 5)]) == "a[...]d[...]f"


def test_span_within_another():
    assert redact("abcdef", [(1, 5), (2, 3)]) == "a[...]f"
    assert redact("abcdef", [(2, 3), (1, 5)]) == "a[...]f"


def test_span_that_joins_two():
    assert redact("abcdefgh", [(1, 2), (5, 6), (2, 5)]) == "a[...]gh"


def test_whole_text():
    assert redact("abc", [(0, 3)]) == "[...]"


def test_behind_the_end():
    assert redact("abcdef", [(4, 99)]) == "abcd[...]"
    assert redact("abcdef", [(6, 8), (7, 9)]) == "abcdef"


def test_span_without_characters():
    assert redact("abcdef", [(2, 2), (4, 4)]) == "abcdef"
    assert redact("abcdef", [(1, 2), (2, 2), (3, 4)]) == "a[...]c[...]ef"


def test_mark_like_the_text():
    assert redact("aaaa", [(0, 1), (2, 3)], "aa") == "aaaaaa"


def test_nothing_to_do():
    assert redact("abc", []) == "abc"
    assert redact("", [(0, 2)]) == ""


def test_spans_stay_as_they_are():
    spans = [(4, 9), (1, 2), (1, 5)]
    redact("abcdef", spans)
    assert spans == [(4, 9), (1, 2), (1, 5)]
