"""A picture of evidence, and what all kinds of it need."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isnan

from grader.report.chart.model import Axis, Chart, Note, Panel, Series
from grader.report.chart.numerals import short
from grader.report.chart.table import Table, spread

WIDTH, HEIGHT = 440, 280
ROWS = 31
"""Of a table; 30 steps and the start."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, the sentence below it, and its numbers."""

    chart: Chart
    caption: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The title of a picture, what is in it for those who cannot see it, and the line below it."""

    title: str
    description: str
    caption: str


def pictured(
    words: Words,
    axes: tuple[Axis, Axis],
    series: tuple[Series, ...],
    notes: tuple[Note, ...],
    numbers: Table,
    height: int = HEIGHT,
) -> Picture:
    """The picture with one panel, and a legend in it."""
    panel = Panel("", *axes, series, notes=notes, legend=True)
    chart = Chart((panel,), WIDTH, height, words.title, words.description)
    return Picture(chart, words.caption, (numbers,))


def listed(
    header: tuple[str, ...], columns: tuple[tuple[str, ...], ...], *keep: int, said: str = ""
) -> Table:
    """A table of columns, shorter ones filled up; of many rows some, those of `keep` among them."""
    count = max(map(len, columns), default=0)
    rows = spread(count, ROWS)
    rows = sorted({*rows, *(at for at in keep if 0 <= at < count)})
    note = f"{len(rows)} of {count} rows are listed." if len(rows) < count else ""
    return Table(
        caption=said,
        header=header,
        rows=tuple(
            tuple(column[at] if at < len(column) else "" for column in columns) for at in rows
        ),
        note=note,
    )


def entry(value: float) -> str:
    """A number in a table."""
    return "none" if isnan(value) else short(value)


def ends(values: tuple[float, ...]) -> tuple[float, float] | None:
    """The first and the last that are numbers."""
    kept = [value for value in values if isfinite(value)]
    return (kept[0], kept[-1]) if kept else None


def around(values: list[float], margin: float) -> tuple[float, float] | None:
    """Limits with a margin, as a share of what lies between the least and the greatest."""
    kept = [value for value in values if isfinite(value)]
    if not kept:
        return None
    room = (max(kept) - min(kept)) * margin
    return (min(kept) - room, max(kept) + room) if isfinite(room) and room > 0 else None


def counted(count: int, one: str, several: str) -> str:
    """A number and its noun: "1 step", "20 steps"."""
    return f"{count} {one if count == 1 else several}"
