import candidate
import reference
from candidate import answer
from hypothesis import given
from hypothesis import strategies as st

NAMES = ["nut", "Achse", "räder", "motor", " b", "A"]

names = st.sampled_from(NAMES)
weighing = st.tuples(st.just("weigh"), names, st.integers(0, 3) | st.integers(0, 5000))
assembling = st.tuples(st.just("assemble"), names, st.dictionaries(names, st.integers(1, 4), max_size=3))
asking = st.tuples(st.just("ask"), names)
entries = st.lists(weighing | assembling | assembling | asking, max_size=9)


@st.composite
def machines(draw):
    """Entries that build some levels, each of those before it; so that later changes meet something."""
    log = [("weigh", NAMES[0], draw(st.integers(0, 9)))]
    for place in range(1, draw(st.integers(2, 6))):
        parts = draw(st.dictionaries(st.sampled_from(NAMES[:place]), st.integers(1, 3), min_size=1, max_size=2))
        log.append(("assemble", NAMES[place], parts))
    return log


@st.composite
def turned_round(draw):
    """A machine in which a product becomes a simple part, and then a part of what stands below it."""
    log = draw(machines())
    below, above = sorted(draw(st.lists(st.integers(0, len(log) - 1), min_size=2, max_size=2, unique=True)))
    return [*log, ("weigh", log[above][1], 7), ("assemble", log[below][1], {log[above][1]: 2})]


logs = st.builds(list.__add__, machines() | turned_round(), entries)


def carry_out(catalogue, log):
    """What becomes of each entry; an answer for each question."""
    seen = []
    for kind, name, *rest in log:
        try:
            seen.append(getattr(catalogue, "weight" if kind == "ask" else kind)(name, *rest))
        except KeyError:
            seen.append("unknown")
        except ValueError:
            seen.append("holds itself")
    return seen


class Model:
    """A catalogue that keeps nothing but what was said last."""

    def __init__(self):
        self.said = {}

    def weigh(self, part, grams):
        self.said[part] = grams

    def assemble(self, product, parts):
        for part in parts:
            if part not in self.said:
                raise KeyError(part)
        if any(product in self.inside(part) for part in parts):
            raise ValueError
        self.said[product] = parts

    def inside(self, name):
        said = self.said[name]
        return {name}.union(*(self.inside(part) for part in said)) if isinstance(said, dict) else {name}

    def weight(self, name):
        said = self.said[name]
        return sum(count * self.weight(part) for part, count in said.items()) if isinstance(said, dict) else said


def accepted(log):
    """The entries of a log that don't fail, and then a question for every name that is known."""
    catalogue = Model()
    good = [entry for entry in log if carry_out(catalogue, [entry])[0] not in ("unknown", "holds itself")]
    return [*good, *(("ask", name) for name in catalogue.said)]


@given(logs)
def test_agrees_with_the_reference(log):
    assert carry_out(candidate.Catalogue(), log) == carry_out(reference.Catalogue(), log)


@given(logs)
def test_what_was_said_last_holds(log):
    good = accepted(log)
    assert answer(good) == [seen for seen in carry_out(Model(), good) if seen is not None]


@given(logs)
def test_questions_change_nothing(log):
    said = [entry for entry in accepted(log) if entry[0] != "ask"]
    known, curious = [], []
    for entry in said:
        known = sorted({*known, entry[1]})
        curious += [entry, *(("ask", name) for name in known)]
    assert answer(curious)[-len(known) :] == answer(said + [("ask", name) for name in known])


@given(machines(), st.integers(2, 9), st.booleans())
def test_heavier_screws_make_heavier_machines(log, factor, asked):
    _, screw, grams = log[0]
    questions = [("ask", name) for _, name, _ in log]
    before = answer(log + questions)
    after = answer([*log, *(questions if asked else []), ("weigh", screw, grams * factor), *questions])
    assert after == (before if asked else []) + [weight * factor for weight in before]
