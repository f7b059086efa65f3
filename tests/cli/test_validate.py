"""`grader validate`: findings are listed and counted; --env says what this machine can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading.contract import CheckedExercise
from grader.grading.course import Course, CourseExercise
from grader.grading.definition import Finding
from grader.grading.mutation import Score
from tests.cli.conftest import Command
from tests.here import Here


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Finding]]:
    """What the contract is said to find, by exercise; no process is started."""
    found: dict[str, list[Finding]] = {}

    def check(course: Course, entry: CourseExercise, sandbox: object) -> CheckedExercise:
        del course, sandbox
        return CheckedExercise(found.get(entry.exercise.id, []), {}, Score(3, (), ()))

    monkeypatch.setattr("grader.grading.contract.check_exercise", check)
    monkeypatch.setattr("grader.checking.promise.broken_relations", lambda *_: [])
    monkeypatch.setattr("grader.cli.validate.open_sandbox", lambda *_, **__: Here())
    return found


@pytest.mark.usefixtures("findings")
def test_exercises_that_keep_their_contract(grader: Command) -> None:
    """With their mutation scores, and exit code 0."""
    ran = grader("validate")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        line
        for exercise in ("manual-gradients", "gradient-descent", "learning-rates")
        for line in (
            f"{exercise}: 3 of 3 misconceptions refused, 3 named",
            f"{exercise}: 10 points, keeps its contract",
        )
    ]


def test_findings_are_listed(grader: Command, findings: dict[str, list[Finding]]) -> None:
    """With the place, and exit code 1 even if another exercise is in order."""
    findings["gradient-descent"] = [Finding("gradient-descent", "stub.py", "no name 'x'")] * 2
    ran = grader("validate")
    assert ran.code == 1
    assert ran.out.count("gradient-descent: stub.py: no name 'x'\n") == 2
    assert "gradient-descent: 10 points, 2 problems\n" in ran.out
    assert "manual-gradients: 10 points, keeps its contract\n" in ran.out


def test_one_exercise(grader: Command, findings: dict[str, list[Finding]]) -> None:
    """The others are not looked at."""
    findings["gradient-descent"] = [Finding("gradient-descent", "stub.py", "no name 'x'")]
    ran = grader("validate", "manual-gradients")
    assert ran.code == 0
    assert ran.out == (
        "manual-gradients: 3 of 3 misconceptions refused, 3 named\n"
        "manual-gradients: 10 points, keeps its contract\n"
    )


@pytest.mark.usefixtures("findings")
def test_an_unknown_exercise(grader: Command) -> None:
    """Is wrong usage."""
    ran = grader("validate", "nine")
    assert ran.code == 2
    assert ran.sentence.startswith("there is no exercise 'nine' in this course; it has: manual")


@pytest.mark.parametrize("arguments", [[], ["--env"]])
def test_without_an_environment(grader: Command, course_copy: Path, arguments: list[str]) -> None:
    """Is exit code 3 and names the command that makes one."""
    ran = grader("validate", "--course", course_copy, *arguments)
    assert ran.code == 3
    assert "grader env" in ran.out + ran.err


@pytest.mark.sandbox
@pytest.mark.parametrize("level", ["full", "none"])
def test_what_this_machine_can_do(grader: Command, level: str) -> None:
    """Versions of both sides, the course, and the isolation that was really had."""
    ran = grader("validate", "--env", "--isolation", level)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("grader ")
    assert "course: Backpropagation" in ran.out
    assert "\n  numpy " in ran.out
    assert ran.out.endswith(f"isolation: {level}\n")


def test_a_relation_that_does_not_hold(
    grader: Command, findings: dict[str, list[Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is a problem of the exercise: `grader check` would accuse a right answer."""
    del findings
    monkeypatch.setattr("grader.checking.promise.broken_relations", lambda *_: ["it is not so"])
    ran = grader("validate", "manual-gradients")
    assert ran.code == 1
    assert "manual-gradients: correct.py: it is not so\n" in ran.out
    assert "manual-gradients: 10 points, 1 problems" in ran.out
