import pytest
from candidate import running_means


def test_running_means():
    assert running_means([0.1, 0.2]) == pytest.approx([0.1, 0.15])
    assert running_means([]) == []
