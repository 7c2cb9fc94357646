import json

import candidate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(lines=st.lists(st.text("ab ", max_size=5), max_size=6))
def test_count_lines(tmp_path, lines):
    path = tmp_path / "text"
    path.write_text("\n".join(lines))
    assert candidate.count_lines(path) == len([line for line in lines if line.strip()])


@few
@given(values=st.dictionaries(st.text("ab", max_size=3), st.integers()))
def test_save(tmp_path, values):
    assert json.loads(candidate.save(tmp_path / "x.json", values).read_text()) == values
