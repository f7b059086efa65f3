"""From a student's file to the result, on the real sandbox: the course's notebook, filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import pytest

from grader.cli.options import open_sandbox
from grader.execution.sandbox import Limits, Sandbox
from grader.grading.course import Course, load_course
from grader.grading.grade import Graded, grade
from grader.grading.handout import notebook
from grader.grading.result import ExerciseResult, Staff, public, to_json
from grader.report.html import render_html
from grader.report.text import render_text

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
QUICK = Limits(cell_seconds=2.0, submission_seconds=30.0, grace_seconds=0.5)
FIRST, SECOND, THIRD = "manual-gradients", "gradient-descent", "learning-rates"
ANSWERS: Mapping[str, str] = {
    "z = None": "z = w * x + b\na = 1 / (1 + np.exp(-z))\nL = -np.log(a)",
    "dL_dz = None": "dL_dz = a - y\ndL_dw = dL_dz * x\ndL_db = dL_dz",
    "w_new = None": "w_new = w - lr * dL_dw\nb_new = b - lr * dL_db",
    "def f(x):": "def f(x):\n    return x**2 - 4 * x + 7\n\n\ndef df(x):\n    return 2 * x - 4",
    "for i in range(n_iterations):": (
        "trajectory_x.append(x)\ntrajectory_y.append(f(x))\n"
        "for i in range(n_iterations):\n    x = x - lr * df(x)\n"
        "    trajectory_x.append(x)\n    trajectory_y.append(f(x))"
    ),
    "# The figure: the curve": (
        "xs = np.linspace(-1, 5, 100)\nplt.plot(xs, f(xs))\n"
        'plt.plot(trajectory_x, trajectory_y, "o-")\nplt.plot(2, 3, "k*")\nplt.show()'
    ),
    "for lr in learning_rates:": (
        "for lr in learning_rates:\n    x, path, first = 0.0, [0.0], None\n"
        "    for i in range(n_iterations):\n        x = x - lr * df(x)\n        path.append(x)\n"
        "        if first is None and abs(f(x) - 3) < 0.01:\n            first = i + 1\n"
        '    status = "diverged" if lr > 1 else "converged" if first else "not yet"\n'
        '    results.append({"lr": lr, "final_x": x, "final_f": f(x),\n'
        '                    "converged_iter": first, "status": status})\n'
        '    plt.plot(path, [f(p) for p in path], "o-", label=f"lr = {lr}")\n'
        "plt.xlim(-2, 6)\nplt.ylim(0, 30)\nplt.legend()\nplt.show()\nfastest_lr = 0.5"
    ),
}
"""What is put into the stub's cells, by how a line of the cell begins."""


@pytest.fixture(scope="session")
def sandbox(course: Course) -> Iterator[Sandbox]:
    """The real one; tests fail without it."""
    with closing(open_sandbox("full", course)) as opened:
        yield opened


def stub() -> nbformat.NotebookNode:
    """The notebook of the first three exercises, as it is handed out."""
    book: nbformat.NotebookNode = nbformat.reads(_handed_out(), as_version=4)
    return book


@cache
def _handed_out() -> str:
    course = load_course(ROOT)
    return notebook(replace(course, lessons=()), course.exercises[:3])


def filled_in(answers: Mapping[str, str] = ANSWERS) -> nbformat.NotebookNode:
    """The course's notebook with answers in the place of its cells; the rest stays."""
    book: nbformat.NotebookNode = stub()
    used = set()
    for cell in book.cells:
        for begin, answer in answers.items():
            lines = cell.source.splitlines() if cell.cell_type == "code" else []
            if any(line.startswith(begin) for line in lines):
                cell.source = answer
                used.add(begin)
                break
    assert used == set(answers)
    return book


def save(book: nbformat.NotebookNode, folder: Path) -> Path:
    """As a student hands it in."""
    path = folder / "hw.ipynb"
    nbformat.write(book, path)
    return path


def exercises_of(graded: Graded) -> dict[str, ExerciseResult]:
    """By id; no check has failed."""
    assert isinstance(graded.result.staff, Staff)
    assert graded.result.staff.faults == []
    return {one.id: one for one in graded.result.exercises}


def points_of(graded: Graded) -> list[float]:
    """Of the three exercises."""
    return [one.points for one in exercises_of(graded).values()]


def statuses_of(one: ExerciseResult) -> dict[str, str]:
    """By part."""
    return {part.id: part.status for part in one.parts}


def change(answers: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """The answers with one text replaced, which must be there once."""
    assert sum(text.count(old) for text in answers.values()) == 1
    return {line: text.replace(old, new) for line, text in answers.items()}


def test_the_filled_in_notebook(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """Earns all points, its figures are in the report, and twice gives the same bytes."""
    path = save(filled_in(), tmp_path)
    first, second = (grade(path, course, sandbox) for _ in range(2))
    assert points_of(first) == [10, 10, 10]
    assert not first.result.provisional
    assert [len(one.pictures) for one in first.result.exercises] == [0, 1, 1]
    assert all(picture.sketch for one in first.result.exercises for picture in one.pictures)
    assert first.pictures == {}
    assert {ref.how for one in first.result.exercises for ref in one.taken} <= {
        "metadata",
        "heading",
    }
    assert to_json(first.result) == to_json(second.result)
    page, again = (render_html(public(g.result), g.pictures) for g in (first, second))
    assert page == again
    assert page.count("Your figure 1, drawn in cell") >= 2
    assert page.count('<div class="chart-scroll paper"') == 2


def test_the_untouched_notebook(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """Earns nothing, and nothing of it crashes."""
    path = save(stub(), tmp_path)
    graded = grade(path, course, sandbox)
    assert points_of(graded) == [0, 0, 0]
    assert graded.result.highest_points == 0
    for one in exercises_of(graded).values():
        assert "right" not in statuses_of(one).values()
        assert "crashed" not in statuses_of(one).values()
        assert not [message for message in one.messages if "crashed" in message.code]


def test_a_sign_slip(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """Loses that part alone, is named, and the nudge is in the report."""
    answers = change(ANSWERS, "dL_dz = a - y", "dL_dz = y - a")
    graded = grade(save(filled_in(answers), tmp_path), course, sandbox)
    assert points_of(graded) == [8, 10, 10]
    first = exercises_of(graded)[FIRST]
    assert [part.id for part in first.parts if part.points < part.max_points] == ["dL_dz"]
    slip = next(part for part in first.parts if part.id == "dL_dz")
    assert slip.misconception is not None
    assert (slip.misconception.id, slip.misconception.sure) == ("dz-sign", True)
    assert slip.where is not None
    assert slip.where.excerpt == "dL_dz = y - a"
    page = render_html(public(graded.result), graded.pictures)
    assert "label minus prediction" in page
    assert "Must the prediction rise or fall" in page


def test_a_deleted_exercise(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """Is missing; the first is unharmed, and the third is judged with what it has."""
    book = filled_in()
    book.cells = [
        cell
        for cell in book.cells
        if cell.metadata.get("grader", {}).get("exercise") != SECOND
        and "xs = np.linspace" not in cell.source
        and "Exercise 2: Gradient" not in cell.source
    ]
    graded = grade(save(book, tmp_path), course, sandbox)
    found = exercises_of(graded)
    assert found[FIRST].points == 10
    assert set(statuses_of(found[SECOND]).values()) == {"missing"}
    assert found[SECOND].parts[0].message.code == "missing.section"
    third = statuses_of(found[THIRD])
    assert third["final_x"] in {"missing", "crashed"}  # df is nowhere
    assert "right" not in {third["final_x"], third["final_f"], third["converged_iter"]}


def test_a_deleted_exercise_with_its_functions_elsewhere(
    course: Course, sandbox: Sandbox, tmp_path: Path
) -> None:
    """What the third exercise brings along is enough for it."""
    book = filled_in()
    functions = ANSWERS["def f(x):"]
    book.cells = [
        cell
        for cell in book.cells
        if cell.metadata.get("grader", {}).get("exercise") != SECOND
        and "xs = np.linspace" not in cell.source
    ]
    third = next(cell for cell in book.cells if "learning_rates = " in cell.source)
    third.source = f"{functions}\n\n{third.source}"
    assert points_of(grade(save(book, tmp_path), course, sandbox)) == [10, 0, 10]


def test_an_endless_loop(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """Ends its own cell; what it had bound stays, and the cells after it are run."""
    answers = change(ANSWERS, "return 2 * x - 4", "return 2 * x - 4\n\n\nwhile True:\n    pass")
    graded = grade(save(filled_in(answers), tmp_path), course, sandbox, limits=QUICK)
    assert points_of(graded) == [10, 10, 10]
    (told,) = exercises_of(graded)[SECOND].messages
    assert (told.code, told.fields["seconds"]) == ("cell.timed-out", 2)


def test_an_endless_loop_in_the_only_cell(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """What would have been bound after it is out of time, and the report says when."""
    book = filled_in()
    mine = [
        cell
        for cell in book.cells
        if cell.cell_type == "code" and cell.metadata.get("grader", {}).get("exercise") == SECOND
    ]
    functions, *rest = mine
    after = "\n".join(cell.source for cell in rest)
    functions.source = f"{functions.source}\n\nwhile True:\n    pass\n\n{after}"
    book.cells = [cell for cell in book.cells if cell not in rest]
    graded = grade(save(book, tmp_path), course, sandbox, limits=QUICK)
    found = exercises_of(graded)
    assert (found[FIRST].points, found[THIRD].points) == (10, 10)
    second = statuses_of(found[SECOND])
    assert (second["f"], second["df"]) == ("right", "right")
    assert {second[name] for name in ("trajectory_x", "trajectory_y", "x")} == {"timed-out"}
    assert "still running after 2 seconds" in " ".join(render_text(graded.result).split())


def test_left_in_solutions_are_not_run(course: Course, sandbox: Sandbox, tmp_path: Path) -> None:
    """A cell marked as one earns nothing, and the report says that it was left out."""
    book = stub()
    solution = nbformat.v4.new_code_cell("\n".join(list(ANSWERS.values())[:3]))
    solution.metadata = {"grader": {"exercise": FIRST}, "tags": ["solution"]}
    place = next(at for at, cell in enumerate(book.cells) if "Exercise 2:" in cell.source)
    book.cells.insert(place, solution)
    graded = grade(save(book, tmp_path), course, sandbox)
    assert points_of(graded) == [0, 0, 0]
    (told,) = [m for m in exercises_of(graded)[FIRST].messages if m.code.startswith("taken.")]
    assert told.code.startswith("taken.")
    assert told.fields["cell"] == place + 1
    text = " ".join(render_text(public(graded.result)).split())
    assert f"Cell {place + 1} was not run" in text


STATED: Mapping[str, float] = {
    "01_complete.ipynb": 30,
    "02_module.py": 30,
    "03_sign_slip.ipynb": 28,
    "04_two_exercises.ipynb": 20,
    "05_colab.ipynb": 30,
    "06_endless_loop.ipynb": 29,
    "07_with_helper": 30,
    "08_archive.zip": 30,
    "09_by_hand.ipynb": 29,
    "10_tricks.py": 0,
    "11_whole_module.ipynb": 110,
}
"""What the words of examples/README.md come to: solved, a slip of 2, one exercise missing, ..."""


@pytest.mark.parametrize("name", STATED)
def test_examples(whole_course: Course, sandbox: Sandbox, name: str) -> None:
    """Each is graded without a fault of ours and earns what its description says."""
    graded = grade(EXAMPLES / name, whole_course, sandbox, limits=QUICK)
    assert sum(points_of(graded)) == STATED[name]
    assert not graded.result.provisional
    assert json.loads(to_json(public(graded.result)))["points"] == STATED[name]
    assert render_html(public(graded.result), graded.pictures).startswith("<!doctype html>")


def test_every_example_is_described() -> None:
    """The table of examples/README.md lists the files that are there."""
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    listed = {name.rstrip("/") for name in re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)}
    there = {path.name for path in EXAMPLES.iterdir() if not (path / "grader.toml").is_file()}
    there -= {"README.md"}
    assert listed == there == set(STATED)
