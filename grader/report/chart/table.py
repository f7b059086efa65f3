"""The numbers of a chart as tables, for those who cannot see it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from functools import lru_cache

from grader.report.chart.model import KEPT, Chart, Panel
from grader.report.chart.numerals import number, short
from grader.report.chart.plotted import MOST_LINES, MOST_WORDS, Data, data
from grader.report.safe import one_line

ROWS = 25
_LABEL = 60


@dataclass(frozen=True, slots=True)
class Table:
    """Lines that share their x, a column each; `note` says what the cells do not."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def table(chart: Chart, rows: int = ROWS) -> tuple[Table, ...]:
    """The tables of all panels: in each, one for every group of lines that share their x."""
    return tuple(made for panel in chart.panels for made in _tables(panel, max(2, rows)))


def spread(count: int, most: int) -> list[int]:
    """Positions spread evenly from the first to the last."""
    if count <= most:
        return list(range(count))
    return [round(at * (count - 1) / (most - 1)) for at in range(most)]


@lru_cache(maxsize=KEPT)
def _tables(panel: Panel, rows: int) -> tuple[Table, ...]:
    """Those of one panel; the same panel comes again with another student."""
    groups: dict[bytes, list[tuple[str, Data]]] = {}
    for at, series in enumerate(panel.series[:MOST_LINES], 1):
        line = data(series)
        name = one_line(series.label, _LABEL) or f"line {at}"
        groups.setdefault(array("d", line.x).tobytes(), []).append((name, line))
    tables = [_table(panel, group, rows) for group in groups.values()] or [_table(panel, [], rows)]
    said = " ".join(filter(None, [tables[0].note, *_said(panel)]))
    return (replace(tables[0], note=said), *tables[1:])


def _table(panel: Panel, group: list[tuple[str, Data]], rows: int) -> Table:
    xs = group[0][1].x if group else []
    kept = spread(len(xs), rows)
    names = [name for name, _ in group] or [one_line(panel.y.label, _LABEL) or "y"]
    return Table(
        caption=one_line(panel.title),
        header=(one_line(panel.x.label, _LABEL) or "x", *names),
        rows=tuple((short(xs[at]), *(_cell(line, at) for _, line in group)) for at in kept),
        note=f"{len(kept)} of {len(xs)} points are listed." if len(kept) < len(xs) else "",
    )


def _cell(line: Data, at: int) -> str:
    value = short(line.y[at])
    return f"{value} ± {short(abs(line.errors[at]))}" if at < len(line.errors) else value


def _said(panel: Panel) -> list[str]:
    """What rules and notes say, as sentences, and what is left out."""
    more = len(panel.series) - MOST_LINES
    left_out = [f"{more} more lines are not listed."] if more > 0 else []
    rules = [
        f"Line at {rule.across} = {short(number(rule.at))}: {one_line(rule.label, _LABEL)}."
        for rule in panel.rules[:MOST_WORDS]
        if rule.label.strip()
    ]
    notes = [
        f"At ({short(number(note.x))}, {short(number(note.y))}): {one_line(note.text, _LABEL)}."
        for note in panel.notes[:MOST_WORDS]
    ]
    return [*left_out, *rules, *notes]
