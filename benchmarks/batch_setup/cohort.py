"""A synthetic class: notebooks put together from the right and wrong samples of the exercises."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from nbformat import v4

from benchmarks.peers_setup.submissions import vary
from grader.grading.contract import samples_of
from grader.grading.course import Course, CourseExercise

RIGHT = 0.5
"""The share of sections that are right."""
SLOW = frozenset({"endless_loop.py"})
"""Samples that run until a limit ends them."""


def notebooks(course: Course, count: int, seed: int, *, slow: int = 0) -> Iterator[bytes]:
    """So many notebooks; `slow` of them hang until they are stopped.

    Half of the sections are right, the others are a wrong sample each; one in twenty is left out.
    """
    chance = np.random.default_rng(seed)
    hanging = set(chance.choice(count, size=slow, replace=False).tolist())
    for number in range(count):
        cells = []
        for entry in course.exercises:
            if chance.random() < 0.05:
                continue
            path = _sample(entry, chance, hangs=number in hanging)
            if path is not None:
                code = vary(_code(path), number)
                cells += [
                    v4.new_markdown_cell(f"## Exercise {entry.number}: {entry.exercise.title}"),
                    v4.new_code_cell(code, metadata={"grader": {"exercise": entry.exercise.id}}),
                ]
        for at, cell in enumerate(cells):
            cell["id"] = f"c{at}"
        yield v4.writes(v4.new_notebook(cells=cells)).encode()


def _sample(entry: CourseExercise, chance: np.random.Generator, *, hangs: bool) -> Path | None:
    paths = samples_of(entry)
    slow = [path for path in paths if path.name in SLOW]
    if hangs:
        return slow[0] if slow else paths[0]
    if chance.random() < RIGHT:
        return paths[0]
    wrong = [path for path in paths[1:] if path.name not in SLOW]
    return wrong[int(chance.integers(len(wrong)))]


def _code(path: Path) -> str:
    """The sample without the docstring that says what it is."""
    source = path.read_text(encoding="utf-8")
    first = ast.parse(source).body[0]
    return "\n".join(source.split("\n")[first.end_lineno :]).lstrip("\n")
