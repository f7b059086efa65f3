"""Runs of gradient descent: how far each is from the minimum after so many updates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import isclose, nan

from grader.observation.evidence import RunsEvidence
from grader.report.chart.model import Axis, Line, Marker, Note, Series
from grader.report.chart.numerals import floats, short
from grader.report.evidence.picture import (
    Picture,
    Words,
    counted,
    ends,
    entry,
    listed,
    pictured,
)
from grader.report.safe import one_line

HEIGHT = 340
MOST = 12
NOTES = 3
LINES: tuple[Line, ...] = ("solid", "dashed", "dotted", "dashdot")
MARKERS: tuple[Marker, ...] = ("none", "ring", "cross")
COLOURS = ("s1", "s2", "s3", "s4", "s5", "s6")
FEW = 3
"""A run with no more points above zero is shown with dots: its line would be next to nothing."""


def runs(evidence: RunsEvidence) -> Picture:
    """A line for each run, told apart by its dashes too; what is zero has no place and ends it."""
    shown = evidence.runs[:MOST]
    names = tuple(one_line(run.label, 40) or f"run {at}" for at, run in enumerate(shown, 1))
    errors = [tuple(map(abs, floats(run.errors))) for run in shown]
    series = tuple(
        _series(at, name, own) for at, (name, own) in enumerate(zip(names, errors, strict=True))
    )
    most = max(map(len, errors), default=0)
    table = listed(
        ("Updates", *names),
        (tuple(map(str, range(most))), *(tuple(map(entry, own)) for own in errors)),
        said="Distance from the minimum after so many updates",
    )
    title = "How far each run is from the minimum"
    said = [_run(name, own) for name, own in zip(names, errors, strict=True)]
    words = Words(
        title, " ".join([*said, *_same(names, errors)]), _caption(names, errors, evidence)
    )
    axes = Axis("updates"), Axis("distance from the minimum", "log")
    return pictured(words, axes, series, _arrivals(errors), table, HEIGHT)


def _series(at: int, name: str, errors: tuple[float, ...]) -> Series:
    marker = MARKERS[at // len(LINES) % len(MARKERS)]
    if marker == "none" and sum(error > 0 for error in errors) <= FEW:
        marker = "dot"
    return Series(
        x=tuple(map(float, range(len(errors)))),
        y=tuple(error if error > 0 else nan for error in errors),
        label=name,
        line=LINES[at % len(LINES)],
        marker=marker,
        colour=COLOURS[at % len(COLOURS)],
    )


def _arrivals(errors: Sequence[tuple[float, ...]]) -> tuple[Note, ...]:
    """A ring where a line ends because the run has arrived; the caption has the words."""
    ends = [(_arrival(own), own) for own in errors]
    notes = [Note(at - 1, own[at - 1], "", "ink") for at, own in ends if at and own[at - 1] > 0]
    return tuple(notes[:NOTES])


def _arrival(errors: tuple[float, ...]) -> int:
    """After how many updates a run is at the minimum and stays there; 0 if it never is."""
    at = len(errors)
    while at and errors[at - 1] == 0:
        at -= 1
    return at if at < len(errors) else 0


def _run(name: str, errors: tuple[float, ...]) -> str:
    found = ends(errors)
    if found is None:
        return f"{name}: no numbers."
    updates = counted(len(errors) - 1, "update", "updates")
    return f"{name}: from {short(found[0])} to {short(found[1])} in {updates}."


def _same(names: Sequence[str], errors: Sequence[tuple[float, ...]]) -> list[str]:
    """Which lines hide each other."""
    pairs = combinations(zip(names, errors, strict=True), 2)
    return [
        f"{one} and {other} lie on one line."
        for (one, own), (other, its) in pairs
        if _alike(own, its)
    ]


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    both = [(a, b) for a, b in zip(one, other, strict=False) if a > 0 and b > 0]
    return len(both) > FEW and all(isclose(a, b, rel_tol=1e-3) for a, b in both)


def _caption(
    names: Sequence[str], errors: Sequence[tuple[float, ...]], evidence: RunsEvidence
) -> str:
    said = "Distance from the minimum after each update, with your own functions."
    more = len(evidence.runs) - MOST
    left = [f"{counted(more, 'more run is', 'more runs are')} not drawn."] if more > 0 else []
    arrived = [
        f"{name} is exactly 0 after {counted(at, 'update', 'updates')} (ring)."
        for name, at in zip(names, map(_arrival, errors), strict=True)
        if at
    ]
    return " ".join([said, *_same(names, errors)[:2], *arrived[:NOTES], *left])
