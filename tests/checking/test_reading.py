"""A file is found with the outline that came with it, or told in a sentence that it has none."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from grader.checking.reading import document_in, hints_of, read_work
from grader.errors import GraderError, SubmissionError, UsageError
from grader.grading.course import Course
from grader.grading.handout import beside, module, notebook
from grader.grading.outline import document_of
from grader.grading.plan import hints_of as hints_of_course


@pytest.fixture
def handed_out(course: Course, tmp_path: Path) -> Path:
    """A notebook, and a module with its file beside it."""
    (tmp_path / "hw.ipynb").write_text(notebook(course, course.exercises), encoding="utf-8")
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "hw.py").write_text(module(course, course.exercises), encoding="utf-8")
    (folder / "hw.check.json").write_text(beside(course, course.exercises), encoding="utf-8")
    return tmp_path


def test_where_the_outline_is(course: Course, handed_out: Path) -> None:
    """In the notebook, beside the module, in the folder of either, or as it is named."""
    document = document_of(course, course.exercises)
    assert read_work(handed_out / "hw.ipynb").document == document
    assert read_work(handed_out / "module" / "hw.py").document == document
    assert read_work(handed_out / "module").document == document
    bare = handed_out / "bare.py"
    bare.write_text("z = 1\n", encoding="utf-8")
    assert read_work(bare, handed_out / "hw.ipynb").document == document
    assert read_work(bare, handed_out / "module" / "hw.check.json").document == document


def test_cells_are_told_apart_as_in_grading(course: Course) -> None:
    """The outline knows what sectioning knows, but for the digests of solutions."""
    ours = hints_of(document_of(course, course.exercises))
    theirs = hints_of_course(course)
    for mine, full in zip(ours, theirs, strict=True):
        assert (mine.id, mine.number, mine.title, mine.names) == (
            full.id,
            full.number,
            full.title,
            full.names,
        )
        assert (mine.stub_digests, mine.helpers) == (full.stub_digests, full.helpers)
        assert mine.solution_digests == frozenset()


def test_a_chosen_exercise(handed_out: Path) -> None:
    """By its id; an unknown one is answered with those there are."""
    work = read_work(handed_out / "hw.ipynb", exercises=["learning-rates"])
    assert [one.id for one in work.document.exercises] == ["learning-rates"]
    with pytest.raises(UsageError, match="there is no exercise 'nine' here"):
        read_work(handed_out / "hw.ipynb", exercises=["nine"])


def without_metadata(path: Path) -> None:
    """Take the outline out of a notebook, as some tools do."""
    book = json.loads(path.read_text(encoding="utf-8"))
    del book["metadata"]["grader"]
    path.write_text(json.dumps(book), encoding="utf-8")


def refused(path: Path, outline: Path | None = None) -> GraderError:
    """The error for this file."""
    with pytest.raises(GraderError) as caught:
        read_work(path, outline)
    assert "\n" not in str(caught.value)
    return caught.value


def test_none_came_with_it(handed_out: Path) -> None:
    """It says where outlines come from, and how to name one."""
    path = handed_out / "hw.ipynb"
    without_metadata(path)
    error = refused(path)
    assert isinstance(error, SubmissionError)
    assert "begin with the stub" in str(error)
    assert "--outline" in str(error)
    assert document_in(path) is None


def test_wrong_names(handed_out: Path) -> None:
    """A file that is not there, an outline that is not there or is none."""
    assert "there is no such file" in str(refused(handed_out / "no.py"))
    path = handed_out / "hw.ipynb"
    assert "there is no such file" in str(refused(path, handed_out / "no.json"))
    other = handed_out / "other.json"
    other.write_text("{}", encoding="utf-8")
    assert "it holds no outline" in str(refused(path, other))


def test_several_outlines_in_a_folder(course: Course, handed_out: Path) -> None:
    """Are only fine if they say the same."""
    second = handed_out / "second.ipynb"
    second.write_text(notebook(course, course.exercises[:1]), encoding="utf-8")
    assert "several outlines are here" in str(refused(handed_out))


@pytest.mark.parametrize("metadata", [[], {"grader": 1}, {"grader": {"outline": []}}, None])
def test_damaged_metadata(handed_out: Path, metadata: object) -> None:
    """A sentence, whatever stands there."""
    path = handed_out / "hw.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["metadata"] = metadata
    path.write_text(json.dumps(book), encoding="utf-8")
    assert str(refused(path))


def test_in_a_zip_or_deeper_in_a_folder(course: Course, handed_out: Path) -> None:
    """As a student packs it, with a copy that the front end keeps."""
    document = document_of(course, course.exercises)
    (handed_out / "hw.ipynb").rename(handed_out / "module" / "my hw.ipynb")
    (handed_out / "module" / "hw.py").unlink()
    assert read_work(handed_out).document == document
    for name, inner in (("a.zip", "my hw.ipynb"), ("b.zip", "hw.check.json")):
        with ZipFile(handed_out / name, "w") as archive:
            archive.write(handed_out / "module" / inner, f"deep/{inner}")
            archive.writestr("deep/hw.py" if name == "b.zip" else "deep/data.txt", "z = 1\n")
        assert read_work(handed_out / name).document == document
