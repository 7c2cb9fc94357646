import candidate
import reference
from hypothesis import given
from hypothesis import strategies as st

plates = st.sampled_from(["A1", "a-1", "B2", "b 2", "C3", "C-3", "D4", "E5"])
later_moves = st.lists(st.tuples(st.sampled_from(["enter", "enter", "leave", "find"]), plates), max_size=20)
moves = st.builds(lambda first, later: [("enter", first), *later], plates, later_moves)


def outcome(module, garage, move, plate):
    try:
        return getattr(garage, move)(plate)
    except module.GarageFull:
        return "full"
    except KeyError:
        return "not inside"
    except ValueError:
        return "inside already"


def car(plate):
    return plate.upper().replace("-", "").replace(" ", "")


@given(st.integers(1, 5), moves)
def test_agrees_with_the_reference(spaces, moves):
    mine, theirs = candidate.ParkingGarage(spaces), reference.ParkingGarage(spaces)
    for move, plate in moves:
        expected = outcome(reference, theirs, move, plate)
        assert outcome(candidate, mine, move, plate) == expected
        assert mine.free_spaces() == theirs.free_spaces()


@given(st.integers(1, 5), moves)
def test_each_car_keeps_a_space_of_its_own(spaces, moves):
    garage = candidate.ParkingGarage(spaces)
    where = {}
    for move, plate in moves:
        result = outcome(candidate, garage, move, plate)
        if move == "enter" and isinstance(result, int):
            assert 1 <= result <= spaces
            assert set(range(1, result)) <= set(where.values())
            assert result not in where.values()
            where[car(plate)] = result
        elif move == "leave" and isinstance(result, int):
            assert where.pop(car(plate)) == result
        elif move == "find":
            assert result == where.get(car(plate))
        assert garage.free_spaces() == spaces - len(where)


@given(st.integers(1, 12))
def test_exactly_as_many_cars_as_spaces(spaces):
    garage = candidate.ParkingGarage(spaces)
    numbers = [garage.enter(f"CAR {n}") for n in range(spaces)]
    assert numbers == list(range(1, spaces + 1))
    assert outcome(candidate, garage, "enter", "ONE MORE") == "full"
    assert [garage.leave(f"car-{n}") for n in range(spaces)] == numbers
