"""Stubs as notebook and module: valid, current, and read back as the exercises' own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from grader.grading.course import Course, CourseExercise
from grader.grading.handout import module, notebook
from grader.grading.plan import hints_of
from grader.submission.load import load_submission
from grader.submission.sections import bound_names, cut, source_digest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "manual_gradients",
    "gradient_descent",
    "learning_rates",
    "forward_propagation",
    "losses",
    "descent_variants",
    "short_answers",
    "chain_rule",
    "backpropagation",
    "gradient_check",
    "loss_surfaces",
    "two_layer_by_hand",
)


@pytest.fixture(scope="session")
def course(whole_course: Course) -> Course:
    """All exercises."""
    return whole_course


def entries_of(course: Course, *names: str) -> tuple[CourseExercise, ...]:
    """The exercises of these folders; all of them if none is named."""
    return tuple(course.find(name) for name in names) or course.exercises


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_written_stubs_are_current(course: Course, folder: str) -> None:
    """`make stubs` writes them, after a stub.py has changed."""
    path = ROOT / "exercises" / folder / "stub.ipynb"
    assert path.read_text(encoding="utf-8") == notebook(course, entries_of(course, folder))


def test_the_written_module_is_current(course: Course) -> None:
    """The combined notebook, under the name that the course gives it."""
    path = ROOT / "exercises" / f"{course.settings.notebook}.ipynb"
    assert path.read_text(encoding="utf-8") == notebook(course, course.exercises)


def test_every_exercise_has_a_written_stub(course: Course) -> None:
    """The list above is that of the course."""
    assert [entry.folder.name for entry in course.exercises] == list(FOLDERS)


@pytest.mark.parametrize("names", [(), *((folder,) for folder in FOLDERS)])
def test_notebooks_are_valid(course: Course, names: tuple[str, ...]) -> None:
    """With unique cell ids, a kernel and no output."""
    entries = entries_of(course, *names)
    book = nbformat.reads(notebook(course, entries), as_version=4)
    nbformat.validate(book)
    assert book.metadata.kernelspec.language == "python"
    ids = [cell.id for cell in book.cells]
    assert len(set(ids)) == len(ids)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def told_of(course: Course, names: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """The code cells of a stub with the exercise ids that they carry."""
    book = nbformat.reads(notebook(course, entries_of(course, *names)), as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    told = [(cell.source, cell.metadata.get("grader", {})) for cell in code]
    return [(source, said.get("exercise")) for source, said in told if "lesson" not in said]


@pytest.mark.parametrize("names", [(), *((folder,) for folder in FOLDERS)])
def test_code_cells_carry_their_exercise(course: Course, names: tuple[str, ...]) -> None:
    """All but imports, which belong to all, and lessons; so they are found wherever they go."""
    told = told_of(course, names)
    assert [exercise for _, exercise in told[:2]] == [None, None]  # what brings %check, imports
    with_code = [exercise for source, exercise in told[2:] if ast.parse(source).body]
    asked = [entry.exercise.id for entry in entries_of(course, *names)]
    assert list(dict.fromkeys(with_code)) == asked


def test_cells_to_fill_in_carry_their_exercise(course: Course) -> None:
    """Those that hold no code yet are just the ones that a student fills in."""
    empty = [who for source, who in told_of(course, ()) if not ast.parse(source).body]
    assert empty == ["gradient-descent", "learning-rates"]


def test_imports_are_not_repeated(course: Course) -> None:
    """In the combined stub, notebook and module alike."""
    for text in (notebook(course, course.exercises), module(course, course.exercises)):
        assert text.count("import numpy") == 1


def test_building_twice_gives_the_same_bytes(course: Course) -> None:
    """So that a stub that is written anew does not differ."""
    assert notebook(course, course.exercises) == notebook(course, course.exercises)
    assert module(course, course.exercises) == module(course, course.exercises)


@pytest.mark.parametrize("ending", ["ipynb", "py"])
def test_what_is_written_is_read_back(course: Course, tmp_path: Path, ending: str) -> None:
    """Every cell belongs to its exercise, and is known as untouched."""
    path = tmp_path / f"stub.{ending}"
    write = notebook if ending == "ipynb" else module
    path.write_text(write(course, course.exercises), encoding="utf-8")
    sections = cut(load_submission(path), hints_of(course), lessons=course.lesson_digests)
    assert sections.skipped == ()
    for entry in course.exercises:
        read = {source_digest(piece.source) for piece in sections.of(entry.exercise.id)}
        assert read <= entry.stub_digests
        filled_in = [c for c in entry.stub_cells if c.kind == "code" and bound_names(c.source)]
        assert {source_digest(cell.source) for cell in filled_in[1:]} <= read  # but the imports
    assert [p for p in sections.pieces if p.section is None and "import " not in p.source] == []


def test_notebook_and_module_hold_the_same_text(course: Course, tmp_path: Path) -> None:
    """Cell by cell, texts included, but for the cell that brings `%check`."""
    cells = []
    for name, write in (("a.ipynb", notebook), ("a.py", module)):
        path = tmp_path / name
        path.write_text(write(course, course.exercises), encoding="utf-8")
        read = load_submission(path).cells
        cells.append([(c.kind, re.sub(r"^# %% .*\n", "", c.source).strip()) for c in read])
    assert [cell for cell in cells[0] if "%check" not in cell[1]] == cells[1]
    assert len(cells[0]) == len(cells[1]) + 1


def test_one_exercise_has_no_title_of_the_course(course: Course) -> None:
    """Its own heading is the first."""
    alone = module(course, entries_of(course, "learning_rates"))
    assert course.settings.name not in alone
    assert module(course, course.exercises).startswith(
        f"# %% [markdown]\n# # {course.settings.name}\n"
    )


def test_a_module_is_python(course: Course) -> None:
    """Texts are comments; nothing is lost at line ends."""
    text = module(course, course.exercises)
    compile(text, "stub.py", "exec")
    assert not re.search(r"[ \t]+$", text, flags=re.MULTILINE)


def test_digests_in_use(course: Course) -> None:
    """Those of stub.py, and of other stubs that the exercise names."""
    for entry in course.exercises:
        digests = entry.stub_digests
        assert entry.exercise.stub_digests <= digests
        assert {source_digest(c.source) for c in entry.stub_cells if c.kind == "code"} <= digests
        assert not digests & entry.exercise.solution_digests
