import pytest
from candidate import install_order


def test_chain():
    assert install_order({"app": ["lib"], "lib": ["core"], "core": []}) == ["core", "lib", "app"]


def test_independent_packages_by_name():
    assert install_order({"c": [], "a": [], "b": []}) == ["a", "b", "c"]


def test_name_counts_as_soon_as_it_can():
    assert install_order({"a": ["z"], "b": [], "z": []}) == ["b", "z", "a"]
    assert install_order({"a": ["m"], "m": [], "z": []}) == ["m", "a", "z"]


def test_package_that_is_only_listed():
    assert install_order({"app": ["zlib", "libc"]}) == ["libc", "zlib", "app"]


def test_listed_several_times():
    assert install_order({"app": ["lib", "lib", "core"], "lib": ["core", "core"]}) == ["core", "lib", "app"]


def test_two_ways_to_the_same_package():
    assert install_order({"d": ["b", "c"], "b": ["a"], "c": ["a"]}) == ["a", "b", "c", "d"]


def test_order_of_text():
    assert install_order({"b": [], "B": [], "a10": [], "a9": [], "é": []}) == ["B", "a10", "a9", "b", "é"]


def test_no_packages():
    assert install_order({}) == []


@pytest.mark.parametrize(
    "needs",
    [
        {"a": ["a"]},
        {"a": ["b"], "b": ["a"]},
        {"a": ["b"], "b": ["c"], "c": ["a"], "d": []},
        {"top": ["a"], "a": ["b"], "b": ["a"]},
    ],
)
def test_circle(needs):
    with pytest.raises(ValueError):
        install_order(needs)


def test_needs_stay_as_they_are():
    needs = {"b": ["a", "a"], "a": []}
    install_order(needs)
    assert needs == {"b": ["a", "a"], "a": []}
