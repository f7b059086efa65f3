"""Stubs: what students fill in, as notebook or module, built from each exercise's stub.py."""

from __future__ import annotations

import hashlib

import nbformat

from grader.grading.course import Course, CourseExercise
from grader.submission.module import read_module
from grader.submission.sections import source_digest
from grader.submission.submission import Cell


def stub_cells(entry: CourseExercise) -> tuple[Cell, ...]:
    """The cells of an exercise's stub."""
    return read_module(entry.stub.encode("utf-8"), entry.folder / "stub.py").cells


def stub_digests(entry: CourseExercise) -> frozenset[str]:
    """Digests of the untouched code cells of an exercise's stub, and of others in use."""
    own = {source_digest(cell.source) for cell in stub_cells(entry) if cell.kind == "code"}
    return frozenset(own | entry.exercise.stub_digests)


def notebook(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """A notebook, as JSON text, with the stubs of these exercises one after another.

    Code cells carry the exercise's id in their metadata, so that they are found however the student
    moves them. Imports that stood before are not repeated.
    """
    book = nbformat.v4.new_notebook()
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    if len(entries) > 1:
        book.cells.append(_cell("markdown", f"# {course.settings.name}", {}, "title"))
    seen: set[str] = set()
    for entry in entries:
        for position, cell in enumerate(stub_cells(entry)):
            digest = source_digest(cell.source)
            if cell.kind == "code" and _only_imports(cell.source) and digest in seen:
                continue
            seen.add(digest)
            asked = cell.kind == "code" and not _only_imports(cell.source)
            metadata = {"grader": {"exercise": entry.exercise.id}} if asked else {}
            book.cells.append(
                _cell(cell.kind, cell.source, metadata, f"{entry.exercise.id} {position}")
            )
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"


def module(course: Course, entries: tuple[CourseExercise, ...]) -> str:
    """The same as a module in percent format."""
    pieces: list[str] = []
    if len(entries) > 1:
        pieces.append(f"# %% [markdown]\n# # {course.settings.name}\n")
    seen: set[str] = set()
    for entry in entries:
        for cell in stub_cells(entry):
            digest = source_digest(cell.source)
            if cell.kind == "code" and _only_imports(cell.source) and digest in seen:
                continue
            seen.add(digest)
            pieces.append(_percent(cell))
    return "\n".join(pieces)


def _percent(cell: Cell) -> str:
    if cell.kind == "code":
        return f"# %%\n{cell.source.rstrip()}\n"
    lines = [f"# {line}".rstrip() for line in cell.source.rstrip().splitlines()]
    return "\n".join(["# %% [markdown]", *lines]) + "\n"


def _only_imports(source: str) -> bool:
    lines = [line.strip() for line in source.splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    return bool(code) and all(line.startswith(("import ", "from ")) for line in code)


def _cell(
    kind: str, source: str, metadata: dict[str, dict[str, str]], place: str
) -> nbformat.NotebookNode:
    """A cell whose id depends on its place alone, so that building twice gives the same bytes."""
    identity = hashlib.sha256(place.encode()).hexdigest()[:8]
    text = source.rstrip("\n")
    cell: nbformat.NotebookNode = (
        nbformat.v4.new_code_cell(source=text, metadata=metadata, id=identity)
        if kind == "code"
        else nbformat.v4.new_markdown_cell(source=text, metadata=metadata, id=identity)
    )
    return cell
