"""The contract's own devices, without a sandbox: promises, samples, definitions and leaks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.checks.number import Number
from grader.errors import CourseError
from grader.exercise.exercise import Part
from grader.grading.contract import (
    Promise,
    check_sample,
    promise_of,
    samples_of,
)
from grader.grading.course import Course, CourseExercise
from grader.grading.definition import Finding, check_definition, check_stub_names
from grader.grading.grade import Graded, grade
from grader.grading.leaks import leaks
from grader.grading.result import public, to_json
from tests.here import FIRST, Here, write

SLIP = FIRST.replace("a - y", "y - a")
TRUE = "-0.2141650169574415"  # what dL_dz is


@pytest.fixture
def first(course: Course) -> CourseExercise:
    """Exercise 1."""
    return course.find("manual-gradients")


@pytest.fixture
def slipped(course: Course, tmp_path: Path) -> Graded:
    """A submission that loses dL_dz by its sign, and nothing else."""
    return grade(write(tmp_path, SLIP), course, Here(), exercises=["manual-gradients"])


@pytest.mark.parametrize(
    "said",
    [
        TRUE,
        "-0.21416501696",
        "-0.21417",
        "-2.1416501696e-01",
        "the value is -0.214165.",
        '{"expected":"[-0.21416502 1.]"}',
    ],
)
def test_a_planted_number_is_found(first: CourseExercise, slipped: Graded, said: str) -> None:
    """In any rounding to five digits or more."""
    assert leaks(f"Try harder: {said}", first, slipped, SLIP)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("", SLIP),
        ("-0.2142", SLIP),  # four digits
        ("-0.21427", SLIP),
        ("0.2141650169574415", SLIP),  # the student's own, with the wrong sign
        (TRUE, SLIP + f"print({TRUE})"),  # stands in the student's own code
        ("0.7858349830425586", SLIP),  # of a part that is right
        ("0.4283300339", SLIP),  # the student's own dL_dw
        ("-0.4283300339", SLIP),  # of a part that follows through
    ],
)
def test_other_numbers_give_nothing_away(
    first: CourseExercise, slipped: Graded, said: str, source: str
) -> None:
    """Coarser ones, the student's own, and those of parts that earned everything."""
    assert leaks(f"Your value: {said}", first, slipped, source) == []


def test_the_result_for_students_has_no_leak(first: CourseExercise, slipped: Graded) -> None:
    """The one for staff has, so that the search is shown to work on the real thing."""
    assert leaks(to_json(public(slipped.result)).decode(), first, slipped, SLIP) == []
    assert leaks(to_json(slipped.result).decode(), first, slipped, SLIP)


def test_numbers_of_the_stub_give_nothing_away(
    first: CourseExercise, slipped: Graded, tmp_path: Path
) -> None:
    """Students have read it."""
    (tmp_path / "stub.py").write_text(f"# the slope is {TRUE}\n", encoding="utf-8")
    assert leaks(TRUE, replace(first, folder=tmp_path), slipped, SLIP) == []


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ('"""T.\n\nloses: nothing\nnames: nothing\n"""', Promise(frozenset(), frozenset())),
        (
            '"""T.\n\nloses: a, b\nnames: a=x-y,  b=z\n"""\nz = 1\n',
            Promise(frozenset({"a", "b"}), frozenset({"a=x-y", "b=z"})),
        ),
    ],
)
def test_promises(tmp_path: Path, text: str, promise: Promise) -> None:
    """Two lines of the docstring; `nothing` is no part."""
    path = tmp_path / "s.py"
    path.write_text(text, encoding="utf-8")
    assert promise_of(path) == promise


@pytest.mark.parametrize(
    "text", ["", "z = 1\n", '"""T."""', '"""loses: a\n"""', '"""names: nothing\n"""']
)
def test_a_sample_must_promise(tmp_path: Path, text: str) -> None:
    """Both lines; the sentence says what is needed."""
    path = tmp_path / "s.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"s\.py: the docstring needs a line 'loses: "):
        promise_of(path)


def test_a_sample_that_is_no_python(tmp_path: Path) -> None:
    """Is a fault of the course, named like any other."""
    path = tmp_path / "s.py"
    path.write_text('"""loses: z\nnames: nothing\n"""\nz = = 1\n', encoding="utf-8")
    with pytest.raises(CourseError):
        promise_of(path)


def test_the_correct_sample_comes_first(first: CourseExercise, tmp_path: Path) -> None:
    """And must be there."""
    found = samples_of(first)
    assert found[0].name == "correct.py"
    assert [path.name for path in found[1:]] == sorted(path.name for path in found[1:])
    assert len(found) == len(set(found)) > 5
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "wrong.py").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match=r"correct\.py: every exercise needs a sample"):
        samples_of(replace(first, folder=tmp_path))


def test_names_must_stand_in_the_stub(first: CourseExercise, tmp_path: Path) -> None:
    """Parts and givens alike, as words of their own."""
    assert check_stub_names(first) == []
    stub = first.stub.replace("dL_db", "dL_bd").replace("lr", "rate")
    (tmp_path / "stub.py").write_text(stub, encoding="utf-8")
    found = [str(one) for one in check_stub_names(replace(first, folder=tmp_path))]
    assert found == [
        "manual-gradients: stub.py: the name 'dL_db' is asked for but not there",
        "manual-gradients: stub.py: the name 'lr' is asked for but not there",
    ]


def test_true_values_must_be_finite(first: CourseExercise) -> None:
    """On the givens, and on the alternative ones."""
    odd = replace(first.exercise, alternative_givens={"x": float("inf")})
    with np.errstate(all="ignore"):
        (found,) = check_definition(replace(first, exercise=odd))
    assert found.where == "exercise.py"
    assert found.problem.startswith("the rule of 'z' gives inf, which is not finite, on x = inf, w")


def test_rules_must_be_workable(first: CourseExercise) -> None:
    """On the givens and the alternative ones; one that raises is a breach, said in a sentence."""
    inverse = Part("inverse", 1, Number(lambda b: 1 / b))
    exercise = first.exercise
    odd = replace(exercise, parts=(*exercise.parts, inverse), alternative_givens={"b": 0.0})
    (found,) = check_definition(replace(first, exercise=odd))
    assert found.problem.startswith("the rule of 'inverse' fails (ZeroDivisionError: ")


def test_breaches_of_a_sample(course: Course, first: CourseExercise, tmp_path: Path) -> None:
    """What is lost, what is named: each difference is a finding that says both sides."""
    path = tmp_path / "sample.py"
    promise = '"""S.\n\nloses: dL_dz\nnames: dL_dz=dz-sign\n"""\n'
    path.write_text(promise + SLIP, encoding="utf-8")
    checked = check_sample(course, first, path, Here())
    assert checked.findings == []
    assert checked.graded.result.points == 8.0
    path.write_text(promise + FIRST, encoding="utf-8")
    found = check_sample(course, first, path, Here()).findings
    assert [str(one) for one in found] == [
        "manual-gradients: sample.py: should lose ['dL_dz'] but loses []",
        "manual-gradients: sample.py: should name ['dL_dz=dz-sign'] but names []",
    ]


def test_a_hint_that_gives_the_answer_is_a_breach(
    course: Course, first: CourseExercise, tmp_path: Path
) -> None:
    """Whatever way the true number takes into the result."""
    hint = next(m for m in first.exercise.misconceptions if m.id == "dz-sign")
    others = tuple(m for m in first.exercise.misconceptions if m.id != "dz-sign")
    told = replace(hint, nudge=f"It should be {TRUE}.")
    exercise = replace(first.exercise, misconceptions=(*others, told))
    entry = replace(first, exercise=exercise)
    telling = replace(course, exercises=(entry, *course.exercises[1:]))
    path = tmp_path / "sample.py"
    path.write_text('"""loses: dL_dz\nnames: dL_dz=dz-sign\n"""\n' + SLIP, encoding="utf-8")
    (found,) = check_sample(telling, entry, path, Here()).findings
    assert found == Finding(
        "manual-gradients", "sample.py", "the result gives away -0.2141650169574415"
    )


class Broken:
    """A check with a bug."""

    rule = None

    def probes(self, ask: object) -> dict[str, object]:
        """None."""
        del ask
        return {}

    def judge(self, seen: object) -> object:
        """Fails."""
        raise ZeroDivisionError(str(seen)[:10])


def test_a_check_that_fails_is_a_breach(
    course: Course, first: CourseExercise, tmp_path: Path
) -> None:
    """Although students lose nothing by it."""
    part = Part("extra", 1, Broken())  # type: ignore[arg-type]
    exercise = replace(first.exercise, parts=(*first.exercise.parts, part))
    entry = replace(first, exercise=exercise)
    broken = replace(course, exercises=(entry, *course.exercises[1:]))
    path = tmp_path / "sample.py"
    path.write_text('"""loses: extra\nnames: nothing\n"""\n' + FIRST, encoding="utf-8")
    (found,) = check_sample(broken, entry, path, Here()).findings
    assert "a check failed: manual-gradients/extra" in found.problem
