"""What is run and asked: all code, and each exercise's probes right after its last cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.checks.functions import asked_points
from grader.errors import SubmissionError
from grader.execution.sandbox import Limits
from grader.exercise.exercise import Exercise
from grader.grading.course import Course
from grader.grading.plan import Plan, hints_of, key_of, plan
from grader.grading.questions import asked_names, probes_of
from grader.observation.codec import encode_probe
from grader.submission.load import load_submission
from grader.submission.submission import Cell, Submission, SubmittedFile
from tests.here import FIRST, SECOND, THIRD, write

Planner = Callable[..., Plan]


@pytest.fixture
def planned(course: Course, tmp_path: Path) -> Planner:
    """The plan for a module of these sections."""

    def make(*sections: str, only: str = "") -> Plan:
        submission = load_submission(write(tmp_path, *sections))
        asked = (course.find(only),) if only else course.exercises
        return plan(submission, course, asked, Limits(), seed=1)

    return make


def as_json(exercise: Exercise, secret: str) -> Mapping[str, Any]:
    """All probes in the form in which they travel, by part and key."""
    return {
        part: {key: encode_probe(probe) for key, probe in probes.items()}
        for part, probes in probes_of(exercise, secret).items()
    }


def test_equal_secrets_ask_equal_questions(course: Course) -> None:
    """To the last digit, so that equal submissions get equal verdicts."""
    for entry in course.exercises:
        first, second = (as_json(entry.exercise, "one") for _ in range(2))
        assert json.dumps(first) == json.dumps(second)


def test_another_secret_asks_at_other_points(descent_exercise: Exercise) -> None:
    """Functions are called elsewhere; names, which have no points, are asked alike."""
    one, other = as_json(descent_exercise, "one"), as_json(descent_exercise, "other")
    assert one["f"]["points"] != other["f"]["points"]
    assert one["df"]["ladder"] != other["df"]["ladder"]
    assert {part: set(keys) for part, keys in one.items()} == {
        part: set(keys) for part, keys in other.items()
    }
    assert one["trajectory_x"]["value"] == other["trajectory_x"]["value"]


def test_parts_have_points_of_their_own(descent_exercise: Exercise) -> None:
    """Two functions are not asked at the same places, and neither are two exercises."""
    probes = probes_of(descent_exercise, "one")
    moved = probes_of(replace(descent_exercise, id="elsewhere"), "one")
    drawn = [asked_points(one["points"]) for one in (probes["f"], probes["df"], moved["f"])]
    assert len({tuple(points) for points in drawn}) == 3


def test_the_givens_are_asked(neuron_exercise: Exercise) -> None:
    """Under their own names, so that changed ones are noticed."""
    assert set(neuron_exercise.givens) <= set(probes_of(neuron_exercise, ""))


def test_asked_names(course: Course) -> None:
    """What a section must bind; a variable of a probe is no name, and helpers may come earlier."""
    names = {e.exercise.id: asked_names(e.exercise) for e in course.exercises}
    assert names == {
        "manual-gradients": {"z", "a", "L", "dL_dz", "dL_dw", "dL_db", "w_new", "b_new"},
        "gradient-descent": {"f", "df", "trajectory_x", "trajectory_y", "x"},
        "learning-rates": {"results", "fastest_lr"},
    }
    third = course.find("learning-rates").exercise
    assert asked_names(third, inherited=True) == {"results", "fastest_lr", "f", "df"}


def test_hints_tell_exercises_apart(course: Course) -> None:
    """`x` is a given of one exercise and an answer of another, so it tells nothing."""
    hints = {hint.id: hint for hint in hints_of(course)}
    assert hints["gradient-descent"].names == {"f", "df", "trajectory_x", "trajectory_y"}
    assert hints["learning-rates"].helpers == {"f", "df"}
    assert [hint.number for hint in hints.values()] == [1, 2, 3]


def test_all_code_runs_and_each_section_is_asked_once(planned: Planner) -> None:
    """The questions come after the last piece of a section."""
    steps = planned(FIRST, SECOND, THIRD).job.steps
    assert [(step.section, step.probes is not None) for step in steps] == [
        ("manual-gradients", True),
        ("gradient-descent", True),
        ("learning-rates", True),
    ]
    assert "trajectory_x" in steps[1].bound
    assert steps[1].probes is not None
    assert key_of("trajectory_x", "value") in steps[1].probes


def test_what_is_not_asked_runs_all_the_same(planned: Planner) -> None:
    """Later exercises may use names of earlier ones."""
    steps = planned(FIRST, SECOND, THIRD, only="learning-rates").job.steps
    assert [step.section for step in steps if step.cells] == [
        "manual-gradients",
        "gradient-descent",
        "learning-rates",
    ]
    assert [step.probes is not None for step in steps] == [False, False, True]


def notebook_of(*cells: tuple[str | None, str], **files: bytes) -> Submission:
    """A notebook of code cells that carry these exercises' ids."""
    made = tuple(
        Cell(index, "code", source, exercise=exercise)
        for index, (exercise, source) in enumerate(cells, start=1)
    )
    return Submission("hw.ipynb", "notebook", made, SubmittedFile("hw.ipynb", "0", 1), files)


def test_a_section_that_goes_on_later_is_asked_at_its_end(course: Course) -> None:
    """Its first half asks nothing, and the other exercise between is asked in between."""
    submission = notebook_of(
        ("manual-gradients", "z = 1"), ("gradient-descent", "f = 1"), ("manual-gradients", "a = 2")
    )
    steps = plan(submission, course, course.exercises, Limits(), 1).job.steps
    assert [(step.section, step.probes is not None) for step in steps] == [
        ("manual-gradients", False),
        ("gradient-descent", True),
        ("manual-gradients", True),
    ]
    assert {"z", "a"} <= steps[2].bound
    assert [cell.index for step in steps for cell in step.cells] == [1, 2, 3]


def test_the_exercise_brings_its_files(course: Course, tmp_path: Path) -> None:
    """Beside the student's own, and over one of the same name; only those of asked exercises."""
    entry = replace(course.exercises[0], folder=tmp_path)
    (tmp_path / "stub.py").write_text("z = None\n", encoding="utf-8")
    (tmp_path / "files" / "deep").mkdir(parents=True)
    (tmp_path / "files" / "deep" / "data.csv").write_bytes(b"ours")
    (tmp_path / "files" / "a.py").write_bytes(b"ours")
    cells = [("manual-gradients", "z = 1"), ("gradient-descent", "f = 1")]
    submission = replace(notebook_of(*cells), helpers={"a.py": b"theirs", "b.py": b"theirs"})
    planned = plan(submission, course, (entry,), Limits(), 1)
    assert planned.job.files == {"a.py": b"ours", "b.py": b"theirs", "deep/data.csv": b"ours"}
    other = plan(submission, course, (course.exercises[1],), Limits(), 1)
    assert other.job.files == submission.helpers


def test_only_a_module_has_a_name_to_run_under(planned: Planner, course: Course) -> None:
    """A notebook has no `__file__`."""
    assert planned(FIRST).job.script == "hw.py"
    submission = notebook_of(("manual-gradients", "z = 1"))
    assert plan(submission, course, course.exercises, Limits(), 1).job.script is None


def test_an_exercise_that_is_not_there(planned: Planner) -> None:
    """Is a sentence that names it, and what would make it found."""
    with pytest.raises(SubmissionError, match=r"hw\.py: no code of exercise 3 \(What.*headings"):
        planned(FIRST, only="learning-rates")


def test_a_solution_alone_is_no_answer(course: Course) -> None:
    """The sentence says that one was there."""
    cell = Cell(1, "code", "z = 1", exercise="manual-gradients", solution=True)
    submission = replace(notebook_of(), cells=(cell,))
    with pytest.raises(SubmissionError, match="besides left-in solutions"):
        plan(submission, course, course.exercises, Limits(), 1)


def test_no_probe_holds_a_true_value(course: Course) -> None:
    """What goes into the sandbox gives nothing away of what is not a given."""
    entry = course.find("manual-gradients")
    true = entry.exercise.graph.true_values(entry.exercise.givens)
    asked = json.dumps(as_json(entry.exercise, course.settings.secret))
    for part in entry.exercise.parts:
        assert str(true[part.id]) not in asked
