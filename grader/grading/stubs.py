"""The stub of an exercise, as it stands in its stub.py: its cells, and their digests."""

from __future__ import annotations

from grader.grading.course import CourseExercise
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
