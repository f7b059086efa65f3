"""Right submissions, each a little different, made from the course's own complete notebook."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

Notebook = Any
"""A notebook node, which carries no types."""
FIGURE = re.compile(r"\b(plt|fig|ax|xs)\b")
BURN = """
import time
_until = time.process_time() + {}
while time.process_time() < _until:
    pass
"""
REMARKS = ("my solution", "second try", "checked on paper", "done", "see the lecture")
HEIGHTS = ("heights", "levels", "values", "along", "ys")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the assignment: text, or code that a student hands in.

    Attributes:
        key: Names the place, the same in every submission; empty for text.
        exercise: The id of the exercise, empty before the first.
        source: The text, or the code of the course's solution.
    """

    key: str
    exercise: str
    source: str


@dataclass(frozen=True, slots=True)
class Material:
    """The course's complete notebook, with or without its figures.

    Attributes:
        notebook: The solution, without outputs.
        figures: Whether it draws.
        burnt: Seconds of CPU that a submission wastes, to see whether they are measured.
    """

    notebook: Notebook
    figures: bool
    burnt: int = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells in order."""
        cells = self.notebook["cells"]
        found = []
        for i, cell in enumerate(cells):
            exercise = cell["metadata"].get("grader", {}).get("exercise", "")
            key = f"cell-{i}" if cell["cell_type"] == "code" else ""
            found.append(Cell(key, exercise, cell["source"]))
        return tuple(found)

    def answers(self, k: int) -> dict[str, str]:
        """The code of submission k, by key."""
        answers = {cell.key: vary(cell.source, k) for cell in self.cells if cell.key}
        if self.burnt:
            answers[next(iter(answers))] += BURN.format(self.burnt)
        return answers

    def submission(self, k: int) -> Notebook:
        """Submission k as our students hand it in."""
        notebook = copy.deepcopy(self.notebook)
        answers = self.answers(k)
        for i, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] == "code":
                cell["source"] = answers[f"cell-{i}"]
        return notebook


def material(path: Path, *, figures: bool) -> Material:
    """Read the complete notebook, and leave its figures out unless they are wanted."""
    notebook = nbformat.read(path, as_version=4)
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            if not figures:
                cell["source"] = _without_figures(cell["source"])
        if cell["source"].strip():
            cells.append(cell)
    notebook["cells"] = cells
    return Material(notebook, figures)


def _without_figures(source: str) -> str:
    kept = "\n".join(line for line in source.split("\n") if not FIGURE.search(line))
    ast.parse(kept)  # the notebook draws in lines of their own
    return kept


def vary(source: str, k: int) -> str:
    """The same code with a remark, another name and independent assignments in another order."""
    lines = source.split("\n")
    for run in _independent(ast.parse(source), lines):
        first, count = run[0], len(run)
        lines[first : first + count] = [lines[first + (i + k) % count] for i in range(count)]
    text = re.sub(r"\bheights\b", HEIGHTS[k % len(HEIGHTS)], "\n".join(lines))
    return f"# {REMARKS[k % len(REMARKS)]} ({k})\n{text}"


def _independent(tree: ast.Module, lines: list[str]) -> list[list[int]]:
    """Runs of neighbouring lines that assign one name each, none of them used in the run."""
    runs: list[list[int]] = []
    run: list[int] = []
    bound: set[str] = set()
    for node in tree.body:
        name, used = _assigned(node)
        alone = node.lineno == node.end_lineno and ";" not in lines[node.lineno - 1]
        at = node.lineno - 1
        if not name or not alone:
            run, bound = [], set()
            continue
        if not run or run[-1] != at - 1 or used & bound or name in bound:
            run, bound = [], set()
            runs.append(run)
        run.append(at)
        bound |= {name} | used
    return [run for run in runs if len(run) > 1]


def _assigned(node: ast.stmt) -> tuple[str, set[str]]:
    """The one name that a statement assigns, else "", and the names that it uses."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
    return "", set()
