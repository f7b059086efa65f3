"""The lessons: they run without a warning, answer no exercise, and cost no time to grade."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from grader.checking.plan import plan_check
from grader.checking.reading import read_work
from grader.execution.sandbox import Limits
from grader.grading.course import Course
from grader.grading.handout import beside, module, notebook
from grader.grading.lessons import Lesson, only_imports
from grader.grading.plan import hints_of
from grader.submission.load import load_submission
from grader.submission.names import bound_names
from grader.submission.sections import cut
from grader.submission.submission import Submission, SubmittedFile

ROOT = Path(__file__).resolve().parents[2]
NAMES = [path.stem for path in sorted((ROOT / "lessons").glob("*.py"))]

RUN = """\
import json, sys, warnings
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy

def show():
    global figures
    for number in plt.get_fignums():
        plt.figure(number).canvas.draw()
        figures += 1
    plt.close("all")

plt.show = show
warnings.simplefilter("error")
for path in sys.argv[1:]:
    figures = 0
    with open(path, encoding="utf-8") as file:
        source = file.read()
    exec(compile(source, path, "exec"), {"__name__": "__main__"})
    left = len(plt.get_fignums())
    print(json.dumps([path, figures, left]), file=sys.stderr)
"""


def lesson(course: Course, name: str) -> Lesson:
    """The lesson of that name."""
    return next(one for one in course.lessons if one.name == name)


def test_every_lesson_is_in_the_course(course: Course) -> None:
    """And every lesson of the course is there."""
    assert sorted(one.name for one in course.lessons) == NAMES


@pytest.mark.sandbox
def test_lessons_run_without_a_warning(course: Course) -> None:
    """From top to bottom, each by itself; each shows pictures, and writes no more than is read."""
    python = course.environment_path / "bin" / "python"
    paths = [str(one.path) for one in course.lessons]
    done = subprocess.run(  # noqa: S603 - our own lessons
        [python, "-I", "-c", RUN, *paths],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert [path for path, *_ in said] == paths
    assert all(figures > 0 and left == 0 for _, figures, left in said)
    assert done.stdout.count("\n") < 40


@pytest.mark.parametrize("name", NAMES)
def test_lessons_bind_names_of_their_own(course: Course, name: str) -> None:
    """Nothing that an exercise could ask for, now or later, but modules."""
    for cell in lesson(course, name).cells:
        if cell.kind == "code" and not only_imports(cell.source):
            assert all(one.startswith("demo_") for one in bound_names(cell.source))


@pytest.mark.parametrize("name", NAMES)
def test_lessons_need_two_packages(course: Course, name: str) -> None:
    """Numpy and matplotlib, imported in a cell that exercises share."""
    sources = [cell.source for cell in lesson(course, name).cells if cell.kind == "code"]
    assert only_imports(sources[0])
    tree = ast.parse("\n".join(sources))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {ast.unparse(node) for node in imports} == {
        "import numpy as np",
        "import matplotlib.pyplot as plt",
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_of_a_lesson_names_an_exercise(course: Course, name: str) -> None:
    """Not even where the marks are lost, by a service or a converter, and the code was changed."""
    cells = tuple(
        replace(cell, index=at, source=cell.source + "\nseen = 1", lesson=False)
        if cell.kind == "code"
        else replace(cell, index=at, lesson=False)
        for at, cell in enumerate(lesson(course, name).cells, 1)
    )
    file = SubmittedFile("hw.ipynb", "0" * 64, 1)
    found = cut(Submission("hw.ipynb", "notebook", cells, file), hints_of(course))
    assert {piece.section for piece in found.pieces} == {None}


@pytest.mark.parametrize("touched", [False, True])
@pytest.mark.parametrize("marked", [False, True])
def test_lessons_end_the_exercise_above_them(
    course: Course,
    tmp_path: Path,
    marked: bool,  # noqa: FBT001
    touched: bool,  # noqa: FBT001
) -> None:
    """In the whole notebook: code of lessons is of no section, and only touched code runs."""
    book = nbformat.reads(notebook(course, course.exercises), as_version=4)
    for cell in book.cells:
        of_lesson = "lesson" in cell.metadata.get("grader", {})
        if not marked:
            cell.metadata = {}
        if of_lesson and touched and cell.cell_type == "code":
            cell.source += "\nseen = 1"
    path = tmp_path / "hw.ipynb"
    path.write_text(nbformat.writes(book), encoding="utf-8")
    found = cut(load_submission(path), hints_of(course), lessons=course.lesson_digests)
    of_lessons = [piece for piece in found.pieces if "demo_" in piece.source]
    assert {piece.section for piece in of_lessons} == ({None} if touched else set())
    sections = [piece.section for piece in found.pieces if piece.section is not None]
    assert list(dict.fromkeys(sections)) == [entry.exercise.id for entry in course.exercises]


def test_lessons_stand_before_their_exercises(course: Course) -> None:
    """In the order of grader.toml, each whole and once."""
    book = nbformat.reads(notebook(course, course.exercises), as_version=4)
    owners = [cell.metadata.get("grader", {}) for cell in book.cells]
    told = [kind for one in owners for kind in one.items() if kind[0] in ("lesson", "exercise")]
    order = list(dict.fromkeys(told))
    expected: list[tuple[str, str]] = []
    for entry in course.exercises:
        expected += [
            ("lesson", one.name) for one in course.lessons if one.before == entry.folder.name
        ]
        expected.append(("exercise", entry.exercise.id))
    assert order == expected
    for one in course.lessons:
        kept = [cell for cell in one.cells if not only_imports(cell.source)]
        assert told.count(("lesson", one.name)) == len(kept)


def test_a_single_exercise_has_no_lesson(course: Course) -> None:
    """Neither as notebook nor as module, nor in its outline."""
    for entry in course.exercises:
        for text in (notebook(course, (entry,)), module(course, (entry,))):
            assert "demo_" not in text
            assert "lesson" not in text


@pytest.mark.parametrize("ending", ["ipynb", "py"])
def test_a_check_leaves_untouched_lessons_out(course: Course, tmp_path: Path, ending: str) -> None:
    """What it needs for that travels with the stub, in the notebook or beside the module."""
    path = tmp_path / f"hw.{ending}"
    write = notebook if ending == "ipynb" else module
    path.write_text(write(course, course.exercises), encoding="utf-8")
    path.with_name("hw.check.json").write_text(beside(course, course.exercises), encoding="utf-8")
    planned = plan_check(read_work(path), Limits())
    assert not any("demo_" in cell.source for step in planned.job.steps for cell in step.cells)
    changed = re.sub(r"(?<!def )demo_flow\(\)", "demo_flow(); seen = 1", path.read_text("utf-8"))
    path.write_text(changed, encoding="utf-8")
    touched = plan_check(read_work(path), Limits())
    ran = [cell.source for step in touched.job.steps for cell in step.cells]
    assert [bound_names(source) for source in ran if "demo_" in source] == [{"demo_flow", "seen"}]
