"""Observations -> verdicts: reasons for what is missing, faults of ours, changed givens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from grader.checks.check import VALUE, Seen
from grader.checks.judge import Judge
from grader.checks.number import Number
from grader.checks.reading import Numbers, read_numbers
from grader.checks.verdict import Verdict, partial, remark, right, wrong
from grader.exercise.exercise import Exercise, Part
from grader.grading.mark import SectionSeen, mark, points_of
from grader.grading.questions import probes_of
from grader.observation.observation import (
    Fault,
    Killed,
    Missing,
    Observation,
    OutOfMemory,
    Raised,
    TimedOut,
    Unreadable,
    Value,
)
from grader.observation.probe import Ref
from tests.here import FIRST, THIRD
from tests.observing import marked, observations

STOPPED = Raised("NameError", "name 'log' is not defined", 2, 5)


def seen_of(
    exercise: Exercise,
    values: dict[str, Observation],
    *,
    faults: Sequence[Fault] = (),
    bound: str = "",
) -> SectionSeen:
    """A section that bound these values and none else."""
    asked = probes_of(exercise, "")
    answers = {
        part: {key: values.get(part, Missing(part)) for key in probes}
        for part, probes in asked.items()
    }
    return SectionSeen(asked, answers, faults, frozenset(bound.split()))


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (STOPPED, "crashed", "crashed"),
        (TimedOut(20.0), "timed-out", "timed-out"),
        (Killed("the process was ended by SIGKILL"), "crashed", "killed"),
        (OutOfMemory(), "crashed", "out-of-memory"),
    ],
)
def test_a_name_that_was_not_reached(
    neuron_exercise: Exercise, fault: Fault, status: str, code: str
) -> None:
    """Is not missing: the code has it, but stopped before."""
    seen = seen_of(neuron_exercise, {"z": Value(1.3)}, faults=[fault], bound="z a")
    found = mark(neuron_exercise, seen).verdicts
    assert (found["a"].status, found["a"].message.code) == (status, code)
    assert found["z"].status == "right"


def test_a_name_that_the_code_does_not_have_is_missing(neuron_exercise: Exercise) -> None:
    """Even where the section stopped, unless some of it could not be read."""
    seen = seen_of(neuron_exercise, {}, faults=[STOPPED], bound="z")
    assert mark(neuron_exercise, seen).verdicts["a"].status == "missing"
    unread = replace(seen, complete=False)
    assert mark(neuron_exercise, unread).verdicts["a"].status == "crashed"


def test_the_first_stop_is_the_reason(neuron_exercise: Exercise) -> None:
    """Later cells often stop for want of what the first one did not reach."""
    seen = seen_of(neuron_exercise, {}, faults=[TimedOut(20.0), STOPPED], bound="a")
    assert mark(neuron_exercise, seen).verdicts["a"].status == "timed-out"


def test_the_place_of_the_stop_is_told(neuron_exercise: Exercise) -> None:
    """Cell and line of the run, from which grading finds the student's own."""
    seen = seen_of(neuron_exercise, {}, faults=[STOPPED], bound="a")
    fields = mark(neuron_exercise, seen).verdicts["a"].message.fields
    assert (fields["cell"], fields["line"]) == (2, 5)
    assert fields["type"] == "NameError"


def test_a_broken_protocol_leaves_no_score_open(neuron_exercise: Exercise) -> None:
    """Only code that disturbs it can break it: the part is crashed, not yet to be judged."""
    seen = seen_of(neuron_exercise, {}, faults=[Unreadable("x")], bound="a")
    assert mark(neuron_exercise, seen).verdicts["a"].status == "crashed"
    forged = seen_of(neuron_exercise, {"a": Unreadable("x")}, bound="a")
    assert mark(neuron_exercise, forged).verdicts["a"].status == "crashed"


def test_what_is_still_none_is_not_crashed(neuron_exercise: Exercise) -> None:
    """The name was bound, to nothing."""
    seen = seen_of(neuron_exercise, {"a": Value(None)}, faults=[STOPPED], bound="a")
    verdict = mark(neuron_exercise, seen).verdicts["a"]
    assert (verdict.status, verdict.message.code) == ("missing", "wrong.none")


def test_no_code_at_all_has_its_own_sentence(neuron_exercise: Exercise) -> None:
    """It is the exercise that was not found, not a name."""
    seen = replace(seen_of(neuron_exercise, {}), attempted=False)
    found = mark(neuron_exercise, seen).verdicts
    assert {verdict.status for verdict in found.values()} == {"missing"}
    assert {verdict.message.code for verdict in found.values()} == {"missing.section"}


def test_nothing_observed_is_missing(neuron_exercise: Exercise) -> None:
    """An execution without a single answer is judged all the same."""
    found = mark(neuron_exercise, SectionSeen(asked={}, answers={}))
    assert {verdict.status for verdict in found.verdicts.values()} == {"missing"}
    assert not found.faults


def fail(seen: Seen) -> Verdict:
    """A check with a bug."""
    raise ZeroDivisionError(f"a bug of ours in {seen.part}")


def with_a_bug() -> Exercise:
    """Two parts that can be judged, and one between that cannot."""
    return Exercise(
        id="buggy",
        title="Buggy",
        parts=(
            Part("p", 1, Number(lambda: 3.0)),
            Part("q", 4, Judge({VALUE: Ref("q")}, fail, rule=lambda p: p + 1)),
            Part("r", 2, Number(lambda q: q * 2)),
        ),
    )


def test_a_check_that_fails_is_not_judged() -> None:
    """The rest is; what was raised is for staff, in one line that says where."""
    found = mark(with_a_bug(), seen_of(with_a_bug(), {"p": Value(3.0), "r": Value(8.0)}))
    statuses = {part: verdict.status for part, verdict in found.verdicts.items()}
    assert statuses == {"p": "right", "q": "not-judged", "r": "right"}
    (fault,) = found.faults
    assert fault.startswith("buggy/q: ")
    assert "ZeroDivisionError" in fault
    said = found.verdicts["q"]
    assert said.message == remark("not-judged.our-fault")
    assert "ZeroDivisionError" in said.staff.notes[0]


def test_what_rests_on_an_unjudged_part_follows_the_students_value() -> None:
    """Our fault at `q` costs nothing further down."""
    found = mark(with_a_bug(), seen_of(with_a_bug(), {"q": Value(5.0), "r": Value(10.0)}))
    assert found.verdicts["r"].status == "follow-through"
    assert found.verdicts["r"].follow_through_from == ("q",)


def overflow(seen: Seen) -> Verdict:
    """A check whose arithmetic leaves all bounds on what this student has."""
    value = read_numbers(seen.here[VALUE], "q")
    assert isinstance(value, Numbers)
    return right() if np.isinf(np.exp(value.array)) else wrong(remark("wrong"))


def test_numbers_that_overflow_are_no_fault_of_ours() -> None:
    """Warnings of numpy's are errors in this suite, and students' numbers are of any size."""
    part = Part("q", 1, Judge({VALUE: Ref("q")}, overflow))
    exercise = Exercise(id="o", title="O", parts=(part,))
    assert mark(exercise, seen_of(exercise, {"q": Value(1e300)})).verdicts["q"].status == "right"


@pytest.mark.parametrize("size", ["1e308 * 10", "-1e308", "float('nan')", "10**400"])
def test_numbers_of_any_size_are_judged(neuron_exercise: Exercise, size: str) -> None:
    """As wrong, and what rests on them without a fault."""
    source = FIRST.replace("z = w * x + b", f"z = {size}").replace("np.exp(-z)", "1")
    assert marked(neuron_exercise, source).verdicts["z"].status == "wrong"


def test_helpers_are_judged_but_not_listed(rates_exercise: Exercise) -> None:
    """They belong to another exercise."""
    functions = "def f(x): return x**2 - 4*x + 7\ndef df(x): return 2*x - 4\n"
    found = mark(rates_exercise, observations(rates_exercise, THIRD, before=functions))
    assert list(found.verdicts) == [part.id for part in rates_exercise.parts]
    assert found.verdicts["final_x"].status == "right"


def test_the_order_is_that_of_the_exercise() -> None:
    """However the rules rest on each other."""
    exercise = Exercise(
        id="o",
        title="O",
        parts=(Part("late", 1, Number(lambda early: early)), Part("early", 1, Number(lambda: 1.0))),
    )
    found = mark(exercise, seen_of(exercise, {"late": Value(2.0), "early": Value(2.0)}))
    assert list(found.verdicts) == ["late", "early"]
    assert found.verdicts["late"].status == "follow-through"


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (Value(0.2), "0.2"),
        (Value("0.2"), "'0.2'"),
        (Value([0.2]), "[0.2]"),
        (Value(0.1), None),
        (Value("0.1"), None),
        (Value(0.1 + 1e-12), None),
        (Value("much"), None),
        (Value([0.2, 0.3]), None),
        (Missing("lr"), None),
    ],
)
def test_changed_givens_are_told(
    neuron_exercise: Exercise, own: Observation, told: str | None
) -> None:
    """As the student wrote them; what is the same number, or no number, is not."""
    changed = mark(neuron_exercise, seen_of(neuron_exercise, {"lr": own})).changed
    assert changed == ({} if told is None else {"lr": told})


def test_points_have_two_decimals(neuron_exercise: Exercise) -> None:
    """Of a share of whole points."""
    part = neuron_exercise.part("dL_dz")
    assert points_of(partial(1 / 3, remark("wrong")), part) == 0.67
    assert points_of(right(), part) == 2
