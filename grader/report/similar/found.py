"""What was found similar, with names and code, as the page is made from it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.similarity.compare import Least
from grader.similarity.stretches import Shared
from grader.similarity.tokens import Code


@dataclass(frozen=True, slots=True)
class Side:
    """A submission's code in an exercise.

    Attributes:
        name: The submission's.
        code: Of the exercise, in order.
        cells: Whether its pieces are a notebook's cells; else all are lines of one file.
    """

    name: str
    code: tuple[Code, ...]
    cells: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Two submissions side by side."""

    one: Side
    other: Side
    shared: Shared


@dataclass(frozen=True, slots=True)
class InExercise:
    """Where some submissions are alike.

    Attributes:
        label: The exercise by its number.
        exercise: With its title.
        lines: That the two share which share the most.
        pairs: As many as are shown.
        more: How many are not.
    """

    label: str
    exercise: str
    lines: int
    pairs: tuple[Beside, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A submission by name; `linked` if its report lies beside the page."""

    name: str
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Submissions that are alike, and where.

    Attributes:
        members: In order.
        places: By exercise.
        low: The smallest share of the code of two that hold together.
        high: The largest.
        identical: Whether all their files are the same to the byte.
    """

    members: tuple[Member, ...]
    places: tuple[InExercise, ...]
    low: float
    high: float
    identical: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """An exercise that was looked at.

    Attributes:
        exercise: What it is called.
        sections: How many submissions have code of it.
        similar: How many of them are similar to another one.
        most_parties: What more students and groups have was left out.
        unlooked: Pairs that were not compared, since there were too many.
    """

    exercise: str
    sections: int
    similar: int
    most_parties: int
    unlooked: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the page says.

    Attributes:
        course: Its name.
        compared: Submissions that were read.
        earlier: How many of them are of other courses.
        unread: Names of submissions that could not be read.
        exercises: What was looked at, in order.
        entries: Those that share the most code first.
        more: How many further ones there are.
        least: From when on two are similar.
    """

    course: str
    compared: int
    earlier: int
    unread: tuple[str, ...]
    exercises: tuple[Looked, ...]
    entries: tuple[Entry, ...]
    more: int
    least: Least
