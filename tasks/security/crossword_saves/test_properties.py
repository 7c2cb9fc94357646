import json
import pickle

import candidate
import pytest
import reference
from candidate import Game, load, save
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sides = st.integers(0, 49)
places = st.tuples(sides, sides)
capitals = st.sampled_from("AZÄÉΩЖＡ")
boards = st.dictionaries(places, capitals, max_size=12)
titles = st.text("aB 1é\"\\/\n\u2028😀", min_size=1, max_size=6)
times = st.integers(0, 100) | st.integers(0, 10**20)

numbers = st.sampled_from([0, 1, 49, 50, -1, 2.0, 0.0, 1e400, True, False, None, "", "1", [], {}, [[]]])
letters = st.sampled_from(["A", "a", "ß", "ǅ", "Ⅷ", "ª", "1", "", "AB", "A ", "Ä", "A\u0308", "漢", None, 1, ["A"], {}])
triples = (
    st.tuples(numbers, numbers, letters)
    | st.tuples(sides, sides, letters)
    | st.tuples(numbers, sides, capitals)
    | st.tuples(sides, numbers, capitals)
    | st.sampled_from([(), (1, 2), (1, 2, "A", "A"), "12A", {"1": 1, "2": 2, "A": 3}, 12, None])
)


def content(puzzle, seconds, board):
    return {"puzzle": puzzle, "seconds": seconds, "letters": [[*place, letter] for place, letter in board.items()]}


@st.composite
def contents(draw):
    """What stands in a saved game, with at most a few things changed."""
    saved = content(draw(titles), draw(times), draw(boards))
    change = draw(st.sampled_from(["none", "letters", "letters", "letters", "twice", "value", "key", "foreign"]))
    if change == "letters":
        position = draw(st.integers(0, len(saved["letters"])))
        saved["letters"].insert(position, draw(triples))
    elif change == "twice":
        saved["letters"] += draw(st.permutations(saved["letters"]))[:2]
    elif change == "value":
        saved[draw(st.sampled_from(sorted(saved)))] = draw(numbers | letters)
    elif change == "key":
        saved[draw(st.sampled_from(["", "Puzzle", "py/object"]))] = saved.pop(draw(st.sampled_from([*sorted(saved), "more"])), 1)
    elif change == "foreign":
        return draw(numbers | letters | st.lists(st.just(saved), max_size=2))
    return dict(draw(st.permutations(list(saved.items()))))


def outcome(module, data):
    try:
        game = module.load(data)
    except ValueError:
        return "refused"
    return game.puzzle, game.seconds, sorted(game.letters.items()), [type(game.seconds), type(game.letters)]


@settings(max_examples=250)
@given(contents(), st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_agrees_with_the_reference(saved, encoding):
    data = json.dumps(saved, ensure_ascii=False).encode(encoding)
    assert outcome(candidate, data) == outcome(reference, data)


@given(titles, times, boards)
def test_what_is_saved_can_be_loaded(puzzle, seconds, board):
    game = load(save(Game(puzzle, seconds, board)))
    assert (game.puzzle, game.seconds, game.letters) == (puzzle, seconds, board)


@given(titles, times, boards)
def test_form_of_a_file(puzzle, seconds, board):
    data = save(Game(puzzle, seconds, board))
    assert type(data) is bytes
    assert json.loads(data.decode("utf-8")) == content(puzzle, seconds, dict(sorted(board.items())))


@given(titles, times, boards, st.integers(0, 3))
def test_size_of_a_file(puzzle, seconds, board, more):
    data = json.dumps(content(puzzle, seconds, board)).encode()
    assert load(data.ljust(50_000 - more)).letters == board
    if more:
        with pytest.raises(ValueError):
            load(data.ljust(50_000 + more))


@given(st.binary(max_size=20), titles, st.data())
def test_bytes_that_are_no_saved_game(noise, puzzle, data):
    whole = json.dumps(content(puzzle, 1, {(0, 0): "A"})).encode()
    assert load(whole).puzzle == puzzle
    place = data.draw(st.integers(0, len(whole)))
    for broken in (noise, whole[:place] + b"\xff" + whole[place:], whole[: place // 2], b"[" * (place * 900), whole + b"}"):
        with pytest.raises(ValueError):
            load(broken)


class Order:
    """Pickled, it is a call of a function with one argument."""

    def __init__(self, function, argument):
        self.call = function, (argument,)

    def __reduce__(self):
        return self.call


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    saved=contents(),
    key=st.sampled_from(["puzzle", "seconds", "letters", "more"]),
    function=st.sampled_from([exec, eval]),
    protocol=st.integers(0, pickle.HIGHEST_PROTOCOL),
)
def test_a_file_gives_no_orders(tmp_path, saved, key, function, protocol):
    target = tmp_path / "made"
    order = Order(function, f"open({str(target)!r}, 'w').close()")
    for hidden in (order, [order], {**(saved if isinstance(saved, dict) else {}), key: order}):
        with pytest.raises(ValueError):
            load(pickle.dumps(hidden, protocol))
        assert not target.exists()
    assert load(json.dumps(content("x", 1, {})).encode()).puzzle == "x"
