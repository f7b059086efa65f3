"""What a report shows, as plain data; `view.py` makes it, the formats lay it out.

Every text in here is already visible and bounded (`safe.py`). None of it is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from grader.grading.result import Status
from grader.report.chart.model import Chart

Tone: TypeAlias = Literal["good", "some", "bad", "open"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: by word, by icon and by tone (colour), never by one of them alone."""

    word: str
    icon: str
    tone: Tone

    @property
    def short(self) -> str:
        """The word as it is counted: "2 follow-through"."""
        return self.word.lower().removeprefix("right, ")


LOOKS: Mapping[Status, Look] = MappingProxyType(
    {
        "right": Look("Right", "tick", "good"),
        "follow-through": Look("Right, follow-through", "follow", "good"),
        "partial": Look("Partly right", "half", "some"),
        "wrong": Look("Not right", "cross", "bad"),
        "missing": Look("Missing", "ring", "bad"),
        "crashed": Look("Stopped by an error", "bang", "bad"),
        "timed-out": Look("Out of time", "clock", "bad"),
        "to-mark": Look("To be marked", "pen", "open"),
        "not-judged": Look("Not judged yet", "query", "open"),
    }
)

RIGHT: frozenset[Status] = frozenset({"right", "follow-through"})
NOT_RIGHT: frozenset[Status] = frozenset({"partial", "wrong", "missing", "crashed", "timed-out"})


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence; `code` was in backticks."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence or two, with names in backticks."""

    text: str

    @property
    def spans(self) -> tuple[Span, ...]:
        """The text cut at its backticks; one without a partner stays as it is."""
        pieces = self.text.split("`")
        if len(pieces) % 2 == 0:
            pieces[-2:] = ["`".join(pieces[-2:])]
        cut = (Span(piece, code=at % 2 == 1) for at, piece in enumerate(pieces))
        return tuple(span for span in cut if span.text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part was answered, in words, and the code that stands there."""

    words: str
    code: str


@dataclass(frozen=True, slots=True)
class Hint:
    """One level of a hint, behind its label."""

    label: str
    text: Prose


@dataclass(frozen=True, slots=True)
class Cause:
    """A named misconception, with the course's hints; `lead` says how sure that is."""

    lead: str
    name: Prose
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class PartView:
    """One part; `follow` names the own values it was worked out from, if the verdict does not."""

    anchor: str
    title: str
    status: Status
    points: str
    verdict: Prose
    follow: Prose | None
    value: str | None
    expected: str | None
    remarks: tuple[Prose, ...]
    cause: Cause | None
    place: Place | None

    @property
    def look(self) -> Look:
        """How its status is shown."""
        return LOOKS[self.status]

    @property
    def right(self) -> bool:
        """Whether there is nothing left to do about it."""
        return self.status in RIGHT


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure of the student's: drawn again, or a picture that is found by its digest."""

    label: str
    alt: str
    sha256: str | None
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class ExerciseView:
    """One exercise: its parts in graph order, its figures and what was read from them."""

    anchor: str
    label: str
    title: str
    points: str
    percent: int
    summary: str
    follow: Prose | None
    attempted: bool
    parts: tuple[PartView, ...]
    figures: tuple[FigureView, ...]
    read: tuple[Prose, ...]
    notes: tuple[Prose, ...]
    taken: tuple[str, ...]

    @property
    def todo(self) -> tuple[PartView, ...]:
        """The parts that are not right, or not judged yet."""
        return tuple(part for part in self.parts if not part.right)

    @property
    def done(self) -> tuple[PartView, ...]:
        """The parts that are right."""
        return tuple(part for part in self.parts if part.right)


@dataclass(frozen=True, slots=True)
class Step:
    """The single next step: the first part, in graph order, that is not right."""

    anchor: str
    label: str
    part: str
    verdict: Prose
    cause: Cause | None
    where: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the section on how the submission was run."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """For staff: what one part was held against."""

    exercise: str
    part: str
    expected: str
    tolerance: str
    tried: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffView:
    """For staff only."""

    rows: tuple[StaffRow, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report.

    Attributes:
        warning: Said loudly: the submission was run without isolation.
        provisional: Said where parts are not judged yet: how far the score may still rise.
        step: The single next step, or None where `rest` says why there is none.
    """

    name: str
    course: str
    points: str
    max_points: str
    percent: int
    warning: Prose | None
    provisional: Prose | None
    step: Step | None
    rest: Prose
    exercises: tuple[ExerciseView, ...]
    notes: tuple[Prose, ...]
    facts: tuple[Fact, ...]
    contest: Prose
    staff: StaffView | None
