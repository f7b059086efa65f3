"""A gradebook in memory, and standings made of results, for tests of what reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from grader.cli.books import Books
from grader.gradebook.rows import Attempt, PartRow, Person, RunRow, Stored, StudentRow, Void
from grader.gradebook.standing import ExerciseStanding, PartStanding, Standing
from grader.grading.result import Result, to_json
from grader.grading.settings import Settings

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
COURSE = "Backpropagation and gradient descent"


@dataclass(slots=True)
class Shelf:
    """What a cohort holds, as the commands read it; how many results were read is counted."""

    rows: list[StudentRow] = field(default_factory=list)
    contents: dict[int, bytes] = field(default_factory=dict)
    results: dict[int, bytes] = field(default_factory=dict)
    documents: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    taken_out: tuple[Void, ...] = ()
    past: dict[int, list[RunRow]] = field(default_factory=dict)
    read: int = 0
    name: str = COURSE

    def students(self) -> Iterator[StudentRow]:
        """Every student."""
        return iter(self.rows)

    def content(self, submission: int) -> bytes:
        """What was handed in."""
        return self.contents[submission]

    def result(self, run: int) -> bytes | None:
        """The result of a run."""
        self.read += 1
        return self.results.get(run)

    def observations(self, run: int) -> tuple[bytes, ...]:
        """The documents of a run."""
        return self.documents.get(run, ())

    def picture(self, sha256: str) -> bytes | None:
        """A PNG."""
        return self.pictures.get(sha256)

    def voids(self) -> tuple[Void, ...]:
        """The parts that are taken out."""
        return self.taken_out

    def runs(self, submission: int) -> list[RunRow]:
        """Every run of a submission, without parts."""
        return self.past.get(submission, [])


@dataclass(frozen=True, slots=True)
class ShelfBooks(Books):
    """Books whose standings are given."""

    given: tuple[Standing, ...] = ()

    def standings(self) -> list[Standing]:
        """Those."""
        return list(self.given)


def books(shelf: Shelf, *standings: Standing) -> ShelfBooks:
    """Books over the shelf; a row is added for each student that has none."""
    known = {row.id for row in shelf.rows}
    for one in standings:
        if one.student not in known:
            attempts = () if one.attempt is None else (one.attempt,)
            shelf.rows.append(StudentRow(one.student, one.person, attempts))
    cohort: Any = shelf
    return ShelfBooks(cohort, Settings(COURSE, []), None, standings)


def opener(opened: Books) -> Any:
    """In place of `opened_books`: these."""

    @contextmanager
    def open_books(*_: object) -> Generator[Books]:
        yield opened

    return open_books


def run_row(run: int, result: Result, submission: int = 1, **changes: Any) -> RunRow:
    """The row of a run that was graded."""
    given: dict[str, Any] = {
        "id": run,
        "submission": submission,
        "key": "k" * 64,
        "status": "graded",
        "reason": "",
        "points": result.points,
        "max_points": result.max_points,
        "highest_points": result.highest_points,
        "provisional": result.provisional,
        "how": "executed",
        "finished_at": NOON,
        "seconds": 1.25,
        "parts": tuple(
            PartRow(
                one.id,
                part.id,
                part.title,
                part.status,
                part.points,
                part.max_points,
                part.misconception.id if part.misconception else "",
            )
            for one in result.exercises
            for part in one.parts
        ),
    }
    return RunRow(**(given | changes))


def shelved(shelf: Shelf, number: int, result: Result, **changes: Any) -> Standing:
    """A student with one attempt, whose automatic points count; noted on the shelf."""
    submission = Stored(number, f"s{number}", f"s{number}", 1, "hw.py", "d" * 64)
    run = run_row(number, result, number)
    shelf.results[number] = to_json(result)
    attempt = Attempt(
        submission=submission,
        submitted_at=NOON,
        received_at=NOON,
        late=False,
        layout="plain",
        origin=f"s{number}",
        run=run,
    )
    given: dict[str, Any] = {
        "student": number,
        "person": Person(f"s{number}"),
        "status": "graded",
        "attempt": attempt,
        "number": 1,
        "attempts": 1,
        "raw": result.points,
        "points": result.points,
        "max_points": result.max_points,
        "provisional": result.provisional,
        "exercises": tuple(
            ExerciseStanding(
                one.id,
                one.points,
                one.max_points,
                tuple(
                    PartStanding(one.id, p.id, p.title, p.status, p.points, p.points, p.max_points)
                    for p in one.parts
                ),
            )
            for one in result.exercises
        ),
    }
    return Standing(**(given | changes))


def without(number: int, status: str, reason: str = "", name: str = "") -> Standing:
    """A student without points that count; what was handed in has a run with that reason."""
    person = Person(f"s{number}", name)
    if status in ("missing", "excused"):
        made: Mapping[str, Any] = {}
    else:
        run = None if status == "pending" else _failed(number, status, reason)
        submission = Stored(number, f"s{number}", f"s{number}", 1, "hw.py", "d" * 64)
        attempt = Attempt(
            submission=submission,
            submitted_at=None,
            received_at=NOON,
            late=False,
            layout="plain",
            origin=f"s{number}",
            run=run,
        )
        made = {"attempt": attempt, "number": 1, "attempts": 1}
    kind: Any = status
    return Standing(student=number, person=person, status=kind, **made)


def _failed(number: int, status: str, reason: str) -> RunRow:
    known: Any = status
    return RunRow(
        id=number,
        submission=number,
        key="k",
        status=known,
        reason=reason,
        points=0,
        max_points=0,
        highest_points=0,
        provisional=False,
        how="executed",
        finished_at=NOON,
        seconds=0.5,
    )


def by_hand(standing: Standing, exercise: str, part: str, points: float) -> Standing:
    """The standing with points of a part that were given by hand; its sums follow."""
    exercises = tuple(
        _with_points(one, part, points) if one.exercise == exercise else one
        for one in standing.exercises
    )
    total = sum(one.points for one in exercises)
    return replace(standing, exercises=exercises, points=total, raw=total)


def _with_points(one: ExerciseStanding, part: str, points: float) -> ExerciseStanding:
    parts: Sequence[PartStanding] = [
        replace(p, points=points, how="override") if p.part == part else p for p in one.parts
    ]
    return replace(one, parts=tuple(parts), points=sum(p.points for p in parts))
