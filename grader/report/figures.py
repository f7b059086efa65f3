"""The pictures of an exercise: the student's own figures, and of what several parts rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.grading.result import PartResult, PictureRef
from grader.observation.evidence import RunsEvidence
from grader.report.evidence.picture import Picture
from grader.report.evidence.show import show
from grader.report.page import FigureView
from grader.report.redraw import redraw
from grader.report.safe import one_line

ALT_LIMIT = 600
MOST_RUNS = 3
"""Pictures of runs in one exercise."""

# How `checks/figure.py` tells of a line or points in a figure.
_DRAWN = r"(?:\d+ points from \([^()]*\) to \([^()]*\)|a point at \([^()]*\))"
_MANY_DRAWN = re.compile(
    rf"({_DRAWN}(?:; {_DRAWN}){{2}})((?:; {_DRAWN})+(?:; [^;']*$)?)(?: and (\d+) more)?"
)


def figure(picture: PictureRef, at: int) -> FigureView:
    """A figure of the student's, the so many-th of its exercise; a module has no cells."""
    label = f"Your figure {at}" + (f", drawn in cell {picture.cell}" if picture.cell else "")
    alt = _shorter(one_line(picture.alt, ALT_LIMIT)) or f"Your figure {at}"
    chart = None if picture.sketch is None else redraw(picture.sketch, label, alt)
    return FigureView(label, alt, picture.sha256, chart)


def runs_pictures(parts: Sequence[PartResult]) -> tuple[Picture, ...]:
    """Of the runs that parts rest on, whatever was judged; once where parts share them."""
    found: list[RunsEvidence] = []
    for part in parts:
        if isinstance(part.evidence, RunsEvidence) and part.evidence not in found:
            found.append(part.evidence)
    return tuple(map(show, found[:MOST_RUNS]))


def _shorter(alt: str) -> str:
    """The description of a figure with at most three of its lines: "...; ...; ... and 2 more"."""
    return _MANY_DRAWN.sub(
        lambda found: f"{found[1]} and {found[2].count('; ') + int(found[3] or 0)} more", alt
    )
