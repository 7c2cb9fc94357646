import json
import pickle

import pytest
from candidate import Game, load, save

LETTERS = {(0, 0): "C", (0, 1): "A", (0, 2): "T", (11, 4): "Ä"}
CONTENT = {
    "puzzle": "Friday 12",
    "seconds": 300,
    "letters": [[0, 0, "C"], [0, 1, "A"], [0, 2, "T"], [11, 4, "Ä"]],
}


def data(**changes):
    """The bytes of a saved game with some values changed; None leaves a key out."""
    content = {**CONTENT, **changes}
    return json.dumps({key: value for key, value in content.items() if value is not None}).encode()


def test_a_new_game():
    game = Game("Friday 12")
    assert (game.puzzle, game.seconds, game.letters) == ("Friday 12", 0, {})
    assert json.loads(save(game)) == {"puzzle": "Friday 12", "seconds": 0, "letters": []}


def test_save():
    game = Game("Friday 12", 300, dict(reversed(LETTERS.items())))
    content = json.loads(save(game).decode("utf-8"))
    assert content == CONTENT
    assert len(save(game)) > 50


def test_load():
    game = load(data())
    assert (game.puzzle, game.seconds, game.letters) == ("Friday 12", 300, LETTERS)


def test_load_what_was_saved():
    game = load(save(Game("5 × 5", 12, LETTERS)))
    assert (game.puzzle, game.seconds, game.letters) == ("5 × 5", 12, LETTERS)


def test_file_from_another_program():
    text = '{ "letters": [[3, 1, "B"], [0, 49, "Ç"]],\n  "seconds": 0, "puzzle": "Café" }'
    game = load(text.encode("utf-8"))
    assert (game.puzzle, game.seconds, game.letters) == ("Café", 0, {(3, 1): "B", (0, 49): "Ç"})


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'"Friday 12"', b"{'puzzle': 'a'}", b"\xff\xfe", b"[" * 40_000, data()[:-1], data() + b"1"],
)
def test_no_saved_game(content):
    with pytest.raises(ValueError):
        load(content)


def test_other_encodings():
    with pytest.raises(ValueError):
        load(data().decode().encode("utf-16"))


@pytest.mark.parametrize("key", ["puzzle", "seconds", "letters"])
def test_missing_key(key):
    with pytest.raises(ValueError):
        load(data(**{key: None}))


def test_additional_key():
    with pytest.raises(ValueError):
        load(data(hint="E"))


@pytest.mark.parametrize("puzzle", ["", 12, ["Friday 12"]])
def test_bad_puzzle(puzzle):
    with pytest.raises(ValueError):
        load(data(puzzle=puzzle))


@pytest.mark.parametrize("seconds", [-1, 2.0, True, "7", []])
def test_bad_seconds(seconds):
    with pytest.raises(ValueError):
        load(data(seconds=seconds))


@pytest.mark.parametrize(
    "triples",
    [
        {}, "ABC", 7, [7], ["0AB"], [[0, "A"]], [[0, 0, "A", 1]], [[0, 50, "A"]], [[-1, 0, "A"]], [[0, 1.0, "A"]], [[True, 0, "A"]],
        [["0", 0, "A"]], [[0, 0, "a"]], [[0, 0, ""]], [[0, 0, "AB"]], [[0, 0, "ß"]], [[0, 0, "7"]], [[0, 0, "Ⅷ"]], [[0, 0, None]], [[0, 0, ["A"]]],
        [[0, 0, "A"], [0, 0, "A"]], [[0, 0, "A"], [0, 0, "B"]],
    ],
)  # fmt: skip
def test_bad_letters(triples):
    with pytest.raises(ValueError):
        load(data(letters=triples))


def test_too_large_a_file():
    assert load(data().ljust(50_000)).seconds == 300
    with pytest.raises(ValueError):
        load(data().ljust(50_001))


class Order:
    """Pickled, it is a call of a function with one argument."""

    def __init__(self, function, argument):
        self.call = function, (argument,)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_file_gives_no_orders(tmp_path, protocol):
    target = tmp_path / "made"
    letters = Order(exec, f"open({str(target)!r}, 'w').close()")
    for content in (letters, {"puzzle": "Friday 12", "seconds": 1, "letters": letters}):
        with pytest.raises(ValueError):
            load(pickle.dumps(content, protocol))
        assert not target.exists()
