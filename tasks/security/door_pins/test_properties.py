import ast

import candidate
import pytest
import reference
from candidate import DoorPins, NoPinLeft
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=30)


def good(digits):
    """All PINs that may be issued."""
    everything = [f"{number:0{digits}d}" for number in range(10**digits)]
    up = "0123456789"
    return [pin for pin in everything if pin not in up and pin not in up[::-1] and pin != pin[0] * digits]


@few
@given(st.lists(st.tuples(st.sampled_from("iiiorr"), st.integers(1, 4)), max_size=20))
def test_agrees_with_the_reference_on_who_has_a_pin(moves):
    mine, theirs = DoorPins(2), reference.DoorPins(2)
    now, then = {}, {}
    for move, flat in moves:
        if move == "i":
            pin = mine.issue(flat)
            assert not reference.is_obvious(pin)
            assert pin not in now.values()
            now[flat], then[flat] = pin, theirs.issue(flat)
        elif move == "r" and flat in now:
            mine.revoke(flat)
            theirs.revoke(flat)
            old = now.pop(flat)
            assert mine.opens(flat, old) is theirs.opens(flat, then.pop(flat)) is False
        elif move == "r":
            with pytest.raises(KeyError):
                mine.revoke(flat)
        for other, pin in now.items():
            assert mine.opens(other, pin) is theirs.opens(other, then[other])
            assert mine.opens(flat, pin) is (flat == other)


@settings(max_examples=10)
@given(st.lists(st.integers(0, 71), max_size=3, unique=True), st.integers(0, 71))
def test_every_good_pin_is_issued_once(revoked, again):
    pins = DoorPins(2)
    issued = [pins.issue(flat) for flat in range(72)]
    assert sorted(issued) == good(2)
    for flat in revoked:
        pins.revoke(flat)
    assert {pins.issue(100 + flat) for flat in revoked} == {issued[flat] for flat in revoked}
    with pytest.raises(NoPinLeft):
        pins.issue(again)
    assert pins.opens(again, issued[again]) is (again not in revoked)


def test_every_good_pin_of_three_digits():
    pins = DoorPins(3)
    left = good(3)
    for flat in range(len(left)):
        left.remove(pins.issue(flat))
    assert left == []
    with pytest.raises(NoPinLeft):
        pins.issue(-1)


@settings(max_examples=10)
@given(st.integers(2, 4), st.integers(min_value=-9, max_value=1))
def test_number_of_digits(digits, too_few):
    assert len(DoorPins(digits).issue(7)) == digits
    with pytest.raises(ValueError):
        DoorPins(too_few)


def test_pins_that_are_left_come_alike():
    """Of 160 draws from four PINs, less than 4 are the same one with a probability of 1e-15."""
    pins = DoorPins(2)
    for flat in range(68):
        pins.issue(flat)
    drawn = []
    for _ in range(160):
        drawn.append(pins.issue(99))
        pins.revoke(99)
    assert set(drawn) == set(good(2)) - {pin for pin in good(2) if any(pins.opens(flat, pin) for flat in range(68))}
    assert min(drawn.count(pin) for pin in set(drawn)) >= 4


@few
@given(st.integers(0, 10**6))
def test_a_seed_does_not_bring_the_pins_back(seed):
    """Two houses whose ten PINs are the same by chance won't be met."""
    houses = []
    for _ in range(2):
        if hasattr(candidate, "random"):
            candidate.random.seed(seed)
        pins = DoorPins(3)
        houses.append([pins.issue(flat) for flat in range(10)])
    assert houses[0] != houses[1]


def test_nothing_that_can_be_guessed_is_used(candidate_source):
    """A generator with a state, or the clock, shows in no number that the other tests could look at."""
    modules, names = {}, []
    for node in ast.walk(ast.parse(candidate_source)):
        if isinstance(node, ast.Import):
            modules.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    for node in ast.walk(ast.parse(candidate_source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            names.append(f"{modules[node.value.id]}.{node.attr}")
    used = [name for name in names if name.startswith(("random.", "time.", "datetime.")) and name != "random.SystemRandom"]
    assert used == []
