"""The right solutions in this repository, and rewrites drawn from all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator

from grader.grading.course import Course, CourseExercise
from tests.rewrites.generator import Rewrite, rewrites
from tests.rewrites.judging import Loss, losses, losses_in_cells

FOLDER = Path(__file__).resolve().parents[1] / "exercises" / "solutions"
ONLY_STUDENTS = frozenset({"pandas", "seaborn"})
"""Packages that the student environment has and the grader's own has not."""


@dataclass(frozen=True, slots=True)
class Solution:
    """One file, and the exercise that it solves."""

    entry: CourseExercise
    path: Path

    @property
    def name(self) -> str:
        """Folder and file."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def source(self) -> str:
        """Its text."""
        return self.path.read_text(encoding="utf-8")

    @property
    def runs_here(self) -> bool:
        """Whether it imports nothing that only students have."""
        imports = [n for n in ast.walk(ast.parse(self.source)) if isinstance(n, ast.Import)]
        return not {alias.name for one in imports for alias in one.names} & ONLY_STUDENTS


def solutions(course: Course) -> list[Solution]:
    """All of them, in order."""
    return [
        Solution(entry, path)
        for entry in course.exercises
        for path in sorted((FOLDER / entry.folder.name).glob("*.py"))
    ]


def draws(course: Course, count: int, rng: Generator) -> Iterator[tuple[Solution, Rewrite]]:
    """So many rewrites, taken in turn from all solutions that run here."""
    here = [solution for solution in solutions(course) if solution.runs_here]
    streams = [rewrites(one.entry.exercise, one.source, rng) for one in here]
    made = 0
    while made < count:
        before = made
        for solution, stream in zip(here, streams, strict=True):
            rewrite = next(stream, None) if made < count else None
            if rewrite is not None:
                made += 1
                yield solution, rewrite
        if made == before:
            return


def losses_of(course: Course, solution: Solution, rewrite: Rewrite) -> list[Loss]:
    """What a rewrite loses; one that was cut into cells is graded as a whole submission."""
    exercise = solution.entry.exercise
    if "cells" in rewrite.operators:
        return losses_in_cells(course, exercise, rewrite.source, rewrite.figures)
    return losses(exercise, rewrite.source, rewrite.figures)
