import pytest
import reference
from candidate import install_order
from hypothesis import given
from hypothesis import strategies as st

names = st.sampled_from([*"abcdefghij", "A", "a1", "é", " ab"])
any_needs = st.dictionaries(names, st.lists(names, max_size=3), max_size=8)


@st.composite
def ordered_needs(draw):
    """Packages without circles: each needs only such as stand before it in some order."""
    order = draw(st.lists(names, unique=True, max_size=12))
    needs = {}
    for index, package in enumerate(order):
        before = draw(st.lists(st.sampled_from(order[:index]), max_size=4)) if index else []
        if before or draw(st.booleans()):
            needs[package] = before
    keys = draw(st.permutations(list(needs)))
    return {package: needs[package] for package in keys}


def packages(needs):
    return {*needs, *(name for before in needs.values() for name in before)}


@given(ordered_needs())
def test_agrees_with_the_reference(needs):
    assert install_order(needs) == reference.install_order(needs)


@given(ordered_needs())
def test_at_each_place_stands_the_first_that_can(needs):
    order = install_order(needs)
    assert sorted(order) == sorted(packages(needs))
    for place, package in enumerate(order):
        there = set(order[:place])
        assert package == min(name for name in order[place:] if there.issuperset(needs.get(name, [])))


@given(any_needs)
def test_all_circles_are_refused_and_only_circles(needs):
    left = packages(needs)
    while any(free := [name for name in left if not left & set(needs.get(name, []))]):
        left -= set(free)
    if left:
        with pytest.raises(ValueError):
            install_order(needs)
    else:
        assert install_order(needs) == reference.install_order(needs)


@given(ordered_needs(), names)
def test_what_all_others_need_comes_first(needs, base):
    rest = {package: [name for name in before if name != base] for package, before in needs.items() if package != base}
    everywhere = {package: [*before, base] for package, before in rest.items()}
    for name in packages(rest):
        everywhere.setdefault(name, [base])
    assert install_order(everywhere) == ([base, *install_order(rest)] if everywhere else [])
