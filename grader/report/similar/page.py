"""What the page of similar submissions shows, as plain data; the template lays it out.

Every text in here is already visible and bounded. None of it is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.report.page import Fact


@dataclass(frozen=True, slots=True)
class Line:
    """A line of code; `mark` is the number of the stretch that the other side has too."""

    number: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that follow each other, in one cell."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One of two sides; `same` of its `lines` are marked, and `more` are not shown."""

    name: str
    parts: tuple[Part, ...]
    same: int
    lines: int
    more: int


@dataclass(frozen=True, slots=True)
class PairView:
    """Two excerpts, and the share of each one's own code that is the same."""

    shares: tuple[str, str]
    one: Excerpt
    other: Excerpt


@dataclass(frozen=True, slots=True)
class PlaceView:
    """An exercise; `more` pairs of it are not shown."""

    exercise: str
    pairs: tuple[PairView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Name:
    """A submission; `href` is empty where there is no report to lead to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry: a row of the table, and a section of its own.

    `lines` are those in common in all exercises, and `related` the numbers of other entries in
    which two of the same submissions are.
    """

    number: int
    names: tuple[Name, ...]
    more_names: int
    share: str
    lines: int
    where: str
    identical: bool
    places: tuple[PlaceView, ...]
    related: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    course: str
    count: int
    facts: tuple[Fact, ...]
    entries: tuple[EntryView, ...]
    more: int
    exercises: tuple[tuple[str, ...], ...]
    unread: tuple[str, ...]
    more_unread: int
