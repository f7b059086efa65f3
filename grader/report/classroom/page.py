"""What the class overview shows, as plain data; `view.py` makes it, the template lays it out.

Every text in here is already visible and bounded. None of it is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.report.page import Fact, Prose


@dataclass(frozen=True, slots=True)
class Link:
    """A submission by name; `href` is empty where there is no report to lead to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Who:
    """The submissions behind a line: the first of them, and how many more there are."""

    links: tuple[Link, ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.links) + self.more

    @property
    def words(self) -> str:
        """The number with its noun."""
        return f"{self.count} {'submission' if self.count == 1 else 'submissions'}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram in the units of its picture, with what it stands for."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A number below the axis."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many submissions earned which share of the points."""

    title: str
    description: str
    width: int
    height: int
    floor: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class ConcernView:
    """Something to look at first: what, where and why, and the submissions behind it."""

    lead: str
    where: str
    detail: str
    who: Who


@dataclass(frozen=True, slots=True)
class PartRow:
    """A row on a part; the cells stand below the columns of its table."""

    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartTable:
    """The parts of one exercise."""

    anchor: str
    heading: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A misconception; `sure` says where some only look like it."""

    name: Prose
    exercise: str
    part: str
    sure: str
    who: Who


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """An equal wrong answer."""

    shown: str
    exercise: str
    part: str
    who: Who


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of students; `kind` says how it is sorted."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A row of the table of students."""

    link: Link
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page; each `more` counts what a list leaves out."""

    course: str
    count: int
    facts: tuple[Fact, ...]
    histogram: Histogram | None
    concerns: tuple[ConcernView, ...]
    more_concerns: int
    parts: tuple[PartTable, ...]
    has_groups: bool
    has_open: bool
    slips: tuple[SlipRow, ...]
    more_slips: int
    clusters: tuple[ClusterRow, ...]
    more_clusters: int
    copies: tuple[Who, ...]
    more_copies: int
    columns: tuple[Column, ...]
    students: tuple[StudentRow, ...]
    absent: tuple[ConcernView, ...] = ()
