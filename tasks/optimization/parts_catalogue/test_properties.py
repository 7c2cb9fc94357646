import candidate
import reference
from candidate import answer
from hypothesis import given
from hypothesis import strategies as st

names = st.sampled_from("abcdefg")
weighing = st.tuples(st.just("weigh"), names, st.integers(0, 3) | st.integers(0, 900))
assembling = st.tuples(st.just("assemble"), names, st.dictionaries(names, st.integers(1, 4), max_size=3))
asking = st.tuples(st.just("ask"), names)
entries = st.lists(weighing | assembling | assembling | asking, max_size=16)


@st.composite
def machines(draw):
    """Entries that build some levels, each of those before it; so that later changes meet something."""
    order = draw(st.permutations("abcdefg"))
    log = [("weigh", order[0], draw(st.integers(0, 9)))]
    for index in range(1, draw(st.integers(2, 7))):
        parts = draw(st.dictionaries(st.sampled_from(order[:index]), st.integers(1, 3), min_size=1, max_size=2))
        log.append(("assemble", order[index], parts))
    return log


logs = st.builds(list.__add__, machines(), entries)


def carry_out(catalogue, log):
    """What becomes of each entry, and what all names weigh in the end."""
    seen = []
    for kind, name, *rest in [*log, *(("ask", name) for name in "abcdefg")]:
        try:
            if kind == "ask":
                seen.append(catalogue.weight(name))
            else:
                seen.append(getattr(catalogue, kind)(name, *rest))
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
    """The entries of a log that don't fail."""
    catalogue, good = Model(), []
    for entry in log:
        try:
            kind, name, *rest = entry
            getattr(catalogue, {"ask": "weight"}.get(kind, kind))(name, *rest)
        except (KeyError, ValueError):
            continue
        good.append(entry)
    return good


@given(logs)
def test_agrees_with_the_reference(log):
    assert carry_out(candidate.Catalogue(), log) == carry_out(reference.Catalogue(), log)


@given(logs)
def test_what_was_said_last_holds(log):
    assert carry_out(candidate.Catalogue(), log) == carry_out(Model(), log)


@given(logs)
def test_questions_change_nothing(log):
    good = [entry for entry in accepted(log) if entry[0] != "ask"]
    known = sorted({entry[1] for entry in good})
    finally_asked = [("ask", name) for name in known]
    curious = []
    for entry in good:
        curious.append(entry)
        curious += [("ask", name) for name in known if name in {each[1] for each in curious if each[0] != "ask"}]
    assert answer(curious + finally_asked)[-len(known) :] == answer(good + finally_asked)


@given(machines(), st.integers(2, 9), st.booleans())
def test_heavier_screws_make_heavier_machines(log, factor, asked):
    _, screw, grams = log[0]
    questions = [("ask", name) for _, name, _ in log]
    before = answer(log + questions)
    after = answer([*log, *(questions if asked else []), ("weigh", screw, grams * factor), *questions])
    assert after == (before if asked else []) + [weight * factor for weight in before]
