"""The notebook of its own in which another tool handed an exercise out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Released:
    """By what a submission that was made for another tool is known.

    Attributes:
        notebook: The name of its file.
        cells: The ids that the tool gave its cells; of cells without one, their marks.
        locked: The ids of cells that students were not to change.
        tests: The ids of cells that hold the tool's own tests, which are not run.
    """

    notebook: str
    cells: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
