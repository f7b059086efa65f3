"""A submission: what one student handed in, as cells of text and code, with its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Remark = tuple[str, Mapping[str, str]]
"""A code and its fields; the sentence for it stands in report/wording.py."""

MAX_CELLS = 2_000
MAX_FILE = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook, or one piece of a module.

    Attributes:
        index: Position among all cells of the file, from 1; what the report calls "cell 4".
        kind: Code runs; markdown is read for its headings only.
        source: The text, lines joined by newlines.
        exercise: The exercise id that the cell's own metadata names, if any.
        solution: Whether the metadata marks it as a solution of the course.
        lesson: Whether the metadata says that it came with a lesson.
        mark: The id that the cell's metadata gives it, ours or that of nbgrader.
        first_line: Line of the file at which a module's piece begins, from 1; 1 for a notebook.
    """

    index: int
    kind: Literal["code", "markdown"]
    source: str
    exercise: str | None = None
    solution: bool = False
    first_line: int = 1
    lesson: bool = False
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file was read as: its cells, and what was noticed."""

    cells: tuple[Cell, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file as handed in: name, digest and size."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in.

    Attributes:
        name: The name of the notebook or module that is graded.
        kind: Which of the two it is.
        cells: Its cells in order.
        main: The file that is graded.
        helpers: Other files of the folder or zip, by relative POSIX path; copied into the
            working folder of the run.
        remarks: What was noticed while reading, as codes with fields (see report/wording.py).
    """

    name: str
    kind: Literal["notebook", "module"]
    cells: tuple[Cell, ...]
    main: SubmittedFile
    helpers: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the graded file and the helpers, as hexadecimal digits."""
        total = hashlib.sha256(self.main.sha256.encode())
        for path in sorted(self.helpers):
            total.update(path.encode("utf-8", "replace") + b"\0")
            total.update(hashlib.sha256(self.helpers[path]).digest())
        return total.hexdigest()
