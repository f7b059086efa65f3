"""Standings of people who were never there, made in a line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from grader.gradebook.rows import Attempt, Override, Person, RunRow, Stored
from grader.gradebook.standing import ExerciseStanding, PartStanding, Standing, Standings

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)

NAMES = (
    "Doe, Jane",
    'Jane "JD" Doe',
    '=HYPERLINK("http://evil.example")',
    "+1-2",
    "@SUM(A1)",
    "Doe;=1+1",
    "two\nlines",
    "\u202eright to left\u202c",
    "מרים דו",
    "Jo\u0308rg 👩🏽\u200d🔬",
    "'quoted'",
    "x" * 300,
)
"""What people are called, and what files have been called to do harm."""

cents = st.integers(0, 3_000).map(lambda n: n / 100)
names = st.sampled_from(NAMES) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\\"), max_size=12
)


def attempt(**changes: Any) -> Attempt:
    """An attempt that was graded."""
    given: dict[str, Any] = {
        "submission": stored(),
        "submitted_at": NOON,
        "received_at": NOON,
        "late": False,
        "layout": "canvas",
        "origin": "doejane_4711_98_hw2.ipynb",
        "run": run(),
    }
    return Attempt(**(given | changes))


def stored(
    id_: int = 1, key: str = "4711", slug: str = "doejane", digest: str = "d" * 64
) -> Stored:
    """A submission in the gradebook."""
    return Stored(id_, key, slug, 1, "hw2.ipynb", digest)


def run(id_: int = 1) -> RunRow:
    """A run that was graded."""
    return RunRow(
        id=id_,
        submission=1,
        key="k",
        status="graded",
        reason="",
        points=27.5,
        max_points=30.0,
        highest_points=27.5,
        provisional=False,
        how="executed",
        finished_at=NOON,
        seconds=1.0,
    )


def person(
    key: str, name: str = "", email: str = "", ids: Mapping[str, str] | None = None
) -> Person:
    """A student."""
    return Person(key, name, email, ids or {})


def standing(
    who: Person | str,
    points: float | None = 27.5,
    status: Standings = "graded",
    *,
    number: int = 1,
    **changes: Any,
) -> Standing:
    """What counts for somebody; out of 30 points."""
    someone = person(who) if isinstance(who, str) else who
    at_hand = status not in {"missing", "excused"}
    given: dict[str, Any] = {
        "student": number,
        "person": someone,
        "status": status,
        "attempt": attempt() if at_hand else None,
        "number": 1 if at_hand else 0,
        "attempts": 1 if at_hand else 0,
        "raw": points,
        "points": points,
        "max_points": 30.0 if points is not None else 0.0,
    }
    return Standing(**(given | changes))


def part(exercise: str, name: str, points: float = 1.0, **changes: Any) -> ExerciseStanding:
    """An exercise with one part, out of 2."""
    given: dict[str, Any] = {"status": "right", "automatic": points, "points": points}
    one = PartStanding(exercise, name, name, max_points=2.0, **(given | changes))
    return ExerciseStanding(exercise, one.points, 2.0, (one,))


def by_hand(points: float) -> Override:
    """All points of a submission, given by hand."""
    return Override("", "total", points, 0.0, "looked at", "staff", NOON)
