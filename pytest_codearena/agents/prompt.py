"""What a model is told: an observation as chat messages. The same observation always gives the same messages."""

from __future__ import annotations

import re
from typing import Literal, TypedDict

from ..records import Draft, Observation, PastAttempt, Remembered, RememberedFix, Verdict

SYSTEM = """\
You repair Python modules.

Answer with the complete corrected module in one ```python fenced block: every line of it, not a diff and not only \
the part you changed.
- Keep the name and the parameters of every public function, class and method, and whatever already works.
- Only the standard library can be imported.
- Your module is run against the unit tests shown and against hidden property-based tests on many other inputs. Repair \
the cause; code that only fits the inputs shown fails."""

_LONGEST_FEEDBACK = 6000
_LONGEST_REPLY = 2000
_BACKTICKS = re.compile(r"`{3,}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Message(TypedDict):
    """One message of a chat, as OpenAI-compatible endpoints take it."""

    role: Literal["system", "user", "assistant"]
    content: str


def messages(observation: Observation) -> list[Message]:
    """The conversation so far: the task, each earlier attempt with what became of it, each draft with what is asked about it.

    The last message asks.
    Only what the observation holds is in it. Lone surrogates, which no endpoint can be sent, become U+FFFD.
    """
    talk: list[Message] = [_message("system", SYSTEM), _message("user", _task(observation))]
    for past in observation.previous_attempts:
        talk.append(_message("assistant", _answer(past)))
        latest = past is observation.previous_attempts[-1]
        talk.append(_message("user", _latest_result(observation, past) if latest else _result(past, past.feedback)))
    for draft in observation.drafts:
        talk += [_message("assistant", _answer(draft)), _message("user", _told(draft.remark))]
    return talk


def _message(role: Literal["system", "user", "assistant"], content: str) -> Message:
    return {"role": role, "content": _LONE_SURROGATE.sub("\ufffd", content)}


def _task(observation: Observation) -> str:
    parts = [f"# {observation.title}", observation.description.strip()]
    facts = [f"Module: `{observation.module}` (the tests import it by this name)"]
    if observation.category:
        facts.append(f"Kind of bug: {observation.category}")
    parts.append("\n".join(facts))
    parts.append(f"The module to repair:\n\n{fenced(observation.buggy_code)}")
    if observation.support is not None:
        parts.append(f"`support.py`, which the module may import and which stays as it is:\n\n{fenced(observation.support)}")
    parts += [f"Unit tests, `{test.name}`:\n\n{fenced(test.text)}" for test in observation.visible_tests]
    if observation.remembered is not None:
        parts.append(_earlier_runs(observation.remembered))
    parts.append("Write the complete corrected module.")
    return "\n\n".join(part for part in parts if part)


def _earlier_runs(remembered: Remembered) -> str:
    """The best fix of earlier runs, then what else failed, each reason once."""
    parts = ["## From earlier runs"]
    best = remembered.best
    if best is not None:
        parts.append(f"{_praise(best)}\n\n{fenced(best.code)}")
    known = (best.verdict, best.reason) if best is not None else None
    failures = dict.fromkeys((each.verdict, each.reason) for each in remembered.failed)
    told = [f"- {verdict.value}: {reason or 'no reason is known'}" for verdict, reason in failures if (verdict, reason) != known]
    if told:
        parts.append("Other attempts that failed:\n" + "\n".join(told))
    return "\n\n".join(parts)


def _praise(best: RememberedFix) -> str:
    if best.verdict is Verdict.RESOLVED:
        return f"This fix of yours passed all tests, with reward {best.reward:.2f}:"
    return f"Your best attempt was {best.verdict.value}, with reward {best.reward:.2f} ({best.reason or 'no reason is known'}):"


def _answer(past: PastAttempt | Draft) -> str:
    """An earlier answer; what the model wrote beside the code is left out, it only costs context."""
    if past.code is not None:
        return fenced(past.code)
    return _shortened(past.reply, _LONGEST_REPLY) or "(empty answer)"


def _result(past: PastAttempt, feedback: str) -> str:
    if past.verdict == "no_code":
        said = "No code was found in your answer. It must hold the complete module in one ```python fenced block."
        return "\n\n".join(part for part in (f"Attempt {past.number}: no_code", said, _told(feedback)) if part)
    return "\n\n".join(part for part in (f"Attempt {past.number}: {past.verdict}", _told(feedback)) if part)


def _latest_result(observation: Observation, past: PastAttempt) -> str:
    feedback = observation.error_log or past.feedback
    parts = [_result(past, feedback)]
    if observation.test_results.strip() and observation.test_results.strip() not in feedback:
        parts.append(f"Test results:\n{_told(observation.test_results)}")
    hint = [line for line in observation.hint.splitlines() if line.strip() and line.strip() not in feedback]
    if hint:
        parts.append("Hint: " + "\n".join(hint))
    parts.append(
        f"This is attempt {observation.attempt} of {observation.max_attempts}. Write the complete corrected module; "
        "an answer that was tried before counts less."
    )
    return "\n\n".join(parts)


def _told(feedback: str) -> str:
    return _shortened(feedback.strip(), _LONGEST_FEEDBACK)


def _shortened(text: str, limit: int) -> str:
    """At most about ``limit`` characters: the beginning and the end, where the causes stand."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n... ({len(text) - 2 * half} characters left out) ...\n{text[-half:]}"


def fenced(code: str) -> str:
    """``code`` in a Python fence that is longer than any run of backticks inside it."""
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=2)
    mark = "`" * (longest + 1)
    return f"{mark}python\n{code.rstrip()}\n{mark}"
