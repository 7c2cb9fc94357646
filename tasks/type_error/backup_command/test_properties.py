import shlex
from pathlib import PurePosixPath

import candidate
import pytest
import reference
from hypothesis import given
from hypothesis import strategies as st

words = st.sampled_from(["a", "b c", "", "it's", "$HOME", "*", "&&", "-n", "--", "é", "a;b", '"', "\\", "x=1"]) | st.text("ab '\"$\n", max_size=4)
names = words.filter(len)
numbers = st.integers(1, 5000)
steps = st.one_of(
    st.tuples(st.just("exclude"), words),
    st.tuples(st.just("exclude"), words),
    st.tuples(st.sampled_from(["limit", "keep"]), numbers | numbers.map(str)),
    st.tuples(st.just("dry_run")),
)
plans = st.lists(steps, max_size=8)
strange = st.sampled_from([0, -1, -7, 0.5, 1.0, None, True, False, "0", "00", "-3", "1.5", " 1", "1 ", "1e3", "1_0", "x", "", "1\n", "²", "٣"])


def planned(module, source, target, plan):
    backup = module.Backup(source, target)
    for name, *arguments in plan:
        assert getattr(backup, name)(*arguments) is backup
    return backup


@given(names, names, plans)
def test_agrees_with_the_reference(source, target, plan):
    mine, theirs = planned(candidate, source, target, plan), planned(reference, source, target, plan)
    assert mine.command() == theirs.command()
    assert len(mine) == len(theirs)


@given(names, names, plans)
def test_a_shell_reads_what_was_given(source, target, plan):
    line = planned(candidate, source, target, plan).command()
    last = {name: arguments for name, *arguments in plan}
    patterns = list(dict.fromkeys(arguments[0] for name, *arguments in plan if name == "exclude"))
    expected = ["rsync", "-a"]
    expected += ["--dry-run"] * ("dry_run" in last)
    expected += [f"--bwlimit={kilobytes}" for kilobytes in last.get("limit", [])]
    expected += [f"--exclude={pattern}" for pattern in patterns]
    expected += ["--", source, target]
    if "keep" in last:
        expected += ["&&", "prune", target, f"--days={last['keep'][0]}"]
    assert shlex.split(line) == expected


@given(names, names, plans, plans)
def test_two_backups_have_nothing_in_common(source, target, plan, other):
    alone = planned(candidate, source, target, plan).command()
    first, second = candidate.Backup(source, target), candidate.Backup(source, target)
    for number in range(max(len(plan), len(other))):
        for backup, moves in ((first, plan), (second, other)):
            for name, *arguments in moves[number : number + 1]:
                getattr(backup, name)(*arguments)
    assert first.command() == alone
    assert second.command() == planned(candidate, source, target, other).command()


@given(plans, strange, st.sampled_from(["limit", "keep"]))
def test_what_is_refused_changes_nothing(plan, number, name):
    backup = planned(candidate, "a", "b", plan)
    before = backup.command()
    with pytest.raises(ValueError):
        getattr(backup, name)(number)
    assert backup.command() == before
    assert len(getattr(backup, name)(77)) == len({arguments[0] for step, *arguments in plan if step == "exclude"})
    assert "=77" in backup.command()


@given(st.lists(st.sampled_from(["a", "b c", "é"]), min_size=1, max_size=3), names, plans)
def test_paths_are_as_good_as_text(parts, target, plan):
    path = PurePosixPath(*parts)
    assert planned(candidate, path, target, plan).command() == planned(candidate, str(path), target, plan).command()
    assert planned(candidate, target, path, plan).command() == planned(candidate, target, str(path), plan).command()
