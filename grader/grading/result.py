"""The result of one submission, `grader.result/1`: what every report and export is made from.

Messages are a code with fields; they are worded when rendered (report/wording.py). Nothing outside
`staff` holds an expected value, a tolerance or a fault of ours in detail.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from grader.observation.evidence import Evidence, GraphNode
from grader.observation.sketch import Sketch

SCHEMA: Literal["grader.result/1"] = "grader.result/1"

Status = Literal[
    "right",
    "follow-through",
    "partial",
    "wrong",
    "missing",
    "crashed",
    "timed-out",
    "to-mark",
    "not-judged",
]
Points = Annotated[float, Meta(ge=0)]


class Message(Struct, frozen=True, forbid_unknown_fields=True):
    """What to say, before it is worded."""

    code: str
    fields: dict[str, str | int | float | bool | list[str]] = {}


class Where(Struct, frozen=True, forbid_unknown_fields=True):
    """Where in the submission a part was answered; `line` counts within the cell, from 1."""

    path: str
    cell: int | None
    line: int
    end_line: int
    excerpt: str


class Misconception(Struct, frozen=True, forbid_unknown_fields=True):
    """A named wrong rule that explains a wrong value.

    `hints` are the course's own, as many levels as the reveal policy allows: nudge, pointer, worked
    example.
    """

    id: str
    name: str
    hints: list[str] = []
    sure: bool = True


class PartResult(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One gradable line.

    `value` is what the student has, shortened to be shown; `expected` the true value, only where
    the reveal policy allows it. `symbol` is LaTeX, and `self_check` Python to try, both the
    course's own. `evidence` is what the verdict rests on.
    """

    id: str
    title: str
    status: Status
    points: Points
    max_points: Points
    message: Message
    follow_through_from: list[str] = []
    misconception: Misconception | None = None
    where: Where | None = None
    value: str | None = None
    expected: str | None = None
    remarks: list[Message] = []
    symbol: str | None = None
    self_check: str | None = None
    evidence: Evidence | None = None


class PictureRef(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure of the student's: a sketch, or a PNG, which is an artifact found by its digest."""

    cell: int
    alt: str
    sha256: str | None = None
    sketch: Sketch | None = None


class CellRef(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell (or a piece of a module) that was taken for an exercise."""

    cell: int
    first_line: int
    how: Literal["metadata", "heading", "names"]


class ExerciseResult(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All parts of one exercise, scored, with what was taken for it.

    `graph` holds the quantities in an order in which parents come first; it is empty where there
    are no rules.
    """

    id: str
    title: str
    number: int
    points: Points
    max_points: Points
    parts: list[PartResult]
    taken: list[CellRef] = []
    pictures: list[PictureRef] = []
    messages: list[Message] = []
    graph: list[GraphNode] = []


class FileRef(Struct, frozen=True, forbid_unknown_fields=True):
    """A file as handed in."""

    path: str
    sha256: str
    bytes: int


class SubmissionRef(Struct, frozen=True, forbid_unknown_fields=True):
    """What was graded."""

    name: str
    kind: Literal["notebook", "module"]
    digest: str
    files: list[FileRef]


class Reveal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was resolved for one result, and stored in it.

    Attributes:
        hints: How many levels of hints are shown, 1 to 3.
        expected: Whether expected values are shown.
        attempt: The attempt it was resolved for, if one was named.
        at: The time it was resolved for, ISO 8601, if that mattered.
    """

    hints: int = 1
    expected: bool = False
    attempt: int | None = None
    at: str | None = None


class Run(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How it was executed and judged."""

    isolation: Literal["full", "restricted", "limits", "none"]
    versions: dict[str, str]
    seed: int
    limits: dict[str, float | int]
    course: str
    course_digest: str


class StaffPart(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """For staff only: what a part was held against."""

    exercise: str
    part: str
    expected: str | None = None
    tolerance: str | None = None
    tried: list[str] = []
    notes: list[str] = []


class Staff(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What students must not read: expected values, everything tried, our own faults."""

    parts: list[StaffPart] = []
    faults: list[str] = []


class Result(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All exercises of one submission, scored.

    `provisional` results have parts that are not judged yet: the score may still rise, to
    `highest_points` at the most.
    """

    schema: Literal["grader.result/1"] = SCHEMA
    submission: SubmissionRef
    exercises: list[ExerciseResult]
    points: Points
    max_points: Points
    highest_points: Points
    provisional: bool
    run: Run
    reveal: Reveal = Reveal()
    messages: list[Message] = []
    staff: Staff | UnsetType = UNSET


def public(result: Result) -> Result:
    """The result without what only staff may read."""
    return msgspec.structs.replace(result, staff=UNSET)


def to_json(result: Result) -> bytes:
    """UTF-8 JSON, keys in a fixed order: the same result gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def from_json(data: bytes) -> Result:
    """Read a result back; unknown fields and wrong types are refused.

    Raises:
        msgspec.ValidationError: The data is no `grader.result/1`.
    """
    return msgspec.json.decode(data, type=Result)


def json_schema() -> dict[str, object]:
    """The JSON Schema of a result, as published in docs/result.schema.json."""
    return msgspec.json.schema(Result)
