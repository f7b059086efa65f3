"""What goes into the gradebook and comes out of it, as plain data."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from grader.grading.result import Result, Status

RunStatus = Literal["graded", "not-graded", "not-judged"]
"""Not graded is what holds nothing that can be; not judged, what we failed at."""
VoidHow = Literal["full", "drop"]
TOTAL = "total"
"""In place of a part: the override is of all points of a submission."""


@dataclass(frozen=True, slots=True)
class Person:
    """A student as a roster or a platform knows them; `ids` holds more ids by the file's words."""

    key: str
    name: str = ""
    email: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A hand-in with its content, on its way into the gradebook.

    Attributes:
        key: The platform's id of the student or group.
        people: Those it counts for: the student alone, or every member of the group.
        file_name: What the content is called: the file's own name, or a name that ends with .zip.
        content: The file, or a zip of the files.
        slug: A safe name for files about it, made from the key.
        layout: Whose download it was found in.
        origin: See `submission.inbox.hand_in.HandIn`, as are the next three.
        mark: What tells it from another attempt of the same content.
        submitted_at: With its time zone.
        late: As the platform marks it.
    """

    key: str
    people: tuple[Person, ...]
    file_name: str
    content: bytes
    slug: str
    layout: str
    origin: str
    mark: str = ""
    submitted_at: dt.datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A submission in the gradebook, without its content.

    Attributes:
        id: Its number in the gradebook.
        key: The platform's id of the student or group.
        slug: The safe name of its files, unique to the key in its course.
        number: Which attempt of that key it is, from 1, in the order of arrival.
        file_name: What the content is called.
        digest: SHA-256 of the content.
        new: Whether this ingestion brought it.
    """

    id: int
    key: str
    slug: str
    number: int
    file_name: str
    digest: str
    new: bool = False

    @property
    def name(self) -> str:
        """What its files are called: the slug, with the attempt from the second on."""
        return self.slug if self.number == 1 else f"{self.slug}.attempt-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunKey:
    """All that decides a result besides the submission; another key makes a new run."""

    course: str
    grader: str
    environment: str
    exercises: tuple[str, ...]
    limits: Mapping[str, float | int]
    engine: str
    seed: int

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def text(self) -> str:
        """All of it as JSON, in a fixed order."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What came of a submission, on its way into the gradebook.

    Attributes:
        key: What decided it.
        status: What became of it.
        reason: Why there is no result, or what went wrong; a sentence.
        result: Scored, with its staff part; None where nothing was graded.
        observations: `grader.observations/1` of the run, then of each re-run.
        pictures: PNG by SHA-256, as referred to in the result.
        seconds: How long it took.
        how: Whether it was executed, or judged again from stored observations.
    """

    key: RunKey
    status: RunStatus
    reason: str = ""
    result: Result | None = None
    observations: tuple[bytes, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0
    how: Literal["executed", "rejudged"] = "executed"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a run; the automatic points, before any override."""

    exercise: str
    part: str
    title: str
    status: Status
    points: float
    max_points: float
    misconception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run without its result, which is read apart."""

    id: int
    submission: int
    key: str
    status: RunStatus
    reason: str
    points: float
    max_points: float
    highest_points: float
    provisional: bool
    how: Literal["executed", "rejudged"]
    finished_at: dt.datetime
    seconds: float
    parts: tuple[PartRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """Points given by hand: for one student and attempt; the latest of a part holds.

    `exercise` is empty and `part` is "total" for all points of the submission. `automatic` is what
    the part had earned when this was decided. `points` None takes an earlier override back.
    """

    exercise: str
    part: str
    points: float | None
    automatic: float
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Void:
    """A part that is taken out of the score of all: `full` gives it to all, `drop` to none.

    What is dropped is made up for by the exercise's other parts. `how` None takes it back.
    """

    exercise: str
    part: str
    how: VoidHow | None
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of one student.

    Attributes:
        submission: What was handed in.
        submitted_at: With its time zone, if the platform says.
        received_at: When the gradebook first saw it.
        late: As the platform marks it.
        layout: Whose download it came from.
        origin: Its name there.
        run: The one that counts: the newest, but one that was not judged only if there is no other.
        overrides: The latest of each part, without those that were taken back.
        shared: Whether others count it too.
    """

    submission: Stored
    submitted_at: dt.datetime | None
    received_at: dt.datetime
    late: bool
    layout: str
    origin: str
    run: RunRow | None
    overrides: tuple[Override, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student with all attempts, in the order of their times."""

    id: int
    person: Person
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry of the log that is only ever added to.

    `payload` names students by their number in the gradebook, never by name.
    """

    seq: int
    at: dt.datetime
    by: str
    action: str
    payload: Mapping[str, object]
