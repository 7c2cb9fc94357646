import candidate
import pytest
import reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

foods = st.sampled_from(["salt", "Salt", "it's", "", " salt"])
changes = st.tuples(foods, st.integers(-6, 8) | st.sampled_from([-3000, 5000]))
# A list of steps is a block; a block that ends with "fail" fails.
steps = st.recursive(
    changes,
    lambda inner: st.tuples(st.lists(inner, min_size=1, max_size=5), st.booleans()),
    max_leaves=14,
)
plans = st.lists(steps, min_size=1, max_size=6)


few = settings(max_examples=50)


class Spilled(Exception):
    pass


def carry_out(module, pantry, plan):
    """Do what the plan says; returns what could be seen on the way."""
    seen = []
    for step in plan:
        if isinstance(step[0], list):
            inner, fails = step
            try:
                with pantry.all_or_nothing():
                    seen += carry_out(module, pantry, inner)
                    if fails:
                        raise Spilled
            except Spilled:
                seen.append("taken back")
        else:
            try:
                seen.append(pantry.change(*step))
            except module.NotEnough:
                seen.append("not enough")
        seen.append(pantry.amounts())
    return seen


def expected(amounts, plan):
    """What the amounts are after a plan, without a database."""
    amounts = dict(amounts)
    for step in plan:
        if isinstance(step[0], list):
            inner, fails = step
            after = expected(amounts, inner)
            amounts = amounts if fails else after
        else:
            food, by = step
            if amounts.get(food, 0) + by >= 0:
                amounts[food] = amounts.get(food, 0) + by
    return amounts


@few
@given(plans)
def test_agrees_with_the_reference(plan):
    theirs = reference.Pantry()
    wanted = carry_out(reference, theirs, plan)
    theirs.close()
    assert carry_out(candidate, candidate.Pantry(), plan) == wanted


@few
@given(plans)
def test_amounts_after_a_plan(plan):
    pantry = candidate.Pantry()
    carry_out(candidate, pantry, plan)
    amounts = expected({}, plan)
    assert pantry.amounts() == {food: amount for food, amount in amounts.items() if amount}
    for food in ("salt", "Salt", "it's", "", " salt", "never"):
        assert pantry.amount(food) == amounts.get(food, 0)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans, more=plans)
def test_the_file_holds_what_was_kept(tmp_path, plan, more):
    path = tmp_path / "pantry.db"
    path.unlink(missing_ok=True)
    amounts = {}
    for part in (plan, more):
        pantry = candidate.Pantry(str(path))
        carry_out(candidate, pantry, part)
        amounts = expected(amounts, part)
        second = reference.Pantry(str(path))
        assert second.amounts() == {food: amount for food, amount in amounts.items() if amount}
        second.close()
        pantry.close()
        with pytest.raises(Exception):
            pantry.change("salt", 1)


@few
@given(plans, st.integers(1, 9))
def test_taking_more_than_there_is(plan, more):
    pantry = candidate.Pantry()
    carry_out(candidate, pantry, plan)
    before = pantry.amounts()
    with pytest.raises(candidate.NotEnough), pantry.all_or_nothing():
        pantry.change("it's", more)
        pantry.change("salt", -pantry.amount("salt") - more)
    assert pantry.amounts() == before
    assert pantry.change("salt", -pantry.amount("salt")) == 0
