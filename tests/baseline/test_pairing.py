"""What may be compared, and what is refused with a reason and a way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pytest_codearena.baseline.pairing import Run, Side, pair
from pytest_codearena.errors import UsageError
from pytest_codearena.records import Layer, Weights

from .made_up import LANDLOCK, episode, run

TASKS = {"one": "ss", "two": "Su", "three": "et"}


def test_tasks_are_paired_by_their_content() -> None:
    new = run("new.json", {"three": "s", "two": "s"}, episode("renamed", "u", 1, "ollama:qwen", digest=digest_of("one")))
    (found,) = pair(run("old.json", TASKS), new)
    assert [(each.task, each.old.solved, each.new.solved) for each in found.tasks] == [("renamed", 2, 0), ("three", 0, 1), ("two", 1, 1)]
    three, two = found.tasks[1].old, found.tasks[2].old
    assert three == Side(solved=0, judged=1, unjudged=1, attempts=(1,), rewards=(0.4,), tokens=1052)
    assert (two.attempts, two.rewards) == ((2, 2), (0.4, 0.89))
    assert found.left_out == 0


def digest_of(task: str) -> str:
    return episode(task, "s", 1, "").digest


class TestAgents:
    def test_the_only_ones_are_paired_whatever_they_are_called(self) -> None:
        (found,) = pair(run("old", TASKS, agent="openai:old"), run("new", TASKS, agent="openai:new"))
        assert (found.old_agent, found.new_agent) == ("openai:old", "openai:new")

    def test_several_are_paired_by_spec_and_others_left_out(self) -> None:
        others = [episode(task, "s", 1, agent) for task in TASKS for agent in ("b", "c")]
        old = run("old", TASKS, *others)
        new = run("new", TASKS, *(replace(each, agent="d" if each.agent == "c" else each.agent) for each in others))
        assert [(each.old_agent, each.new_agent) for each in pair(old, new)] == [("ollama:qwen", "ollama:qwen"), ("b", "b")]

    def test_none_in_common_is_refused(self) -> None:
        old = run("old.json", TASKS, *[episode(task, "s", 1, "b") for task in TASKS])
        with pytest.raises(UsageError, match=r"old\.json has ollama:qwen, b, new\.json has c: no agent is in both.*a single one on each side"):
            pair(old, run("new.json", TASKS, agent="c"))
        with pytest.raises(UsageError, match=r"new\.json has no agent"):
            pair(old, Run("new.json", replace(old.report, episodes=(), settings=replace(old.report.settings, agents=()))))


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"attempts": 3}, "attempts is 5 in old.json, 3 in new.json"),
        ({"judge": "openai:j"}, "judge is none in old.json, openai:j in new.json"),
        ({"weights": Weights(tests=0.4)}, "weight tests is 0.35 in old.json, 0.4 in new.json"),
        ({"sandbox": (Layer("landlock", False, True),)}, "sandbox is strict, isolated in old.json, strict, not isolated in new.json"),
    ],
)
def test_other_settings_are_refused(how: dict[str, Any], reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        pair(run("old.json", TASKS), run("new.json", TASKS, **how))
    assert str(refused.value) == (
        f"old.json and new.json can't be compared: {reason}; run with the settings of the baseline, "
        "or write a new baseline with --codearena-report"
    )


def test_a_weak_sandbox_is_another_one() -> None:
    weak = run("new", TASKS)
    weak = replace(weak, report=replace(weak.report, settings=replace(weak.report.settings, sandbox="weak")))
    with pytest.raises(UsageError, match="sandbox is strict, isolated in old, weak, isolated in new"):
        pair(run("old", TASKS), weak)


def test_seed_and_epochs_and_other_layers_do_not_matter() -> None:
    limits = Layer("limits", True, False)
    assert pair(run("old", TASKS), run("new", dict.fromkeys(TASKS, "s"), seed=3, epochs=1, sandbox=(LANDLOCK, limits)))


class TestOtherTasks:
    OLD = run("old.json", {"same": "s", "changed": "s", "gone": "s"})
    NEW = run("new.json", {"same": "u", "come": "u"}, episode("changed", "u", 1, "ollama:qwen", digest="another"))

    def test_are_refused_with_a_list(self) -> None:
        with pytest.raises(UsageError) as refused:
            pair(self.OLD, self.NEW)
        assert str(refused.value) == (
            "old.json and new.json are about different tasks: 1 task is changed since old.json: changed; 1 task is only in old.json: "
            "gone; 1 task is only in new.json: come; compare the 1 that both have (--common, --codearena-common), or write a new "
            "baseline with --codearena-report"
        )

    def test_what_both_have_is_compared_if_that_is_asked_for(self) -> None:
        (found,) = pair(self.OLD, self.NEW, common=True)
        assert [each.task for each in found.tasks] == ["same"]
        assert found.left_out == 4

    def test_nothing_in_common_is_refused_in_any_case(self) -> None:
        with pytest.raises(UsageError, match="none is in both; write a new baseline"):
            pair(self.OLD, run("new.json", {"come": "s"}), common=True)

    def test_a_long_list_is_cut_and_names_do_not_act(self) -> None:
        many = run("new.json", {f"t{i}\x1b[2J": "s" for i in range(30)})
        with pytest.raises(UsageError, match=r"30 tasks are only in new\.json: .* and 20 more") as refused:
            pair(run("old.json", {"one": "s"}), many)
        assert str(refused.value).isprintable()
