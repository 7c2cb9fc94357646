from collections import Counter

import candidate
import reference
from hypothesis import given
from hypothesis import strategies as st

ARTICLES = ["cup", "Änne", " jug"]


class Cancelled(Exception):
    """The customer has changed his mind."""


articles = st.sampled_from(ARTICLES)
adding = st.tuples(st.just("add"), articles, st.integers(1, 9) | st.sampled_from([-3, 0, 5000]))
taking = st.tuples(st.just("take"), articles, st.integers(1, 5) | st.sampled_from([-1, 0, 2000]))


def batches(inner):
    return st.tuples(st.just("batch"), st.lists(inner, max_size=2), st.booleans())


# A batch is ("batch", steps in it, whether it is cancelled at its end).
steps = st.recursive(adding | taking, batches, max_leaves=4)
outer = batches(batches(adding | taking) | adding | taking)
programs = st.lists(steps | outer, max_size=3)


def carry_out(module, stock, program, seen):
    """Does what the program says; notes in `seen` what became of each step."""
    for kind, *rest in program:
        try:
            if kind == "batch":
                inner, cancelled = rest
                with stock.batch():
                    carry_out(module, stock, inner, seen)
                    if cancelled:
                        raise Cancelled
            else:
                getattr(stock, kind)(*rest)
            seen.append("done")
        except Cancelled:
            seen.append("cancelled")
        except ValueError:
            seen.append("refused")
        except module.OutOfStock:
            seen.append("out of stock")
        seen.append(stock.count("cup" if kind == "batch" else rest[0]))
    return seen


def strictly(module, stock, program):
    """Does what the program says up to the first failure, which ends all batches around it."""
    for kind, *rest in program:
        if kind == "batch":
            with stock.batch():
                strictly(module, stock, rest[0])
                if rest[1]:
                    raise Cancelled
        else:
            getattr(stock, kind)(*rest)


@given(programs)
def test_agrees_with_the_reference(program):
    mine, theirs = candidate.Stock(), reference.Stock()
    assert carry_out(candidate, mine, program, []) == carry_out(reference, theirs, program, [])
    assert (mine.moves(), mine.articles()) == (theirs.moves(), theirs.articles())


@given(programs)
def test_moves_explain_the_counts(program):
    stock = candidate.Stock()
    stock.add("cup", 5)
    carry_out(candidate, stock, program, [])
    sums, on_the_way = Counter(), Counter()
    for article, change in stock.moves():
        sums[article] += change
        on_the_way[article] = min(on_the_way[article], sums[article])
    assert [stock.count(article) for article in ARTICLES] == [sums[article] for article in ARTICLES]
    assert stock.articles() == sorted(article for article in ARTICLES if sums[article] > 0)
    assert min(on_the_way.values()) == 0


@given(
    st.lists(adding.filter(lambda step: step[2] > 0), min_size=1, max_size=3),
    st.lists(steps | outer, min_size=1, max_size=2),
)
def test_a_batch_that_fails_leaves_no_trace(before, program):
    stock = candidate.Stock()
    carry_out(candidate, stock, before, [])
    made = [(article, number) for _, article, number in before]
    for ending in (Cancelled, KeyError):
        try:
            with stock.batch():
                strictly(candidate, stock, program)
                raise ending
        except (Cancelled, KeyError, ValueError, candidate.OutOfStock):
            assert stock.moves() == made
            assert stock.count("cup") == sum(number for article, number in made if article == "cup")
        else:
            raise AssertionError("the exception was swallowed")


@given(programs)
def test_a_batch_that_succeeds_changes_nothing(program):
    plain, wrapped = candidate.Stock(), candidate.Stock()
    seen = carry_out(candidate, plain, program, [])
    with wrapped.batch(), wrapped.batch():
        assert carry_out(candidate, wrapped, program, []) == seen
    assert wrapped.moves() == plain.moves()
