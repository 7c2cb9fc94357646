"""The frozen records that flow one way: Task, Observation, Candidate, Execution, Grade, Attempt, Episode.

Nothing mutates a record that it was given. Times are seconds, memory is MiB, scores lie in [0, 1].
This module imports the standard library only: it is loaded in every pytest run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

CATEGORIES = ("syntax", "logic", "optimization", "type-error", "security")
"""The categories of the shipped tasks. A task may use any other word."""

DIFFICULTIES = ("easy", "medium", "hard")


class Verdict(StrEnum):
    """What one attempt turned out to be."""

    RESOLVED = "resolved"
    OVERFIT = "overfit"
    SLOW = "slow"
    FAILED = "failed"
    SYNTAX_ERROR = "syntax_error"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    NO_CODE = "no_code"


class Outcome(StrEnum):
    """How an episode ended. Only the first three say something about the model."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    TRUNCATED = "truncated"
    BUDGET = "budget"
    AGENT_ERROR = "agent_error"
    SANDBOX_ERROR = "sandbox_error"
    TASK_ERROR = "task_error"

    @property
    def judges_the_model(self) -> bool:
        """True for outcomes that count in a rate; the others are errors, shown apart."""
        return self in (Outcome.SOLVED, Outcome.UNSOLVED, Outcome.TRUNCATED)


class Growth(StrEnum):
    """What time grows like with the size n of the input, slowest growth first."""

    CONSTANT = "O(1)"
    LOGARITHMIC = "O(log n)"
    LINEAR = "O(n)"
    LINEARITHMIC = "O(n log n)"
    QUADRATIC = "O(n^2)"
    CUBIC = "O(n^3)"
    EXPONENTIAL = "O(2^n)"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one test of a candidate may cost."""

    timeout_s: float = 5.0
    """CPU seconds of the candidate for one test; wall time is capped at three times this."""
    memory_mb: int = 512
    """Address space that a candidate may add to that of its empty interpreter."""


@dataclass(frozen=True, slots=True)
class Workload:
    """The ``[efficiency]`` table: what is timed, against the reference, on the inputs of ``workload.py``."""

    function: str
    sizes: tuple[int, ...]
    expected: str | None = None
    """Growth class that a good fix has, e.g. ``O(n)``; None if the author does not say."""
    min_score: float = 0.0
    """An efficiency score below this is the verdict ``slow``."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file of a task: its name inside the folder and its content."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The ``[sandbox]`` table: the single things that the author opens to the candidate."""

    read: tuple[str, ...] = ()
    """Data files of the task folder that the candidate may read."""
    processes: bool = False
    """True lets the candidate start processes (they share its sandbox and die with it)."""


@dataclass(frozen=True, slots=True)
class EquivalentMutant:
    """An entry of ``[[mutants.equivalent]]``: a change of the reference that its author knows to change nothing."""

    before: str
    """The line of the reference, stripped."""
    after: str
    """What the change makes of it."""
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The ``[origin]`` table: where the task comes from. Each may be empty; no agent sees any of it."""

    url: str = ""
    licence: str = ""
    """By its SPDX name, e.g. ``MIT``."""
    id: str = ""
    """Its name there."""


@dataclass(frozen=True, slots=True)
class Task:
    """One version of a task folder, read whole: what happens to the files afterwards does not matter."""

    name: str
    path: Path
    """The folder."""
    digest: str
    """Content hash of the folder's files: identifies this version in reports, memory and stored replies."""
    title: str
    description: str
    category: str
    difficulty: str
    tags: tuple[str, ...]
    module: str
    """The name by which the tests import the code under test."""
    buggy: str
    reference: str
    visible: tuple[SourceFile, ...]
    """The unit tests, in the order of task.toml; the agent sees their source."""
    hidden: tuple[SourceFile, ...]
    """The property tests; no agent ever sees them."""
    support: str | None = None
    """Source of support.py, which tests and candidate share; None if there is none."""
    data: tuple[tuple[str, bytes], ...] = ()
    """Every other file of the folder (workload.py, conftest.py, data), by its name inside it."""
    limits: Limits = field(default_factory=Limits)
    efficiency: Workload | None = None
    opened: Opened = field(default_factory=Opened)
    equivalent: tuple[EquivalentMutant, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a model's provider said it used; None where it said nothing (which is not zero)."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    """Those of the input that the provider had read before, and charges less for."""

    def __add__(self, other: Tokens) -> Tokens:
        """The sum, in which an unknown count makes the total the known part."""
        return Tokens(_plus(self.input, other.input), _plus(self.output, other.output), _plus(self.cached, other.cached))


def _plus(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs, in the currency of the run, for a million tokens each."""

    input: float
    output: float
    cached: float
    """For tokens of the input that the provider had read before."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an agent proposed."""

    code: str | None
    """The proposed source; None if the reply held no code."""
    reply: str = ""
    """The reply as it came, for the next attempt's conversation; empty where there is none beside the code."""
    truncated: bool = False
    """True if the model stopped at its output limit."""
    tokens: Tokens = field(default_factory=Tokens)
    method: str = ""
    """Provider or built-in rule that made the code, e.g. ``ollama`` or ``builtin:missing_colon``."""
    note: str = ""
    """One line for people: how the agent came to it, and which agents failed before."""
    refused: str = ""
    """Why it is worse than the code that was to be repaired, e.g. ``does not compile: …``; empty if it is not."""
    exhausted: bool = False
    """True if the agent has nothing that it did not propose before: an episode that had an attempt ends without another."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one test."""

    id: str
    """Pytest's id inside the task folder, e.g. ``test_unit.py::test_empty``."""
    phase: str
    """``unit`` or ``property``."""
    outcome: str
    """passed, failed, skipped, xfailed, timeout, out_of_memory, crashed, or not_run."""
    message: str = ""
    """Why it did not pass, as the agent may read it. Never holds hidden source or a path of the machine."""

    @property
    def passed(self) -> bool:
        """True if the test holds (an expected failure that fails counts as pytest counts it)."""
        return self.outcome in ("passed", "xfailed")

    @property
    def counts(self) -> bool:
        """False for skipped tests: they are left out of every ratio."""
        return self.outcome != "skipped"


@dataclass(frozen=True, slots=True)
class VisibleCall:
    """What a visible test asks of the code, and what the reference answers, as Python source."""

    function: str
    """Name at the top level of the module, e.g. ``half``."""
    arguments: str
    """E.g. ``[1, 2], base=3``."""
    result: str
    """A literal, or ``raise ValueError('x')``."""


@dataclass(frozen=True, slots=True)
class RecordedExample:
    """Inputs that a property drew on the reference, and what it asked of it with them, as Python source."""

    drawn: tuple[tuple[str, str], ...]
    """Name and literal of each; empty text for what has no literal."""
    calls: tuple[VisibleCall, ...]
    """In order; one with an empty function stands for any request that is no call of a function with literals."""


@dataclass(frozen=True, slots=True)
class Point:
    """Cost at one workload size: CPU seconds of one call of candidate and reference, medians."""

    size: int
    candidate_s: float
    reference_s: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """The measured efficiency of a candidate whose checks all pass."""

    ratio: float
    """Candidate's CPU time over the reference's at the largest size; inf if it did not finish or was wrong."""
    points: tuple[Point, ...] = ()
    note: str = ""
    """Why the ratio is inf, if it is."""
    growth: Growth = Growth.UNKNOWN
    """What the candidate's time grows like with the size, as far as the times tell."""
    exponent: float = 0.0
    """Slope of the candidate's log time over log size; 0.0 if there are not two sizes."""
    confidence: float = 0.0
    """How much better ``growth`` explains the times than all else that was tried, in [0, 1]."""
    reference_growth: Growth = Growth.UNKNOWN
    reference_exponent: float = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the time of one attempt went, in seconds."""

    agent_s: float = 0.0
    grade_s: float = 0.0
    candidate_cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Execution:
    """What came out of running one candidate, before any judgement."""

    compiled: bool
    """True if the source compiles."""
    imported: bool
    """True if the module body ran to its end."""
    problem: str = ""
    """The compile or import error as the agent may read it; empty if there is none."""
    checks: tuple[Check, ...] = ()
    measurement: Measurement | None = None
    """None if the task has no workload or not all checks pass."""
    hardcoded: bool = False
    """True if the candidate passes the visible tests but does no better than the buggy code on fresh inputs."""
    buggy_pass_ratio: float = 0.0
    """The buggy code's own share of passed checks; known only where ``hardcoded``."""
    ended: str = ""
    """crashed, timeout or out_of_memory if the candidate ended that way at import; else empty."""
    flags: tuple[str, ...] = ()
    """Observations worth showing that change nothing, sorted."""
    timing: Timing = field(default_factory=Timing)
    check_s: Mapping[str, float] = field(default_factory=dict)
    """CPU seconds of the candidate by check id, for those that it lived to see the end of."""
    spare_mb: float | None = None
    """MiB of the memory limit that were never taken; None if nobody asked."""


@dataclass(frozen=True, slots=True)
class Component:
    """One term of the reward."""

    value: float
    """Score in [0, 1]."""
    weight: float
    """What it counts in this grade, after weights of absent components were spread."""
    source: str
    """measured, judge, neutral (nobody judged), error (the judge failed), dropped (the judge can't rank) or absent (weight 0)."""


@dataclass(frozen=True, slots=True)
class Grade:
    """The judgement on one candidate."""

    verdict: Verdict
    reward: float
    components: Mapping[str, Component]
    checks: tuple[Check, ...]
    flags: tuple[str, ...]
    feedback: str
    measurement: Measurement | None = None
    timing: Timing = field(default_factory=Timing)
    judge_tokens: Tokens = field(default_factory=Tokens)
    """What a judge used for this grade; zero if it had scored the same code before, unknown if none was asked."""
    judge_error: str = ""
    """Why a judge gave no scores, in one line; empty if it did, or if none was asked."""

    @property
    def test_pass_ratio(self) -> float:
        """Passed over counted checks; 0.0 if none was counted."""
        return pass_ratio(self.checks)

    @property
    def reason(self) -> str:
        """Why it is not resolved, in one line: the first check that failed, or else how the feedback begins."""
        failed = [check for check in self.checks if check.counts and not check.passed]
        if not failed:
            return "" if self.verdict is Verdict.RESOLVED else _first_line(self.feedback)
        first = next((check for check in failed if check.outcome != "not_run"), failed[0])
        return f"{first.id.partition('::')[2] or first.id}: {_first_line(first.message) or first.outcome}"


def _first_line(text: str) -> str:
    return next((line.strip()[:100] for line in text.split("\n") if line.strip()), "")


def pass_ratio(checks: tuple[Check, ...]) -> float:
    """Passed over counted checks, unit tests and properties together; 0.0 if none counts."""
    counted = [check for check in checks if check.counts]
    return sum(check.passed for check in counted) / len(counted) if counted else 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One fix and what became of it."""

    number: int
    """1-based."""
    code: str | None
    grade: Grade
    timing: Timing
    tokens: Tokens
    method: str = ""
    note: str = ""
    reply: str = ""
    repeated: bool = False
    """True if this same code was tried before in the episode."""


SPEED_HINT = "Speed:"
"""How a hint about speed begins."""


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """What an agent may know of an attempt that it made before."""

    number: int
    code: str | None
    reply: str
    verdict: str
    reward: float
    feedback: str
    costly: bool = False
    """True if it was measured to cost more CPU time than a good solution may."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer within the attempt that is under way: the agent is asked to look at it again before it counts."""

    code: str | None
    reply: str
    remark: str
    """What is asked of the agent about it."""


@dataclass(frozen=True, slots=True)
class RememberedFix:
    """The best fix that an agent made in earlier runs."""

    code: str
    verdict: Verdict
    reason: str
    """Why it is not resolved, in one line; empty if it is."""
    reward: float
    attempts: int
    """Attempts that it took, this one included."""
    date: str
    """When its episode ended: ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class RememberedFailure:
    """An attempt of an earlier run that did not resolve the task."""

    verdict: Verdict
    reason: str
    """Why, in one line."""
    code_digest: str
    """SHA-256 of the code; empty if there was none."""


@dataclass(frozen=True, slots=True)
class Unaided:
    """What an agent's episodes came to while nothing was remembered: means over them, 0.0 if there were none."""

    episodes: int = 0
    first_reward: float = 0.0
    """Of the first attempts."""
    best_reward: float = 0.0
    """Of the best attempt of each episode."""
    solve_rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """What earlier runs left of one agent on one version of a task."""

    best: RememberedFix | None = None
    """None if no attempt held code."""
    failed: tuple[RememberedFailure, ...] = ()
    """The latest ones, each code once, oldest first."""
    unaided: Unaided = field(default_factory=Unaided)


@dataclass(frozen=True, slots=True)
class Observation:
    """All that an agent may see. Hidden tests and the reference are not in it."""

    task: str
    title: str
    description: str
    category: str
    difficulty: str
    module: str
    buggy_code: str
    visible_tests: tuple[SourceFile, ...]
    support: str | None
    attempt: int
    """Number of the attempt that is asked for, 1-based."""
    max_attempts: int
    error_log: str
    """Feedback of the latest attempt; empty before the first."""
    test_results: str
    """One line per check of the latest attempt; empty before the first."""
    previous_attempts: tuple[PastAttempt, ...] = ()
    hint: str = ""
    """What to look at next, following the last reward; empty before the first attempt. One about speed begins with SPEED_HINT."""
    drafts: tuple[Draft, ...] = ()
    """Answers of this attempt that were sent back; none of them counts as an attempt."""
    remembered: Remembered | None = None
    """What this same agent did in earlier runs; None if nothing is remembered, as ever without ``--codearena-memory``."""


@dataclass(frozen=True, slots=True)
class Episode:
    """All attempts of one agent on one task."""

    task: str
    path: str
    """Folder of the task relative to the run's root, with forward slashes."""
    digest: str
    category: str
    difficulty: str
    agent: str
    epoch: int
    outcome: Outcome
    attempts: tuple[Attempt, ...]
    error: str = ""
    """One line for outcomes that do not judge the model; empty otherwise."""
    remembered: Remembered | None = None
    """What the agent was offered from earlier runs; None if nothing: only then does the episode say something of the agent alone."""
    cost: float | None = None
    """What the agent's replies cost at the prices of the run, stored ones too; None if a price or a count of tokens is not known."""

    @property
    def reward(self) -> float | None:
        """Reward of the last attempt; None if there is none."""
        return self.attempts[-1].grade.reward if self.attempts else None

    @property
    def best_reward(self) -> float | None:
        """Highest reward of any attempt; None if there is none."""
        return max((attempt.grade.reward for attempt in self.attempts), default=None)

    @property
    def tokens(self) -> Tokens:
        """Sum over the attempts."""
        total = Tokens()
        for attempt in self.attempts:
            total = total + attempt.tokens
        return total


@dataclass(frozen=True, slots=True)
class Weights:
    """What each component of the reward counts, and what is taken off."""

    compile: float = 0.15
    tests: float = 0.35
    efficiency: float = 0.30
    llm_correctness: float = 0.10
    llm_security: float = 0.05
    llm_quality: float = 0.05
    step_cost: float = 0.01
    """Taken off once per attempt number."""
    repeat_cost: float = 0.10
    """Taken off if this same code was tried before."""


@dataclass(frozen=True, slots=True)
class CurriculumRules:
    """When a curriculum moves on to another level."""

    easy: float = 0.80
    """A mean reward above this leads from easy to medium."""
    medium: float = 0.75
    """A mean reward above this leads from medium to hard."""
    down: float = 0.35
    """A mean reward below this leads to the next easier level."""
    window: int = 10
    """Rewards that a mean is taken over; before there are as many, nothing moves."""


@dataclass(frozen=True, slots=True)
class CurriculumMove:
    """One step of a curriculum to another level."""

    before: str
    after: str
    mean_reward: float
    """Over the window that led to it."""
    episode: int
    """Number of the agent's episode in the run that led to it, 1-based, errors not counted."""


@dataclass(frozen=True, slots=True)
class CurriculumPath:
    """The levels that one agent went through in a run."""

    agent: str
    start: str
    moves: tuple[CurriculumMove, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was asked to do; every option and ini key ends up here, once."""

    agents: tuple[str, ...] = ()
    """Agent specs as the user typed them; empty means that the tasks themselves are checked."""
    attempts: int = 5
    epochs: int = 1
    seed: int | None = None
    """Seed of the live search of properties; None draws a new one for every attempt."""
    judge: str | None = None
    """Spec of the LLM judge; None means neutral scores."""
    judge_samples: int = 3
    """How often the judge is asked about the same code; the median counts."""
    attack: bool = False
    """True attacks the tasks with programs that compute nothing, whether or not there are agents."""
    check: str = "full"
    """How thoroughly tasks are examined where there is no agent: ``full`` or ``quick``."""
    sandbox: str = "strict"
    """``strict`` refuses to grade without an isolating layer, ``weak`` grades and says so."""
    memory: str = "off"
    """File of what earlier runs left, as the user typed it; ``off`` means that every run begins anew."""
    curriculum: CurriculumRules | None = None
    """None means that tasks are run in pytest's order."""
    replies: str = "off"
    """What becomes of models' replies: ``off``, ``record`` (kept), ``replay`` (only kept ones count) or ``auto`` (asked if not kept)."""
    max_cost: float | None = None
    """No episode begins once so much was paid, in the currency of the prices; None means no limit."""
    max_tokens: int | None = None
    """No episode begins once models used so many tokens, input and output; None means no limit."""
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the sandbox on this machine."""

    name: str
    holds: bool
    """True if the self-test could not break it."""
    isolates: bool
    """True for the layers of which at least one must hold before anything is graded."""
    detail: str = ""
    """Version, or why it does not hold."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Code of known worth that a judge was asked about before any of its scores counted."""

    task: str
    kind: str
    """reference, mutant (of the reference, with a mistake that the tests notice) or buggy."""
    correctness: float | None
    """The judge's score; None if it gave none."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether a judge ranks what is known to be better above what is known to be worse."""

    passed: bool
    """False if its scores count for nothing."""
    reason: str
    """Why they do not, in one line; empty if they count."""
    failed: bool = False
    """True if the judge gave no scores at all, which is no fault of its taste."""
    p_value: float | None = None
    """How often a judge that draws its scores at random would rank the probes so well; None if there was nothing to rank."""
    probes: tuple[Probe, ...] = ()
    tokens: Tokens = field(default_factory=Tokens)


@dataclass(frozen=True, slots=True)
class JudgeUse:
    """What a run had of its judge."""

    judge: str
    rubric: str
    """Version of the question that it was asked."""
    calibrations: tuple[Calibration, ...]
    """One of each process that judged (pytest-xdist has several)."""
    tokens: Tokens
    """All that it used, calibration included."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    """What the models of a run used and cost, agents and judge."""

    currency: str
    """Of all amounts; empty if there are no prices."""
    prices: Mapping[str, Price]
    """Of the run's models, as far as they are known."""
    tokens: Tokens
    """All that was used, stored replies too."""
    cost: float | None
    """What all replies cost at these prices, stored ones too; None if a price or a count of tokens is not known."""
    judge_cost: float | None
    """The judge's part of that; 0 if there was none."""
    paid: float | None
    """What was paid for in this run: stored replies cost nothing. None if a price or a count of tokens is not known."""
    asked: int
    """Requests that went to a model in this run, once each however often they were sent."""
    replayed: int
    """Requests for which a reply was stored."""
    uncounted: int
    """Replies whose tokens the provider did not count. Limits reckon them from their length."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run found out."""

    plugin_version: str
    created: str
    """ISO 8601, UTC."""
    settings: Settings
    sandbox: tuple[Layer, ...]
    episodes: tuple[Episode, ...]
    judge: JudgeUse | None = None
    """None if there was no judge."""
    curriculum: tuple[CurriculumPath, ...] = ()
    """One for each agent, in the order in which they were asked; empty without a curriculum."""
    spending: Spending | None = None
    """None if no agent was asked."""
