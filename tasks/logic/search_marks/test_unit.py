import pytest
from candidate import highlight


def test_plain_word():
    assert highlight("red wine and white wine", "wine") == "red **wine** and white **wine**"


def test_not_found():
    assert highlight("red wine", "beer") == "red wine"


def test_case_does_not_matter():
    assert highlight("Wine, WINE", "wIne") == "**Wine**, **WINE**"


def test_accents_do_not_matter():
    assert highlight("Le café", "CAFE") == "Le **café**"
    assert highlight("en ete", "ÉTÉ") == "en **ete**"


def test_own_marks():
    assert highlight("a cat", "cat", "<b>", "</b>") == "a <b>cat</b>"
    assert highlight("cat", "cat", after="]") == "**cat]"


def test_behind_a_sharp_s():
    assert highlight("Fußball in Köln", "koln") == "Fußball in **Köln**"


def test_sharp_s_is_two_letters_of_the_query():
    assert highlight("Hauptstraße 7", "STRASSE") == "Haupt**straße** 7"
    assert highlight("STRASSE", "straße") == "**STRASSE**"


def test_behind_accents_of_their_own():
    assert highlight("re\u0301sume\u0301 of a song", "song") == "re\u0301sume\u0301 of a **song**"


def test_accent_of_its_own_stays_with_its_letter():
    assert highlight("cafe\u0301s", "cafe") == "**cafe\u0301**s"
    assert highlight("e\u0323\u0301t", "t") == "e\u0323\u0301**t**"


@pytest.mark.parametrize("text", ["Maß", "ﬁn", "ßß"])
def test_half_a_letter_is_not_marked(text):
    assert highlight(text, "s") == text
    assert highlight(text, "i") == text
    assert highlight(text, "sss") == text


def test_first_place_may_begin_inside_of_a_letter():
    assert highlight("ßss", "ss") == "**ß****ss**"
    assert highlight("sßs", "ss") == "s**ß**s"


def test_places_do_not_overlap():
    assert highlight("ananas banana", "ana") == "**ana**nas b**ana**na"
    assert highlight("aaa", "a") == "**a****a****a**"


@pytest.mark.parametrize("query", ["", "\u0301", "\u0301\u0323"])
def test_nothing_to_search_for(query):
    assert highlight("cafe\u0301", query) == "cafe\u0301"


def test_no_text():
    assert highlight("", "a") == ""
