"""What the comparison asks of a grader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import nbformat

from benchmarks.peers_setup.measure import Work
from benchmarks.peers_setup.submissions import Notebook


@dataclass(frozen=True, slots=True)
class Score:
    """What one submission earned, of how much."""

    name: str
    points: float
    most: float


class Tool(Protocol):
    """A grader, set up for one assignment."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    def prepare(self, folder: Path, count: int, jobs: int, *, single: bool) -> Work:
        """Lay so many submissions out in an empty folder, and say how they are graded."""

    def scores(self, folder: Path) -> list[Score]:
        """What was earned, read from what the work has left in the folder."""


def student(k: int) -> str:
    """The name of a student."""
    return f"student{k:03d}"


def write(notebook: Notebook, path: Path) -> None:
    """Store a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def shares(count: int, jobs: int) -> list[range]:
    """The numbers of the submissions, dealt to so many lanes, none of them empty."""
    return [range(first, count, jobs) for first in range(min(jobs, count))]


def filled(blank: Notebook, answers: dict[str, str]) -> Notebook:
    """A student's copy of an assignment with the answers in their cells, in place."""
    left = dict(answers)
    for cell in blank["cells"]:
        first = cell["source"].split("\n", 1)[0]
        key = first.removeprefix("# answer: ")
        if cell["cell_type"] == "code" and key in left:
            cell["source"] = f"{first}\n{left.pop(key)}"
    if left:
        raise LookupError(f"no cell for {', '.join(left)}")
    return blank
