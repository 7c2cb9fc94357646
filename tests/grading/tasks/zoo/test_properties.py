import candidate
import reference
from candidate import Stack, same
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=8,
)


@given(plain)
def test_values_survive(value):
    result = same(value)
    assert result == value and type(result) is type(value)


@given(st.lists(st.integers()))
def test_sorts(items):
    expected = list(items)
    reference.sort_in_place(expected)
    candidate.sort_in_place(items)
    assert items == expected


@given(st.data())
def test_interactive(data):
    stack = Stack(data.draw(st.lists(st.integers(), min_size=1)))
    top = stack.top
    assert stack.pop() == top


@given(st.builds(candidate.Money, st.integers()))
def test_built(money):
    assert money == money.cents


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.stack, self.model = Stack(), []

    @rule(item=st.integers())
    def push(self, item):
        self.stack.push(item)
        self.model.append(item)

    @rule()
    def pop(self):
        if self.model:
            assert self.stack.pop() == self.model.pop()

    @invariant()
    def same_length(self):
        assert len(self.stack) == len(self.model)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=15, stateful_step_count=10)
