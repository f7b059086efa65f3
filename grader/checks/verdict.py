"""What a check says of one part: a status, the share that is earned, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from grader.observation.evidence import Evidence

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
Field = str | int | float | bool | list[str]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say, as a code with fields; worded when it is shown."""

    code: str
    fields: Mapping[str, Field] = field(default_factory=dict)


def remark(code: str, **fields: Field) -> Remark:
    """A remark with its fields given by name."""
    return Remark(code, fields)


def unique(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """The remarks in order, each once."""
    kept: list[Remark] = []
    for one in remarks:
        if one not in kept:
            kept.append(one)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Named:
    """A misconception that explains the answer; not `sure` where the match may be an accident.

    `hints` are nudge, pointer and worked example, each empty where there is none.
    """

    id: str
    name: str
    hints: tuple[str, str, str]
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """What only staff may read of a verdict."""

    expected: str | None = None
    tolerance: str | None = None
    tried: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One part, judged.

    Attributes:
        status: In a word.
        fraction: The share of the points that is earned, 0 to 1.
        message: The sentence for the student.
        follow_through_from: Own values, not right, that the answer was worked out from.
        misconception: What explains a wrong answer.
        value: What the student has, shortened to be shown.
        remarks: Further sentences.
        trivial: Nothing may rest on this answer: it would make rules trivially true.
        evidence: What it rests on, where a picture shows it better than words.
        staff: Never shown to students.
    """

    status: Status
    fraction: float
    message: Remark
    follow_through_from: tuple[str, ...] = ()
    misconception: Named | None = None
    value: str | None = None
    remarks: tuple[Remark, ...] = ()
    trivial: bool = False
    evidence: Evidence | None = None
    staff: Staff = Staff()

    def __post_init__(self) -> None:
        if not 0.0 <= self.fraction <= 1.0:
            raise ValueError(f"a fraction of {self.fraction} is no share of the points")


def right(value: str | None = None, *remarks: Remark, staff: Staff | None = None) -> Verdict:
    """All points."""
    return Verdict(
        status="right",
        fraction=1.0,
        message=remark("right"),
        value=value,
        remarks=remarks,
        staff=staff or Staff(),
    )


def wrong(
    message: Remark,
    value: str | None = None,
    *,
    misconception: Named | None = None,
    trivial: bool = False,
    staff: Staff | None = None,
) -> Verdict:
    """No points."""
    return Verdict(
        status="wrong",
        fraction=0.0,
        message=message,
        value=value,
        misconception=misconception,
        trivial=trivial,
        staff=staff or Staff(),
    )


def follow_through(
    parents: tuple[str, ...],
    value: str | None = None,
    *remarks: Remark,
    staff: Staff | None = None,
) -> Verdict:
    """All points, since the answer is right for the student's own `parents`."""
    return Verdict(
        status="follow-through",
        fraction=1.0,
        message=remark("follow-through", parents=list(parents)),
        follow_through_from=parents,
        value=value,
        remarks=remarks,
        staff=staff or Staff(),
    )


def partial(
    fraction: float,
    message: Remark,
    value: str | None = None,
    *remarks: Remark,
    staff: Staff | None = None,
) -> Verdict:
    """A stated share of the points; none of it is `wrong`, all of it is `right`."""
    status: Status = "right" if fraction >= 1 else "partial" if fraction > 0 else "wrong"
    return Verdict(
        status=status,
        fraction=fraction,
        message=message,
        value=value,
        remarks=remarks,
        staff=staff or Staff(),
    )
