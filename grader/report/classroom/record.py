"""Result -> record: what the class overview keeps of one result, and nothing else.

Results are read one by one, so that a class of any size needs little memory. Every text in a record
is already visible and bounded (`safe.py`); none of it is escaped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable
from dataclasses import dataclass, replace
from math import isfinite
from sys import intern
from typing import Any, Literal, TypeAlias, TypeVar

from grader.grading.result import ExerciseResult, Message, PartResult, Result, Status
from grader.report.safe import one_line
from grader.report.wording import word

EXPLAINABLE: frozenset[Status] = frozenset({"wrong", "partial"})
"""What a misconception can stand behind."""
PLAIN = ("figure.", "trivial.", "wrong.too-coarse", "wrong.none", "wrong.empty-list")
"""Codes that begin so say all there is to say: no other misconception is behind them."""
Kept = TypeVar("Kept", bound=Hashable)
MOST_EXERCISES, MOST_PARTS = 30, 100
NAME_LIMIT = 100
SHOWN_LIMIT = 120
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d*)?(?:[eE][-+]?\d+)?(?![\w.])")


@dataclass(frozen=True, slots=True)
class Slip:
    """A misconception that was recognised."""

    id: str
    name: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A wrong answer that no misconception explains: as it is shown, and what equal ones share."""

    shown: str
    key: str


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One part of one submission."""

    id: str
    title: str
    status: Status
    points: float
    max_points: float
    slip: Slip | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """One exercise of one submission; `changed` names the givens that are not those handed out."""

    id: str
    number: int
    title: str
    points: float
    max_points: float
    parts: tuple[PartRecord, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One submission.

    Attributes:
        name: What its files are called, and it itself on the page.
        linked: Whether there is a report to link to.
    """

    name: str
    digest: str
    course: str
    points: float
    max_points: float
    provisional: bool
    isolation: Literal["full", "restricted", "limits", "none"]
    exercises: tuple[ExerciseRecord, ...]
    linked: bool = True


Absence: TypeAlias = Literal["missing", "excused"]
"""Why there is nothing to grade, which is nobody's fault."""


@dataclass(frozen=True, slots=True)
class Without:
    """A submission that has no result, a file that is none, or a student who handed in nothing.

    Pending is what waits to be graded; `reason` is empty where the kind says all.
    """

    name: str
    kind: Literal["not-judged", "not-graded", "unreadable", "pending"] | Absence
    reason: str


def record(result: Result, name: str, *, linked: bool = True) -> Record:
    """What is kept of a result.

    Args:
        result: As stored; what is for staff in it is not looked at.
        name: What its files are called.
        linked: Whether its report lies beside the overview.
    """
    return Record(
        name=name,
        digest=one_line(result.submission.digest, NAME_LIMIT),
        course=_shared(result.run.course),
        points=result.points,
        max_points=result.max_points,
        provisional=result.provisional,
        isolation=result.run.isolation,
        exercises=tuple(map(_exercise, result.exercises[:MOST_EXERCISES])),
        linked=linked,
    )


class Shared:
    """Keeps what records have in common once, also where they came from other processes."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Any] = {}

    def __call__(self, record: Record) -> Record:
        """An equal record."""
        exercises = tuple(
            self._once(replace(one, parts=self._once(tuple(map(self._once, one.parts)))))
            for one in record.exercises
        )
        return replace(record, course=self._once(record.course), exercises=self._once(exercises))

    def _once(self, one: Kept) -> Kept:
        kept: Kept = self._known.setdefault(one, one)
        return kept


def _exercise(exercise: ExerciseResult) -> ExerciseRecord:
    said = [*exercise.messages, *(remark for part in exercise.parts for remark in part.remarks)]
    changed = [
        _shared(str(message.fields.get("name", "")))
        for message in said
        if message.code == "given.changed"
    ]
    return ExerciseRecord(
        id=_shared(exercise.id),
        number=exercise.number,
        title=_shared(exercise.title),
        points=exercise.points,
        max_points=exercise.max_points,
        parts=tuple(map(_part, exercise.parts[:MOST_PARTS])),
        changed=tuple(dict.fromkeys(changed))[:MOST_PARTS],
    )


def _part(part: PartResult) -> PartRecord:
    found = part.misconception
    return PartRecord(
        id=_shared(part.id),
        title=_shared(part.title),
        status=part.status,
        points=part.points,
        max_points=part.max_points,
        slip=None if found is None else Slip(_shared(found.id), _name(found.name), found.sure),
        answer=_answer(part) if found is None and part.status in EXPLAINABLE else None,
    )


def _answer(part: PartResult) -> Answer | None:
    """The value, else what was said of a function's value; numbers count to six digits."""
    text = part.value if part.value is not None else _said(part.message)
    if text is None or part.message.code.startswith(PLAIN):
        return None
    plain = _NUMBER.sub(lambda number: _rounded(number[0]), " ".join(text.split()))
    digest = hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
    return Answer(one_line(text, SHOWN_LIMIT), digest[:16])


def _rounded(number: str) -> str:
    value = float(number)
    return f"{value:.6g}" if isfinite(value) else number


def _said(message: Message) -> str | None:
    return word(message).replace("`", "") if "got" in message.fields else None


def _shared(text: str) -> str:
    """One line of text that many records have in common, kept once."""
    return intern(one_line(text, NAME_LIMIT))


def _name(text: str) -> str:
    return intern(one_line(text, 2 * NAME_LIMIT))
