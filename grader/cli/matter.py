"""What an explanation is made of, and what it says of the attempt as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.report.appeal.page import Again, RunLine, Subject
from grader.report.page import Fact
from grader.report.safe import one_line

if TYPE_CHECKING:
    from grader.gradebook.rows import Attempt, RunRow, Void
    from grader.gradebook.standing import PartStanding, Standing
    from grader.grading.result import Result

SHORT = 16
"""Digits of a digest."""


@dataclass(frozen=True, slots=True)
class Past:
    """A run with the digest of its course, and what each part earned, by exercise and part."""

    run: RunRow
    course: str = ""
    earned: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """All that an explanation is made of.

    Attributes:
        standing: What counts for the student.
        attempt: The attempt that is explained.
        number: Which of the student's attempts it is, from 1.
        voids: The parts that are taken out of everyone's score.
        zone: The time zone of the course.
        documents: The stored observations of the run.
        result: Its result, with the staff part; None if nothing was graded.
        again: What judging again gives.
        runs: The runs of the submission, the oldest first.
    """

    standing: Standing
    attempt: Attempt
    number: int
    voids: Sequence[Void]
    zone: dt.tzinfo
    documents: Sequence[bytes] = ()
    result: Result | None = None
    again: Again | None = None
    runs: Sequence[Past] = ()

    @property
    def counts(self) -> bool:
        """Whether it is the attempt that counts."""
        own = self.standing.attempt
        return own is not None and own.submission.id == self.attempt.submission.id

    @property
    def parts(self) -> dict[tuple[str, str], PartStanding]:
        """What each part counts, by exercise and part; nothing if another attempt counts."""
        exercises = self.standing.exercises if self.counts else ()
        return {(part.exercise, part.part): part for one in exercises for part in one.parts}


def subject(matter: Matter) -> Subject:
    """The attempt, with what was handed in and how it was run."""
    standing, run = matter.standing, matter.attempt.run
    return Subject(
        student=one_line(standing.person.key),
        name=one_line(standing.person.name),
        attempt=matter.number,
        attempts=standing.attempts,
        counting=standing.number,
        run=None if run is None else run.id,
        facts=(*_handed_in(matter), *_run(matter)),
    )


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    """A time as it is read in the course."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def run_lines(matter: Matter, exercise: str, part: str) -> Iterator[RunLine]:
    """Every run of the submission, with the points of one part where it has them."""
    own = matter.attempt.run
    for past in matter.runs:
        row = past.run
        graded = row.status == "graded"
        yield RunLine(
            run=row.id,
            finished=moment(row.finished_at, matter.zone),
            how=row.how,
            status=row.status,
            points=row.points if graded else None,
            max_points=row.max_points,
            part=past.earned.get((exercise, part)),
            course=one_line(past.course[:SHORT]),
            counts=own is not None and row.id == own.id,
        )


def _handed_in(matter: Matter) -> Iterator[Fact]:
    attempt = matter.attempt
    submission = attempt.submission
    when = "nobody knows when"
    if attempt.submitted_at is not None:
        when = moment(attempt.submitted_at, matter.zone)
    yield Fact("File", one_line(submission.file_name))
    yield Fact("Its digest", one_line(submission.digest))
    if matter.result is not None:
        yield Fact("Report's digest", one_line(matter.result.submission.digest))
    yield Fact("Handed in", f"{when}, marked as late" if attempt.late else when)
    yield Fact("First seen", moment(attempt.received_at, matter.zone))
    yield Fact("Found in", one_line(f"{attempt.layout}: {attempt.origin}"))
    yield Fact("Attempt", _attempt(matter))
    if attempt.shared:
        yield Fact("Group", "it counts for others too")


def _attempt(matter: Matter) -> str:
    standing = matter.standing
    said = f"{matter.number} of {standing.attempts}"
    if matter.counts:
        return f"{said}, the one that counts"
    return f"{said}; {f'attempt {standing.number}' if standing.number else 'none'} counts"


def _run(matter: Matter) -> Iterator[Fact]:
    run, result = matter.attempt.run, matter.result
    if run is None:
        return
    how = "executed" if run.how == "executed" else "judged again from stored observations"
    done = f"{run.id}, {how} {moment(run.finished_at, matter.zone)}"
    yield Fact("Run", f"{done}, {run.seconds:.1f} s")
    if result is not None:
        versions = [f"{name} {version}" for name, version in sorted(result.run.versions.items())]
        yield Fact("Isolation", result.run.isolation)
        yield Fact("Versions", one_line(", ".join(versions), 600))
        yield Fact("Course", one_line(f"{result.run.course}, {result.run.course_digest[:SHORT]}"))
