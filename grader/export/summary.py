"""A standing in a few words, as the HTML of a comment."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from grader.export.guard import plain
from grader.export.numbers import few_decimals
from grader.gradebook.standing import Standing

_START = "<p>Points: "
MOST_NOTES = 10
MOST_LETTERS = 300


def summary(standing: Standing) -> str:
    """The points, those of each exercise, the attempt, and what led to them; on one line."""
    return f"<p>{'<br>'.join(map(_html, _lines(standing)))}</p>"


def is_summary(text: str) -> bool:
    """Whether this is what an earlier `summary` wrote."""
    return text.startswith(_START)


def _lines(standing: Standing) -> Iterator[str]:
    points = "none" if standing.points is None else few_decimals(standing.points)
    yield f"Points: {points} of {few_decimals(standing.max_points)}"
    for one in standing.exercises:
        dropped = " (does not count)" if one.dropped else ""
        score = f"{few_decimals(one.points)} of {few_decimals(one.max_points)}"
        yield f"{one.exercise}: {score}{dropped}"
    if standing.number:
        yield f"Attempt {standing.number} of {standing.attempts}"
    yield from standing.notes[:MOST_NOTES]


def _html(text: str) -> str:
    """Escaped; a backslash too, which some readers of CSV take for a sign of their own."""
    return escape(plain(text)[:MOST_LETTERS]).replace("\\", "&#92;")
