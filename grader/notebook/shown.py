"""Findings as a notebook shows them: HTML where it can, plain text elsewhere."""

from __future__ import annotations

from pathlib import Path

from grader.outline.finding import Checkup
from grader.report.checkup.html import render_fragment
from grader.report.checkup.states import hand_in as said
from grader.report.checkup.text import render_text


class Shown:
    """What `%check` gives; front ends take the richest form that they know.

    Args:
        checkup: The findings.
        hand_in: The file to hand in, if it is known.
    """

    def __init__(self, checkup: Checkup, hand_in: Path | None) -> None:
        self.checkup = checkup
        self._notes = said(checkup, hand_in.name if hand_in is not None else None)

    def __repr__(self) -> str:
        return "\n".join([render_text(self.checkup).rstrip("\n"), *self._notes])

    def _repr_html_(self) -> str:
        return render_fragment(self.checkup, self._notes)
