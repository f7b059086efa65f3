"""What each part tells about a class, as the rows of a table an exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.grading.result import Status
from grader.report.classroom.page import PartRow, PartTable
from grader.report.classroom.record import ExerciseRecord
from grader.report.classroom.stats import OPEN, ExerciseStats, PartStats
from grader.report.said import points

NONE = "–"  # noqa: RUF001 - a dash for a cell in which there is nothing
COUNTED: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("Right", ("right",)),
    ("Follow-through", ("follow-through",)),
    ("Partly", ("partial",)),
    ("Wrong", ("wrong",)),
    ("Missing", ("missing",)),
    ("Crashed", ("crashed",)),
    ("Timed out", ("timed-out",)),
    ("Open", ("to-mark", "not-judged")),
)
"""The columns that count, with what they count."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Which columns there is something to say in: the two groups of a class, open parts."""

    groups: bool
    waiting: bool

    @property
    def counted(self) -> tuple[tuple[str, tuple[Status, ...]], ...]:
        """The columns that count."""
        return COUNTED if self.waiting else COUNTED[:-1]


def part_table(stats: ExerciseStats, anchor: str, shown: Shown) -> PartTable:
    """The table of one exercise."""
    exercise = stats.exercise
    columns = ["Points", "Mean", "Difficulty", "Discrimination"]
    columns += ["Upper–lower"] if shown.groups else []  # noqa: RUF001 - a range
    columns += [name for name, _ in shown.counted]
    mean = "" if stats.mean is None else f", {number(100 * stats.mean)} % of the points on average"
    return PartTable(
        anchor=anchor,
        heading=f"{exercise_label(exercise)}: {exercise.title}",
        summary=f"{stats.submissions} submissions{mean}",
        columns=tuple(columns),
        rows=tuple(_row(part, shown) for part in stats.parts),
    )


def shown_columns(exercises: Iterable[ExerciseStats]) -> Shown:
    """The columns of all tables of a class."""
    parts = [part for one in exercises for part in one.parts]
    return Shown(
        groups=any(part.upper_lower is not None for part in parts),
        waiting=any(part.counts.get(status) for part in parts for status in OPEN),
    )


def exercise_label(exercise: ExerciseRecord) -> str:
    """What an exercise is called in short."""
    return f"Exercise {exercise.number}"


def number(value: float) -> str:
    """A number with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def _row(stats: PartStats, shown: Shown) -> PartRow:
    cells = [
        points(stats.part.max_points),
        NONE if stats.mean is None else f"{number(100 * stats.mean)} %",
        _hundredths(stats.answered),
        stats.why if stats.discrimination is None else _hundredths(stats.discrimination),
    ]
    cells += [_hundredths(stats.upper_lower)] if shown.groups else []
    cells += [str(sum(stats.counts.get(one, 0) for one in several)) for _, several in shown.counted]
    return PartRow(stats.part.title, tuple(cells))


def _hundredths(value: float | None) -> str:
    if value is None:
        return NONE
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")  # noqa: RUF001
