"""The order of tasks while a run is going on, among other tests and with pytest's own options."""

from __future__ import annotations

import json
import re

import pytest

from .conftest import Arena
from .made_up import BARE, BUGGY, FIXED

ON = ("--codearena-curriculum", "--codearena-curriculum-rules=window=2", "-v")


@pytest.fixture
def school(arena: Arena) -> Arena:
    """Three tasks of each level, the hard ones first; without properties, so that each is proved in a moment."""
    for number, level in enumerate(("hard", "medium", "easy")):
        for each in (1, 2, 3):
            arena.task(f"{'cba'[2 - number]}_{level}{each}", difficulty=f'"{level}"', description=f'"{level} {each}: n // 2."', **BARE)
    return arena


def order(result: pytest.RunResult) -> list[str]:
    """Names of the items in the order in which they ran; of a repair it is the task's, without its first letter."""
    found: list[str] = []
    for line in result.outlines:
        if match := re.match(r"(?:tasks/x/\w_(\w+)/task.toml::\S+|\S+::(test_\w+))", line):
            name = match[1] or match[2]
            if not found or found[-1] != name:
                found.append(name)
    return found


class TestOrder:
    def test_levels_follow_the_rewards(self, school: Arena) -> None:
        result = school.run(*ON, "--codearena-report=report.json")
        result.assert_outcomes(passed=9)
        assert order(result) == [
            "easy1", "easy2",  # two rewards of 0.89: on to medium; the next task was asked for already
            "easy3", "medium1", "medium2",
            "medium3", "hard1", "hard2", "hard3",
        ]  # fmt: skip
        result.stdout.fnmatch_lines(
            [
                "codearena curriculum: up above 0.8 (easy) and 0.75 (medium), down below 0.35, over 2 episodes",
                "curriculum: easy -> medium, mean reward 0.89 over 2 episodes",
                "curriculum: medium -> hard, mean reward 0.89 over 2 episodes",
                "curriculum: reference: easy -> medium (0.89, episode 2) -> hard (0.89, episode 5)",
            ]
        )
        report = school.report()
        assert report["settings"]["curriculum"] == {"easy": 0.8, "medium": 0.75, "down": 0.35, "window": 2}
        assert report["curriculum"] == [
            {
                "agent": "reference",
                "start": "easy",
                "moves": [
                    {"before": "easy", "after": "medium", "mean_reward": 0.89, "episode": 2},
                    {"before": "medium", "after": "hard", "mean_reward": 0.89, "episode": 5},
                ],
            }
        ]

    def test_without_it_the_order_is_pytests(self, school: Arena) -> None:
        result = school.run("-v", "--codearena-report=report.json")
        assert order(result) == sorted(order(result), key=lambda name: "hme".index(name[0]))
        assert (school.report()["settings"]["curriculum"], school.report()["curriculum"]) == (None, [])
        result.stdout.no_fnmatch_line("*curriculum*")

    def test_who_fails_stays_and_goes_on_with_the_nearest_level(self, school: Arena) -> None:
        result = school.run(*ON, "--codearena-attempts=1", agent="buggy")
        assert order(result) == [f"{level}{each}" for level in ("easy", "medium", "hard") for each in (1, 2, 3)]
        result.stdout.fnmatch_lines(["curriculum: buggy: easy, no move"])

    def test_who_fails_falls_back(self, school: Arena) -> None:
        broken = "def half(:"
        names = [f"{letter}_{level}{each}.py" for letter, level in zip("abc", ("hard", "medium", "easy"), strict=True) for each in (1, 2, 3)]
        agent = school.fixes({name: FIXED if "easy" in name else broken for name in names})
        result = school.run(*ON, "--codearena-attempts=1", agent=agent)
        assert order(result) == ["easy1", "easy2", "easy3", "medium1", "medium2", "medium3", "hard1", "hard2", "hard3"]
        result.stdout.fnmatch_lines(["curriculum: easy -> medium, *", "curriculum: medium -> easy, mean reward 0.0? over 2 *"])

    def test_each_agent_has_a_level_of_its_own(self, school: Arena) -> None:
        result = school.run(*ON, "--codearena-attempts=1", "--codearena-agent=buggy")
        result.assert_outcomes(passed=9, failed=9)
        result.stdout.fnmatch_lines(
            [
                "curriculum: easy -> medium, mean reward 0.89 over 2 episodes (reference)",
                "curriculum: reference: easy -> medium (*",
                "curriculum: buggy: easy, no move",
            ]
        )
        ran = [re.findall(r"_(\w+)/task.toml::(reference|buggy)#1 (PASSED|FAILED)", line) for line in result.outlines]
        mine = [name for found in ran for name, agent, _ in found if agent == "reference"]
        assert mine[:5] == ["easy1", "easy2", "medium1", "medium2", "hard1"]  # between them the other agent's turn comes

    def test_other_tests_keep_their_place_and_their_fixtures(self, school: Arena) -> None:
        school.pytester.makeconftest(
            "import pytest\n\n\n"
            "@pytest.fixture(scope='session')\ndef whole():\n    print('SESSION UP')\n    yield\n    print('SESSION DOWN')\n\n\n"
            "@pytest.fixture(scope='module')\ndef part(whole):\n    print('MODULE UP')\n    yield\n    print('MODULE DOWN')\n"
        )
        for folder in ("a_first", "tasks/x/b_between", "z_last"):
            place = school.path / folder
            place.mkdir(parents=True)
            (place / "__init__.py").touch()
            (place / f"test_{folder[-3:]}.py").write_text("def test_one(part):\n    pass\n\n\ndef test_two(part):\n    pass\n")
        before = school.run("--collect-only", "-q", where=".")
        result = school.run(*ON, "-s", where=".")
        result.assert_outcomes(passed=15)
        text = result.stdout.str()
        assert (text.count("SESSION UP"), text.count("SESSION DOWN")) == (1, 1)
        assert (text.count("MODULE UP"), text.count("MODULE DOWN")) == (3, 3)
        collected = [line for line in before.outlines if "::" in line]
        places = [place for place, line in enumerate(collected) if "::test_" in line]
        ran = [line.partition(" ")[0] for line in result.outlines if "::" in line and " " in line]
        ran = list(dict.fromkeys(ran))
        assert [place for place, line in enumerate(ran) if "::test_" in line] == places
        assert set(ran) == set(collected)


class TestPytestsOptions:
    def test_first_failure_ends_the_run(self, school: Arena) -> None:
        result = school.run(*ON, "-x", "--codearena-attempts=1", agent="buggy")
        result.assert_outcomes(failed=1)
        assert order(result) == ["easy1"]
        assert order(school.run(*ON, "--maxfail=4", "--codearena-attempts=1", agent="buggy"))[-1] == "medium1"

    def test_what_is_selected_is_ordered(self, school: Arena) -> None:
        result = school.run(*ON, "-k", "hard or medium", "--durations=2")
        assert order(result) == ["medium1", "medium2", "medium3", "hard1", "hard2", "hard3"]
        result.stdout.fnmatch_lines(["*slowest 2 durations*"])

    def test_last_failures_are_ordered(self, school: Arena) -> None:
        agent = school.fixes({"a_hard1.py": BUGGY, "b_medium2.py": BUGGY, "c_easy3.py": BUGGY})
        school.run(*ON, agent=agent, where="tasks/x/a_hard1")
        result = school.run(*ON, "-p", "cacheprovider", "--codearena-attempts=1", "-k", "hard1 or medium2 or easy3", agent=agent)
        result.assert_outcomes(failed=3)
        again = school.run(*ON, "-p", "cacheprovider", "--codearena-attempts=1", "--lf", agent=agent)
        assert order(again) == ["easy3", "medium2", "hard1"]

    def test_nothing_is_run_to_collect(self, school: Arena) -> None:
        result = school.run(*ON, "--collect-only", "--codearena-curriculum-state=state.json")
        assert result.ret == 0
        assert not (school.path / "state.json").exists()

    def test_several_processes_are_refused(self, school: Arena) -> None:
        pytest.importorskip("xdist")
        result = school.run_apart(*ON, "-n2")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*--codearena-curriculum: *takes a single process; leave out -n, or *"])
        off = school.run_apart("-ocodearena_curriculum=false", "-n2", "-k", "easy1")
        off.assert_outcomes(passed=1)

    def test_the_tasks_themselves_are_checked_in_any_number_of_processes(self, arena: Arena) -> None:
        pytest.importorskip("xdist")
        arena.task()
        arena.pytester.makeini("[pytest]\ncodearena_curriculum = true\n")
        arena.run_apart("-n2", "--codearena-check=quick", agent=None).assert_outcomes(passed=1)


class TestState:
    def test_a_run_begins_where_the_last_one_ended(self, school: Arena) -> None:
        state = "--codearena-curriculum-state=deep/state.json"
        first = school.run(*ON, state, "-k", "easy1 or easy2 or medium1")
        assert order(first) == ["easy1", "easy2", "medium1"]
        saved = json.loads((school.path / "deep/state.json").read_text())["agents"]
        assert saved["reference"]["level"] == "medium"
        second = school.run(*ON, state)
        assert order(second)[:2] == ["medium1", "medium2"]
        second.stdout.fnmatch_lines(["curriculum: reference: medium -> hard (0.89, *"])

    def test_another_file_stops_the_run_before_anything_is_asked(self, arena: Arena) -> None:
        arena.task()
        (arena.path / "notes.md").write_text("# Notes\n")
        result = arena.run(*ON, "--codearena-curriculum-state=notes.md")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["ERROR: --codearena-curriculum-state: cannot use */notes.md: *; name another file"])
        assert (arena.path / "notes.md").read_text() == "# Notes\n"

    @pytest.mark.parametrize("option", ["--codearena-curriculum-state=s.json", "--codearena-curriculum-rules=window=3"])
    def test_what_would_have_no_effect_is_refused(self, arena: Arena, option: str) -> None:
        arena.task()
        result = arena.run(option)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["ERROR: --codearena-curriculum-*: there is no curriculum in this run; add --codearena-cur*"])

    def test_rules_that_can_not_be_stop_the_run(self, arena: Arena) -> None:
        arena.task()
        result = arena.run("--codearena-curriculum", "--codearena-curriculum-rules=window=none")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(['ERROR: --codearena-curriculum-rules: window: expected a number, got "none"; *'])
