"""From file to result, without a process: what is in it, and that it is always the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from grader.errors import ObservationsStale, SubmissionError, UsageError
from grader.execution.recorded import Recorded, load
from grader.execution.sandbox import CellRun, Execution, Job, Limits, Picture
from grader.grading.course import Course, load_course
from grader.grading.grade import Graded, choose, grade, judge, limited
from grader.grading.plan import Plan, plan
from grader.grading.result import ExerciseResult, Message, PartResult, Staff, public, to_json
from grader.observation.observation import (
    Fault,
    Killed,
    Observation,
    OutOfMemory,
    Raised,
    TimedOut,
    Value,
)
from grader.report.html import render_html
from grader.report.text import render_text
from grader.submission.load import load_submission
from tests.here import FIRST, SECOND, SLOW, THIRD, Here, figures, write

BUGGY = """\
from grader import Exercise, Judge, Number, Part, Written
from grader.observation.probe import Ref

def fail(seen):
    raise ZeroDivisionError("SECRET-OF-OURS")

EXERCISE = Exercise(
    id="buggy",
    title="Buggy",
    parts=(
        Part("p", 1, Number(lambda: 3.0)),
        Part("q", 4, Judge({"value": Ref("q")}, fail)),
        Part("r", 2, Written()),
        Part("s", 8, Number(lambda p: 1.2345678 * p)),
    ),
)
"""


def part(graded: Graded, name: str) -> PartResult:
    """The part of that id, in whatever exercise it is."""
    return next(p for e in graded.result.exercises for p in e.parts if p.id == name)


def exercise(graded: Graded, exercise_id: str) -> ExerciseResult:
    """The exercise of that id."""
    return next(e for e in graded.result.exercises if e.id == exercise_id)


def staff(graded: Graded) -> Staff:
    """What only staff may read."""
    assert isinstance(graded.result.staff, Staff)
    return graded.result.staff


def notebook(folder: Path, *cells: str) -> Path:
    """A notebook: texts that begin with `#` are headings."""
    book = nbformat.v4.new_notebook()
    book.cells = [
        nbformat.v4.new_markdown_cell(text)
        if text.startswith("## ")
        else nbformat.v4.new_code_cell(text)
        for text in cells
    ]
    path = folder / "hw.ipynb"
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return path


def test_a_solved_module_earns_everything(course: Course, tmp_path: Path) -> None:
    """All points, nothing open, and what was graded is named with its digest."""
    graded = grade(write(tmp_path, FIRST, SECOND, THIRD), course, Here(figures()))
    result = graded.result
    assert (result.points, result.max_points, result.highest_points) == (30, 30, 30)
    assert not result.provisional
    assert {p.status for e in result.exercises for p in e.parts} == {"right"}
    assert (result.submission.name, result.submission.kind) == ("hw.py", "module")
    assert result.run.course_digest == course.digest
    assert result.run.isolation == "full"
    assert result.run.limits["cell_seconds"] == Limits().cell_seconds
    assert staff(graded).faults == []


def test_a_slip_is_charged_once(course: Course, tmp_path: Path) -> None:
    """It is named, and the place is told."""
    source = FIRST.replace("a - y", "y - a")
    graded = grade(write(tmp_path, source, SECOND, THIRD), course, Here(figures()))
    assert graded.result.points == 28
    lost = part(graded, "dL_dz")
    assert lost.misconception is not None
    assert lost.misconception.id == "dz-sign"
    assert lost.where is not None
    assert (lost.where.line, lost.where.cell, lost.where.excerpt) == (6, None, "dL_dz = y - a")
    assert part(graded, "dL_dw").follow_through_from == ["dL_dz"]


def test_a_crash_is_told_in_the_students_own_cell_and_line(course: Course, tmp_path: Path) -> None:
    """Headings count as cells, and later names are crashed, not missing."""
    path = notebook(tmp_path, "## Exercise 1", "z = 1.3", "a = 0.5\n\nL = log(a)\ndL_dz = 1")
    graded = grade(path, course, Here())
    for name in ("L", "dL_dz"):
        found = part(graded, name)
        assert found.status == "crashed"
        assert found.message.code == "crashed"
        assert (found.message.fields["cell"], found.message.fields["line"]) == (3, 3)
        assert found.message.fields["type"] == "NameError"
    assert part(graded, "w_new").status == "missing"
    (said,) = exercise(graded, "manual-gradients").messages
    assert said.code == "cell.crashed"
    assert (said.fields["cell"], said.fields["line"]) == (3, 3)


def test_a_crash_in_a_module_has_a_line_and_no_cell(course: Course, tmp_path: Path) -> None:
    """Lines count in the file."""
    graded = grade(write(tmp_path, FIRST, "def f(x): return 7\nx = g\n"), course, Here())
    fields = part(graded, "x").message.fields
    assert fields["line"] == 14
    assert "cell" not in fields
    (said,) = exercise(graded, "gradient-descent").messages
    assert (said.code, said.fields["line"]) == ("code.crashed", 14)


def test_an_endless_loop_is_out_of_time(course: Course, tmp_path: Path) -> None:
    """What came before it and the other exercises keep their points."""
    loop = SECOND.replace("trajectory_x = [x]", "while True: pass\ntrajectory_x = [x]")
    graded = grade(write(tmp_path, FIRST, loop, THIRD), course, Here(figures()))
    assert part(graded, "trajectory_x").status == "timed-out"
    assert part(graded, "trajectory_x").message == Message("timed-out", {"seconds": SLOW})
    assert part(graded, "df").status == "right"
    assert exercise(graded, "manual-gradients").points == 10
    assert exercise(graded, "learning-rates").points == 10


def test_an_exercise_without_code_is_missing_as_a_whole(course: Course, tmp_path: Path) -> None:
    """With a sentence of its own, and no other exercise is harmed."""
    graded = grade(write(tmp_path, FIRST), course, Here())
    mine = exercise(graded, "gradient-descent")
    assert {p.message.code for p in mine.parts if p.id != "figure"} == {"missing.section"}
    assert {p.status for p in mine.parts} == {"missing"}
    assert (mine.points, mine.taken) == (0, [])
    assert exercise(graded, "manual-gradients").points == 10


def test_only_asked_exercises_are_in_the_result(course: Course, tmp_path: Path) -> None:
    """In the course's order, each once, by id or folder."""
    path = write(tmp_path, FIRST, SECOND, THIRD)
    asked = ["learning-rates", "manual_gradients", "manual-gradients"]
    graded = grade(path, course, Here(figures()), exercises=asked)
    assert [e.id for e in graded.result.exercises] == ["manual-gradients", "learning-rates"]
    assert (graded.result.points, graded.result.max_points) == (20, 20)
    assert [e.number for e in graded.result.exercises] == [1, 3]


def test_unknown_exercises_and_paths(course: Course, tmp_path: Path) -> None:
    """Are wrong usage; the sentence lists what there is."""
    with pytest.raises(UsageError, match=r"no exercise 'nine'.*manual-gradients, gradient-desc"):
        choose(course, ["nine"])
    with pytest.raises(UsageError, match="no such file"):
        grade(tmp_path / "nothing.py", course, Here())
    with pytest.raises(SubmissionError, match="no code of exercise 2"):
        grade(write(tmp_path, FIRST), course, Here(), exercises=["gradient-descent"])


def test_without_isolation_the_result_says_so(course: Course, tmp_path: Path) -> None:
    """In the run and as a message; the level is what was in force, not what was asked."""
    graded = grade(write(tmp_path, FIRST), course, Here(level="none"))
    assert graded.result.run.isolation == "none"
    assert Message("isolation.none") in graded.result.messages
    isolated = grade(write(tmp_path, FIRST), course, Here())
    assert Message("isolation.none") not in isolated.result.messages


def test_pictures_belong_to_their_exercise(course: Course, tmp_path: Path) -> None:
    """The result refers to them by digest, with the student's cell."""
    png = b"\x89PNG\r\n\x1a\n"
    path = notebook(tmp_path, "## Exercise 1", FIRST, "## Exercise 2", SECOND)
    here = Here(figures(), (Picture("gradient-descent", 2, png),))
    graded = grade(path, course, here)
    (picture,) = exercise(graded, "gradient-descent").pictures
    assert graded.pictures == {picture.sha256: png}
    assert picture.cell == 4
    assert exercise(graded, "manual-gradients").pictures == []


def test_what_was_not_run_and_how_cells_ended_is_told(course: Course, tmp_path: Path) -> None:
    """Shell commands, and a process that ended; numbers are those of the student's cells."""
    path = notebook(tmp_path, "## Exercise 1", "z = 1.3\n!pip install x", "a = 1")
    cells = (
        CellRun(1, "manual-gradients", None, "", ("!pip install x",)),
        CellRun(2, "manual-gradients", Killed("the process ended by itself")),
    )
    graded = grade(path, course, Recorded.of({}, cells, "full"))
    told = exercise(graded, "manual-gradients").messages
    assert [(message.code, message.fields) for message in told] == [
        ("not-run", {"what": "!pip install x"}),
        ("cell.ended", {"cell": 3, "line": 1, "reason": "the process ended by itself"}),
    ]


def test_forged_places_are_left_out(course: Course, tmp_path: Path) -> None:
    """A cell that the submission does not have, and a line of none, are not shown."""
    answers: dict[str, dict[str, Observation]] = {
        "manual-gradients": {
            "z/value": Raised("E", "m", 99, 1),
            "a/value": Raised("E", "m", None, None),
        }
    }
    graded = grade(write(tmp_path, FIRST), course, Recorded.of(answers))
    for name in ("z", "a"):
        assert part(graded, name).message.fields == {"type": "E", "message": "m"}


@pytest.fixture
def buggy(tmp_path: Path) -> Course:
    """A course with a check that fails and a text that a person marks."""
    folder = tmp_path / "course" / "exercises" / "buggy"
    folder.mkdir(parents=True)
    (folder / "exercise.py").write_text(BUGGY, encoding="utf-8")
    (folder / "stub.py").write_text("# %%\np = q = r = s = None\n", encoding="utf-8")
    settings = 'name = "Buggy"\nexercises = ["buggy"]\n'
    (tmp_path / "course" / "grader.toml").write_text(settings, encoding="utf-8")
    return load_course(tmp_path / "course")


@pytest.fixture
def provisional(buggy: Course, tmp_path: Path) -> Graded:
    """One part right, one with a check that fails, one to be marked, one wrong."""
    (tmp_path / "hw.py").write_text("p = 3.0\nq = 1\nr = 'a text'\ns = 1.5\n", encoding="utf-8")
    return grade(tmp_path / "hw.py", buggy, Here())


def test_a_failing_check_leaves_the_score_open(provisional: Graded) -> None:
    """It is provisional, up to what the parts that are open may still earn."""
    result = provisional.result
    statuses = [p.status for p in result.exercises[0].parts]
    assert statuses == ["right", "not-judged", "to-mark", "wrong"]
    assert (result.points, result.highest_points, result.max_points) == (1, 7, 15)
    assert result.provisional
    (fault,) = staff(provisional).faults
    assert fault.startswith("buggy/q: ")


@pytest.mark.parametrize(
    ("source", "highest"), [("q = 1\n", 4), ("r = 'a text'\nq = 1\n", 6), ("p = 3.0\n", 5)]
)
def test_each_open_part_makes_it_provisional(
    buggy: Course, tmp_path: Path, source: str, highest: float
) -> None:
    """A check that fails alone, too: even where the name is missing, nobody knows."""
    (tmp_path / "hw.py").write_text(source, encoding="utf-8")
    result = grade(tmp_path / "hw.py", buggy, Here()).result
    assert (result.provisional, result.highest_points) == (True, highest)


def test_a_text_to_be_marked_makes_it_provisional(buggy: Course, tmp_path: Path) -> None:
    """Until a person has read it; without a text there is nothing to wait for."""
    entry = buggy.exercises[0]
    parts = tuple(part for part in entry.exercise.parts if part.id != "q")
    sound = replace(entry, exercise=replace(entry.exercise, parts=parts))
    course = replace(buggy, exercises=(sound,))
    found = []
    for source in ("p = 3.0\nr = 'a text'\n", "p = 3.0\nr = ' '\n"):
        (tmp_path / "hw.py").write_text(source, encoding="utf-8")
        result = grade(tmp_path / "hw.py", course, Here()).result
        found.append((result.provisional, result.points, result.highest_points))
    assert found == [(True, 1, 3), (False, 1, 1)]


def test_faults_and_expected_values_are_for_staff_only(provisional: Graded) -> None:
    """In JSON, HTML and text alike; with the staff part they are there."""
    for result, there in ((provisional.result, True), (public(provisional.result), False)):
        documents = [
            to_json(result).decode(),
            render_html(result, provisional.pictures),
            render_text(result),
        ]
        for text in documents:
            assert ("SECRET-OF-OURS" in text) is there
            assert ("3.7037034" in text) is there  # the true value of s
            assert ("ZeroDivisionError" in text) is there
    assert b'"staff"' not in to_json(public(provisional.result))
    assert provisional.result.staff  # and public() left the original as it was


def test_the_student_reads_that_nothing_is_lost(provisional: Graded) -> None:
    """Without a word of what failed."""
    page = " ".join(render_text(public(provisional.result)).split())
    assert "not final" in page
    assert "rise to 7 of 15" in page
    assert "no points are lost" in page


@pytest.fixture
def plans(course: Course, tmp_path: Path) -> Plan:
    """A submission with a slip, ready to run."""
    path = write(tmp_path, FIRST.replace("a - y", "y - a"), SECOND, THIRD)
    return plan(load_submission(path), course, course.exercises, Limits(), seed=3)


def test_judging_twice_gives_the_same_bytes(course: Course, plans: Plan) -> None:
    """Of the result, the page and the stored observations."""
    execution = Here(figures()).run(plans.job)
    first, second = (judge(plans, course, execution) for _ in range(2))
    assert to_json(first.result) == to_json(second.result)
    assert first.observations == second.observations
    assert render_html(first.result, {}) == render_html(second.result, {})


def test_running_twice_gives_the_same_bytes(course: Course, tmp_path: Path) -> None:
    """From the file on."""
    path = write(tmp_path, FIRST, SECOND, THIRD)
    one, other = (grade(path, course, Here(figures())) for _ in range(2))
    assert to_json(one.result) == to_json(other.result)


def test_stored_observations_are_judged_again(course: Course, plans: Plan) -> None:
    """With the same result, pictures included, and nothing is run."""
    png = b"\x89PNG\r\n\x1a\n"
    execution = Here(figures(), (Picture("gradient-descent", 2, png),)).run(plans.job)
    first = judge(plans, course, execution)
    again = judge(plans, course, load(first.observations).run(plans.job))
    assert to_json(again.result) == to_json(first.result)
    assert again.pictures == first.pictures
    assert again.observations == first.observations


def test_a_mended_tolerance_needs_no_new_run(course: Course, plans: Plan) -> None:
    """Other limits neither: what was asked and run is the same."""
    first = judge(plans, course, Here(figures()).run(plans.job))
    job = replace(plans.job, limits=Limits(cell_seconds=1.0))
    assert load(first.observations).run(job).answers


def other_questions(course: Course, plans: Plan) -> Job:
    """The same code, asked with another secret."""
    asked = [replace(entry, secret="another") for entry in course.exercises]  # noqa: S106
    return plan(plans.submission, course, asked, Limits(), seed=3).job


def test_other_questions_and_other_code_are_stale(course: Course, plans: Plan) -> None:
    """The run must be made anew, and the sentence says so."""
    stored = judge(plans, course, Here(figures()).run(plans.job)).observations
    with pytest.raises(ObservationsStale, match=r"other questions.*executed again"):
        load(stored).run(other_questions(course, plans))
    fewer = plan(plans.submission, course, course.exercises[:1], Limits(), seed=3)
    with pytest.raises(ObservationsStale, match="other questions"):
        load(stored).run(fewer.job)
    with pytest.raises(ObservationsStale, match="other code"):
        load(stored).run(replace(plans.job, seed=4))


def test_answers_of_others_change_nothing(course: Course, plans: Plan) -> None:
    """A section or key that was not asked for is not looked at."""
    execution = Here(figures()).run(plans.job)
    extra = {**execution.answers, "stranger": {"z/value": Value(1.3)}}
    first = dict(extra["manual-gradients"])
    first["dL_dz/other"] = Value(-0.2141650169574415)
    forged = replace(execution, answers={**extra, "manual-gradients": first})
    plain = judge(plans, course, execution).result
    assert to_json(judge(plans, course, forged).result) == to_json(plain)


@pytest.mark.parametrize(
    ("cell", "answer", "expected"),
    [
        (None, Value([1.0, {"a": (2.0,)}]), False),
        (Raised("ValueError", "no"), Killed("gone"), False),
        (TimedOut(20.0), Value(1.0), True),
        (None, TimedOut(4.0), True),
        (None, OutOfMemory(), True),
        (None, Value([1.0, {"a": (Raised("E", ""), TimedOut(4.0))}]), True),
    ],
)
def test_limits_are_noticed(cell: Fault | None, answer: Observation, *, expected: bool) -> None:
    """In cells, in answers, and at single points of an answer; other faults are none."""
    cells = (CellRun(1, "s"), CellRun(2, "s", cell))
    answers: dict[str, dict[str, Observation]] = {"r": {"k": Value(1.0)}, "s": {"k": answer}}
    assert limited(Execution("none", {}, cells, answers)) is expected


def test_a_stub_decides_by_its_name(course: Course, tmp_path: Path) -> None:
    """Among several files of a folder."""
    for name in ("module_02.py", "draft.py"):
        write(tmp_path, FIRST, name=name)
    assert grade(tmp_path, course, Here()).result.submission.name == "module_02.py"
