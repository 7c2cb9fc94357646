import candidate
import reference
from hypothesis import given, settings
from hypothesis import strategies as st

few = settings(max_examples=25)
moves = st.lists(st.tuples(st.sampled_from(["deposit", "withdraw"]), st.integers(-2, 20)), max_size=8)


def play(module, start, moves):
    account = module.Account("x", start)
    seen = []
    for name, amount in moves:
        try:
            getattr(account, name)(amount)
        except (ValueError, module.BankError) as error:
            seen.append(type(error).__name__)
        seen.append(account.balance)
    return seen, account.log


@few
@given(st.integers(0, 30), moves)
def test_agrees_with_the_reference(start, moves):
    assert play(candidate, start, moves) == play(reference, start, moves)


@few
@given(st.lists(st.integers(0, 9), min_size=1))
def test_richest(balances):
    accounts = [candidate.Account(str(n), balance) for n, balance in enumerate(balances)]
    assert candidate.richest(accounts).owner == str(balances.index(max(balances)))
