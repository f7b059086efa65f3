"""Explanation -> lines of text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from grader.report.appeal.lines import asked_line, part_cells, run_line, score
from grader.report.appeal.page import Again, Explanation
from grader.report.page import Fact

WIDTH = 100
MARGIN = "  "
COLUMN = 16


def render_text(explanation: Explanation) -> str:
    """The explanation as text, at most 100 columns where words allow."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    yield from _wrapped(explanation.heading)
    yield from _wrapped(score(explanation))
    yield from _section("Handed in", _facts(explanation.subject.facts))
    if explanation.code:
        code = (f"{MARGIN}{MARGIN}{line}".rstrip() for line in explanation.code.split("\n"))
        yield from _section(f"The code, {explanation.place}", code)
    yield from _section("Asked -> answered", _asked(explanation))
    yield from _section("How it was judged", _facts(explanation.judged))
    yield from _section("Decided by people", _listed(explanation.decided))
    yield from _section("Parts", _table([part_cells(line) for line in explanation.parts]))
    yield from _section("How the points came about", _listed(explanation.steps))
    if explanation.again is not None:
        yield from _section("Judged again", _again(explanation.again))
    yield from _section(
        "Runs of this submission", _listed(run_line(line) for line in explanation.runs)
    )


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A title and lines; nothing where there are none."""
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from found


def _facts(facts: Iterable[Fact]) -> Iterator[str]:
    for fact in facts:
        first, *rest = fact.value.split("\n")
        head = f"{MARGIN}{fact.name.ljust(COLUMN)}"
        yield from _wrapped(f"{head}{first}", hang=len(MARGIN) + COLUMN)
        yield from (f"{' ' * (len(MARGIN) + COLUMN)}{line}".rstrip() for line in rest)


def _asked(explanation: Explanation) -> Iterator[str]:
    for one in explanation.asked:
        yield from _wrapped(f"{MARGIN}{asked_line(one)}", hang=4)
    if explanation.more_asked:
        yield f"{MARGIN}and {explanation.more_asked} more"


def _again(again: Again) -> Iterator[str]:
    yield from _wrapped(f"{MARGIN}{again.said}", hang=2)
    for change in again.changes:
        yield from _wrapped(f"{MARGIN}{MARGIN}{change}", hang=6)


def _listed(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from _wrapped(f"{MARGIN}{line}", hang=4)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield f"{MARGIN}{'  '.join(cells)}".rstrip()


def _wrapped(text: str, *, hang: int = 0) -> list[str]:
    lines = textwrap.wrap(
        text,
        WIDTH,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return lines or [""]
