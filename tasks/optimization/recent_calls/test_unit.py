from candidate import note_calls


def after(recent, calls, limit=3):
    """The list after the calls, and those that fell off."""
    recent = list(recent)
    fallen = note_calls(recent, list(calls), limit)
    return "".join(recent), "".join(fallen)


def test_new_contacts_come_to_the_front():
    assert after("", "abc") == ("cba", "")


def test_known_contact_comes_to_the_front():
    assert after("cba", "a") == ("acb", "")


def test_same_contact_again_and_again():
    assert after("cba", "ccc") == ("cba", "")


def test_last_one_falls_off():
    assert after("cba", "d") == ("dcb", "a")


def test_full_list_and_a_known_contact():
    assert after("cba", "b") == ("bca", "")


def test_order_of_falling():
    assert after("cba", "defg") == ("gfe", "abcd")


def test_falling_off_twice():
    assert after("ba", "cac", 2) == ("ca", "ab")
    assert after("a", "bab", 1) == ("b", "aba")


def test_list_is_changed_in_place():
    recent = ["Ada", "Bob"]
    same = recent
    assert note_calls(recent, ["Eve", "Bob"], 2) == ["Bob", "Ada"]
    assert same == ["Bob", "Eve"]


def test_no_calls():
    assert after("cba", "") == ("cba", "")
    assert after("", "") == ("", "")


def test_calls_stay_as_they_are():
    calls = ["Ada", "Bob", "Ada"]
    note_calls([], calls, 1)
    assert calls == ["Ada", "Bob", "Ada"]
