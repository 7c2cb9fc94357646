import candidate
import reference
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

keys = st.integers(0, 5)


@settings(max_examples=25)
@given(st.integers(1, 4), st.lists(st.tuples(st.sampled_from("set get".split()), keys), max_size=15))
def test_agrees_with_the_reference(size, moves):
    mine, theirs = candidate.LruCache(size), reference.LruCache(size)
    for move, key in moves:
        if move == "set":
            mine[key] = theirs[key] = key * 2
        else:
            assert mine.get(key) == theirs.get(key)
        assert list(mine) == list(theirs)
    assert mine.hits == theirs.hits


class Machine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.mine, self.theirs = candidate.LruCache(3), reference.LruCache(3)

    @rule(key=keys, value=st.integers())
    def put(self, key, value):
        self.mine[key] = value
        self.theirs[key] = value

    @rule(key=keys)
    def look(self, key):
        assert (key in self.mine) == (key in self.theirs)
        assert self.mine.get(key) == self.theirs.get(key)


Machine.TestCase.settings = settings(max_examples=8, stateful_step_count=8)
TestMachine = Machine.TestCase
