import operator

import pytest
import reference
from candidate import evaluate
from hypothesis import given, settings
from hypothesis import strategies as st

VALUES = {"a": 3, "width": 12, "x1": 0.5}
OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}

# Pairs (text, number): whole numbers, halves and divisions by powers of two, so that every result is exact.
terms = st.one_of(
    st.integers(0, 99).map(lambda n: (str(n), n)),
    st.integers(0, 99).map(lambda n: (str(n / 4), n / 4)),
    st.sampled_from(sorted(VALUES)).map(lambda name: (name, VALUES[name])),
)


def bigger(parts):
    def between(left, sign, right):
        return f"({left[0]} {sign} {right[0]})", OPERATORS[sign](left[1], right[1])

    return st.one_of(
        st.builds(between, parts, st.sampled_from("+-*"), parts),
        st.builds(lambda part, by: (f"({part[0]}/{by})", part[1] / by), parts, st.sampled_from([2, 8])),
        parts.map(lambda part: (f"(-{part[0]})", -part[1])),
    )


formulas = st.recursive(terms, bigger, max_leaves=6)

flat = st.builds(
    lambda first, rest: first + "".join(sign + term for sign, term in rest),
    terms.map(operator.itemgetter(0)),
    st.lists(
        st.tuples(
            st.sampled_from([" + ", "-", " * ", " - -", "*-", " + (-2)*", " / 4 - ", "/2*"]),
            terms.map(operator.itemgetter(0)),
        ),
        max_size=6,
    ),
)

FOREIGN = [
    "{0} ** {1}", "{0} // {1}", "{0} % {1}", "{0} @ {1}", "{0} << {1}", "{0} | {1}", "~{0}", "not {0}",
    "{0} and {1}", "{0} or {1}", "{0} < {1}", "{0} if {1} else {0}", "[{0}]", "[{0}][0]", "({0}, {1})",
    "{{{0}}}", "{{{0}: {1}}}", "abs({0})", "max({0}, {1})", "a.real", "a.__class__", "'{0}'", "b'{0}'",
    "f'{0}'", "lambda: {0}", "(lambda: {0})()", "(new := {0})", "[v for v in ({0}, {1})]", "True", "None",
    "...", "2j", "__builtins__", "__name__", "unknown", "width[0]", "print", "{0};{1}", "{0}\n{1}", "{0} = {1}",
    "yield", "await {0}", "*{0}",
]  # fmt: skip


@given(flat)
def test_agrees_with_the_reference(formula):
    assert evaluate(formula, VALUES) == pytest.approx(reference.evaluate(formula, VALUES))


@given(formulas)
def test_value_of_a_formula(formula):
    text, number = formula
    assert evaluate(text, VALUES) == number


@given(formulas)
def test_a_name_stands_for_its_value(formula):
    text, number = formula
    values = {**VALUES, "part": number}
    assert evaluate("part + part * 2", values) == evaluate(f"{text} + {text} * 2", VALUES)


@settings(max_examples=400)  # so that hardly any of the patterns is left out
@given(st.sampled_from(FOREIGN), terms, terms, st.booleans())
def test_nothing_else_is_carried_out(pattern, first, second, wrapped):
    formula = pattern.format(first[0], second[0])
    assert evaluate(f"{first[0]} + {second[0]}", VALUES) == first[1] + second[1]
    if wrapped:
        formula = f"{second[0]} + ({formula})"
    with pytest.raises(ValueError):
        evaluate(formula, VALUES)


@given(st.sampled_from(["a", "_", "x_1", "id", "open", "max"]), st.integers(-9, 9))
def test_any_name_may_be_a_value_and_is_no_more_than_that(name, number):
    assert evaluate(f"{name} * 2", {name: number}) == 2 * number
    for foreign in (f"{name}(1)", f"{name}.real"):
        with pytest.raises(ValueError):
            evaluate(foreign, {name: number, "real": 1})
    with pytest.raises(ValueError):
        evaluate(name, {"other": number})
