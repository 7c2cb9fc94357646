import pytest
from candidate import NotEnough, Pantry


@pytest.fixture
def pantry():
    pantry = Pantry()
    pantry.change("rice", 500)
    pantry.change("salt", 40)
    return pantry


def test_amounts(pantry):
    assert pantry.amount("rice") == 500
    assert pantry.amount("Rice") == 0
    assert pantry.amounts() == {"rice": 500, "salt": 40}
    assert Pantry().amounts() == {}


def test_change(pantry):
    assert pantry.change("rice", -120) == 380
    assert pantry.change("rice", 20) == 400
    assert pantry.amount("rice") == 400


def test_the_last_grain(pantry):
    assert pantry.change("salt", -40) == 0
    assert pantry.amounts() == {"rice": 500}
    assert pantry.change("salt", 1) == 1


def test_not_enough(pantry):
    with pytest.raises(NotEnough):
        pantry.change("salt", -41)
    with pytest.raises(NotEnough):
        pantry.change("pepper", -1)
    assert pantry.amounts() == {"rice": 500, "salt": 40}


def test_strange_names(pantry):
    for food in ("chef's tea", "", "\N{HOT PEPPER}", "x' OR '1'='1"):
        assert pantry.change(food, 7) == 7
        assert pantry.amount(food) == 7


def test_all(pantry):
    with pantry.all_or_nothing():
        pantry.change("rice", -100)
        pantry.change("salt", -5)
    assert pantry.amounts() == {"rice": 400, "salt": 35}


def test_the_pantry_itself(pantry):
    with pantry.all_or_nothing() as same:
        same.change("rice", -1)
    assert same is pantry


def test_nothing(pantry):
    with pytest.raises(NotEnough), pantry.all_or_nothing():
        pantry.change("rice", -100)
        pantry.change("saffron", 1)
        pantry.change("salt", -50)
    assert pantry.amounts() == {"rice": 500, "salt": 40}


def test_any_exception_takes_back(pantry):
    with pytest.raises(ZeroDivisionError), pantry.all_or_nothing():
        pantry.change("rice", 1 // pantry.amount("pepper"))
    with pytest.raises(KeyError, match="recipe"), pantry.all_or_nothing():
        pantry.change("rice", 1)
        raise KeyError("recipe")
    assert pantry.amount("rice") == 500


def test_caught_within_the_block(pantry):
    with pantry.all_or_nothing():
        pantry.change("rice", -100)
        with pytest.raises(NotEnough):
            pantry.change("salt", -50)
    assert pantry.amounts() == {"rice": 400, "salt": 40}


def test_inner_block_fails(pantry):
    with pantry.all_or_nothing():
        pantry.change("rice", -100)
        with pytest.raises(NotEnough), pantry.all_or_nothing():
            pantry.change("rice", -100)
            pantry.change("salt", -50)
        assert pantry.amount("rice") == 400
        pantry.change("salt", -10)
    assert pantry.amounts() == {"rice": 400, "salt": 30}


def test_outer_block_fails(pantry):
    with pytest.raises(NotEnough), pantry.all_or_nothing():
        with pantry.all_or_nothing():
            pantry.change("rice", -100)
        assert pantry.amount("rice") == 400
        pantry.change("salt", -50)
    assert pantry.amounts() == {"rice": 500, "salt": 40}


def test_file(tmp_path):
    path = str(tmp_path / "pantry.db")
    first = Pantry(path)
    first.change("rice", 500)
    with first.all_or_nothing():
        first.change("rice", -100)
    assert Pantry(path).amount("rice") == 400
    first.close()
    assert Pantry(path).amounts() == {"rice": 400}
