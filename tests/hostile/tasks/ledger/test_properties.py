# CANARY-7f3a91: no candidate may ever see this line.
import candidate
from hypothesis import given, settings
from hypothesis import strategies as st

cents = st.integers(0, 999)
few = settings(max_examples=25)


@few
@given(st.lists(cents, max_size=5))
def test_total(amounts):
    assert candidate.total([candidate.Money(each) for each in amounts]) == sum(amounts)


@few
@given(cents, st.sampled_from(["EUR", "USD"]))
def test_label(amount, currency):
    text = candidate.label(amount, currency)
    assert text.startswith(str(amount // 100))
    assert text.endswith(currency)


@few
@given(cents, st.lists(cents, max_size=4))
def test_account(start, moves):
    account = candidate.Account(start)
    with candidate.Booking(account) as same:
        for each in moves:
            same.deposit(each)
        assert account.cents == start + sum(moves)
        assert account.history() == moves


@few
@given(cents, cents)
def test_money(left, right):
    assert (candidate.Money(left) - candidate.Money(right)).cents == left - right
