"""What a report shows, as plain data; `view.py` makes it, the formats lay it out.

Every text in here is already visible and bounded (`safe.py`). None of it is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.grading.result import Status
from grader.report.chart.model import Chart
from grader.report.evidence.picture import Picture
from grader.report.graph.model import Graph
from grader.report.looks import LOOKS, RIGHT, Look
from grader.report.spans import Span, code_and_math, code_only


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence or two, with names in backticks; `ours`, the course's, may hold `$LaTeX$` too."""

    text: str
    ours: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """The text cut into words, code and mathematics."""
        return code_and_math(self.text) if self.ours else code_only(self.text)


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
    """One part.

    Attributes:
        symbol: LaTeX of the course.
        follow: Names the own values it was worked out from, if the verdict does not.
        picture: What the verdict rests on.
        self_check: Code of the course, to see for oneself.
    """

    anchor: str
    title: str
    symbol: str | None
    status: Status
    points: str
    verdict: Prose
    follow: Prose | None
    value: str | None
    expected: str | None
    remarks: tuple[Prose, ...]
    cause: Cause | None
    place: Place | None
    picture: Picture | None
    self_check: str | None

    @property
    def look(self) -> Look:
        """How its status is shown."""
        return LOOKS[self.status]

    @property
    def loud(self) -> bool:
        """Whether it must not be overlooked that this rests on own values."""
        return self.status == "follow-through"

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
    """One exercise: its parts in graph order, its figures and what was read from them.

    `graph` shows where something went wrong; `pictures` are of evidence for several parts at once.
    """

    anchor: str
    label: str
    title: str
    points: str
    percent: int
    summary: str
    follow: Prose | None
    attempted: bool
    graph: Graph | None
    parts: tuple[PartView, ...]
    pictures: tuple[Picture, ...]
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
class Counted:
    """What counts in the end, where it is not what the submission earned by itself.

    It goes into a report; `notes` are sentences on how the points came about, in their order.
    `final` is true if nothing waits to be judged any more, whatever the result says.
    """

    points: float | None
    max_points: float
    notes: tuple[str, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True)
class CountedView:
    """The same as it is shown; `points` is empty where nothing counts."""

    points: str
    max_points: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report.

    Attributes:
        counted: Said at the head where other points count than were earned.
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
    counted: CountedView | None = None
