import candidate
from hypothesis import given, settings
from hypothesis import strategies as st
from support import Order

few = settings(max_examples=15)


@few
@given(st.lists(st.integers(-9, 9), max_size=6))
def test_chain(values):
    first = None
    for value in reversed(values):
        first = candidate.Link(value, first)
    assert candidate.values_of(first) == values
    assert candidate.values_of(candidate.turned(first)) == values[::-1]


@few
@given(st.recursive(st.integers(-9, 9), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_tree(shape):
    def tree(part):
        if isinstance(part, int):
            return candidate.Node(part)
        node = candidate.Node(0)
        for each in part:
            node.children.append(tree(each))
        return node

    def total(part):
        return part if isinstance(part, int) else sum(map(total, part))

    assert tree(shape).total() == total(shape)


@few
@given(st.lists(st.text("ab", max_size=2), max_size=5))
def test_orders(names):
    desk = candidate.Desk()
    orders = [Order(name) for name in names]
    for order in orders:
        desk.take(order)
        order.lines.append(1)
    desk.stamp()
    assert [order.notes["number"] for order in orders] == list(range(len(names)))
    assert [order.lines for order in desk.orders] == [[1, "stamped"]] * len(names)
